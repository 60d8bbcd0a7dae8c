//! Tools that come from crates, each in a directory of its own version.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{
    command::{command, run},
    paths,
};

use super::announce;

const GECKODRIVER: &str = "0.37.1";
const GARAGE: &str = "2.5.0";
const CARGO_FUZZ: &str = "0.13.2";

/// One node with sqlite is enough for tests, and how fast it runs hardly matters: it is built in
/// less than half the time this way.
const GARAGE_OPTIONS: [&str; 11] = [
    "--no-default-features",
    "--features",
    "sqlite,bundled-libs",
    "--config",
    "profile.release.opt-level=1",
    "--config",
    "profile.release.lto=false",
    "--config",
    "profile.release.codegen-units=16",
    "--config",
    "profile.release.debug=false",
];

/// The directory of wasm-bindgen's tools. Their version must be exactly the crate's.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let version = locked_version("wasm-bindgen")?;
    install("wasm-bindgen-cli", "wasm-bindgen", &version, "wasm-bindgen", &[])
}

/// The directory of geckodriver, which Debian does not package.
pub fn geckodriver() -> Result<PathBuf> {
    install("geckodriver", "geckodriver", GECKODRIVER, "geckodriver", &[])
}

/// The directory of cargo-fuzz.
pub fn cargo_fuzz() -> Result<PathBuf> {
    install("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ, "cargo-fuzz", &[])
}

/// The S3 server of the tests.
pub fn garage() -> Result<PathBuf> {
    Ok(install("garage", "garage", GARAGE, "garage", &GARAGE_OPTIONS)?.join("garage"))
}

fn install(package: &str, dir: &str, version: &str, binary: &str, options: &[&str]) -> Result<PathBuf> {
    let root = paths::cache()?.join(format!("{dir}-{version}"));
    let bin = root.join("bin");
    if bin.join(binary).is_file() {
        return Ok(bin);
    }
    announce(&format!("building {package} {version}; this takes some minutes, once"));
    let cargo_install = |locked: &[&str]| {
        let mut cargo = command("cargo");
        cargo
            .args(["install", "--quiet", package, "--version", version, "--root"])
            .arg(&root)
            .args(options)
            .args(locked)
            // Away from the tree, whose cargo configuration is for the crate.
            .current_dir(paths::cache()?);
        run(&mut cargo)
    };
    // A registry that lags behind may lack what the package's lock file names.
    cargo_install(&["--locked"])
        .or_else(|_| cargo_install(&[]))
        .with_context(|| format!("\"{package}\" {version} could not be built"))?;
    Ok(bin)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock = paths::root().join("Cargo.lock");
    if !lock.exists() {
        run(command("cargo").args(["generate-lockfile", "--quiet"]))?;
    }
    let text = std::fs::read_to_string(&lock).context("Cargo.lock cannot be read")?;
    version_in(&text, package).with_context(|| format!("Cargo.lock has no package \"{package}\""))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
