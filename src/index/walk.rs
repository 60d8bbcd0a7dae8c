//! Determines what is likely to be needed, so that it is requested early: of each distribution the newest version that
//! the known requirements admit, and everything that it requires. Conflicts are left to the solver.

use crate::collections::{BTreeMap, BTreeSet};
use crate::python::PackageName;
use crate::python::requirement::Requirement;
use crate::python::specifiers::Specifiers;
use crate::resolve::index::IndexedPackage;
use crate::resolve::refusal::Rules;
use pep508_rs::ExtraName;
use std::collections::VecDeque;

/// Maximum number of visits of a distribution. It is visited again if there are more requirements for it.
const VISITS: usize = 16;

/// The result of a walk.
#[derive(Default)]
pub struct Walked<'a> {
    /// The known distributions, in the order in which they were first required.
    pub packages: Vec<IndexedPackage<'a>>,
    /// Distributions whose available versions are not known.
    pub unknown: Vec<PackageName>,
    /// Wheels whose dependencies are not known, with the number of their file.
    pub unread: Vec<(PackageName, u32)>,
}

#[derive(Default)]
struct Visit {
    specifiers: Vec<Specifiers>,
    extras: BTreeSet<ExtraName>,
    visits: usize,
    /// The version that was followed last, with these extras.
    followed: Option<(usize, BTreeSet<ExtraName>)>,
}

/// Walks from the requirements, and from `also`. `find` returns the available versions of a distribution, if they are
/// known.
pub fn walk<'a>(
    rules: &Rules,
    also: &[PackageName],
    mut find: impl FnMut(&PackageName) -> Option<IndexedPackage<'a>>,
) -> Walked<'a> {
    let mut walk = Walk { rules: *rules, names: Vec::new(), visits: BTreeMap::new(), queue: VecDeque::new() };
    for entry in rules.requirements {
        walk.require(&entry.requirement);
    }
    for name in also {
        walk.visit(name);
    }
    let mut walked = Walked::default();
    let mut packages: BTreeMap<PackageName, IndexedPackage<'a>> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    while let Some(name) = walk.queue.pop_front() {
        if !packages.contains_key(&name) {
            let Some(package) = find(&name) else {
                if unknown.insert(name.clone()) {
                    walked.unknown.push(name);
                }
                continue;
            };
            packages.insert(name.clone(), package);
        }
        if let Some(package) = packages.get(&name) {
            walk.follow(package, &mut walked.unread);
        }
    }
    walked.packages = walk.names.iter().filter_map(|name| packages.remove(name)).collect();
    walked
}

struct Walk<'r> {
    rules: Rules<'r>,
    names: Vec<PackageName>,
    visits: BTreeMap<PackageName, Visit>,
    queue: VecDeque<PackageName>,
}

impl Walk<'_> {
    fn require(&mut self, requirement: &Requirement) {
        let name = &requirement.name;
        if self.rules.required.own.contains(name) {
            return;
        }
        // The user's override applies to all requirements of a distribution.
        let specifiers = match self.rules.required.overrides.get(name) {
            Some(None) => return,
            Some(Some(other)) => &other.specifiers,
            None => &requirement.specifiers,
        };
        self.visit(name);
        let Some(visit) = self.visits.get_mut(name) else {
            return;
        };
        let count = (visit.specifiers.len(), visit.extras.len());
        if !specifiers.is_empty() && !visit.specifiers.contains(specifiers) {
            visit.specifiers.push(specifiers.clone());
        }
        visit.extras.extend(requirement.extras.iter().cloned());
        let has_more = count != (visit.specifiers.len(), visit.extras.len());
        if has_more && visit.visits > 0 && !self.queue.contains(name) {
            self.queue.push_back(name.clone());
        }
    }

    /// Adds a distribution to the queue, unless it was added before.
    fn visit(&mut self, name: &PackageName) {
        if !self.visits.contains_key(name) {
            self.names.push(name.clone());
            self.visits.insert(name.clone(), Visit::default());
            self.queue.push_back(name.clone());
        }
    }

    fn follow(&mut self, package: &IndexedPackage, unread: &mut Vec<(PackageName, u32)>) {
        let Rules { context, required, .. } = self.rules;
        let Some(visit) = self.visits.get_mut(&package.name).filter(|visit| visit.visits < VISITS) else {
            return;
        };
        visit.visits += 1;
        if required.exact {
            return;
        }
        let names_prerelease = visit.specifiers.iter().any(Specifiers::name_prerelease);
        let takes_all = required.releases.allow(&package.name).unwrap_or(names_prerelease);
        let admitted = package.versions.iter().enumerate().filter(|(_, at_hand)| {
            visit.specifiers.iter().all(|specifiers| specifiers.admit(&at_hand.version))
        });
        let best = admitted.max_by_key(|(number, at_hand)| {
            let is_good = takes_all || at_hand.is_tree() || !at_hand.version.any_prerelease();
            (!at_hand.is_tree(), is_good, *number)
        });
        let Some((number, at_hand)) = best else {
            return;
        };
        if let Some(offer) = at_hand.unread() {
            let wanted = (package.name.clone(), offer.item.file);
            if !unread.contains(&wanted) {
                unread.push(wanted);
            }
            return;
        }
        let extras = visit.extras.clone();
        if visit.followed.as_ref() == Some(&(number, extras.clone())) {
            return;
        }
        visit.followed = Some((number, extras.clone()));
        let Some(dependencies) = at_hand.dependencies() else {
            return;
        };
        let extras: Vec<ExtraName> = extras.iter().cloned().collect();
        for requirement in &dependencies.requires {
            // A requirement may name the package itself: `all = ["a[x,y]"]`.
            if requirement.applies(context.environment, &extras) {
                self.require(requirement);
            }
        }
    }
}
