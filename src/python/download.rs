//! The command that finds a wheel for a target.

use crate::target::Target;

/// pip's command for a requirement, as `name==1.0`: what it prints is a wheel that fits, or that there is none.
pub fn command(requirement: &str, target: &Target) -> String {
    let architecture = target.architecture.platform();
    // Nobody builds for a newer one yet (cibuildwheel's images).
    let newest = target.runtime.glibc_minor.min(28);
    let newest = match newest > 17 {
        true => format!("--platform manylinux_2_{newest}_{architecture} "),
        false => String::new(),
    };
    format!(
        "pip download --no-deps --only-binary=:all: --python-version 3.{} {newest}--platform manylinux2014_{architecture} \"{requirement}\"",
        target.runtime.minor
    )
}
