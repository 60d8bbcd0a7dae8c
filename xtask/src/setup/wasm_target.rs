//! Sets up a Rust toolchain with the standard library of wasm32-unknown-unknown.
//!
//! This is the active toolchain, if it has this library or rustup can fetch it. Otherwise it is Debian's
//! toolchain, whose standard library for the target is built here from the packaged source.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

use crate::{
    command::{command, line, read, run, run_with_input, succeeds},
    paths,
};

use super::{announce, apt, as_root};

pub const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
/// The name of Debian's toolchain in rustup.
const LINK: &str = "wheelpress-web";
/// The flags for the standard library. They are the same as in .cargo/config.toml for the crate.
const RUSTFLAGS: &str = "-C target-feature=+simd128,+bulk-memory";

/// The variable for the C flags of libdeflate, as in .cargo/config.toml.
const CFLAGS: &str = "CFLAGS_wasm32_unknown_unknown";
const C_FEATURES: &str = "-msimd128 -mbulk-memory -include wide_words.h";

/// The toolchain that compiles to WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    Active,
    Debian,
}

impl Toolchain {
    pub fn set_up() -> Result<Toolchain> {
        let toolchain = Toolchain::find()?;
        // After this, the folders of the sources are known: see `without_paths`.
        run(command("cargo").args(["fetch", "--quiet", "--target", TARGET]))
            .context("the crates of Cargo.lock could not be fetched")?;
        Ok(toolchain)
    }

    fn find() -> Result<Toolchain> {
        if compiles("rustc")? {
            return Ok(Toolchain::Active);
        }
        if Path::new(DEBIAN_RUSTC).exists() && compiles(DEBIAN_RUSTC)? {
            return Ok(Toolchain::Debian);
        }
        if paths::which("rustup").is_some() {
            announce(&format!("adding {TARGET} to the Rust toolchain"));
            if run(command("rustup").args(["target", "add", TARGET])).is_ok() && compiles("rustc")? {
                return Ok(Toolchain::Active);
            }
            announce("rustup has no standard library for WebAssembly; turning to Debian's");
        }
        set_up_debian()?;
        Ok(Toolchain::Debian)
    }

    /// Returns the compiler.
    pub fn rustc(self) -> &'static str {
        match self {
            Toolchain::Active => "rustc",
            Toolchain::Debian => DEBIAN_RUSTC,
        }
    }

    /// Returns a `cargo` command for the target, with its own target directory.
    pub fn cargo(self, subcommand: &str) -> Command {
        let mut cargo = match self {
            Toolchain::Active => command("cargo"),
            Toolchain::Debian if subcommand == "clippy" => debian("/usr/bin/cargo-clippy"),
            Toolchain::Debian => debian(DEBIAN_CARGO),
        };
        cargo.args([subcommand, "--target", TARGET]).env("CARGO_TARGET_DIR", paths::wasm_target_dir());
        without_paths(&mut cargo);
        cargo
    }

    /// Installs Clippy for the target. An active toolchain is expected to have Clippy.
    pub fn set_up_clippy(self) -> Result<()> {
        match self {
            Toolchain::Active => Ok(()),
            Toolchain::Debian => apt::install(&["rust-web-clippy"], "clippy for WebAssembly"),
        }
    }
}

/// Returns a command that runs Debian's program and is not affected by the rustup toolchain that runs xtask.
fn debian(program: &str) -> Command {
    let mut command = command(program);
    command
        .env("CARGO", DEBIAN_CARGO)
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTDOC", "/usr/bin/rustdoc")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// Keeps local paths out of the compiled code. The sources of crates are in one folder per registry, and their paths
/// are made relative to this folder. Paths in the tree are already relative.
///
/// The locations of panics (file and line) are omitted: they are 11 KB (brotli) of the planning module. The stable
/// compiler accepts the option for this only with the variable `RUSTC_BOOTSTRAP`.
fn without_paths(cargo: &mut Command) {
    let sources = paths::cargo_home().map(|home| home.join("registry/src"));
    let mut folders: Vec<PathBuf> = sources
        .and_then(|sources| fs::read_dir(sources).ok())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    folders.sort();
    let map = |flag: &str| folders.iter().map(|folder| format!("{flag}={}=", folder.display())).collect();
    let mut flags: Vec<String> = map("--remap-path-prefix");
    flags.push("-Zlocation-detail=none".to_string());
    cargo.env("RUSTC_BOOTSTRAP", "1");
    // These flags are added to the flags of .cargo/config.toml.
    cargo.args(["--config", &format!("target.{TARGET}.rustflags={}", serde_json::json!(flags))]);
    if std::env::var_os(CFLAGS).is_none() {
        let flags: Vec<String> = map("-ffile-prefix-map");
        cargo.env(CFLAGS, format!("{C_FEATURES} {}", flags.join(" ")));
    }
}

/// Whether `rustc` can make a library for the target: it needs the standard library, of its own
/// version, and a linker.
fn compiles(rustc: impl AsRef<OsStr>) -> Result<bool> {
    let probe = paths::cache()?.join(format!("probe-{}", std::process::id()));
    let source = probe.join("probe.rs");
    fs::create_dir_all(&probe)
        .and_then(|()| fs::write(&source, "pub fn probe() -> String { String::new() }\n"))
        .with_context(|| format!("\"{}\" cannot be written", source.display()))?;
    let compiles = succeeds(
        command(rustc)
            .args(["--target", TARGET, "--crate-type", "cdylib", "--out-dir"])
            .arg(&probe)
            .arg(&source),
    );
    fs::remove_dir_all(&probe)?;
    Ok(compiles)
}

fn set_up_debian() -> Result<()> {
    apt::install(&DEBIAN_PACKAGES, "a Rust toolchain that can build WebAssembly")?;
    // Only this link states which version of lld the toolchain uses.
    let lld = fs::read_link("/usr/bin/rust-lld").context("\"/usr/bin/rust-lld\" is no link")?;
    let lld = lld.file_name().and_then(OsStr::to_str).unwrap_or("lld");
    apt::install(&[lld], "the linker for WebAssembly")?;
    if !compiles(DEBIAN_RUSTC)? {
        install_std(&build_std()?)?;
    }
    if !compiles(DEBIAN_RUSTC)? {
        bail!(
            "\"{DEBIAN_RUSTC}\" still cannot compile for {TARGET}; see its message by compiling an empty file"
        );
    }
    // For users who call cargo themselves. xtask does not need it.
    if paths::which("rustup").is_some() {
        run(command("rustup").args(["toolchain", "link", LINK, "/usr"]))?;
    }
    Ok(())
}

/// Builds the standard library from Debian's source, and returns the paths of its libraries.
fn build_std() -> Result<Vec<PathBuf>> {
    announce("building Rust's standard library for WebAssembly; this takes a minute or two, once");
    let package = paths::cache()?.join("wasm-std");
    fs::create_dir_all(package.join("src"))?;
    fs::write(
        package.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n",
    )?;
    fs::write(package.join("src/lib.rs"), "")?;
    let target_dir = package.join("target");
    if target_dir.exists() {
        fs::remove_dir_all(&target_dir)?;
    }
    run(debian(DEBIAN_CARGO)
        .args(["build", "--quiet", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test")
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", &target_dir)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", RUSTFLAGS))
    .context("Rust's standard library could not be built for WebAssembly")?;
    let mut libraries = Vec::new();
    for file in fs::read_dir(target_dir.join(TARGET).join("release/deps"))? {
        let path = file?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            libraries.push(path);
        }
    }
    Ok(libraries)
}

fn install_std(libraries: &[PathBuf]) -> Result<()> {
    let sysroot = read(command(DEBIAN_RUSTC).args(["--print", "sysroot"]))?;
    let dir = format!("{sysroot}/lib/rustlib/{TARGET}/lib");
    // The folder is removed first: otherwise it would also have libraries of an older compiler.
    let script = "rm -rf \"$0\" && mkdir -p \"$0\" && exec cp \"$@\" \"$0/\"";
    let mut shell = as_root("sh").with_context(|| {
        format!(
            "the standard library is built, but copying it to \"{dir}\" needs root; run this as root once"
        )
    })?;
    shell.args(["-c", script, &dir]).args(libraries);
    run_with_input(&mut shell, "").with_context(|| format!("failed: {}", line(&shell)))
}
