//! Finds the wheels that meet the requirements, direct and indirect.
//!
//! The result has the chosen wheels, the other wheels with the reason why they are left out, and findings about the
//! choice.

use super::index::{AvailableVersion, Index, IndexedPackage, VersionSource};
use super::provider::{Cause, Node, Provider};
use super::refusal::excluded;
use super::run::{self, Outcome, Solution};
use super::{Candidate, Choice, NOT_REQUIRED, ResolveContext, WheelHashes, asked_variant, met_by};
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding, Severity};
use crate::python::PackageName;
use crate::python::address::{wheel_filename, without_password};
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet};
use crate::python::wheel_filename::WheelFilename;
use crate::source::{Distribution, ReadCache, Store, WantsRead};

/// Chooses the wheels that meet the requirements, and reports what cannot be met.
///
/// # Errors
///
/// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
pub fn solve<'a>(
    wheels: Vec<Candidate<'a>>,
    required: &RequirementSet,
    context: &ResolveContext,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Choice<'a>, WantsRead> {
    let requirements: Vec<&RequirementEntry> = required
        .requirements
        .iter()
        .filter(|entry| entry.requirement.applies(context.environment, &[]))
        .collect();
    let mut index = Index::build(wheels, &requirements, required, context, cache, store)?;
    let faults = std::mem::take(&mut index.findings);
    let provider = Provider::new(&index, context.environment, required, &requirements);
    let Outcome { nodes, solution, edges, missing, findings: found, .. } = run::run(provider, context);
    findings.extend(found);
    let mut choice = Choice {
        missing: missing.iter().map(|package| index.packages[*package].name.clone()).collect(),
        hashes: hashes(&index, &solution, &requirements),
        ..Choice::default()
    };
    findings.extend(unknown_extras(&index, &nodes, &solution, &requirements, context));
    findings.extend(without_hash(&index, &solution, &choice.hashes, required, &requirements));
    findings.extend(instead_of_address(&index, &solution, &edges, &requirements));
    for (number, package) in index.packages.into_iter().enumerate() {
        findings.extend(duplicates(&package, solution.get(&number).copied()));
        sort_out(package, solution.get(&number).copied(), &mut choice);
    }
    let unneeded = index.unneeded.into_iter().map(|wheel| (wheel, NOT_REQUIRED.to_string()));
    choice.left_out.extend(unneeded);
    crate::collections::sort_by(&mut choice.left_out, |(one, _), (other, _)| one.0.path.cmp(&other.0.path));
    crate::collections::sort_by(&mut choice.wheels, |one, other| one.1.name.cmp(&other.1.name));
    findings.extend(choice.wheels.iter().filter_map(asked_variant));
    findings.extend(excluded_trees(&choice, required, context));
    findings.extend(faults.into_iter().map(|fault| match is_in_nobodys_way(&fault, &choice) {
        true => fault.severity(Severity::Warning),
        false => fault,
    }));
    Ok(choice)
}

/// Whether a fault is in a wheel that would not be installed even without the fault, because a newer wheel is
/// installed.
fn is_in_nobodys_way(fault: &Finding, choice: &Choice) -> bool {
    let mut left_out = choice.left_out.iter().map(|(wheel, _)| wheel);
    let Some((_, faulty)) = left_out.find(|(item, _)| fault.path.as_ref() == Some(&item.path)) else {
        return false;
    };
    let is_newer = |wheel: &WheelFilename| wheel.name == faulty.name && wheel.version > faulty.version;
    choice.wheels.iter().any(|(_, wheel)| is_newer(wheel))
}

/// Findings about duplicate wheels of the chosen version. For other versions it does not matter which wheel is meant.
fn duplicates(package: &IndexedPackage, chosen: Option<usize>) -> Vec<Finding> {
    let chosen = chosen.and_then(|chosen| package.versions.get(chosen)).filter(|at_hand| !at_hand.is_tree());
    let of_chosen = package
        .duplicates
        .iter()
        .filter(|(version, _)| chosen.is_some_and(|at_hand| at_hand.version == *version));
    of_chosen.map(|(_, finding)| finding.clone()).collect()
}

/// Adds the wheels of a package to the choice: the chosen one, and the others with the reason why they are left out.
fn sort_out<'a>(package: IndexedPackage<'a>, chosen: Option<usize>, choice: &mut Choice<'a>) {
    let IndexedPackage { versions, refused, spare, .. } = package;
    let (chosen_version, chosen_is_tree) = match chosen.and_then(|chosen| versions.get(chosen)) {
        Some(at_hand) => (Some(at_hand.version.clone()), at_hand.is_tree()),
        None => (None, false),
    };
    let why_not = |version: &pep440_rs::Version| match &chosen_version {
        None => NOT_REQUIRED.to_string(),
        Some(chosen) if chosen_is_tree => format!("{chosen} is installed already"),
        Some(chosen) if chosen == version => {
            "another wheel of this version fits the target better".to_string()
        }
        Some(chosen) if chosen > version => format!("{chosen} is newer"),
        Some(chosen) => met_by(chosen),
    };
    for wheel in spare {
        let why = why_not(&wheel.1.version);
        choice.left_out.push((wheel, why));
    }
    for (number, AvailableVersion { version, source }) in versions.into_iter().enumerate() {
        match source {
            // Wheels of indexes are not installed here.
            VersionSource::Installed(_) | VersionSource::IndexWheel(_) => {}
            VersionSource::Wheel(wheel, _) if chosen == Some(number) => choice.wheels.push(wheel),
            VersionSource::Wheel(wheel, _) => {
                let why = why_not(&version);
                choice.left_out.push((wheel, why));
            }
        }
    }
    choice.left_out.extend(refused);
}

/// The number of a distribution and its chosen wheel, if a wheel was chosen.
fn chosen_wheel<'i, 'a>(
    index: &'i Index<'a>,
    solution: &Solution,
    name: &PackageName,
) -> Option<(usize, &'i Candidate<'a>)> {
    let package = index.number(name)?;
    match &index.packages[package].versions.get(*solution.get(&package)?)?.source {
        VersionSource::Wheel(wheel, _) => Some((package, wheel)),
        VersionSource::Installed(_) | VersionSource::IndexWheel(_) => None,
    }
}

fn hashes(index: &Index, solution: &Solution, requirements: &[&RequirementEntry]) -> Vec<WheelHashes> {
    let mut checks = Vec::new();
    for entry in requirements {
        let Some((_, (item, name))) = chosen_wheel(index, solution, &entry.requirement.name) else {
            continue;
        };
        let mut digests = entry.hashes.clone();
        let locked = entry.wheels.iter().filter(|locked| locked.name == *name);
        digests.extend(locked.filter_map(|locked| locked.hash.clone()));
        if !digests.is_empty() {
            checks.push(WheelHashes { path: item.path.clone(), digests });
        }
    }
    checks
}

/// Findings about required extras that the chosen versions do not have.
pub fn unknown_extras(
    index: &Index,
    nodes: &BTreeSet<Node>,
    solution: &Solution,
    requirements: &[&RequirementEntry],
    context: &ResolveContext,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for node in nodes {
        let Node::Extra(package, extra) = node else {
            continue;
        };
        let package_at_hand = &index.packages[*package];
        let Some(at_hand) = solution.get(package).and_then(|version| package_at_hand.versions.get(*version))
        else {
            continue;
        };
        let Some(dependencies) = at_hand.dependencies() else {
            continue;
        };
        // Old metadata has extras in markers only.
        let is_used = dependencies.requires.iter().any(|requirement| {
            requirement.applies(context.environment, std::slice::from_ref(extra))
                != requirement.applies(context.environment, &[])
        });
        if dependencies.extras.contains(extra) || is_used {
            continue;
        }
        let asks = |entry: &&&RequirementEntry| {
            entry.requirement.name == package_at_hand.name && entry.requirement.extras.contains(extra)
        };
        let known: Vec<String> = dependencies.extras.iter().map(|extra| format!("\"{extra}\"")).collect();
        let known =
            if known.is_empty() { "it has none".into() } else { format!("it has {}", known.join(", ")) };
        let name = &package_at_hand.name;
        let message = format!("{name} {} has no extra \"{extra}\": {known}", at_hand.version);
        findings.push(match requirements.iter().find(asks) {
            Some(entry) => entry.origin.finding(Code::ExtraUnknown, message),
            None => Finding::new(Code::ExtraUnknown, at_hand.from(), message),
        });
    }
    findings
}

/// The finding about distributions without hashes. pip requires hashes for all distributions if one has them. Here
/// this is a warning that names the others; with `--require-hashes` it is an error.
fn without_hash(
    index: &Index,
    solution: &Solution,
    checks: &[WheelHashes],
    required: &RequirementSet,
    requirements: &[&RequirementEntry],
) -> Option<Finding> {
    let origins = required.require_hashes.iter().map(|origin| (origin, Severity::Error));
    let hashed = requirements.iter().filter(|entry| !entry.hashes.is_empty() && !required.no_require_hashes);
    let mut origins = origins.chain(hashed.map(|entry| (&entry.origin, Severity::Warning)));
    let (Origin { file, .. }, severity) = origins.next()?;
    let checked: BTreeSet<&str> = checks.iter().map(|check| check.path.as_str()).collect();
    let unchecked: Vec<String> = solution
        .iter()
        .filter_map(|(package, version)| {
            let package = &index.packages[*package];
            match &package.versions.get(*version)?.source {
                VersionSource::Wheel((item, _), _) if !checked.contains(item.path.as_str()) => {
                    Some(format!("\"{}\"", package.name))
                }
                _ => None,
            }
        })
        .collect();
    let asks = match severity {
        Severity::Error => "requires hashes, but has none for",
        _ => "has hashes, but none for",
    };
    (!unchecked.is_empty() && !required.exact).then(|| {
        Finding::new(
            Code::HashMissing,
            file,
            format!("\"{file}\" {asks} {}, which is needed too", unchecked.join(", ")),
        )
        .severity(severity)
    })
}

/// Findings about wheels that are installed in place of an address. Such a wheel may be another version.
fn instead_of_address(
    index: &Index,
    solution: &Solution,
    edges: &[Cause],
    requirements: &[&RequirementEntry],
) -> Vec<Finding> {
    let hint = "Check that the wheel was built from there";
    let warning = |finding: Finding| finding.severity(Severity::Warning).hint(hint);
    let elsewhere = requirements.iter().filter(|entry| entry.file.is_none());
    let of_files = elsewhere.filter_map(|entry| {
        let address = entry.requirement.address.as_deref()?;
        let (_, (item, _)) = chosen_wheel(index, solution, &entry.requirement.name)?;
        let address = without_password(address);
        let message = format!("\"{address}\" is not fetched: \"{}\" is taken for it", item.path);
        Some(warning(entry.origin.finding(Code::RequirementUnsupported, message)))
    });
    let of_wheels = edges.iter().filter_map(|Cause { from, edge, .. }| {
        let address = edge.address.as_deref().filter(|_| matches!(edge.node, Node::Distribution(_)))?;
        let (_, (requirer, _)) = chosen_wheel(index, solution, &index.packages[from.package()?].name)?;
        let (_, (item, name)) = chosen_wheel(index, solution, &index.packages[edge.node.package()?].name)?;
        let is_it =
            wheel_filename(address).and_then(|file| WheelFilename::parse(&file).ok()) == Some(name.clone());
        let message = format!(
            "\"{}\" requires \"{}\", which is not fetched: \"{}\" is taken for it",
            requirer.path, edge.text, item.path
        );
        (!is_it).then(|| warning(Finding::new(Code::RequirementUnsupported, &requirer.path, message)))
    });
    of_files.chain(of_wheels).collect()
}

/// Findings about installed distributions that constraints exclude. For required ones, solving has already reported
/// this.
fn excluded_trees(choice: &Choice, required: &RequirementSet, context: &ResolveContext) -> Vec<Finding> {
    let is_settled = |name: &PackageName| {
        choice.missing.contains(name) || choice.wheels.iter().any(|(_, wheel)| wheel.name == *name)
    };
    let brought = context.provided.iter().filter(|one| !is_settled(&one.name));
    let found = brought.filter_map(|Distribution { name, version, from, .. }| {
        let why = excluded(name, &version.parse().ok()?, required, context)?;
        let message = format!("\"{from}\" brings {name} {version}, but {why}");
        Some(Finding::new(Code::RequirementConflict, from, message).severity(Severity::Warning))
    });
    found.collect()
}
