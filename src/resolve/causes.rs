//! The requirements that make a resolution fail, and the distance of each from the dropped files.

use super::provider::{Cause, Node, Provider, Set};
use crate::collections::{BTreeMap, BTreeSet};
use pubgrub::{DerivationTree, External};
use std::collections::VecDeque;
use std::sync::Arc;

/// The solver's proof that there is no solution.
pub type Tree = DerivationTree<Node, Set, String>;

/// The distance of each node from the files, in requirements.
pub fn distances(causes: &[Cause]) -> BTreeMap<Node, usize> {
    let mut next: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    for cause in causes {
        next.entry(&cause.from).or_default().push(&cause.edge.node);
    }
    let mut distances = BTreeMap::from([(Node::Root, 0)]);
    let mut queue = VecDeque::from([(&Node::Root, 0)]);
    while let Some((node, distance)) = queue.pop_front() {
        for to in next.get(node).into_iter().flatten() {
            if !distances.contains_key(*to) {
                distances.insert((*to).clone(), distance + 1);
                queue.push_back((to, distance + 1));
            }
        }
    }
    distances
}

/// The dependencies at the leaves of a proof. Parts of the tree may be shared; each is visited once.
fn leaves(tree: &Tree) -> BTreeSet<(Node, Node)> {
    let mut found = BTreeSet::new();
    let mut seen: BTreeSet<*const Tree> = BTreeSet::new();
    let mut stack: Vec<&Tree> = vec![tree];
    while let Some(tree) = stack.pop() {
        match tree {
            DerivationTree::External(External::FromDependencyOf(from, _, to, _)) => {
                found.insert((from.clone(), to.clone()));
            }
            DerivationTree::External(_) => {}
            DerivationTree::Derived(derived) => {
                for cause in [&derived.cause1, &derived.cause2] {
                    if seen.insert(Arc::as_ptr(cause)) {
                        stack.push(cause);
                    }
                }
            }
        }
    }
    found
}

/// The requirements at the leaves of a proof, each once, with all versions that have it.
pub fn causes_of(tree: &Tree, provider: &Provider<'_, '_>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for (from, to) in leaves(tree) {
        let count = from.package().map_or(1, |package| provider.index.packages[package].versions.len());
        for version in 0..count {
            for edge in provider.edges(&from, version) {
                if edge.node != to {
                    continue;
                }
                let known = causes.iter_mut().find(|cause| {
                    cause.from == from
                        && cause.edge.node == to
                        && cause.edge.text == edge.text
                        && cause.edge.origin == edge.origin
                });
                match known {
                    Some(cause) => cause.versions.push(version),
                    None => causes.push(Cause { from: from.clone(), versions: vec![version], edge }),
                }
            }
        }
    }
    causes
}
