//! The environment in which markers are evaluated (specification "Dependency specifiers",
//! "Environment Markers").

use super::requirement::Requirement;
use crate::target::Target;
use pep508_rs::{MarkerEnvironment, MarkerEnvironmentBuilder};

/// The patch release that a runtime is assumed to have. AWS does not state which one it is, but keeps
/// it recent. Markers that single out a patch release exclude early ones, so this is a late one.
pub const PATCH: u8 = 99;

/// The environment in which markers are evaluated for the target. `None` cannot happen with the versions made here.
pub fn marker_environment(target: &Target) -> Option<MarkerEnvironment> {
    let minor = target.runtime.minor;
    let python_version = format!("3.{minor}");
    let python_full_version = format!("3.{minor}.{PATCH}");
    MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: &python_full_version,
        os_name: "posix",
        platform_machine: target.architecture.platform(),
        platform_python_implementation: "CPython",
        platform_release: "",
        platform_system: "Linux",
        platform_version: "",
        python_full_version: &python_full_version,
        python_version: &python_version,
        sys_platform: "linux",
    }
    .try_into()
    .ok()
}

/// The requirements among `lines` (values of Requires-Dist) that apply on the target without extras.
/// Lines that cannot be parsed are skipped: old metadata has many of them.
pub fn applicable<'a>(
    lines: impl Iterator<Item = &'a str>,
    environment: &MarkerEnvironment,
) -> Vec<Requirement> {
    lines
        .filter_map(|line| Requirement::parse_leniently(line).ok())
        .map(|(requirement, _)| requirement)
        .filter(|requirement| requirement.applies(environment, &[]))
        .collect()
}
