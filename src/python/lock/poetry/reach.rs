//! Determines which packages of a poetry.lock older than 2.0 are needed. As Poetry does before it
//! installs, it follows what the project and the packages require, with extras and markers. If the lock
//! has several versions of a package, the constraints on the way decide which one is needed.

use super::edge::{Edge, edges, from_requirement, is_optional};
use super::{PoetryPackage, groups};
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::PackageName;
use crate::python::lock::constraint::Constraint;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::Selection;
use crate::python::toml_file::{Value, string, strings, table};
use pep440_rs::Version;
use pep508_rs::ExtraName;
use std::collections::VecDeque;
use std::str::FromStr;
use toml::de::DeTable;

/// Maximum number of rounds. Each round chooses packages by what the last one found; locks need two or three rounds.
const MAX_ROUNDS: usize = 8;

pub struct Walk<'w, 'v, 'a> {
    packages: &'w [PoetryPackage<'v, 'a>],
    by_name: BTreeMap<PackageName, Vec<usize>>,
    selection: &'w Selection<'w>,
}

type Wanted<'v> = BTreeMap<PackageName, Vec<Edge<'v>>>;

impl<'w, 'v, 'a> Walk<'w, 'v, 'a> {
    pub fn new(packages: &'w [PoetryPackage<'v, 'a>], selection: &'w Selection<'w>) -> Walk<'w, 'v, 'a> {
        let mut by_name: BTreeMap<PackageName, Vec<usize>> = BTreeMap::new();
        for (number, package) in packages.iter().enumerate() {
            if let Ok(name) = PackageName::from_str(package.name) {
                by_name.entry(name).or_default().push(number);
            }
        }
        Walk { packages, by_name, selection }
    }

    /// The numbers of the packages that are needed.
    pub fn reach(&self, roots: &[Edge<'v>]) -> BTreeSet<usize> {
        let mut wanted = Wanted::new();
        let mut chosen = BTreeSet::new();
        for _ in 0..MAX_ROUNDS {
            let found = self.round(roots, &wanted);
            let next: BTreeSet<usize> =
                found.iter().filter_map(|(name, edges)| self.choose(name, edges)).collect();
            wanted = found;
            if next == chosen {
                break;
            }
            chosen = next;
        }
        chosen
    }

    /// Collects everything that is wanted. If a package has several versions, the one that best fits what the
    /// last round wanted is followed.
    fn round(&self, roots: &[Edge<'v>], last: &Wanted<'v>) -> Wanted<'v> {
        let mut found = Wanted::new();
        let mut extras: BTreeMap<PackageName, BTreeSet<ExtraName>> = BTreeMap::new();
        // Every other package may want the same package, so the edges are not compared one by one.
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut queue: VecDeque<Edge<'v>> = roots.iter().cloned().collect();
        while let Some(edge) = queue.pop_front() {
            let is_new = !extras.contains_key(&edge.name);
            let known = extras.entry(edge.name.clone()).or_default();
            let count = known.len();
            known.extend(edge.extras.iter().cloned());
            let is_more = is_new || known.len() > count;
            let known: Vec<ExtraName> = known.iter().cloned().collect();
            let name = edge.name.clone();
            let wanted = found.entry(name.clone()).or_default();
            // If a further extra is requested, the same edges are found again.
            if seen.insert(format!("{edge:?}")) {
                wanted.push(edge);
            }
            if is_more && let Some(number) = self.choose(&name, last.get(&name).unwrap_or(wanted)) {
                queue.extend(self.of_package(self.packages[number].table, &known));
            }
        }
        found
    }

    /// The package that satisfies most of what is wanted; if there are several, the newest.
    fn choose(&self, name: &PackageName, wanted: &[Edge]) -> Option<usize> {
        let numbers = self.by_name.get(name)?;
        numbers.iter().copied().max_by_key(|number| {
            let package = self.packages[*number].table;
            let version = string(package, "version").and_then(|version| Version::from_str(version).ok());
            let python = string(package, "python-versions").and_then(Constraint::parse);
            let runs = python.is_none_or(|python| {
                python.admits(&self.selection.environment.python_full_version().version)
            });
            let met = wanted.iter().filter(|edge| edge.admits(package, version.as_ref())).count();
            (runs, met, version, std::cmp::Reverse(*number))
        })
    }

    /// What a package requires if these extras of it are requested.
    fn of_package(&self, package: &'v DeTable<'a>, extras: &[ExtraName]) -> Vec<Edge<'v>> {
        let brought: BTreeSet<PackageName> = table(package, &["extras"])
            .into_iter()
            .flat_map(|table| table.iter())
            .filter(|(name, _)| ExtraName::from_str(name.get_ref()).is_ok_and(|name| extras.contains(&name)))
            .flat_map(|(_, value)| value.get_ref().as_array().into_iter().flat_map(|array| array.iter()))
            .filter_map(|item| super::required_name(item.get_ref().as_str()?))
            .collect();
        let dependencies = table(package, &["dependencies"]).into_iter().flat_map(|table| table.iter());
        dependencies
            .flat_map(|(name, value)| edges(name.get_ref(), value))
            .filter(|(edge, value)| {
                let is_brought = !is_optional(value)
                    || brought.contains(&edge.name)
                    || edge.markers.is_some_and(|markers| markers.contains("extra"));
                is_brought && edge.applies(self.selection, extras)
            })
            .map(|(edge, _)| edge)
            .collect()
    }

    /// What the project requires. `None` if its file does not state it.
    pub fn of_project(
        &self,
        project: &'v DeTable<'a>,
        in_extras: &BTreeSet<PackageName>,
    ) -> Option<Vec<Edge<'v>>> {
        let own = table(project, &["tool", "poetry", "dependencies"]);
        let standard = table(project, &["project"]).map(|project| strings(project, "dependencies"));
        let standard = standard.unwrap_or_default();
        if own.is_none() && standard.is_empty() {
            return None;
        }
        let own = own.into_iter();
        let own = own.flat_map(|table| table.iter()).filter(|(name, _)| name.get_ref() != "python");
        let mut found: Vec<(Edge, &Value)> =
            own.flat_map(|(name, value)| edges(name.get_ref(), value)).collect();
        found.retain(|(edge, value)| !is_optional(value) || in_extras.contains(&edge.name));
        let mut found: Vec<Edge> = found.into_iter().map(|(edge, _)| edge).collect();
        for text in standard {
            let requirement = Requirement::parse_leniently(text).ok().map(|(requirement, _)| requirement);
            let requirement =
                requirement.filter(|requirement| requirement.applies(self.selection.environment, &[]));
            found.extend(requirement.map(from_requirement));
        }
        let names: BTreeSet<&PackageName> = found.iter().map(|edge| &edge.name).collect();
        let brought = in_extras.iter().filter(|name| !names.contains(name));
        let brought: Vec<Edge> = brought.map(|name| Edge::any(name.clone())).collect();
        let groups = groups(project);
        for group in self.selection.groups.iter().filter_map(|group| groups.get(&super::normalized(group))) {
            found.extend(group.iter().flat_map(|(name, value)| edges(name, value)).map(|(edge, _)| edge));
        }
        found.extend(brought);
        found.retain(|edge| edge.applies(self.selection, &[]));
        Some(found)
    }

    /// The packages that the lock has without a condition. They are used if there is no project.
    pub fn of_lock(&self, is_chosen: impl Fn(&str) -> bool) -> Vec<Edge<'v>> {
        let packages = self.packages.iter().filter(|package| {
            let category = string(package.table, "category");
            !package.is_optional() && category.is_none_or(&is_chosen)
        });
        packages.filter_map(|package| PackageName::from_str(package.name).ok()).map(Edge::any).collect()
    }
}
