//! Finds Node, and installs the npm packages.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::{
    command::{command, read, run},
    paths,
};

use super::announce;

const OLDEST: u32 = 20;

/// Returns the path of Node. Node is not installed automatically, because Debian's version is too old.
pub fn node() -> Result<PathBuf> {
    let node = paths::which("node")
        .with_context(|| format!("node is not on the PATH; install Node {OLDEST} or newer, with npm"))?;
    let version = read(command(&node).arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        bail!("node is {version}; install Node {OLDEST} or newer");
    }
    Ok(node)
}

/// Installs the packages of package-lock.json in node_modules.
pub fn packages() -> Result<()> {
    let lock =
        std::fs::read(paths::root().join("package-lock.json")).context("package-lock.json cannot be read")?;
    // `npm ci` empties node_modules, including this file. So the file exists only after success.
    let folder = paths::root().join("node_modules");
    let installed = folder.join(".wheelpress-package-lock.json");
    if std::fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    announce("installing the npm packages");
    if folder.is_symlink() {
        // If node_modules is a link, `npm ci` would empty the folder of another tree.
        std::fs::remove_file(&folder)
            .with_context(|| format!("the link \"{}\" cannot be removed", folder.display()))?;
    }
    run(command("npm").args(["ci", "--no-audit", "--no-fund"]))
        .context("the npm packages of package-lock.json could not be installed")?;
    std::fs::write(&installed, lock).with_context(|| format!("\"{}\" cannot be written", installed.display()))
}
