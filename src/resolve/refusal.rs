//! Which wheels must not be chosen, judged by their filenames.

use super::{ResolveContext, why_not_variant};
use crate::python::PackageName;
use crate::python::requirement_set::{RequirementEntry, RequirementSet};
use crate::python::wheel_filename::WheelFilename;
use pep440_rs::Version;

/// The rules for wheels that come from the requirements and the target.
#[derive(Clone, Copy)]
pub struct Rules<'r> {
    pub context: &'r ResolveContext<'r>,
    pub required: &'r RequirementSet,
    /// The requirements that apply on the target.
    pub requirements: &'r [&'r RequirementEntry],
}

impl Rules<'_> {
    /// The tag rank of the wheel at `path`, or why the wheel must not be chosen.
    pub fn refusal(&self, path: &str, name: &WheelFilename) -> Result<usize, String> {
        let tags = self.context.tags;
        let rank = tags.rank(&name.tags).ok_or_else(|| tags.why_not(&name.tags))?;
        self.barred(path, name).map_or(Ok(rank), Err)
    }

    /// Why a wheel whose tags fit must not be chosen.
    pub fn barred(&self, path: &str, name: &WheelFilename) -> Option<String> {
        let named = self.requirements.iter().filter(|entry| entry.requirement.name == name.name);
        let mut is_named = false;
        for entry in named {
            let filename = path.rsplit('/').next().unwrap_or(path);
            let is_file = |file: &String| {
                file == filename || WheelFilename::parse(file).is_ok_and(|wanted| wanted == *name)
            };
            if let Some(file) = entry.file.as_ref().filter(|file| !is_file(file)) {
                return Some(format!("{} names \"{file}\"", entry.origin));
            }
            is_named |= entry.file.is_some();
            let versions_match = entry.wheels.iter().any(|locked| locked.name.version == name.version);
            if versions_match && !entry.wheels.iter().any(|locked| locked.name == *name) {
                return Some(format!("{} locks other files of {} {}", entry.origin, name.name, name.version));
            }
        }
        if let Some(label) = name.special_variant().filter(|_| !is_named) {
            return Some(why_not_variant(label));
        }
        if name.version.any_prerelease() && self.required.releases.allow(&name.name) == Some(false) {
            return Some("it is a pre-release, and the requirements allow final releases only".into());
        }
        excluded(&name.name, &name.version, self.required, self.context)
    }
}

/// The constraint that excludes a version, as a clause.
pub fn excluded(
    name: &PackageName,
    version: &Version,
    required: &RequirementSet,
    context: &ResolveContext,
) -> Option<String> {
    let constraints = required.constraints.iter().filter(|constraint| constraint.requirement.name == *name);
    let mut broken = constraints.filter(|RequirementEntry { requirement, .. }| {
        requirement.applies(context.environment, &[]) && !requirement.specifiers.admit(version)
    });
    broken
        .next()
        .map(|RequirementEntry { requirement, origin, .. }| format!("{origin} allows only {requirement}"))
}
