//! Every test there is, or some of the parts.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    build,
    command::{command, run},
    reproducible,
    setup::{self, ForTest},
};

const PARTS: [&str; 8] = ["fmt", "clippy", "rust", "wasm", "ts", "payload", "e2e", "reproducible"];

struct Step {
    name: String,
    time: Duration,
    passed: bool,
}

/// Runs step after step, whether they pass or not.
struct Steps {
    parts: Vec<String>,
    done: Vec<Step>,
}

impl Steps {
    fn wants(&self, parts: &[&str]) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|part| parts.contains(&part.as_str()))
    }

    fn step(&mut self, name: &str, action: impl FnOnce() -> Result<()>) -> bool {
        println!("\n=== {name}");
        let start = Instant::now();
        let result = action();
        if let Err(error) = &result {
            println!("error: {error:#}");
        }
        let time = start.elapsed();
        let passed = result.is_ok();
        println!("=== {name}: {} in {:.1} s", verdict(passed), time.as_secs_f64());
        self.done.push(Step { name: name.to_owned(), time, passed });
        passed
    }

    fn sum_up(&self) -> Result<()> {
        println!();
        for step in &self.done {
            println!("{:>8.1} s  {:<6}  {}", step.time.as_secs_f64(), verdict(step.passed), step.name);
        }
        let total: Duration = self.done.iter().map(|step| step.time).sum();
        let failed: Vec<&str> =
            self.done.iter().filter(|step| !step.passed).map(|step| step.name.as_str()).collect();
        if !failed.is_empty() {
            bail!("{} of {} steps failed: {}", failed.len(), self.done.len(), failed.join(", "));
        }
        println!("\nall {} steps passed in {:.0} s", self.done.len(), total.as_secs_f64());
        Ok(())
    }
}

fn verdict(passed: bool) -> &'static str {
    if passed { "passed" } else { "FAILED" }
}

pub fn test(parts: &[String]) -> Result<()> {
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        bail!("\"{unknown}\" is no part of the tests; the parts are {}", PARTS.join(", "));
    }
    let mut steps = Steps { parts: parts.to_vec(), done: Vec::new() };
    let mut setup = None;
    steps.step("setup", || {
        setup = Some(setup::for_test()?);
        Ok(())
    });
    let Some(setup) = setup else {
        return steps.sum_up();
    };
    rust(&mut steps, &setup);
    if steps.wants(&["ts", "payload", "e2e"]) && !steps.step("build", || build::build(&setup.build)) {
        return steps.sum_up();
    }
    typescript(&mut steps, &setup);
    if steps.wants(&["payload"]) {
        steps.step("what browsers fetch is within its limits", || {
            run(command(&setup.build.node).arg("www/build/payload.mjs"))
        });
    }
    end_to_end(&mut steps, &setup);
    if steps.wants(&["reproducible"]) {
        steps.step("the modules are the same wherever they are built", || reproducible::check(&setup.build));
    }
    steps.sum_up()
}

fn rust(steps: &mut Steps, setup: &ForTest) {
    let toolchain = setup.build.toolchain;
    if steps.wants(&["fmt"]) {
        steps.step("rustfmt", || run(command("cargo").args(["fmt", "--all", "--check"])));
    }
    if steps.wants(&["clippy"]) {
        steps.step("clippy", || {
            let args = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
            run(command("cargo").args(args))
        });
        steps.step("clippy for WebAssembly", || {
            let args = ["--package", "wheelpress", "--lib", "--quiet", "--", "-D", "warnings"];
            run(toolchain.cargo("clippy").args(args))
        });
    }
    if steps.wants(&["rust"]) {
        steps.step("cargo test", || {
            let mut cargo = command("cargo");
            setup.equip(&mut cargo);
            run(cargo.args(["test", "--workspace", "--quiet", "--no-fail-fast"]))
        });
    }
    if steps.wants(&["wasm"]) {
        let browsers = &setup.browsers;
        for (browser, variable, driver) in [
            ("Chromium", "CHROMEDRIVER", &browsers.chromedriver),
            ("Firefox", "GECKODRIVER", &browsers.geckodriver),
        ] {
            steps.step(&format!("wasm-bindgen-test in {browser}"), || {
                // The boundary's tests; what is in the core is tested natively.
                let mut cargo = toolchain.cargo("test");
                cargo.args(["--package", "wheelpress", "--lib", "wasm::"]);
                cargo.env(variable, driver).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
                prepend_path(&mut cargo, &setup.build.wasm_bindgen)?;
                run(&mut cargo)
            });
        }
    }
}

fn typescript(steps: &mut Steps, setup: &ForTest) {
    if !steps.wants(&["ts"]) {
        return;
    }
    for project in ["tsconfig.json", "tsconfig.worker.json", "tsconfig.test.json"] {
        steps.step(&format!("tsc, {project}"), || {
            run(bin(setup, "typescript/bin/tsc").args(["--noEmit", "--project", project]))
        });
    }
    steps.step("the types of dist/npm", || run(command(&setup.build.node).arg("www/build/consumer.mjs")));
    steps.step("biome", || run(bin(setup, "@biomejs/biome/bin/biome").args(["ci", "--colors=off", "."])));
    steps.step("TypeScript's unit tests", || run(command(&setup.build.node).arg("www/build/unit-tests.mjs")));
}

fn end_to_end(steps: &mut Steps, setup: &ForTest) {
    if !steps.wants(&["e2e"]) {
        return;
    }
    steps.step("Playwright", || {
        let mut playwright = bin(setup, "@playwright/test/cli.js");
        setup.equip(&mut playwright);
        run(playwright.args(["test", "--config", "tests/e2e/playwright.config.ts"]))
    });
}

/// A program of an npm package. By its file, because `npx` would fetch what is missing.
fn bin(setup: &ForTest, path: &str) -> Command {
    let mut node = command(&setup.build.node);
    node.arg(Path::new("node_modules").join(path));
    node
}

fn prepend_path(command: &mut Command, dir: &Path) -> Result<()> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(dir.to_owned()).chain(std::env::split_paths(&old));
    command.env("PATH", std::env::join_paths(dirs)?);
    Ok(())
}
