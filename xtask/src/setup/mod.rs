//! Installs missing tools. Returns quickly if nothing is missing.

mod answers;
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

/// The tools for building.
pub struct ForBuild {
    pub toolchain: Toolchain,
    /// The directory of `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub wasm_bindgen: PathBuf,
    pub node: PathBuf,
}

/// The tools for testing, including those for building.
pub struct ForTest {
    pub build: ForBuild,
    pub browsers: Browsers,
    /// The JSON file with the paths of all tools, for test processes.
    pub tools_json: PathBuf,
    pub wheels: PathBuf,
}

impl ForTest {
    /// Sets the environment variables with which a test process finds the tools.
    pub fn set_env(&self, command: &mut std::process::Command) {
        command.env("WHEELPRESS_TOOLS", &self.tools_json).env("WHEELPRESS_WHEELS", &self.wheels);
    }
}

/// Installs the tools for building.
///
/// # Errors
///
/// If a tool is missing and cannot be installed.
pub fn for_build() -> Result<ForBuild> {
    let node = node::node()?;
    // In parallel: downloads wait for the network, and builds for the processor.
    thread::scope(|scope| {
        let packages = scope.spawn(node::packages);
        let c_compiler = scope.spawn(c_compiler::set_up);
        let (toolchain, wasm_bindgen) = (Toolchain::set_up()?, tools::wasm_bindgen()?);
        joined(packages)?;
        joined(c_compiler)?;
        Ok(ForBuild { toolchain, wasm_bindgen, node })
    })
}

/// Installs the tools for testing.
///
/// # Errors
///
/// If a tool is missing and cannot be installed.
pub fn for_test() -> Result<ForTest> {
    let setup = for_test_without_background_tools()?;
    geckodriver()?;
    garage()?;
    Ok(setup)
}

/// Installs the tools for testing, except [`geckodriver`] and [`garage`]. The paths of these two are known before they
/// are installed.
///
/// # Errors
///
/// If a tool is missing and cannot be installed.
pub fn for_test_without_background_tools() -> Result<ForTest> {
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

/// Writes the paths of all tools to a file for test processes.
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
        "answers": answers::set_up()?,
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

/// Prints what is done next, because it may take a while without any output.
fn announce(what: &str) {
    println!("setup: {what}");
}

/// Returns a command that runs as root: directly, or with sudo if sudo needs no password.
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
