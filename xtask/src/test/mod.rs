//! Runs all tests, or some parts of them.

mod background_tools;
mod native;
mod playwright;
mod scratch;
mod steps;

use std::{path::Path, process::Command, thread};

use anyhow::{Result, anyhow, bail};

use self::{background_tools::BackgroundTools, scratch::Scratch, steps::Steps};
use crate::{
    build,
    command::{command, run},
    docs, paths, reproducible,
    setup::{self, ForBuild, ForTest},
};

const PARTS: [&str; 10] =
    ["fmt", "clippy", "rust", "wasm", "ts", "node", "docs", "payload", "e2e", "reproducible"];

/// Runs `parts`, or all parts if none is named, or only the `quick` tests.
///
/// # Errors
///
/// If a part is unknown or a step fails.
pub fn test(parts: &[String]) -> Result<()> {
    if let [only] = parts
        && only == "quick"
    {
        return quick();
    }
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        bail!(
            "\"{unknown}\" is no part of the tests; the parts are {}, or \"quick\" alone",
            PARTS.join(", ")
        );
    }
    let wants =
        |wanted: &[&str]| parts.is_empty() || parts.iter().any(|part| wanted.contains(&part.as_str()));
    let mut steps = Steps::default();
    if let Some(setup) = set_up(&mut steps, setup::for_test_without_background_tools) {
        thread::scope(|scope| run_parts(&mut steps, &setup, wants, BackgroundTools::begin(scope, wants)));
    }
    steps.print_summary()
}

fn run_parts(
    steps: &mut Steps,
    setup: &ForTest,
    wants: impl Fn(&[&str]) -> bool + Copy + Sync,
    mut background_tools: BackgroundTools,
) {
    if wants(&["fmt"]) {
        rustfmt(steps);
    }
    if wants(&["clippy"]) {
        steps.side_by_side(clippy, |steps| {
            steps.step("clippy for WebAssembly", || {
                let args = ["--package", "wheelpress", "--lib", "--quiet", "--", "-D", "warnings"];
                run(setup.build.toolchain.cargo("clippy").args(args))
            });
        });
    }
    let Some(elsewhere) = build_and_test(steps, setup, wants) else { return };
    steps.side_by_side(
        |steps| {
            if wants(&["wasm"]) {
                boundary(steps, setup, "Chromium", "CHROMEDRIVER", &setup.browsers.chromedriver);
                if background_tools.await_geckodriver(steps) {
                    boundary(steps, setup, "Firefox", "GECKODRIVER", &setup.browsers.geckodriver);
                }
            }
        },
        |steps| test_built(steps, setup, wants),
    );
    if wants(&["e2e"]) && background_tools.await_all(steps) {
        steps.timed("Playwright", |tests| playwright::run_e2e(setup, tests));
    }
    if let Some(elsewhere) = elsewhere {
        steps.step("the modules are the same wherever they are built", || reproducible::compare(elsewhere?));
    }
}

/// Tests the build without a browser.
fn test_built(steps: &mut Steps, setup: &ForTest, wants: impl Fn(&[&str]) -> bool) {
    if wants(&["ts"]) {
        typescript(steps, &setup.build);
    }
    if wants(&["node"]) {
        steps.step("the npm package in Node, Deno and Bun", || {
            let mut node = command(&setup.build.node);
            setup.set_env(&mut node);
            run(node.args(["www/build/unit-tests.mjs", "tests/node"]))
        });
    }
    if wants(&["docs"]) {
        steps.step("the references", || docs::docs(&setup.build));
    }
    if wants(&["payload"]) {
        steps.step("what browsers fetch is within its limits", || {
            run(command(&setup.build.node).arg("www/build/payload.mjs"))
        });
    }
}

/// The modules that were built in another folder, if this was requested.
type Elsewhere = Option<Result<reproducible::Modules>>;

/// Builds, and runs the native tests. Returns `None` if the build fails.
fn build_and_test(
    steps: &mut Steps,
    setup: &ForTest,
    wants: impl Fn(&[&str]) -> bool + Sync,
) -> Option<Elsewhere> {
    let is_built = wants(&["ts", "node", "docs", "payload", "e2e", "reproducible"]);
    thread::scope(|scope| {
        // Linking a module uses one core, and native tests wait for other programs. In parallel, both together take
        // only slightly longer than the longer one.
        let building = is_built.then(|| scope.spawn(|| build_modules(setup, &wants)));
        if wants(&["rust"]) {
            let scratch = Scratch::make();
            let set_env = |process: &mut Command| {
                setup.set_env(process);
                scratch.set_env(process);
            };
            steps.timed("cargo test", |tests| native::run(&["--workspace"], set_env, tests));
        }
        let Some(building) = building else { return Some(None) };
        let mut elsewhere = None;
        let succeeded = steps.step("build, as far as it was not done beside the tests", || {
            let built = building.join().map_err(|_| anyhow!("the build panicked"))?;
            elsewhere = built.elsewhere;
            built.here
        });
        succeeded.then_some(elsewhere)
    })
}

/// The results of the build.
struct Built {
    here: Result<()>,
    /// The modules that were built in another folder, if this was requested.
    elsewhere: Elsewhere,
}

fn build_modules(setup: &ForTest, wants: impl Fn(&[&str]) -> bool) -> Built {
    thread::scope(|scope| {
        let is_whole = PARTS.iter().all(|part| wants(&[part]));
        let build_elsewhere = move || reproducible::build_elsewhere(&setup.build, !is_whole);
        let other = wants(&["reproducible"]).then(|| scope.spawn(build_elsewhere));
        let here = build::build(&setup.build);
        if wants(&["wasm"]) {
            // Errors are ignored here: the step that runs these tests reports them.
            let _ = run(boundary_tests(setup).arg("--no-run"));
        }
        let panicked = |_| Err(anyhow!("the build elsewhere panicked"));
        Built { here, elsewhere: other.map(|other| other.join().unwrap_or_else(panicked)) }
    })
}

/// Runs the tests that need no browser, no server and no Python, for quick feedback while editing.
fn quick() -> Result<()> {
    let mut steps = Steps::default();
    let Some(setup) = set_up(&mut steps, setup::for_build) else {
        return steps.print_summary();
    };
    rustfmt(&mut steps);
    // TypeScript's compiler needs the types that the modules declare. The types of an older build are accepted.
    let generated = paths::root().join("www/generated/plan.d.ts").exists();
    let has_types = generated || steps.step("build", || build::build(&setup));
    steps.side_by_side(
        |steps| {
            clippy(steps);
            steps
                .timed("unit tests", |tests| native::run(&["--workspace", "--lib", "--bins"], |_| {}, tests));
        },
        |steps| {
            if has_types {
                typescript(steps, &setup);
            }
        },
    );
    steps.print_summary()
}

fn set_up<T>(steps: &mut Steps, install: impl FnOnce() -> Result<T>) -> Option<T> {
    let mut setup = None;
    steps.step("setup", || {
        setup = Some(install()?);
        Ok(())
    });
    setup
}

fn rustfmt(steps: &mut Steps) {
    steps.step("rustfmt", || run(command("cargo").args(["fmt", "--all", "--check"])));
}

fn clippy(steps: &mut Steps) {
    steps.step("clippy", || {
        let args = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
        run(command("cargo").args(args))
    });
}

/// Returns the command for the tests of the boundary. The core is tested natively.
fn boundary_tests(setup: &ForTest) -> Command {
    let mut cargo = setup.build.toolchain.cargo("test");
    cargo.args(["--package", "wheelpress", "--lib"]);
    cargo
}

/// Runs the tests of the boundary in a browser. `variable` is the variable in which wasm-bindgen's test runner expects
/// the browser's driver.
fn boundary(steps: &mut Steps, setup: &ForTest, browser: &str, variable: &str, driver: &Path) {
    steps.step(&format!("wasm-bindgen-test in {browser}"), || {
        let mut cargo = boundary_tests(setup);
        cargo.arg("wasm::").env(variable, driver).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        prepend_path(&mut cargo, &setup.build.wasm_bindgen)?;
        run(&mut cargo)
    });
}

fn typescript(steps: &mut Steps, setup: &ForBuild) {
    for project in ["tsconfig.json", "tsconfig.worker.json", "tsconfig.node.json", "tsconfig.test.json"] {
        steps.step(&format!("tsc, {project}"), || {
            run(bin(setup, "typescript/bin/tsc").args(["--noEmit", "--project", project]))
        });
    }
    steps.step("the types of dist/npm", || run(command(&setup.node).arg("www/build/consumer.mjs")));
    steps.step("biome", || run(bin(setup, "@biomejs/biome/bin/biome").args(["ci", "--colors=off", "."])));
    steps.step("TypeScript's unit tests", || run(command(&setup.node).arg("www/build/unit-tests.mjs")));
}

/// Returns a command for a program of an npm package. It runs the program's file, because `npx` would fetch a missing
/// package.
fn bin(setup: &ForBuild, path: &str) -> Command {
    let mut node = command(&setup.node);
    node.arg(Path::new("node_modules").join(path));
    node
}

fn prepend_path(command: &mut Command, dir: &Path) -> Result<()> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(dir.to_owned()).chain(std::env::split_paths(&old));
    command.env("PATH", std::env::join_paths(dirs)?);
    Ok(())
}
