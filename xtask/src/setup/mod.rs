//! Installs what is missing; does nothing, quickly, when nothing is.

mod apt;
mod browsers;
mod c_compiler;
mod node;
mod python;
mod tools;
mod wasm_target;
mod wheels;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::json;

pub use tools::cargo_fuzz;
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
    pub browsers: browsers::Browsers,
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

pub fn for_build() -> Result<ForBuild> {
    let node = node::node()?;
    node::packages()?;
    c_compiler::set_up()?;
    Ok(ForBuild { toolchain: Toolchain::set_up()?, wasm_bindgen: tools::wasm_bindgen()?, node })
}

pub fn for_test() -> Result<ForTest> {
    let build = for_build()?;
    build.toolchain.set_up_clippy()?;
    let browsers = browsers::set_up()?;
    let pythons = python::set_up()?;
    let garage = tools::garage()?;
    let wheels = wheels::set_up(wheels::WHEELS, &pythons.tools)?;
    let popular = wheels::set_up(wheels::POPULAR, &pythons.tools)?;
    let tools_json = paths::cache()?.join("tools.json");
    let tools = json!({
        "chromium": browsers.chromium,
        "chromedriver": browsers.chromedriver,
        "firefox": browsers.firefox,
        "geckodriver": browsers.geckodriver,
        "webKitDriver": browsers.webkit_driver,
        "xvfb": browsers.xvfb,
        "garage": garage,
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
    Ok(ForTest { build, browsers, tools_json, wheels })
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
