//! The target that the available wheels were made for, if it is not the chosen one.

use super::Candidate;
use crate::collections::BTreeSet;
use crate::fix::Fix;
use crate::python::PackageName;
use crate::python::tags::Tags;
use crate::target::{Architecture, RUNTIMES, Runtime, State, Target};

const ARCHITECTURES: [Architecture; 2] = [Architecture::X86_64, Architecture::Arm64];

/// The smallest change of the target after which each distribution has a wheel that fits. Another architecture is
/// preferred to another runtime, and of the supported runtimes the nearest is preferred. `None` if there is none, or
/// if nothing needs to change.
pub fn other_target(wheels: &[Candidate], target: &Target) -> Option<Fix> {
    if fits(wheels, target) {
        return None;
    }
    let distance = |runtime: &Runtime| runtime.minor.abs_diff(target.runtime.minor);
    let mut runtimes: Vec<&'static Runtime> = RUNTIMES
        .iter()
        .filter(|runtime| matches!(runtime.state, State::Supported { .. }) || *runtime == target.runtime)
        .collect();
    // Of two runtimes at the same distance, the newer comes first.
    crate::collections::sort_by_key(&mut runtimes, |runtime| {
        (distance(runtime), std::cmp::Reverse(runtime.minor))
    });
    let architectures = || {
        let is_other = |architecture: &Architecture| *architecture != target.architecture;
        std::iter::once(target.architecture).chain(ARCHITECTURES.into_iter().filter(is_other))
    };
    let others =
        runtimes.iter().flat_map(|runtime| architectures().map(move |architecture| (*runtime, architecture)));
    let (runtime, architecture) = others
        .map(|(runtime, architecture)| Target { runtime, architecture, ..target.clone() })
        .find(|other| fits(wheels, other))
        .map(|other| (other.runtime, other.architecture))?;
    Some(Fix::Target {
        runtime: (runtime != target.runtime).then(|| runtime.name.to_string()),
        architecture: (architecture != target.architecture).then_some(architecture),
    })
}

/// Whether each distribution has a wheel for the target.
fn fits(wheels: &[Candidate], target: &Target) -> bool {
    let tags = Tags::for_target(target);
    let fitting: BTreeSet<&PackageName> = wheels
        .iter()
        .filter(|(_, name)| tags.rank(&name.tags).is_some())
        .map(|(_, name)| &name.name)
        .collect();
    wheels.iter().all(|(_, name)| fitting.contains(&name.name))
}
