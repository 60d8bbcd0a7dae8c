//! What is at hand of each distribution that may be needed: versions to choose from, and the
//! wheels refused, each with its reason.

use super::newest::same_bytes;
use super::{Candidate, ResolveContext, better, duplicate, why_not_variant};
use crate::collections::{BTreeMap, sort_by};
use crate::finding::Finding;
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::required::{Demand, Required};
use crate::python::requirement::Requirement;
use crate::python::wheel_name::WheelName;
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
    /// A virtualenv or another tree brings it.
    Tree(String),
}

impl AtHand<'_> {
    /// What it requires. Of a tree this is not asked: it brings what its libraries require, or
    /// works without.
    pub fn dependencies(&self) -> Option<&Dependencies> {
        match &self.source {
            ProvidedBy::Wheel(_, wheel) => Some(&wheel.dependencies),
            ProvidedBy::Tree(_) => None,
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
}

/// The distributions that can be reached from the demands.
pub struct Index<'a> {
    pub packages: Vec<IndexedPackage<'a>>,
    numbers: BTreeMap<PackageName, usize>,
    /// Wheels of distributions that nothing can lead to.
    pub unneeded: Vec<Candidate<'a>>,
    pub findings: Vec<Finding>,
}

impl<'a> Index<'a> {
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
        demands: &[&Demand],
        required: &Required,
        context: &ResolveContext,
        cache: &mut ReadCache,
        store: &mut dyn Store,
    ) -> Result<Index<'a>, WantsRead> {
        let mut by_name: BTreeMap<PackageName, Vec<Candidate>> = BTreeMap::new();
        for wheel in wheels {
            by_name.entry(wheel.1.name.clone()).or_default().push(wheel);
        }
        let mut index = Index {
            packages: Vec::new(),
            numbers: BTreeMap::new(),
            unneeded: Vec::new(),
            findings: Vec::new(),
        };
        let mut queue: VecDeque<PackageName> =
            demands.iter().map(|demand| demand.requirement.name.clone()).collect();
        let mut missing = false;
        while let Some(name) = queue.pop_front() {
            if index.numbers.contains_key(&name) {
                continue;
            }
            let at_hand = by_name.remove(&name).unwrap_or_default();
            let mut gatherer =
                Gatherer { context, required, demands, cache, store, findings: &mut index.findings };
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

struct Gatherer<'s, 'c> {
    context: &'c ResolveContext<'c>,
    required: &'c Required,
    demands: &'c [&'c Demand],
    cache: &'s mut ReadCache,
    store: &'s mut dyn Store,
    findings: &'s mut Vec<Finding>,
}

impl Gatherer<'_, '_> {
    fn gather<'a>(
        &mut self,
        name: PackageName,
        wheels: Vec<Candidate<'a>>,
    ) -> Result<IndexedPackage<'a>, WantsRead> {
        let mut package = IndexedPackage {
            name,
            versions: Vec::new(),
            refused: Vec::new(),
            spare: Vec::new(),
            duplicates: Vec::new(),
            excluded: Vec::new(),
        };
        let mut fitting = Vec::new();
        for wheel in wheels {
            match self.refusal(&wheel) {
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
                Ok(Ok(wheel)) => match wheel.dependencies.excludes(self.context.python()) {
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
        for provided in self.context.provided.iter().filter(|provided| provided.name == package.name) {
            let version = provided.version.parse();
            let version = version.unwrap_or_else(|_| Version::new([0]));
            if let Some(why) = excluded(&package.name, &version, self.required, self.context) {
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

    /// The rank of the wheel's tags, or why it is not to be chosen, as far as its filename tells.
    fn refusal(&self, (item, name): &Candidate) -> Result<usize, String> {
        let tags = self.context.tags;
        let rank = tags.rank(&name.tags).ok_or_else(|| tags.why_not(&name.tags))?;
        let named = self.demands.iter().filter(|demand| demand.requirement.name == name.name);
        let mut is_named = false;
        for demand in named {
            let filename = item.path.rsplit('/').next().unwrap_or(&item.path);
            let is_file = |file: &String| {
                file == filename || WheelName::parse(file).is_ok_and(|wanted| wanted == *name)
            };
            if let Some(file) = demand.file.as_ref().filter(|file| !is_file(file)) {
                return Err(format!("{} names \"{file}\"", demand.origin));
            }
            is_named |= demand.file.is_some();
            let versions_match = demand.wheels.iter().any(|locked| locked.name.version == name.version);
            if versions_match && !demand.wheels.iter().any(|locked| locked.name == *name) {
                return Err(format!("{} locks other files of {} {}", demand.origin, name.name, name.version));
            }
        }
        if let Some(label) = name.special_variant().filter(|_| !is_named) {
            return Err(why_not_variant(label));
        }
        if name.version.any_prerelease() && self.required.releases.allow(&name.name) == Some(false) {
            return Err("it is a pre-release, and the requirements allow final releases only".into());
        }
        match excluded(&name.name, &name.version, self.required, self.context) {
            Some(why) => Err(why),
            None => Ok(rank),
        }
    }
}

/// Which constraint keeps a version out.
pub fn excluded(
    name: &PackageName,
    version: &Version,
    required: &Required,
    context: &ResolveContext,
) -> Option<String> {
    let constraints = required.constraints.iter().filter(|constraint| constraint.requirement.name == *name);
    let mut broken = constraints.filter(|Demand { requirement, .. }| {
        requirement.applies(context.environment, &[]) && !requirement.specifiers.admit(version)
    });
    broken.next().map(|Demand { requirement, origin, .. }| format!("{origin} allows only {requirement}"))
}
