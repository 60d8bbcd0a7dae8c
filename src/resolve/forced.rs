//! Requirements that hold for every choice: those of the files, and those of packages for which only one version is
//! left. Missing packages among them are found without solving, all at once. The solver finds only one in each run.

use super::provider::{Cause, Node, Provider, Set};
use crate::collections::{BTreeMap, BTreeSet};
use std::collections::VecDeque;

/// The requirements that every choice must meet.
pub fn causes(provider: &Provider) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let mut packages: BTreeMap<usize, Wanted> = BTreeMap::new();
    let mut queue = VecDeque::from([(Node::Root, 0)]);
    let mut done = BTreeSet::new();
    while let Some((node, version)) = queue.pop_front() {
        for edge in provider.edges(&node, version) {
            if let Some(package) = edge.node.package() {
                let wanted = packages.entry(package).or_default();
                wanted.set = wanted.set.intersection(&edge.set);
                wanted.nodes.insert(edge.node.clone());
                if let Some(only) = wanted.only(provider.index.packages[package].versions.len()) {
                    let new = wanted.nodes.iter().filter(|node| done.insert((*node).clone()));
                    queue.extend(new.map(|node| (node.clone(), only)));
                }
            }
            causes.push(Cause { from: node.clone(), versions: vec![version], edge });
        }
    }
    // A package with conflicting requirements has no known version, so its own requirements do not count. Its version
    // is known when one of these requirements has been relaxed.
    causes.retain(|cause| {
        let from = cause.from.package().and_then(|package| packages.get(&package));
        from.is_none_or(|wanted| wanted.set != Set::empty())
    });
    causes
}

/// The versions and nodes of a package that are required.
struct Wanted {
    set: Set,
    /// The distribution and its extras.
    nodes: BTreeSet<Node>,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted { set: Set::full(), nodes: BTreeSet::new() }
    }
}

impl Wanted {
    /// The version, if exactly one of `count` versions meets the requirements.
    fn only(&self, count: usize) -> Option<usize> {
        let mut versions = (0..count).filter(|version| self.set.contains(version));
        versions.next().filter(|_| versions.next().is_none())
    }
}
