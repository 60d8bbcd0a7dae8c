//! The dependency graph of the distributions in the package, by their METADATA.

use super::context::CheckContext;
use super::dominators::Dominators;
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::environment::marker_environment;
use crate::python::requirement::Requirement;
use crate::source::WantsRead;
use pep508_rs::{ExtraName, MarkerEnvironment};
use std::rc::Rc;

/// Extras for developers of a distribution, not for its users.
const FOR_AUTHORS: &[&str] = &[
    "build",
    "check",
    "cover",
    "dev",
    "develop",
    "development",
    "doc",
    "docs",
    "lint",
    "mypy",
    "test",
    "testing",
    "tests",
    "type",
    "typing",
];

pub struct Graph {
    by_name: BTreeMap<PackageName, usize>,
    /// By index of the distribution in the plan.
    pub dependencies: Vec<Rc<Dependencies>>,
    environment: Option<MarkerEnvironment>,
}

/// Whether a path is the METADATA of a dist-info, the PKG-INFO of an egg-info, or an egg-info that is a file.
fn is_metadata(path: &str) -> bool {
    match path.rsplit_once('/') {
        Some((folder, "METADATA")) => folder.ends_with(".dist-info"),
        Some((folder, "PKG-INFO")) => folder.ends_with(".egg-info"),
        _ => path.ends_with(".egg-info"),
    }
}

impl Graph {
    /// The graph of the plan. It is the same for all plans of one shape.
    pub fn new(context: &mut CheckContext) -> Result<Rc<Graph>, WantsRead> {
        match context.shape_cache.get() {
            Some(known) => Ok(known),
            None => Graph::read(context).map(|graph| context.shape_cache.put(graph)),
        }
    }

    fn read(context: &mut CheckContext) -> Result<Graph, WantsRead> {
        let plan = context.plan;
        let count = plan.distributions.len();
        let mut metadata: Vec<Option<usize>> = vec![None; count];
        for (index, entry) in plan.entries.iter().enumerate() {
            let slot = entry.owner.and_then(|owner| metadata.get_mut(owner));
            if let Some(slot) = slot.filter(|slot| slot.is_none() && is_metadata(&entry.path)) {
                *slot = Some(index);
            }
        }
        let mut is_missing = false;
        let mut dependencies = Vec::with_capacity(count);
        for entry in metadata.iter().map(|index| index.and_then(|index| plan.entries.get(index))) {
            dependencies.push(match entry {
                None => Rc::default(),
                Some(entry) => {
                    let read = context.cache.dependencies(&entry.content, entry.size, context.store);
                    is_missing |= read.is_err();
                    read.unwrap_or_default()
                }
            });
        }
        if is_missing {
            return Err(WantsRead);
        }
        let names = plan.distributions.iter().enumerate();
        Ok(Graph {
            by_name: names.filter_map(|(index, one)| Some((one.name.parse().ok()?, index))).collect(),
            dependencies,
            environment: marker_environment(context.target),
        })
    }

    pub fn named(&self, name: &PackageName) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The requirements of a distribution with these extras.
    pub fn requirements(&self, distribution: usize, extras: &[ExtraName]) -> Vec<&Requirement> {
        let Some((dependencies, environment)) =
            self.dependencies.get(distribution).zip(self.environment.as_ref())
        else {
            return Vec::new();
        };
        dependencies.requires.iter().filter(|requirement| requirement.applies(environment, extras)).collect()
    }

    /// The extra with which a distribution requires the distribution `name`. If there are several, one that is named
    /// like `name` or like a part of `path` (the file that needs it) is preferred, then the one with the fewest
    /// requirements. `all` and extras for developers come last.
    pub fn extra_with(&self, distribution: usize, name: &PackageName, path: &str) -> Option<&ExtraName> {
        let extras = &self.dependencies.get(distribution)?.extras;
        let with = extras.iter().filter_map(|extra| {
            let requirements = self.requirements(distribution, std::slice::from_ref(extra));
            let brings = requirements.iter().any(|requirement| requirement.name == *name);
            brings.then_some((extra, requirements.len()))
        });
        let best = with.min_by_key(|(extra, count)| {
            let extra = extra.as_ref();
            let is_named = extra == name.as_ref() || path.contains(&extra.replace('-', "_"));
            (FOR_AUTHORS.contains(&extra), extra == "all", !is_named, *count, extra.len())
        });
        best.map(|(extra, _)| extra)
    }

    /// The distributions that one requires, including those that the extras in its requirements bring.
    fn needs(&self, distribution: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for requirement in self.requirements(distribution, &[]) {
            let Some(other) = self.named(&requirement.name) else { continue };
            found.insert(other);
            if !requirement.extras.is_empty() {
                let more = self.requirements(other, &requirement.extras);
                found.extend(more.into_iter().filter_map(|requirement| self.named(&requirement.name)));
            }
        }
        found
    }

    /// The distributions of [`Graph::needs`], and those that its extras require, without extras for developers.
    fn may_use(&self, distribution: usize) -> BTreeSet<usize> {
        let Some(dependencies) = self.dependencies.get(distribution) else { return BTreeSet::new() };
        let extras = dependencies.extras.iter().filter(|extra| !FOR_AUTHORS.contains(&extra.as_ref()));
        let extras: Vec<ExtraName> = extras.cloned().collect();
        let wide = self.requirements(distribution, &extras);
        let mut found = self.needs(distribution);
        found.extend(wide.into_iter().filter_map(|requirement| self.named(&requirement.name)));
        found
    }

    /// The given distributions, and all distributions that they may use, directly or indirectly.
    pub fn reached_from(&self, from: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut left: Vec<usize> = from.collect();
        while let Some(one) = left.pop() {
            if reached.insert(one) {
                left.extend(self.may_use(one));
            }
        }
        reached
    }

    /// For each distribution, itself and the distributions that only it needs. A distribution in `wanted` is needed for
    /// itself.
    pub fn removable(&self, wanted: &BTreeSet<usize>) -> Dominators {
        let count = self.dependencies.len();
        let needs: Vec<Vec<usize>> = (0..count).map(|one| self.needs(one).into_iter().collect()).collect();
        let edges = |one: usize| needs.get(one).map_or(&[][..], Vec::as_slice);
        let mut is_needed = vec![false; count];
        for one in 0..count {
            for other in edges(one).iter().filter(|other| **other != one) {
                is_needed[*other] = true;
            }
        }
        // The roots are the wanted distributions and those that no other needs. For distributions that need one
        // another in a cycle, one of them is a root.
        let mut roots: Vec<usize> =
            (0..count).filter(|one| !is_needed[*one] || wanted.contains(one)).collect();
        let mut is_reached = vec![false; count];
        let mut left = roots.clone();
        for start in 0..count {
            while let Some(one) = left.pop() {
                if !std::mem::replace(&mut is_reached[one], true) {
                    left.extend_from_slice(edges(one));
                }
            }
            if !is_reached[start] {
                roots.push(start);
                left.push(start);
            }
        }
        Dominators::new(&needs, &roots)
    }
}
