//! Runs the solver. If there is no solution, the reason is reported, the package that prevents it is relaxed, and the
//! solver starts again. So all errors are found in one go, and there is a choice that can be shown.

use super::ResolveContext;
use super::budget::{Budget, Stop};
use super::forced;
use super::index::Index;
use super::provider::{Cause, MissingMetadata, Node, Prereleases, Provider, Relaxed};
use super::report::{Blame, Report};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding};
use crate::format;
use pubgrub::PubGrubError;

/// The number of the chosen version, by the number of the package.
pub type Solution = BTreeMap<usize, usize>;

#[derive(Default)]
pub struct Outcome {
    pub nodes: BTreeSet<Node>,
    pub solution: Solution,
    /// The requirements of the chosen versions and of the files.
    pub edges: Vec<Cause>,
    /// Packages that are required, but not available.
    pub missing: BTreeSet<usize>,
    pub findings: Vec<Finding>,
    /// Whether solving took too many steps, so that any version was accepted.
    pub is_unsettled: bool,
    /// What must be known of an index first. If this is set, the other fields have no meaning.
    pub lacks: Option<MissingMetadata>,
}

/// Maximum number of problems that are found one by one, each by a run of the solver. Then all packages without
/// available versions are left out at once.
const ONE_BY_ONE: usize = 32;
/// Number of rounds in which the allowed pre-releases are determined exactly. In later rounds, pre-releases that were
/// allowed once stay allowed, so that the rounds end.
const EXACT_ROUNDS: usize = 8;

/// Maximum number of rounds.
const MAX_ROUNDS: usize = 32;

/// Solves with the rules of "Handling of pre-releases": pre-releases are accepted if an active requirement names one,
/// or if no release meets the requirements. Which requirements are active is known only when there is a solution. So
/// solving is repeated until the solution agrees with the assumptions that it was made with.
pub fn run(mut provider: Provider, context: &ResolveContext) -> Outcome {
    let constraints = provider.required.constraints.iter().map(|constraint| &constraint.requirement);
    let constraints: BTreeSet<usize> = constraints
        .filter(|one| one.applies(context.environment, &[]) && one.specifiers.name_prerelease())
        .filter_map(|one| provider.index.number(&one.name))
        .collect();
    let named = |edges: &[Cause]| -> BTreeSet<usize> {
        let edges = edges.iter().map(|cause| &cause.edge).filter(|edge| edge.prerelease);
        edges.filter_map(|edge| edge.node.package()).chain(constraints.iter().copied()).collect()
    };
    provider.prereleases.allowed = named(&provider.active(&BTreeSet::new(), &Solution::new()));
    let mut round = 0;
    loop {
        provider.relaxed = Relaxed::default();
        let outcome = relax(&mut provider, context);
        if outcome.lacks.is_some() {
            return outcome;
        }
        round += 1;
        let mut next = Prereleases {
            allowed: named(&outcome.edges),
            barred: &provider.prereleases.barred | &workarounds(&provider, &outcome),
        };
        if round > EXACT_ROUNDS {
            next.allowed.extend(provider.prereleases.allowed.iter().copied());
        }
        if next == provider.prereleases || round == MAX_ROUNDS || outcome.is_unsettled {
            return outcome;
        }
        provider.prereleases = next;
    }
}

/// Packages for which a pre-release was chosen although a release meets all requirements of the package. The
/// pre-release was chosen only to avoid a conflict.
fn workarounds(provider: &Provider, outcome: &Outcome) -> BTreeSet<usize> {
    let is_workaround = |package: usize, chosen: usize| {
        if provider.allows_prereleases(package) || provider.is_release(package, chosen) {
            return false;
        }
        let mut releases = (0..provider.index.packages[package].versions.len())
            .filter(|one| provider.is_release(package, *one));
        releases.any(|release| {
            let mut edges = outcome.edges.iter().map(|cause| &cause.edge);
            edges.all(|edge| edge.node != Node::Distribution(package) || edge.set.contains(&release))
        })
    };
    let chosen = outcome.solution.iter().map(|(package, version)| (*package, *version));
    chosen
        .filter(|(package, version)| is_workaround(*package, *version))
        .map(|(package, _)| package)
        .collect()
}

fn relax(provider: &mut Provider, context: &ResolveContext) -> Outcome {
    let mut outcome = Outcome::default();
    loop {
        let missing = Report::new(forced::causes(provider), provider, context).all_missing();
        if missing.is_empty() {
            break;
        }
        for (package, finding) in missing {
            outcome.findings.push(finding);
            give_way(provider, package);
        }
    }
    let mut reported = None;
    // Each round relaxes one package, and each package is relaxed at most twice.
    for round in 0..=2 * provider.index.packages.len() {
        if round == ONE_BY_ONE {
            reported = Some(provider.relaxed.absent.clone());
            provider.relaxed.absent.extend(nowhere(provider.index));
        }
        provider.budget.begin();
        match pubgrub::resolve(&*provider, Node::Root, 0usize) {
            Ok(chosen) => {
                let nodes: BTreeMap<Node, usize> = chosen.into_iter().collect();
                outcome.solution = nodes
                    .iter()
                    .filter_map(|(node, version)| match node {
                        Node::Distribution(package) => Some((*package, *version)),
                        _ => None,
                    })
                    .collect();
                outcome.nodes = nodes.into_keys().collect();
                break;
            }
            Err(PubGrubError::NoSolution(tree)) => {
                let report = Report::from_tree(&tree, provider, context);
                let Some((Blame { package, is_missing }, finding)) = report.explain() else {
                    break;
                };
                outcome.findings.push(finding);
                if !give_way(provider, package) && is_missing {
                    break;
                }
            }
            Err(
                PubGrubError::ErrorRetrievingDependencies { source: Stop::MissingMetadata, .. }
                | PubGrubError::ErrorChoosingVersion { source: Stop::MissingMetadata, .. },
            ) => {
                outcome.lacks = Some(provider.lacks.take());
                return outcome;
            }
            // Any version of a package is accepted from now on, and packages without versions are left out. So the
            // solver ends.
            Err(_) if !outcome.is_unsettled => {
                outcome.is_unsettled = true;
                outcome.findings.push(unsettled(provider));
                let packages = provider.index.packages.len();
                provider.relaxed.any_version.extend(0..packages);
                provider.relaxed.absent.extend(nowhere(provider.index));
                provider.budget = Budget::for_packages(packages);
            }
            Err(_) => break,
        }
    }
    if let Some(reported) = reported {
        // Some of the packages that were left out may not be required by the final choice.
        let relaxed = std::mem::take(&mut provider.relaxed.absent);
        provider.relaxed.absent = reported;
        let edges = provider.active(&outcome.nodes, &outcome.solution);
        let missing = Report::new(edges, provider, context).all_missing();
        let is_new = |(package, _): &(usize, Finding)| relaxed.contains(package);
        for (package, finding) in missing.into_iter().filter(is_new) {
            outcome.findings.push(finding);
            provider.relaxed.absent.insert(package);
        }
    }
    outcome.edges = provider.active(&outcome.nodes, &outcome.solution);
    outcome.missing = provider.relaxed.absent.clone();
    outcome
}

/// The finding that names the packages which could not be settled, with a hint.
fn unsettled(provider: &Provider) -> Finding {
    const MAX_NAMED: usize = 3;
    let packages = provider.budget.contested();
    let names: Vec<&str> = packages
        .iter()
        .filter_map(|package| Some(provider.index.packages.get(*package)?.name.as_ref()))
        .collect();
    let first = names.first().copied().unwrap_or_default();
    let few: Vec<String> = names.iter().take(MAX_NAMED).map(|name| format!("\"{name}\"")).collect();
    let more = match names.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {} others", format::count(more)),
    };
    let file = provider.requirements.first().map(|entry| entry.origin.file.clone()).unwrap_or_default();
    let message = format!(
        "Which versions of {}{more} agree could not be found out: they exclude one another in too many ways",
        few.join(", ")
    );
    let hint = format!("Pin one of them, as in \"{first}==1.0\", or drop fewer versions of them");
    Finding::new(Code::RequirementUnsettled, file, message).hint(hint)
}

/// Relaxes a package: accepts any version of it, or leaves it out if it has no version or is already relaxed. Returns
/// whether this changed anything.
fn give_way(provider: &mut Provider, package: usize) -> bool {
    let has_versions = !provider.index.packages[package].versions.is_empty();
    let relaxed = &mut provider.relaxed;
    (has_versions && relaxed.any_version.insert(package)) || relaxed.absent.insert(package)
}

/// Packages without any available version.
fn nowhere(index: &Index) -> impl Iterator<Item = usize> {
    let packages = index.packages.iter().enumerate();
    packages.filter(|(_, package)| package.versions.is_empty()).map(|(number, _)| number)
}
