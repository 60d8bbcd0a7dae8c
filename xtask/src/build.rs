//! The build: Rust → WebAssembly → the glue code of wasm-bindgen → the bundles in dist/.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{
    command::{command, read, run},
    fingerprint::fingerprint,
    paths,
    setup::{ForBuild, TARGET},
};

/// The table of the modules. The bundling script reads it too.
const PAYLOAD: &str = "www/build/payload.json";

/// A WebAssembly module that is built from the crate.
pub struct Module {
    /// The name of the module's files.
    pub name: String,
    /// The features of the crate that the module has.
    features: Vec<String>,
}

pub fn build(setup: &ForBuild) -> Result<()> {
    build_only(setup, &[])
}

/// Compiles the named modules, or all modules if none is named, and then bundles. Other modules, and modules whose
/// inputs have not changed, are reused from the last build.
pub fn build_only(setup: &ForBuild, names: &[String]) -> Result<()> {
    let modules = modules()?;
    if let Some(name) = names.iter().find(|name| modules.iter().all(|module| module.name != **name)) {
        let known: Vec<&str> = modules.iter().map(|module| module.name.as_str()).collect();
        bail!("\"{name}\" is no module of \"{PAYLOAD}\"; the modules are {}", known.join(", "));
    }
    let generated = paths::root().join("www/generated");
    for module in modules.iter().filter(|module| names.is_empty() || names.contains(&module.name)) {
        let last = paths::root().join(format!("target/modules/{}", module.name));
        // Checked here, not by cargo: all modules are compiled to the same file, so cargo would link each of them
        // again.
        if let (Ok(state), Ok(last)) = (state(setup, module), fs::read_to_string(&last))
            && state == last
        {
            println!("the module \"{}\" is that of the last build", module.name);
            continue;
        }
        let wasm = compile(setup, module, paths::root(), &paths::wasm_target_dir())?;
        bind(setup, module, &wasm, &generated)?;
        fs::create_dir_all(paths::root().join("target/modules"))?;
        fs::write(&last, state(setup, module)?)
            .with_context(|| format!("\"{}\" cannot be written", last.display()))?;
    }
    run(command(&setup.node).arg("www/build.mjs")).context("the page could not be bundled")
}

/// Returns the current state of a module's inputs and outputs.
fn state(setup: &ForBuild, module: &Module) -> Result<String> {
    let made = ["_bg.wasm", ".js", ".d.ts"].map(|end| format!("www/generated/{}{end}", module.name));
    let sources = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "src", "kernels", "vendor"];
    let all = sources.into_iter().map(str::to_owned).chain(made);
    let files = fingerprint(&all.map(|path| paths::root().join(path)).collect::<Vec<_>>())?;
    let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"].map(std::env::var_os);
    let compiler = read(command(setup.toolchain.rustc()).arg("-vV"))?;
    let build = compilation(setup, module);
    Ok(format!("{files:x}\n{build:?} {flags:?}\n{}\n{compiler}\n", setup.wasm_bindgen.display()))
}

/// Returns the bytes of a module of the last build, as browsers receive it.
pub fn built(module: &Module) -> Result<Vec<u8>> {
    let path = paths::root().join(format!("www/generated/{}_bg.wasm", module.name));
    fs::read(&path).with_context(|| format!("\"{}\" cannot be read", path.display()))
}

/// Returns the modules of the table.
pub fn modules() -> Result<Vec<Module>> {
    let text = fs::read_to_string(paths::root().join(PAYLOAD))
        .with_context(|| format!("\"{PAYLOAD}\" cannot be read"))?;
    let table: Value = serde_json::from_str(&text).with_context(|| format!("\"{PAYLOAD}\" is no JSON"))?;
    let module = |value: &Value| {
        let features = value["features"].as_array()?.iter().map(|name| name.as_str().map(str::to_owned));
        Some(Module { name: value["name"].as_str()?.to_owned(), features: features.collect::<Option<_>>()? })
    };
    let modules = table["modules"].as_array().and_then(|modules| modules.iter().map(module).collect());
    modules.with_context(|| format!("\"{PAYLOAD}\" must have modules, each with a name and features"))
}

/// Compiles the crate in `tree` with the features of a module, and returns the path of the file. Compiling the next
/// module overwrites this file.
pub fn compile(setup: &ForBuild, module: &Module, tree: &Path, target_dir: &Path) -> Result<PathBuf> {
    run(compilation(setup, module).current_dir(tree).env("CARGO_TARGET_DIR", target_dir))
        .with_context(|| format!("the module \"{}\" could not be compiled", module.name))?;
    Ok(target_dir.join(TARGET).join("wasm/wheelpress.wasm"))
}

fn compilation(setup: &ForBuild, module: &Module) -> Command {
    let mut cargo = setup.toolchain.cargo("build");
    cargo.args(["--package", "wheelpress", "--lib", "--profile", "wasm", "--quiet"]);
    cargo.args(["--no-default-features", "--features", &module.features.join(",")]);
    cargo
}

/// Makes the module and its glue code, `name_bg.wasm` and `name.js`, from the compiled file.
pub fn bind(setup: &ForBuild, module: &Module, wasm: &Path, directory: &Path) -> Result<()> {
    run(command(setup.wasm_bindgen.join("wasm-bindgen"))
        // Names of functions and tools are a quarter of the download, and browsers do not need them.
        .args(["--remove-name-section", "--remove-producers-section"])
        .args(["--target", "web", "--out-name", &module.name, "--out-dir"])
        .args([directory, wasm]))
    .with_context(|| format!("wasm-bindgen could not make the glue of the module \"{}\"", module.name))
}
