//! What the user requires instead of the stated requirements: another version, or nothing. An override applies to all
//! requirements of a distribution.

use super::Candidate;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding};
use crate::python::PackageName;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::RequirementSet;
use crate::python::wheel_filename::WheelFilename;
use crate::source::LoadedSource;

/// What is required instead, by name of the distribution. `None` leaves the distribution out.
pub type Overrides = BTreeMap<PackageName, Option<Requirement>>;

/// Reads the user's overrides: by name, a version or nothing. Invalid ones become findings.
pub fn read(said: &BTreeMap<String, Option<String>>, findings: &mut Vec<Finding>) -> Overrides {
    let mut overrides = Overrides::default();
    for (name, version) in said {
        let Ok(parsed) = name.parse::<PackageName>() else {
            findings.push(invalid(format!("\"{name}\" is overridden, but it is not a distribution's name")));
            continue;
        };
        let requirement =
            match version.as_deref().map(|version| Requirement::parse(&format!("{parsed}=={version}"))) {
                None => None,
                Some(Ok(requirement)) => Some(requirement),
                Some(Err(_)) => {
                    let version = version.as_deref().unwrap_or_default();
                    findings.push(invalid(format!(
                        "\"{name}\" is overridden by \"{version}\", which is not a version"
                    )));
                    continue;
                }
            };
        overrides.insert(parsed, requirement);
    }
    overrides
}

fn invalid(message: String) -> Finding {
    Finding::general(Code::RequirementInvalid, message).hint("Write a name, and a version or nothing")
}

/// Removes wheels and installed distributions that overrides exclude, and replaces requirements.
///
/// Returns the wheels that are left out for this reason, each with the reason as a clause.
pub fn apply<'a>(
    overrides: &Overrides,
    wheels: &mut Vec<Candidate<'a>>,
    loaded: &mut [LoadedSource],
    required: Option<&mut RequirementSet>,
) -> Vec<(Candidate<'a>, String)> {
    let mut left_out = Vec::new();
    for wheel in std::mem::take(wheels) {
        match refusal(overrides, &wheel.1) {
            Some(why) => left_out.push((wheel, why)),
            None => wheels.push(wheel),
        }
    }
    for source in loaded.iter_mut() {
        let gone = |index: usize| {
            let distribution = source.distributions.get(index);
            distribution.is_some_and(|one| matches!(overrides.get(&one.name), Some(None)))
        };
        let gone: Vec<usize> = (0..source.distributions.len()).filter(|index| gone(*index)).collect();
        let stays = |index: Option<usize>| index.is_none_or(|index| !gone.contains(&index));
        source.candidates.retain(|candidate| stays(candidate.distribution));
        source.bytecode.retain(|candidate| stays(candidate.distribution));
        source.unfit.retain(|(index, _)| stays(Some(*index)));
        source.differences.retain(|(index, _)| stays(Some(*index)));
    }
    if let Some(required) = required {
        replace(overrides, required);
    }
    left_out
}

/// Removes all requirements of these distributions, because a layer of the function has them.
pub fn in_layers<'n>(names: impl IntoIterator<Item = &'n PackageName>, required: &mut RequirementSet) {
    for name in names {
        required.requirements.retain(|entry| entry.requirement.name != *name);
        required.overrides.insert(name.clone(), None);
    }
}

/// Why an override excludes a wheel, as a clause.
pub fn refusal(overrides: &Overrides, wheel: &WheelFilename) -> Option<String> {
    match overrides.get(&wheel.name)? {
        None => Some("you left it out".to_string()),
        Some(other) if !other.specifiers.admit(&wheel.version) => Some(format!("you asked for {other}")),
        Some(_) => None,
    }
}

/// Replaces requirements by the overrides of the files and of the user. The user's count more.
pub fn replace(overrides: &Overrides, required: &mut RequirementSet) {
    required.overrides.extend(overrides.clone());
    let overrides = required.overrides.clone();
    required.requirements.retain(|entry| !matches!(overrides.get(&entry.requirement.name), Some(None)));
    for entry in &mut required.requirements {
        if let Some(Some(other)) = overrides.get(&entry.requirement.name) {
            // The required extras are kept. Hashes and files are removed, because they belong to another version.
            entry.requirement.specifiers = other.specifiers.clone();
            entry.requirement.address = None;
            entry.hashes.clear();
            entry.wheels.clear();
            entry.file = None;
        }
    }
}
