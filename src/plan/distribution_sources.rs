//! Distributions that must not be requested from a public index, because the files state another origin or forbid all
//! indexes. No hint and no command suggests a public index for them, regardless of what requires them.

use crate::collections::BTreeMap;
use crate::finding::Finding;
use crate::python::PackageName;
use crate::python::address::{build_hint, is_fetched, without_password};
use crate::python::download;
use crate::python::prerelease_policy::PrereleasePolicy;
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

/// The indexes that the files state for all distributions, without passwords.
#[derive(Clone, Debug)]
struct Indexes {
    /// What hints call them.
    name: String,
    default: Option<String>,
    others: Vec<String>,
}

/// The origins of distributions that the files state.
#[derive(Clone, Debug, Default)]
pub struct DistributionSources {
    by_name: BTreeMap<PackageName, Place>,
    /// The indexes for all other distributions, if any are stated.
    indexes: Option<Indexes>,
    /// The versions that constraints allow, as in `<2,>=1`.
    constraints: BTreeMap<PackageName, Vec<String>>,
    releases: PrereleasePolicy,
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
        let mut constraints: BTreeMap<PackageName, Vec<String>> = BTreeMap::new();
        for RequirementEntry { requirement, .. } in required.constraints.iter().filter(applies) {
            let versions = requirement.specifiers.to_string();
            if !versions.is_empty() {
                constraints.entry(requirement.name.clone()).or_default().push(versions);
            }
        }
        DistributionSources {
            by_name,
            indexes: required.name_of_indexes().map(|name| {
                let (default, others) = required.stated_indexes();
                let shown = |address: &str| without_password(address).into_owned();
                Indexes { name, default: default.map(shown), others: others.into_iter().map(shown).collect() }
            }),
            constraints,
            releases: required.releases.clone(),
            no_index: required.no_index.as_ref().map(ToString::to_string),
        }
    }

    /// Removes the distributions that must not be requested from an index from the needs of a finding, and sets the
    /// stated index for the others. The hint is changed accordingly.
    pub fn apply(&self, finding: &mut Finding) {
        let mut hint = None;
        finding.needs.retain_mut(|need| {
            let Ok(name) = download::name(need).parse::<PackageName>() else { return true };
            for versions in self.constraints.get(&name).into_iter().flatten() {
                constrain(&mut need.requirement, versions);
            }
            need.pre |= self.releases.allow(&name) == Some(true);
            let index = match (self.by_name.get(&name), &self.no_index) {
                (Some(Place::At(address)), _) if is_fetched(address) => {
                    need.requirement = format!("{name} @ {}", without_password(address));
                    hint = Some(build_hint(address));
                    return true;
                }
                (Some(Place::At(address)), _) => {
                    hint = Some(build_hint(address));
                    return false;
                }
                (_, Some(origin)) => {
                    hint = Some(format!(
                        "Get a wheel that fits and drop it too: {origin} says that no index is to be asked"
                    ));
                    return false;
                }
                (Some(Place::Index(index)), None) => Some((index, Some(index), &[][..])),
                (None, None) => {
                    let all = self.indexes.as_ref().filter(|_| !need.guessed);
                    all.map(|all| (&all.name, all.default.as_ref(), all.others.as_slice()))
                }
            };
            if let Some((index, default, others)) = index.filter(|_| need.index.is_none()) {
                hint = Some(format!(
                    "Get a wheel that fits from {index}, and drop it too. {}",
                    download::ADVICE
                ));
                need.index = default.cloned();
                need.extra_indexes = others.to_vec();
            }
            true
        });
        if hint.is_some() {
            finding.hint = hint;
        }
    }
}

/// Adds the versions that a constraint allows to a requirement.
fn constrain(requirement: &mut String, versions: &str) {
    if requirement.ends_with(versions) || requirement.contains(['@', ';']) {
        return;
    }
    if requirement.contains(['<', '>', '=', '~', '!']) {
        requirement.push(',');
    }
    requirement.push_str(versions);
}
