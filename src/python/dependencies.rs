//! What a distribution's METADATA requires: other distributions, and versions of Python (core metadata,
//! "Requires-Dist", "Provides-Extra", "Requires-Python").

use super::metadata::Headers;
use super::requirement::Requirement;
use super::specifiers::Specifiers;
use super::text::shown;
use crate::collections::BTreeSet;
use pep440_rs::Version;
use pep508_rs::ExtraName;
use std::str::FromStr;

#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    pub requires: Vec<Requirement>,
    pub extras: BTreeSet<ExtraName>,
    /// Requires-Python as written, and parsed.
    pub python: Option<(String, Specifiers)>,
    /// Values that were repaired or ignored, each as a clause that names the fault.
    pub faults: Vec<String>,
}

impl Dependencies {
    pub fn from_metadata(metadata: &Headers) -> Dependencies {
        let mut found = Dependencies::default();
        for line in metadata.all("Requires-Dist") {
            match Requirement::parse_leniently(line) {
                Ok((requirement, None)) => found.requires.push(requirement),
                Ok((requirement, Some(fault))) => {
                    found
                        .faults
                        .push(format!("Requires-Dist \"{line}\" is read as \"{requirement}\": {fault}"));
                    found.requires.push(requirement);
                }
                Err(fault) => {
                    let line = shown(line);
                    found.faults.push(format!("Requires-Dist \"{line}\" is ignored: {fault}"));
                }
            }
        }
        found.extras =
            metadata.all("Provides-Extra").filter_map(|extra| ExtraName::from_str(extra).ok()).collect();
        if let Some(line) = metadata.get("Requires-Python").filter(|line| !line.is_empty()) {
            match Specifiers::parse(line).ok().or_else(|| Specifiers::repaired(line)) {
                Some(specifiers) => found.python = Some((line.to_string(), specifiers)),
                None => {
                    found
                        .faults
                        .push(format!("Requires-Python \"{line}\" is ignored: it is not a specifier"));
                }
            }
        }
        found
    }

    /// The Requires-Python of the distribution, if it excludes this version of Python.
    pub fn excludes(&self, python: &Version) -> Option<&str> {
        self.python
            .as_ref()
            .filter(|(_, specifiers)| !specifiers.admit(python))
            .map(|(text, _)| text.as_str())
    }
}
