//! Installs Debian packages.

use std::{
    process::Command,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, Result, bail};

use crate::command::{command, read, run, succeeds};

use super::{announce, as_root};

/// dpkg refuses to run twice at the same time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Installs the missing packages.
pub fn install(packages: &[&str], why: &str) -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let missing: Vec<&str> = packages.iter().copied().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if !succeeds(command("apt-get").arg("--version")) {
        bail!("{why} is missing and this is not Debian; install what `{by_hand}` would");
    }
    announce(&format!("installing {} for {why}", missing.join(", ")));
    // The package lists may be missing or outdated. The second attempt updates them
    // first.
    if run(&mut apt_get(&missing, &by_hand)?).is_ok() {
        return Ok(());
    }
    let mut update = as_root("apt-get").context("root rights are gone")?;
    run(update.arg("update"))?;
    run(&mut apt_get(&missing, &by_hand)?)
        .with_context(|| format!("{why} could not be installed; try `{by_hand}` by hand"))
}

fn apt_get(packages: &[&str], by_hand: &str) -> Result<Command> {
    let mut apt_get = as_root("apt-get").with_context(|| {
        format!("packages are missing and installing them needs root; run `{by_hand}` as root")
    })?;
    // --no-remove: a conflicting package must not cause the removal of an installed one.
    apt_get
        .args(["install", "--yes", "--no-remove", "--no-install-recommends"])
        .args(["--quiet", "--option", "Dpkg::Use-Pty=0"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    Ok(apt_get)
}

fn installed(package: &str) -> bool {
    read(command("dpkg-query").args(["--show", "--showformat", "${Status}", package]))
        .is_ok_and(|status| status == "install ok installed")
}
