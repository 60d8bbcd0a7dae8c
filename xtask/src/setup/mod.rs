//! Installs what is missing; does nothing, quickly, when nothing is.

mod apt;
mod c_compiler;
mod node;
mod programs;
mod python;
mod tools;
mod wasm_target;
mod wheels;

use std::{
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context as _, Result, anyhow};
use serde_json::json;

use programs::Browsers;
use python::Pythons;
pub use tools::{cargo_fuzz, garage, geckodriver};
pub use wasm_target::{TARGET, Toolchain};

use crate::{command, paths};

/// What building needs.
pub struct ForBuild {
    pub toolchain: Toolchain,
    /// The directory of `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub wasm_bindgen: PathBuf,
    pub node: PathBuf,
}

/// What testing needs on top.
pub struct ForTest {
    pub build: ForBuild,
    pub browsers: Browsers,
    /// The JSON file that tells test processes where everything is.
    pub tools_json: PathBuf,
    pub wheels: PathBuf,
}

impl ForTest {
    /// Tells a test process where the tools are.
    pub fn equip(&self, command: &mut std::process::Command) {
        command.env("WHEELPRESS_TOOLS", &self.tools_json).env("WHEELPRESS_WHEELS", &self.wheels);
    }
}

/// Installs what building needs.
///
/// # Errors
///
/// When something is missing and cannot be installed.
pub fn for_build() -> Result<ForBuild> {
    let node = node::node()?;
    // Downloads wait for the network, and builds for the processor.
    thread::scope(|scope| {
        let packages = scope.spawn(node::packages);
        let c_compiler = scope.spawn(c_compiler::set_up);
        let (toolchain, wasm_bindgen) = (Toolchain::set_up()?, tools::wasm_bindgen()?);
        joined(packages)?;
        joined(c_compiler)?;
        Ok(ForBuild { toolchain, wasm_bindgen, node })
    })
}

/// Installs what testing needs.
///
/// # Errors
///
/// When something is missing and cannot be installed.
pub fn for_test() -> Result<ForTest> {
    let setup = for_test_without_late_tools()?;
    geckodriver()?;
    garage()?;
    Ok(setup)
}

/// Installs what testing needs, without [`geckodriver`] and [`garage`], whose paths are known already.
///
/// # Errors
///
/// When something is missing and cannot be installed.
pub fn for_test_without_late_tools() -> Result<ForTest> {
    thread::scope(|scope| {
        let data = scope.spawn(|| {
            let pythons = python::set_up()?;
            let wheels = wheels::set_up(wheels::WHEELS, &pythons.tools)?;
            let popular = wheels::set_up(wheels::POPULAR, &pythons.tools)?;
            Ok((pythons, wheels, popular))
        });
        let browsers = scope.spawn(programs::set_up);
        let build = for_build()?;
        build.toolchain.set_up_clippy()?;
        let browsers = joined(browsers)?;
        let (pythons, wheels, popular) = joined(data)?;
        let tools_json = write_tools(&browsers, &pythons, &wheels, &popular)?;
        Ok(ForTest { build, browsers, tools_json, wheels })
    })
}

fn joined<T>(thread: thread::ScopedJoinHandle<Result<T>>) -> Result<T> {
    thread.join().map_err(|_| anyhow!("installing panicked"))?
}

/// Tells test processes where everything is.
fn write_tools(browsers: &Browsers, pythons: &Pythons, wheels: &Path, popular: &Path) -> Result<PathBuf> {
    let tools_json = paths::cache()?.join("tools.json");
    let tools = json!({
        "chromium": browsers.chromium,
        "headlessChromium": browsers.headless_chromium,
        "chromedriver": browsers.chromedriver,
        "firefox": browsers.firefox,
        "geckodriver": browsers.geckodriver,
        "webKitDriver": browsers.webkit_driver,
        "xvfb": browsers.xvfb,
        "garage": tools::garage_path()?,
        "moto": pythons.moto,
        "sam": pythons.sam,
        "indexes": pythons.indexes,
        "python": pythons.tools,
        "pythons": pythons.by_version.iter().map(|python| {
            let mut value = json!({ "python": python.interpreter });
            if let Some(ric) = &python.ric {
                value["ricPython"] = json!(ric);
            }
            (python.version.clone(), value)
        }).collect::<serde_json::Map<_, _>>(),
        "popular": popular,
        "wheels": wheels,
    });
    write_if_changed(&tools_json, &format!("{tools:#}\n"))?;
    Ok(tools_json)
}

fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(path, text).with_context(|| format!("\"{}\" cannot be written", path.display()))
}

/// Says what is about to be done, so that a long silence is explained.
fn announce(what: &str) {
    println!("setup: {what}");
}

/// A command that runs as root: directly, or by sudo where that asks for no password.
fn as_root(program: &str) -> Option<std::process::Command> {
    let id = command::read(command::command("id").arg("-u")).ok()?;
    if id == "0" {
        return Some(command::command(program));
    }
    let mut sudo = command::command("sudo");
    if !command::succeeds(sudo.args(["-n", "true"])) {
        return None;
    }
    let mut command = command::command("sudo");
    command.args(["-n", "--preserve-env=DEBIAN_FRONTEND", program]);
    Some(command)
}
