//! Whether the distributions that are installed in a tree can run on the target. Wheels are chosen by their tags, but
//! a virtualenv has what its own Python and system needed.

use super::installed::InstalledDistribution;
use super::tree::TreeContext;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::format::listed;
use crate::missing_library::MissingLibrary;
use crate::python::download;
use crate::python::suffix;
use crate::python::tags::TagSet;
use crate::source::environment_info::EnvironmentInfo;
use crate::source::loose::IncludedFile;
use crate::source::{Distribution, LoadedSource};
use crate::target::{Runtime, State, Target};

/// Returns the reason, as a clause, why a distribution cannot run on the target, if it was built for another Python
/// or platform. `files` are the files of the distribution.
pub fn unfit(
    one: &InstalledDistribution,
    files: &[&IncludedFile],
    TreeContext { target, tags, .. }: &TreeContext,
) -> Option<String> {
    let built = built_for(one, files, target);
    // One set of tags that fits is enough: there may also be files for other platforms.
    if built.is_empty() || built.iter().any(|set| tags.rank(set).is_some()) {
        return None;
    }
    Some(tags.why_not(&all(&built)))
}

/// Maximum number of distributions that are named in one finding.
const NAMED: usize = 5;

/// Makes one finding for each reason why distributions of a tree do not fit. They have the same cause: the Python or
/// the system that the tree was made for.
pub fn findings(loaded: &LoadedSource, target: &Target) -> Vec<Finding> {
    let mut by_reason: BTreeMap<&str, Vec<&Distribution>> = BTreeMap::new();
    for (index, why) in &loaded.unfit {
        if let Some(distribution) = loaded.distributions.get(*index) {
            by_reason.entry(why).or_default().push(distribution);
        }
    }
    let fix = other_runtime(&loaded.made, target);
    let tree = &loaded.path;
    let findings = by_reason.into_iter().map(|(why, unfit)| {
        let named = unfit.iter().take(NAMED).map(|one| format!("\"{}\" {}", one.name, one.version));
        let mut named: Vec<String> = named.collect();
        if let more @ 1.. = unfit.len() - named.len() {
            named.push(format!("{more} more"));
        }
        let (does, why, them, path) = match unfit[..] {
            [one] => ("does", why.to_string(), "it", &one.from),
            _ => ("do", why.replace("it is ", "they are ").replace("it needs", "they need"), "them", tree),
        };
        let message = format!("{} of \"{tree}\" {does} not fit the target: {why}", listed(&named, "and"));
        let hint = format!("Drop wheels for the target too: they replace {them}. {}", download::ADVICE);
        let finding =
            Finding { fix: fix.clone(), ..Finding::new(Code::DistributionIncompatible, path, message) };
        let needs = unfit.iter().map(|one| MissingLibrary {
            alone: true,
            ..MissingLibrary::new(format!("{}=={}", one.name, one.version))
        });
        finding.hint(hint).needs(needs)
    });
    findings.collect()
}

/// Offers the runtime that a tree was made for, if only the runtime does not fit.
fn other_runtime(made: &EnvironmentInfo, target: &Target) -> Option<Fix> {
    let runtime = Runtime::of_minor(made.minor()?)?;
    let is_it = runtime != target.runtime && made.is_for(runtime.minor);
    let runtime =
        Some(runtime).filter(|runtime| is_it && matches!(runtime.state, State::Supported { .. }))?;
    Some(Fix::Target { runtime: Some(runtime.name.to_string()), architecture: None })
}

/// Reports native code of a conda environment: conda's builds expect conda's own libraries beside them.
pub fn conda(tree: &str, natives: usize) -> Option<Finding> {
    let message = format!(
        "{natives} distributions of \"{tree}\" have native code that conda may have built against libraries outside site-packages"
    );
    (natives > 0).then(|| Finding::new(Code::CondaEnvironment, tree, message))
}

/// The tags of the wheel that a distribution was installed from or, without such tags, those that its native files
/// would have. The wheel of an editable install is empty, so its tags do not describe the code.
fn built_for(one: &InstalledDistribution, files: &[&IncludedFile], target: &Target) -> Vec<TagSet> {
    if !one.tags.is_empty() && one.editable.is_none() {
        return one.tags.clone();
    }
    let python = format!("cp3{}", target.runtime.minor);
    let platform = format!("linux_{}", target.architecture.platform());
    files
        .iter()
        .filter_map(|placed| suffix::tags(&placed.path, &placed.item.head, &python, &platform))
        .collect()
}

/// Combines the tags of several sets into one set, for a message about all of them.
fn all(sets: &[TagSet]) -> TagSet {
    let mut union = TagSet { python: Vec::new(), abi: Vec::new(), platform: Vec::new() };
    for set in sets {
        for (to, from) in [
            (&mut union.python, &set.python),
            (&mut union.abi, &set.abi),
            (&mut union.platform, &set.platform),
        ] {
            to.extend(from.iter().filter(|tag| !to.contains(tag)).cloned().collect::<Vec<_>>());
        }
    }
    union
}
