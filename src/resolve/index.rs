//! What is at hand of each distribution that may be needed: versions to choose from, and the
//! wheels refused, each with its reason.

use super::newest::same_bytes;
use super::offer::Offer;
use super::refusal::{Rules, excluded};
use super::{Candidate, ResolveContext, better, duplicate};
use crate::collections::{BTreeMap, sort_by};
use crate::finding::Finding;
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{RequirementEntry, RequirementSet};
use crate::source::wheel::Wheel;
use crate::source::{ReadCache, Store, WantsRead};
use pep440_rs::Version;
use std::collections::VecDeque;
use std::rc::Rc;

/// A version to choose.
pub struct AtHand<'a> {
    pub version: Version,
    pub source: ProvidedBy<'a>,
}

pub enum ProvidedBy<'a> {
    Wheel(Candidate<'a>, Rc<Wheel>),
    /// An index has it.
    Offer(&'a Offer),
    /// A virtualenv or another tree brings it.
    Tree(String),
}

impl AtHand<'_> {
    /// What it requires. Of a tree this is not asked: it brings what its libraries require, or
    /// works without.
    pub fn dependencies(&self) -> Option<&Dependencies> {
        match &self.source {
            ProvidedBy::Wheel(_, wheel) => Some(&wheel.dependencies),
            ProvidedBy::Offer(offer) => offer.dependencies.get(),
            ProvidedBy::Tree(_) => None,
        }
    }

    /// The METADATA of what an index has, while it is not known.
    pub fn unread(&self) -> Option<&Offer> {
        match &self.source {
            ProvidedBy::Offer(offer) if offer.dependencies.get().is_none() => Some(offer),
            _ => None,
        }
    }

    /// The path of the wheel, or of the tree.
    pub fn from(&self) -> &str {
        match &self.source {
            ProvidedBy::Wheel((item, _), _) => &item.path,
            ProvidedBy::Offer(offer) => &offer.item.path,
            ProvidedBy::Tree(from) => from,
        }
    }

    pub fn is_tree(&self) -> bool {
        matches!(self.source, ProvidedBy::Tree(_))
    }
}

/// A distribution.
pub struct IndexedPackage<'a> {
    pub name: PackageName,
    /// Oldest first; of each version the best wheel.
    pub versions: Vec<AtHand<'a>>,
    /// Wheels that are not to be chosen, and why.
    pub refused: Vec<(Candidate<'a>, String)>,
    /// Fitting wheels of a version that has a better one.
    pub spare: Vec<Candidate<'a>>,
    /// Wheels with the name of one of the versions, but other bytes.
    pub duplicates: Vec<(Version, Finding)>,
    /// What trees bring but constraints exclude: where it lies, and why.
    pub excluded: Vec<(String, String)>,
    /// What else was seen of it, and why that will not do, in clauses.
    pub notes: Vec<String>,
}

impl IndexedPackage<'_> {
    /// One of which nothing is at hand.
    pub fn none(name: PackageName) -> Self {
        IndexedPackage {
            name,
            versions: Vec::new(),
            refused: Vec::new(),
            spare: Vec::new(),
            duplicates: Vec::new(),
            excluded: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// The distributions that can be reached from the demands.
#[derive(Default)]
pub struct Index<'a> {
    pub packages: Vec<IndexedPackage<'a>>,
    numbers: BTreeMap<PackageName, usize>,
    /// There may be more than these: solving stops at what is not known yet.
    pub is_open: bool,
    /// Wheels of distributions that nothing can lead to.
    pub unneeded: Vec<Candidate<'a>>,
    pub findings: Vec<Finding>,
}

impl<'a> Index<'a> {
    /// Those of which there may be more.
    pub fn open(packages: Vec<IndexedPackage<'a>>) -> Index<'a> {
        let numbers = packages.iter().enumerate().map(|(at, package)| (package.name.clone(), at)).collect();
        Index { packages, numbers, is_open: true, ..Index::default() }
    }

    pub fn number(&self, name: &PackageName) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The versions of a package a requirement admits, by number.
    pub fn admitted(&self, package: usize, requirement: &Requirement) -> Vec<usize> {
        let versions = self.packages[package].versions.iter().enumerate();
        versions
            .filter(|(_, at_hand)| requirement.specifiers.admit(&at_hand.version))
            .map(|(number, _)| number)
            .collect()
    }

    /// Reads the METADATA of every wheel that may be needed.
    pub fn build(
        wheels: Vec<Candidate<'a>>,
        requirements: &[&RequirementEntry],
        required: &RequirementSet,
        context: &ResolveContext,
        cache: &mut ReadCache,
        store: &mut dyn Store,
    ) -> Result<Index<'a>, WantsRead> {
        let mut by_name: BTreeMap<PackageName, Vec<Candidate>> = BTreeMap::new();
        for wheel in wheels {
            by_name.entry(wheel.1.name.clone()).or_default().push(wheel);
        }
        let mut index = Index::default();
        let rules = Rules { context, required, requirements };
        let mut queue: VecDeque<PackageName> =
            requirements.iter().map(|entry| entry.requirement.name.clone()).collect();
        let mut missing = false;
        while let Some(name) = queue.pop_front() {
            if index.numbers.contains_key(&name) {
                continue;
            }
            let at_hand = by_name.remove(&name).unwrap_or_default();
            let mut gatherer = Gatherer { rules, cache, store, findings: &mut index.findings };
            let Ok(package) = gatherer.gather(name.clone(), at_hand) else {
                missing = true;
                index.numbers.insert(name, usize::MAX);
                continue;
            };
            let dependencies = package.versions.iter().filter_map(AtHand::dependencies);
            for dependencies in dependencies.filter(|_| !required.exact) {
                for requirement in &dependencies.requires {
                    if requirement.may_apply(context.environment) {
                        queue.push_back(requirement.name.clone());
                    }
                }
            }
            index.numbers.insert(name, index.packages.len());
            index.packages.push(package);
        }
        if missing {
            return Err(WantsRead);
        }
        index.unneeded = by_name.into_values().flatten().collect();
        Ok(index)
    }
}

/// Reads what there is of a distribution.
pub struct Gatherer<'s, 'c> {
    pub rules: Rules<'c>,
    pub cache: &'s mut ReadCache,
    pub store: &'s mut dyn Store,
    pub findings: &'s mut Vec<Finding>,
}

impl Gatherer<'_, '_> {
    /// The versions at hand of a distribution, of these wheels of it and of what trees bring.
    pub fn gather<'a>(
        &mut self,
        name: PackageName,
        wheels: Vec<Candidate<'a>>,
    ) -> Result<IndexedPackage<'a>, WantsRead> {
        let Rules { context, required, .. } = self.rules;
        let mut package = IndexedPackage::none(name);
        let mut fitting = Vec::new();
        for wheel in wheels {
            match self.rules.refusal(&wheel.0.path, &wheel.1) {
                Ok(rank) => fitting.push((rank, wheel)),
                Err(why) => package.refused.push((wheel, why)),
            }
        }
        sort_by(&mut fitting, |one, other| {
            one.1.1.version.cmp(&other.1.1.version).then_with(|| better(one, other))
        });
        let mut missing = false;
        for (_, (item, name)) in fitting {
            let last = package.versions.last().filter(|last| last.version == name.version);
            if let Some(ProvidedBy::Wheel((chosen, chosen_name), _)) = last.map(|last| &last.source) {
                if *chosen_name == name && !same_bytes(chosen, item, self.cache, self.store)? {
                    package.duplicates.push((name.version.clone(), duplicate(chosen, item)));
                }
                package.spare.push((item, name));
                continue;
            }
            match self.cache.wheel(item, &name, self.store) {
                Err(WantsRead) => missing = true,
                Ok(Err(finding)) => {
                    // It is no reason to stop while another wheel will do.
                    let why = format!("it cannot be used ({})", finding.code.as_str());
                    self.findings.push(finding);
                    package.refused.push(((item, name), why));
                }
                Ok(Ok(wheel)) => match wheel.dependencies.excludes(context.python()) {
                    Some(asked) => {
                        let why = format!("it requires Python {asked}");
                        package.refused.push(((item, name), why));
                    }
                    None => {
                        let version = name.version.clone();
                        package
                            .versions
                            .push(AtHand { version, source: ProvidedBy::Wheel((item, name), wheel) });
                    }
                },
            }
        }
        if missing {
            return Err(WantsRead);
        }
        for provided in context.provided.iter().filter(|provided| provided.name == package.name) {
            let version = provided.version.parse();
            let version = version.unwrap_or_else(|_| Version::new([0]));
            if let Some(why) = excluded(&package.name, &version, required, context) {
                package.excluded.push((provided.from.clone(), why));
                continue;
            }
            if !package.versions.iter().any(|at_hand| at_hand.version == version) {
                let source = ProvidedBy::Tree(provided.from.clone());
                let at = package.versions.partition_point(|at_hand| at_hand.version < version);
                package.versions.insert(at, AtHand { version, source });
            }
        }
        Ok(package)
    }
}
