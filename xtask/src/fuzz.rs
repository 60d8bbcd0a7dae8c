//! Fuzzing with cargo-fuzz. Its instrumentation needs compiler options that the stable compiler accepts only with the
//! variable `RUSTC_BOOTSTRAP`.

use anyhow::{Result, bail};

use crate::{
    command::{command, run},
    paths, setup,
};

const TARGETS: [&str; 12] = [
    "archive",
    "directory",
    "dropped",
    "elf",
    "kernels",
    "lock",
    "marker",
    "pasted",
    "record",
    "requirement",
    "source",
    "wheel",
];

/// Fuzzes a target. `args` are the target and options for libFuzzer, such as `-max_total_time=60`.
pub fn fuzz(args: &[String]) -> Result<()> {
    let Some((target, rest)) = args.split_first().filter(|(target, _)| TARGETS.contains(&target.as_str()))
    else {
        bail!("say which target to fuzz: {}", TARGETS.join(", "));
    };
    let cargo_fuzz = setup::cargo_fuzz()?.join("cargo-fuzz");
    let mut fuzz = command(cargo_fuzz);
    // Safe Rust needs no sanitizer, and runs twice as fast without one. Assertions are enabled in the release profile
    // of the manifest, which cargo-fuzz uses only with `--release`.
    fuzz.args(["run", "--release", "--sanitizer", "none", target, "--"]).args(rest);
    fuzz.current_dir(paths::root().join("fuzz")).env("RUSTC_BOOTSTRAP", "1");
    run(&mut fuzz)
}
