//! Libraries that are at hand, but do not fit the target: those of a virtualenv for macOS, or a wheel for another
//! architecture. The same versions are fetched in their place.

use super::lookup::Lookups;
use crate::collections::BTreeSet;
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet};
use crate::source::Distribution;
use pep440_rs::Version;
use pep508_rs::MarkerEnvironment;

/// Requires exactly the versions that `unfit` states, each as `name==version`, in place of the installed ones. If a
/// requirement or an override asks for another version, that one is left to the solver.
///
/// Returns the names of the required versions. They are fetched without what they require, because what they replace
/// was installed with it.
pub fn replace(
    unfit: &[String],
    provided: &mut Vec<Distribution>,
    required: &mut RequirementSet,
    environment: &MarkerEnvironment,
) -> BTreeSet<PackageName> {
    let mut replaced = BTreeSet::new();
    for text in unfit {
        let Some((requirement, version)) = pinned(text) else {
            continue;
        };
        let name = &requirement.name;
        provided.retain(|one| one.name != *name || one.version.parse() != Ok(version.clone()));
        let is_wanted = match required.overrides.get(name) {
            Some(None) => false,
            Some(Some(other)) => other.specifiers.admit(&version),
            None => true,
        };
        let mut entries = required.requirements.iter().map(|entry| &entry.requirement);
        let is_admitted = entries
            .clone()
            .filter(|one| one.name == *name && one.applies(environment, &[]))
            .all(|one| one.specifiers.admit(&version));
        if !is_wanted || !is_admitted {
            continue;
        }
        replaced.insert(name.clone());
        if !entries.any(|one| one.name == *name && one.specifiers == requirement.specifiers) {
            required.requirements.push(RequirementEntry::new(requirement, Origin::typed()));
        }
    }
    replaced
}

/// Lets the known wheels of these distributions require nothing.
pub fn set_alone(alone: &BTreeSet<PackageName>, lookups: &Lookups) {
    for project in alone.iter().filter_map(|name| lookups.known(name)) {
        for offered in &project.wheels {
            // Without effect if an earlier attempt has set it.
            let _ = offered.offer.dependencies.set(Dependencies::default());
        }
    }
}

/// The requirement and the version of `name==version`.
fn pinned(text: &str) -> Option<(Requirement, Version)> {
    let (_, version) = text.split_once("==")?;
    Some((Requirement::parse(text).ok()?, version.parse().ok()?))
}
