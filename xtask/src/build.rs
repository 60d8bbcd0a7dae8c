//! Rust → WebAssembly → the glue of wasm-bindgen → the bundles in dist/.

use anyhow::{Context as _, Result};

use crate::{
    command::{command, run},
    paths,
    setup::ForBuild,
};

pub fn build(setup: &ForBuild) -> Result<()> {
    run(setup.toolchain.cargo("build").args([
        "--package",
        "wheelpress",
        "--lib",
        "--profile",
        "wasm",
        "--quiet",
    ]))
    .context("the crate could not be built for WebAssembly")?;
    run(command(setup.wasm_bindgen.join("wasm-bindgen"))
        .args(["--target", "web", "--out-dir", "www/generated", "--out-name", "wheelpress"])
        .arg(paths::wasm_target_dir().join("wasm32-unknown-unknown/wasm/wheelpress.wasm")))
    .context("wasm-bindgen could not make its glue")?;
    run(command(&setup.node).arg("www/build.mjs")).context("the page could not be bundled")
}
