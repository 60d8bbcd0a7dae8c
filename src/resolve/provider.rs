//! The index in the form that pubgrub needs. A version is represented by its number in the list of available versions,
//! so that a requirement is the set of version numbers that it admits.

use super::budget::{Budget, Stop};
use super::index::Index;
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::PackageName;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet};
use pep508_rs::{ExtraName, MarkerEnvironment};
use pubgrub::{Dependencies, DependencyConstraints, DependencyProvider, PackageResolutionStatistics, Ranges};
use std::cell::RefCell;
use std::cmp::Reverse;
use std::fmt;
use std::ops::Bound;

pub type Set = Ranges<usize>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// The requirements of the files.
    Root,
    Distribution(usize),
    /// An extra of a distribution. It requires the distribution in the same version, and what the extra itself
    /// requires.
    Extra(usize, ExtraName),
}

impl Node {
    pub fn package(&self) -> Option<usize> {
        match self {
            Node::Root => None,
            Node::Distribution(package) | Node::Extra(package, _) => Some(*package),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// One requirement of a version, or of the files.
#[derive(Clone, Debug)]
pub struct Edge {
    pub node: Node,
    pub set: Set,
    /// The requirement, as messages show it.
    pub text: String,
    /// Whether any version meets the requirement.
    pub is_any_version: bool,
    /// Whether the requirement allows pre-releases by naming one.
    pub prerelease: bool,
    /// The address of a direct reference.
    pub address: Option<String>,
    /// The origin of a requirement of the files; `None` for others.
    pub origin: Option<Origin>,
}

/// A requirement and the versions that have it.
#[derive(Clone, Debug)]
pub struct Cause {
    pub from: Node,
    pub versions: Vec<usize>,
    pub edge: Edge,
}

/// The packages whose requirements were relaxed to get a choice at all.
#[derive(Clone, Debug, Default)]
pub struct Relaxed {
    /// Packages that are accepted in any version.
    pub any_version: BTreeSet<usize>,
    /// Packages that are left out.
    pub absent: BTreeSet<usize>,
}

/// How pre-releases of packages are handled ("Handling of pre-releases").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prereleases {
    /// Packages whose pre-releases are treated like releases.
    pub allowed: BTreeSet<usize>,
    /// Packages whose pre-releases are not chosen if a release meets a requirement, even if this leads to a conflict.
    pub barred: BTreeSet<usize>,
}

/// What the solver must know of an index before it can continue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingMetadata {
    /// Unknown distributions, in the order in which they are required.
    pub names: Vec<PackageName>,
    /// The numbers of a package and of its version whose dependencies are unknown.
    pub dependencies: Option<(usize, usize)>,
}

#[derive(Clone)]
pub struct Provider<'i, 'a> {
    pub index: &'i Index<'a>,
    pub environment: &'i MarkerEnvironment,
    pub required: &'i RequirementSet,
    pub requirements: &'i [&'i RequirementEntry],
    pub relaxed: Relaxed,
    pub prereleases: Prereleases,
    pub budget: Budget,
    /// What was unknown when the solver stopped last.
    pub lacks: RefCell<MissingMetadata>,
    /// The requirements of the files that have an address, by name. The address applies to all requirements of that
    /// name. Of several, the first counts.
    placed: BTreeMap<&'i PackageName, &'i Requirement>,
}

fn set(numbers: impl IntoIterator<Item = usize>) -> Set {
    numbers.into_iter().map(|number| (Bound::Included(number), Bound::Included(number))).collect()
}

impl<'i, 'a> Provider<'i, 'a> {
    /// The provider for the first run.
    pub fn new(
        index: &'i Index<'a>,
        environment: &'i MarkerEnvironment,
        required: &'i RequirementSet,
        requirements: &'i [&'i RequirementEntry],
    ) -> Self {
        let placing = required.placing(environment).map(|entry| &entry.requirement);
        let mut placed = BTreeMap::new();
        for requirement in placing.filter(|requirement| requirement.address.is_some()) {
            placed.entry(&requirement.name).or_insert(requirement);
        }
        Provider {
            placed,
            index,
            environment,
            required,
            requirements,
            relaxed: Relaxed::default(),
            prereleases: Prereleases::default(),
            budget: Budget::for_packages(index.packages.len()),
            lacks: RefCell::default(),
        }
    }

    /// The requirements of a version of a node.
    pub fn edges(&self, node: &Node, version: usize) -> Vec<Edge> {
        let mut edges = Vec::new();
        match node {
            Node::Root => {
                for entry in self.requirements {
                    self.add(&mut edges, &entry.requirement, Some(entry.origin.clone()));
                }
            }
            Node::Distribution(package) => {
                for requirement in self.requires(*package, version) {
                    if requirement.applies(self.environment, &[]) {
                        self.add(&mut edges, requirement, None);
                    }
                }
            }
            Node::Extra(package, extra) => {
                let extras = std::slice::from_ref(extra);
                for requirement in self.requires(*package, version) {
                    if !requirement.applies(self.environment, &[])
                        && requirement.applies(self.environment, extras)
                    {
                        self.add(&mut edges, requirement, None);
                    }
                }
                edges.push(Edge {
                    node: Node::Distribution(*package),
                    set: Set::singleton(version),
                    text: String::new(),
                    is_any_version: true,
                    prerelease: false,
                    address: None,
                    origin: None,
                });
            }
        }
        edges
    }

    /// The requirements of the files and of the chosen versions.
    pub fn active(&self, nodes: &BTreeSet<Node>, solution: &BTreeMap<usize, usize>) -> Vec<Cause> {
        let version = |node: &Node| solution.get(&node.package()?).copied();
        let chosen = nodes.iter().filter_map(|node| Some((node.clone(), version(node)?)));
        let causes = [(Node::Root, 0)].into_iter().chain(chosen).flat_map(|(from, version)| {
            let edges = self.edges(&from, version).into_iter();
            edges.map(move |edge| Cause { from: from.clone(), versions: vec![version], edge })
        });
        causes.collect()
    }

    /// Whether the dependencies of a version are needed, but not known yet.
    fn is_unread(&self, package: usize, version: usize) -> bool {
        let at_hand = self.index.packages.get(package).and_then(|package| package.versions.get(version));
        !self.required.exact && at_hand.is_some_and(|at_hand| at_hand.unread().is_some())
    }

    fn requires(&self, package: usize, version: usize) -> &[Requirement] {
        let at_hand = self.index.packages.get(package).and_then(|package| package.versions.get(version));
        let dependencies =
            at_hand.filter(|_| !self.required.exact).and_then(|at_hand| at_hand.dependencies());
        dependencies.map_or(&[], |dependencies| &dependencies.requires)
    }

    fn admitted(&self, package: usize, requirement: &Requirement) -> Vec<usize> {
        let mut admitted = self.index.admitted(package, requirement);
        if self.is_barred(package) && admitted.iter().any(|number| self.is_release(package, *number)) {
            admitted.retain(|number| self.is_release(package, *number));
        }
        admitted
    }

    /// Whether pre-releases of the package must not be chosen if there is a release.
    pub fn is_barred(&self, package: usize) -> bool {
        self.prereleases.barred.contains(&package) && !self.allows_prereleases(package)
    }

    pub fn allows_prereleases(&self, package: usize) -> bool {
        let said = self.required.releases.allow(&self.index.packages[package].name);
        said.unwrap_or_else(|| self.prereleases.allowed.contains(&package))
    }

    /// Whether a version is a release. An installed version always counts as one.
    pub fn is_release(&self, package: usize, number: usize) -> bool {
        let at_hand = &self.index.packages[package].versions[number];
        at_hand.is_tree() || !at_hand.version.any_prerelease()
    }

    /// A requirement with the address that the files state for its name, if it has no address itself.
    fn placed(&self, requirement: &Requirement) -> Requirement {
        let mut placed = requirement.clone();
        let other = self.placed.get(&requirement.name).and_then(|other| other.address.clone());
        placed.address = placed.address.or(other);
        placed
    }

    fn add(&self, edges: &mut Vec<Edge>, requirement: &Requirement, origin: Option<Origin>) {
        if self.required.own.contains(&requirement.name) {
            return;
        }
        let other = match self.required.overrides.get(&requirement.name) {
            Some(None) => return,
            Some(Some(other)) => Requirement { extras: requirement.extras.clone(), ..other.clone() },
            None => self.placed(requirement),
        };
        let requirement = &other;
        let Some(package) = self.index.number(&requirement.name) else {
            let names = &mut self.lacks.borrow_mut().names;
            if self.index.is_open && !names.contains(&requirement.name) {
                names.push(requirement.name.clone());
            }
            return;
        };
        if self.relaxed.absent.contains(&package) {
            return;
        }
        let set = match self.relaxed.any_version.contains(&package) {
            true => Set::full(),
            false => set(self.admitted(package, requirement)),
        };
        // In exact mode, the lock file already lists what extras require.
        let extras = requirement.extras.iter().filter(|_| !self.required.exact);
        let nodes = extras.map(|extra| Node::Extra(package, extra.clone()));
        for node in nodes.chain([Node::Distribution(package)]) {
            edges.push(Edge {
                node,
                set: set.clone(),
                text: requirement.to_string(),
                is_any_version: requirement.specifiers.is_empty() && requirement.address.is_none(),
                prerelease: requirement.specifiers.name_prerelease(),
                address: requirement.address.clone(),
                origin: origin.clone(),
            });
        }
    }
}

impl DependencyProvider for Provider<'_, '_> {
    type P = Node;
    type V = usize;
    type VS = Set;
    type M = String;
    type Err = Stop;
    type Priority = (bool, u32, bool, Reverse<usize>);

    /// Packages without a possible version come first, so that they are found early. Then come packages with the most
    /// conflicts, then packages with only one possible version, then the order of discovery, which is breadth first.
    fn prioritize(
        &self,
        node: &Node,
        range: &Set,
        statistics: &PackageResolutionStatistics,
    ) -> Self::Priority {
        let package = node.package();
        if let Some(package) = package.filter(|_| statistics.conflict_count() > 0) {
            self.budget.note_conflicts(package, statistics.conflict_count());
        }
        let versions = package.map_or(1, |package| self.index.packages[package].versions.len());
        let count = (0..versions).filter(|version| range.contains(version)).count();
        (count == 0, statistics.conflict_count(), count == 1, Reverse(package.unwrap_or(0)))
    }

    fn should_cancel(&self) -> Result<(), Stop> {
        self.budget.step()
    }

    /// Prefers wheels to installed versions, then releases to pre-releases unless pre-releases are allowed ("Handling
    /// of pre-releases"), then the newest version.
    fn choose_version(&self, node: &Node, range: &Set) -> Result<Option<usize>, Stop> {
        let Some(package) = node.package() else {
            return Ok(Some(0));
        };
        let versions = &self.index.packages[package].versions;
        let numbers = (0..versions.len()).filter(|number| range.contains(number));
        Ok(numbers.max_by_key(|number| {
            let is_good = self.allows_prereleases(package) || self.is_release(package, *number);
            (!versions[*number].is_tree(), is_good, *number)
        }))
    }

    fn get_dependencies(
        &self,
        node: &Node,
        version: &usize,
    ) -> Result<Dependencies<Node, Set, String>, Stop> {
        if let Some(package) = node.package().filter(|package| self.is_unread(*package, *version)) {
            self.lacks
                .replace(MissingMetadata { names: Vec::new(), dependencies: Some((package, *version)) });
            return Err(Stop::MissingMetadata);
        }
        self.lacks.take();
        let edges = self.edges(node, *version).into_iter();
        if !self.lacks.borrow().names.is_empty() {
            return Err(Stop::MissingMetadata);
        }
        // A requirement of a package on itself has no effect, and pubgrub does not expect it.
        let constraints = edges.filter(|edge| edge.node != *node).map(|edge| (edge.node, edge.set));
        Ok(Dependencies::Available(constraints.collect::<DependencyConstraints<_, _>>()))
    }
}
