//! Installs a C compiler for WebAssembly, because libdeflate is written in C.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::{
    command::{command, succeeds},
    paths,
};

use super::{apt, wasm_target::TARGET};

/// A variable of the crate `cc`. A user who sets it has chosen a compiler.
const CHOSEN: &str = "CC_wasm32_unknown_unknown";

pub fn set_up() -> Result<()> {
    if std::env::var_os(CHOSEN).is_some() || compiles()? {
        return Ok(());
    }
    apt::install(&["clang"], "a C compiler for WebAssembly")?;
    if !compiles()? {
        bail!("\"clang\" cannot compile for {TARGET}; name one that can in the variable {CHOSEN}");
    }
    Ok(())
}

/// Whether `clang` is installed and supports the target. The `clang` of Xcode does not.
fn compiles() -> Result<bool> {
    let probe = paths::cache()?.join(format!("probe-{}.c", std::process::id()));
    fs::write(&probe, "int probe;\n")
        .with_context(|| format!("\"{}\" cannot be written", probe.display()))?;
    let target = format!("--target={TARGET}");
    let compiles = succeeds(command("clang").args([&target, "-c", "-o", "/dev/null"]).arg(&probe));
    fs::remove_file(&probe)?;
    Ok(compiles)
}
