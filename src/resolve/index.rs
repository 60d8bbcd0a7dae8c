//! The available wheels of each distribution that may be needed: the versions to choose from, and the refused wheels,
//! each with the reason.

use super::index_wheel::IndexWheel;
use super::refusal::{Rules, excluded};
use super::same_bytes::same_bytes;
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

/// An available version of a distribution.
pub struct AvailableVersion<'a> {
    pub version: Version,
    pub source: VersionSource<'a>,
}

pub enum VersionSource<'a> {
    Wheel(Candidate<'a>, Rc<Wheel>),
    /// A wheel of an index.
    IndexWheel(&'a IndexWheel),
    /// A virtualenv or another installed tree. Has the path of the tree.
    Installed(String),
}

impl AvailableVersion<'_> {
    /// The dependencies of the version. `None` while they are not known, and for a tree: it contains what its
    /// libraries require, or works without it.
    pub fn dependencies(&self) -> Option<&Dependencies> {
        match &self.source {
            VersionSource::Wheel(_, wheel) => Some(&wheel.dependencies),
            VersionSource::IndexWheel(offer) => offer.dependencies.get(),
            VersionSource::Installed(_) => None,
        }
    }

    /// The wheel of an index, if its METADATA is not known yet.
    pub fn unread(&self) -> Option<&IndexWheel> {
        match &self.source {
            VersionSource::IndexWheel(offer) if offer.dependencies.get().is_none() => Some(offer),
            _ => None,
        }
    }

    /// The path of the wheel, or of the tree.
    pub fn from(&self) -> &str {
        match &self.source {
            VersionSource::Wheel((item, _), _) => &item.path,
            VersionSource::IndexWheel(offer) => &offer.item.path,
            VersionSource::Installed(from) => from,
        }
    }

    pub fn is_tree(&self) -> bool {
        matches!(self.source, VersionSource::Installed(_))
    }
}

/// A distribution and its available versions.
pub struct IndexedPackage<'a> {
    pub name: PackageName,
    /// The versions, oldest first. Each has its best wheel.
    pub versions: Vec<AvailableVersion<'a>>,
    /// Wheels that must not be chosen, with the reason.
    pub refused: Vec<(Candidate<'a>, String)>,
    /// Wheels that fit, but whose version has a better wheel.
    pub spare: Vec<Candidate<'a>>,
    /// Findings about wheels with the same name as the best wheel of a version but different bytes, with that version.
    pub duplicates: Vec<(Version, Finding)>,
    /// Installed versions that constraints exclude: the path of the tree, and the reason.
    pub excluded: Vec<(String, String)>,
    /// Clauses about other files of the distribution that were seen, and why they cannot be used.
    pub notes: Vec<String>,
    /// Like `notes`, but about files of the versions that the requirements admit. Only indexes have these.
    pub asked: Vec<String>,
}

impl IndexedPackage<'_> {
    /// A distribution without available versions.
    pub fn none(name: PackageName) -> Self {
        IndexedPackage {
            name,
            versions: Vec::new(),
            refused: Vec::new(),
            spare: Vec::new(),
            duplicates: Vec::new(),
            excluded: Vec::new(),
            notes: Vec::new(),
            asked: Vec::new(),
        }
    }
}

/// The distributions that can be reached from the requirements.
#[derive(Default)]
pub struct Index<'a> {
    pub packages: Vec<IndexedPackage<'a>>,
    numbers: BTreeMap<PackageName, usize>,
    /// Whether there may be more distributions than these. Solving then stops at a distribution that is not known yet.
    pub is_open: bool,
    /// Wheels of distributions that no requirement can lead to.
    pub unneeded: Vec<Candidate<'a>>,
    pub findings: Vec<Finding>,
}

impl<'a> Index<'a> {
    /// An index to which distributions may be added later.
    pub fn open(packages: Vec<IndexedPackage<'a>>) -> Index<'a> {
        let numbers = packages.iter().enumerate().map(|(at, package)| (package.name.clone(), at)).collect();
        Index { packages, numbers, is_open: true, ..Index::default() }
    }

    pub fn number(&self, name: &PackageName) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The numbers of the versions of a package that a requirement admits.
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
            let dependencies = package.versions.iter().filter_map(AvailableVersion::dependencies);
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

/// Reads the available versions of a distribution.
pub struct Gatherer<'s, 'c> {
    pub rules: Rules<'c>,
    pub cache: &'s mut ReadCache,
    pub store: &'s mut dyn Store,
    pub findings: &'s mut Vec<Finding>,
}

impl Gatherer<'_, '_> {
    /// Collects the available versions of a distribution from its wheels and from installed trees.
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
            if let Some(VersionSource::Wheel((chosen, chosen_name), _)) = last.map(|last| &last.source) {
                if *chosen_name == name && !same_bytes(chosen, item, self.cache, self.store)? {
                    package.duplicates.push((name.version.clone(), duplicate(chosen, item)));
                }
                package.spare.push((item, name));
                continue;
            }
            match self.cache.wheel(item, &name, self.store) {
                Err(WantsRead) => missing = true,
                Ok(Err(finding)) => {
                    // This does not stop resolution, because another wheel may be usable.
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
                        package.versions.push(AvailableVersion {
                            version,
                            source: VersionSource::Wheel((item, name), wheel),
                        });
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
                let source = VersionSource::Installed(provided.from.clone());
                let at = package.versions.partition_point(|at_hand| at_hand.version < version);
                package.versions.insert(at, AvailableVersion { version, source });
            }
        }
        Ok(package)
    }
}
