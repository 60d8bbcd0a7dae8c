//! Installed distributions that are not packed: installers that virtualenvs contain, and distributions that are
//! needed only for the system or the Python of the virtualenv.

use super::installed::InstalledDistribution;
use super::tree::TreeContext;
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding};
use crate::python::PackageName;
use crate::python::requirement::Requirement;
use crate::source::SourceKind;

/// Distributions that virtualenvs contain and functions do not need, unless an installed distribution requires them.
/// Each comes with its files and folders, which perhaps no RECORD lists (Debian's packages have none).
pub const INSTALLERS: &[(&str, &[&str])] = &[
    ("pip", &["pip"]),
    ("setuptools", &["setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence.pth"]),
    ("wheel", &["wheel"]),
];

#[derive(Default)]
pub struct Omitted {
    pub names: BTreeSet<PackageName>,
    /// For each omitted distribution that is not simply a virtualenv's own: what requires it, and under which
    /// condition.
    pub reasons: BTreeMap<PackageName, String>,
}

impl Omitted {
    pub fn new(installed: &[InstalledDistribution], kind: SourceKind, context: &TreeContext) -> Omitted {
        let Some(environment) = context.environment else {
            return Omitted::default();
        };
        let own = INSTALLERS.iter().filter(|_| kind == SourceKind::Virtualenv);
        let own: BTreeSet<PackageName> = own.filter_map(|(name, _)| name.parse().ok()).collect();
        let requires: Vec<Vec<Requirement>> = installed.iter().map(requires).collect();
        let mut reasons = BTreeMap::new();
        let mut note = |name: &PackageName, reason: String| {
            // A distribution that was requested by name is kept if it fits the target.
            let is_candidate = installed
                .iter()
                .any(|one| one.distribution.name == *name && (!one.is_requested || is_foreign(one, context)));
            is_candidate.then(|| reasons.entry(name.clone()).or_insert(reason));
        };
        for (one, requires) in installed.iter().zip(&requires) {
            for requirement in requires.iter().filter(|requirement| !requirement.may_apply(environment)) {
                let marker = requirement.marker.text();
                note(
                    &requirement.name,
                    format!("\"{}\" requires it only where {marker}", one.distribution.name),
                );
            }
        }
        // Distributions that only omitted distributions require are not needed either. If no distribution is recorded
        // as requested, this cannot be determined: each of them may have been requested.
        let mut queue: Vec<PackageName> = reasons.keys().cloned().collect();
        while let Some(name) = queue.pop().filter(|_| installed.iter().any(|one| one.is_requested)) {
            let requires = installed.iter().zip(&requires).filter(|(one, _)| one.distribution.name == name);
            for requirement in requires.flat_map(|(_, requires)| requires) {
                let is_new = |one: &&InstalledDistribution| {
                    one.distribution.name == requirement.name
                        && !one.is_requested
                        && !reasons.contains_key(&requirement.name)
                };
                if installed.iter().any(|one| is_new(&one)) {
                    reasons.insert(
                        requirement.name.clone(),
                        format!("\"{name}\" requires it, which stays behind"),
                    );
                    queue.push(requirement.name.clone());
                }
            }
        }
        // The requirements files state what they require, so their reason is the one that counts.
        let is_there = |name: &&PackageName| installed.iter().any(|one| one.distribution.name == **name);
        let elsewhere = context.elsewhere.iter().filter(|(name, _)| is_there(name));
        reasons.extend(elsewhere.map(|(name, reason)| (name.clone(), reason.clone())));
        let mut omitted: BTreeSet<PackageName> = own.iter().chain(reasons.keys()).cloned().collect();
        // Extras are rarely used, and which ones were used is not recorded: an installer that only an extra requires
        // is omitted nevertheless.
        let is_needed = |requirement: &Requirement| match own.contains(&requirement.name) {
            true => requirement.applies(environment, &[]),
            false => requirement.may_apply(environment),
        };
        // Distributions that a kept one requires are kept too: setuptools may require wheel.
        loop {
            let kept =
                installed.iter().zip(&requires).filter(|(one, _)| !omitted.contains(&one.distribution.name));
            let wanted = kept.flat_map(|(_, requires)| requires);
            let wanted: Vec<&Requirement> = wanted
                .filter(|requirement| omitted.contains(&requirement.name) && is_needed(requirement))
                .collect();
            if wanted.is_empty() {
                break;
            }
            wanted.iter().for_each(|requirement| {
                omitted.remove(&requirement.name);
            });
        }
        reasons.retain(|name, _| omitted.contains(name) && !own.contains(name));
        Omitted { names: omitted, reasons }
    }
}

fn requires(one: &InstalledDistribution) -> Vec<Requirement> {
    let lines = one.metadata.all("Requires-Dist");
    lines.filter_map(|line| Some(Requirement::parse_leniently(line).ok()?.0)).collect()
}

/// Whether its wheel was for another platform or Python.
fn is_foreign(one: &InstalledDistribution, context: &TreeContext) -> bool {
    !one.tags.is_empty() && !one.tags.iter().any(|set| context.tags.rank(set).is_some())
}

/// The finding about an installed distribution that is omitted, unless that is expected.
pub fn finding(
    one: &InstalledDistribution,
    reasons: &BTreeMap<PackageName, String>,
    tree: &str,
) -> Option<Finding> {
    let distribution = &one.distribution;
    let (name, version) = (&distribution.name, &distribution.version);
    let reason = reasons.get(name)?;
    let message = format!("\"{name}\" {version} of \"{tree}\" stays behind: {reason}");
    Some(Finding::new(Code::DistributionElsewhere, &distribution.from, message))
}
