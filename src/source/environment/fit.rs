//! Whether what is installed in a tree can run on the target. Wheels are chosen by their tags, but
//! a virtualenv has what its own Python and system needed.

use super::installed::Installed;
use super::tree::TreeContext;
use crate::finding::{Code, Finding};
use crate::python::download;
use crate::python::suffix;
use crate::python::tags::TagSet;
use crate::source::loose::Placed;
use crate::target::Target;

/// A finding if the distribution was built for another Python or platform than the target's.
/// `files` are its own; `tree` is the dropped folder.
pub fn unfit(
    one: &Installed,
    files: &[&Placed],
    tree: &str,
    TreeContext { target, tags, .. }: &TreeContext,
) -> Option<Finding> {
    let built = built_for(one, files, target);
    // Of several, one that fits is enough: files for other platforms may lie beside it.
    if built.is_empty() || built.iter().any(|set| tags.rank(set).is_some()) {
        return None;
    }
    let tags_of_all = all(&built);
    let name = &one.distribution.name;
    let (version, from) = (&one.distribution.version, &one.distribution.from);
    let command = download::command(&format!("{name}=={version}"), target);
    Some(
        Finding::new(
            Code::DistributionIncompatible,
            from,
            format!(
                "\"{name}\" {version} of \"{tree}\" does not fit the target: {}",
                tags.why_not(&tags_of_all)
            ),
        )
        .hint(format!("Drop a wheel for the target too, it replaces the one of \"{tree}\": {command}")),
    )
}

/// Conda's builds expect its own libraries beside them.
pub fn conda(tree: &str, natives: usize) -> Option<Finding> {
    let message = format!(
        "{natives} distributions of \"{tree}\" have native code that conda may have built against libraries outside site-packages"
    );
    (natives > 0).then(|| Finding::new(Code::CondaEnvironment, tree, message))
}

/// The tags of the wheel it was installed from; without any, those its native files would have.
/// An editable install's wheel has nothing in it, so its tags say nothing of the code.
fn built_for(one: &Installed, files: &[&Placed], target: &Target) -> Vec<TagSet> {
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

/// One set with the tags of all, to speak of them together.
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
