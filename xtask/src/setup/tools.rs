//! Installs tools that are crates. Each version of a tool has a directory of its own.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{
    command::{command, run},
    paths,
};

use super::announce;

const GECKODRIVER: Tool =
    Tool { name: "geckodriver", package: "geckodriver", version: "0.37.1", options: &[], optimized: &[] };
/// For tests, one node with sqlite is sufficient.
const GARAGE: Tool = Tool {
    name: "garage",
    package: "garage",
    version: "2.5.0",
    options: &["--no-default-features", "--features", "sqlite,bundled-libs"],
    optimized: &["blake2", "crc-fast", "md-5", "sha1", "sha2"],
};
const CARGO_FUZZ: Tool =
    Tool { name: "cargo-fuzz", package: "cargo-fuzz", version: "0.13.2", options: &[], optimized: &[] };

/// Build options of the tools, except for crates that process all bytes of a tool (`optimized`). Optimizing a whole
/// tool takes longer than using it. With these options, building garage takes 6.4 minutes of processor time, and
/// uploads to it take twice as long (measured).
const QUICK: [&str; 4] = ["opt-level=0", "lto=false", "codegen-units=16", "debug=false"];

/// A program that is built from a crate.
struct Tool<'a> {
    /// The name of the program.
    name: &'a str,
    package: &'a str,
    version: &'a str,
    /// Options of `cargo install`.
    options: &'a [&'a str],
    /// The crates that are optimized.
    optimized: &'a [&'a str],
}

/// Installs wasm-bindgen's tools, and returns their directory. Their version must be exactly the version of the crate.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let version = &locked_version("wasm-bindgen")?;
    // These crates process modules of several MB.
    let optimized = &["leb128fmt", "walrus", "wasm-bindgen-cli-support", "wasm-encoder", "wasmparser"];
    Tool { name: "wasm-bindgen", package: "wasm-bindgen-cli", version, options: &[], optimized }
        .install("cargo", &[])
}

/// Installs cargo-fuzz, and returns its directory.
pub fn cargo_fuzz() -> Result<PathBuf> {
    CARGO_FUZZ.install("cargo", &[])
}

/// Installs the driver of Firefox, which Debian does not package.
pub fn geckodriver() -> Result<()> {
    GECKODRIVER.install_patiently()
}

/// Returns the path to which [`geckodriver`] installs the driver.
pub fn geckodriver_path() -> Result<PathBuf> {
    GECKODRIVER.path()
}

/// Installs the S3 server of the tests.
pub fn garage() -> Result<()> {
    GARAGE.install_patiently()
}

/// Returns the path to which [`garage`] installs the server.
pub fn garage_path() -> Result<PathBuf> {
    GARAGE.path()
}

impl Tool<'_> {
    /// Returns the directory of the tool's programs.
    fn bin(&self) -> Result<PathBuf> {
        Ok(paths::cache()?.join(format!("{}-{}", self.name, self.version)).join("bin"))
    }

    fn path(&self) -> Result<PathBuf> {
        Ok(self.bin()?.join(self.name))
    }

    /// Installs the tool with low priority, so that it uses only idle processor time.
    fn install_patiently(&self) -> Result<()> {
        self.install("nice", &["-n", "19", "cargo"]).map(drop)
    }

    /// Builds the tool if it is missing, and returns the directory of its programs. `program` and `args` are the
    /// command that runs cargo.
    fn install(&self, program: &str, args: &[&str]) -> Result<PathBuf> {
        let Tool { package, version, .. } = self;
        let bin = self.bin()?;
        if self.path()?.is_file() {
            return Ok(bin);
        }
        announce(&format!("building {package} {version}; this takes some minutes, once"));
        let settings = QUICK.map(|setting| format!("profile.release.{setting}")).into_iter();
        let optimized =
            self.optimized.iter().map(|name| format!("profile.release.package.{name}.opt-level=3"));
        let profile: Vec<String> = settings.chain(optimized).collect();
        let install = |locked: &[&str]| {
            let mut cargo = command(program);
            cargo
                .args(args)
                .args(["install", "--quiet", package, "--version", version, "--root"])
                .arg(bin.with_file_name(""))
                .args(profile.iter().flat_map(|setting| ["--config", setting]))
                .args(self.options)
                .args(locked)
                // Not in the tree, because its cargo configuration is for the crate.
                .current_dir(paths::cache()?);
            run(&mut cargo)
        };
        // Without `--locked` if that fails: an outdated registry may lack versions of the package's lock file.
        install(&["--locked"])
            .or_else(|_| install(&[]))
            .with_context(|| format!("\"{package}\" {version} could not be built"))?;
        Ok(bin)
    }
}

/// Returns the version of a package in Cargo.lock.
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
