//! What is required whatever is chosen: by the files, and by packages of which the requirements
//! leave one version. What is missing of that is found without solving, all at once; a solver
//! finds one a run.

use super::provider::{Cause, Node, Provider, Set};
use crate::collections::{BTreeMap, BTreeSet};
use std::collections::VecDeque;

/// The requirements of all that every choice has.
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
    // Where requirements disagree, which version's count will be seen when one gives way.
    causes.retain(|cause| {
        let from = cause.from.package().and_then(|package| packages.get(&package));
        from.is_none_or(|wanted| wanted.set != Set::empty())
    });
    causes
}

/// What is wanted of a package.
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
    /// The only one of `count` versions that will do.
    fn only(&self, count: usize) -> Option<usize> {
        let mut versions = (0..count).filter(|version| self.set.contains(version));
        versions.next().filter(|_| versions.next().is_none())
    }
}
