//! Which distribution of the package requires which, by their METADATA.

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

/// Extras for those who work on a distribution, not for those who use it.
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
    /// By the distributions' indices in the plan.
    pub dependencies: Vec<Rc<Dependencies>>,
    environment: Option<MarkerEnvironment>,
}

/// METADATA of a dist-info, or PKG-INFO of an egg-info, at the root of site-packages.
fn is_metadata(path: &str) -> bool {
    match path.rsplit_once('/') {
        Some((folder, "METADATA")) => folder.ends_with(".dist-info"),
        Some((folder, "PKG-INFO")) => folder.ends_with(".egg-info"),
        _ => path.ends_with(".egg-info"),
    }
}

impl Graph {
    /// The same for all plans of one shape.
    pub fn of(context: &mut CheckContext) -> Result<Rc<Graph>, WantsRead> {
        match context.of_shape.get() {
            Some(known) => Ok(known),
            None => Graph::read(context).map(|graph| context.of_shape.put(graph)),
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

    /// What a distribution requires while these extras of it are asked for.
    pub fn requirements(&self, distribution: usize, extras: &[ExtraName]) -> Vec<&Requirement> {
        let Some((dependencies, environment)) =
            self.dependencies.get(distribution).zip(self.environment.as_ref())
        else {
            return Vec::new();
        };
        dependencies.requires.iter().filter(|requirement| requirement.applies(environment, extras)).collect()
    }

    /// The extra of a distribution with which it requires another: one that is called like it or like a
    /// part of `path`, where it is asked for, or else the smallest; those for authors last.
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

    /// The distributions one requires, with the extras it asks of others.
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

    /// Those and the ones it may use: what its extras name.
    fn may_use(&self, distribution: usize) -> BTreeSet<usize> {
        let Some(dependencies) = self.dependencies.get(distribution) else { return BTreeSet::new() };
        let extras = dependencies.extras.iter().filter(|extra| !FOR_AUTHORS.contains(&extra.as_ref()));
        let extras: Vec<ExtraName> = extras.cloned().collect();
        let wide = self.requirements(distribution, &extras);
        let mut found = self.needs(distribution);
        found.extend(wide.into_iter().filter_map(|requirement| self.named(&requirement.name)));
        found
    }

    /// Some distributions, and all they may use.
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

    /// For each distribution, itself and what only it needs, while these are wanted for themselves.
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
        // Nobody needs these; of those that need one another in a circle, one stands for all.
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
        Dominators::of(&needs, &roots)
    }
}
