//! Distributions that must not be requested from a public index, because the files state another origin or forbid all
//! indexes. No hint and no command suggests a public index for them, regardless of what requires them.

use crate::collections::BTreeMap;
use crate::finding::Finding;
use crate::python::PackageName;
use crate::python::address::{build_command, without_password};
use crate::python::download;
use crate::python::requirement_set::{RequirementEntry, RequirementSet};
use pep508_rs::MarkerEnvironment;

/// Where a distribution comes from.
#[derive(Clone, Debug)]
enum Place {
    /// A folder, a file or a repository.
    At(String),
    /// The URL of an index, without password.
    Index(String),
}

/// The origins of distributions that the files state.
#[derive(Clone, Debug, Default)]
pub struct DistributionSources {
    by_name: BTreeMap<PackageName, Place>,
    /// The index for all other distributions: its description in hints, and its URL.
    index: Option<(String, String)>,
    /// What forbids all indexes, such as a file.
    no_index: Option<String>,
}

impl DistributionSources {
    /// Collects what the requirements files state for this target.
    pub fn new(required: &RequirementSet, environment: &MarkerEnvironment) -> DistributionSources {
        let mut by_name = BTreeMap::new();
        let applies = |entry: &&RequirementEntry| entry.requirement.applies(environment, &[]);
        let asked = required.requirements.iter().filter(applies);
        for RequirementEntry { requirement, index, .. } in asked.chain(required.placing(environment)) {
            let place = match (&requirement.address, index) {
                (Some(address), _) => Place::At(address.clone()),
                (None, Some(index)) => Place::Index(without_password(index).into_owned()),
                (None, None) => continue,
            };
            by_name.entry(requirement.name.clone()).or_insert(place);
        }
        DistributionSources {
            by_name,
            index: required.index.as_ref().map(|(origin, address)| {
                (format!("the index that {origin} names"), without_password(address).into_owned())
            }),
            no_index: required.no_index.as_ref().map(ToString::to_string),
        }
    }

    /// Removes the distributions that must not be requested from an index from the needs of a finding, and sets the
    /// stated index for the others. The hint is changed accordingly.
    pub fn apply(&self, finding: &mut Finding) {
        let mut hint = None;
        finding.needs.retain_mut(|need| {
            let place = download::name(need).parse().ok().and_then(|name| self.by_name.get(&name));
            let index = match (place, &self.no_index) {
                (Some(Place::At(address)), _) => {
                    hint = Some(format!("Build a wheel of it and drop it too: {}", build_command(address)));
                    return false;
                }
                (_, Some(origin)) => {
                    hint = Some(format!(
                        "Get a wheel that fits and drop it too: {origin} says that no index is to be asked"
                    ));
                    return false;
                }
                (Some(Place::Index(index)), None) => Some((index, index)),
                (None, None) => {
                    let all = self.index.as_ref().filter(|_| !need.guessed);
                    all.map(|(index, address)| (index, address))
                }
            };
            if let Some((index, address)) = index.filter(|_| need.index.is_none()) {
                hint = Some(format!(
                    "Get a wheel that fits from {index}, and drop it too. {}",
                    download::ADVICE
                ));
                need.index = Some(address.clone());
            }
            true
        });
        if hint.is_some() {
            finding.hint = hint;
        }
    }
}
