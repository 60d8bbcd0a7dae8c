//! Fuzzing, which needs cargo-fuzz and a nightly compiler.

use anyhow::{Result, bail};

use crate::command::{command, run, succeeds};

pub fn fuzz(args: &[String]) -> Result<()> {
    if args.is_empty() {
        bail!("say which target to fuzz; `ls fuzz/fuzz_targets` lists them");
    }
    if !succeeds(command("cargo").args(["+nightly", "fuzz", "--version"])) {
        bail!(
            "cargo-fuzz or the nightly toolchain is missing; \
             run `rustup toolchain install nightly` and `cargo install cargo-fuzz`"
        );
    }
    run(command("cargo").args(["+nightly", "fuzz", "run"]).args(args))
}
