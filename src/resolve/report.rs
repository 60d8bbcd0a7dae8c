//! Findings that explain why requirements cannot be met. They state the chain of requirements, and the wheels that
//! were seen.

use super::causes::{Tree, causes_of, distances};
use super::index::{IndexedPackage, VersionSource};
use super::provider::{Cause, Node, Provider, Set};
use super::{ResolveContext, WheelSource};
use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::missing_library::MissingLibrary;
use crate::python::PackageName;
use crate::python::address::{build_command, build_hint, is_fetched, without_password};
use crate::python::download;
use crate::python::other_systems;
use crate::python::providers::likely_module;
use crate::python::requirement_set::{Origin, RequirementEntry};
use crate::python::stdlib::BACKPORTS;
use crate::target::{PackageKind, RUNTIME_SDK};

/// What the runtime's own version means for a requirement.
#[derive(Clone, Copy)]
enum RuntimeVersion {
    /// It meets the requirement.
    Enough,
    /// It may be another version than the required one.
    Another,
}

/// The package that prevents a solution.
pub struct Blame {
    pub package: usize,
    /// Whether one requirement is enough to exclude all available versions of the package.
    pub is_missing: bool,
}

pub struct Report<'r, 'i, 'a> {
    causes: Vec<Cause>,
    /// By package, the indices of the causes that come from the files.
    of_files: BTreeMap<usize, Vec<usize>>,
    /// The distance of each node from the files.
    distances: BTreeMap<Node, usize>,
    /// The requirements of the files, by name, because lock files have many.
    requirements: BTreeMap<&'r PackageName, Vec<&'r RequirementEntry>>,
    provider: &'r Provider<'i, 'a>,
    context: &'r ResolveContext<'r>,
}

impl<'r, 'i, 'a> Report<'r, 'i, 'a> {
    pub fn from_tree(
        tree: &Tree,
        provider: &'r Provider<'i, 'a>,
        context: &'r ResolveContext<'r>,
    ) -> Report<'r, 'i, 'a> {
        Report::new(causes_of(tree, provider), provider, context)
    }

    pub fn new(
        causes: Vec<Cause>,
        provider: &'r Provider<'i, 'a>,
        context: &'r ResolveContext<'r>,
    ) -> Report<'r, 'i, 'a> {
        let distances = distances(&causes);
        let mut of_files: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, cause) in causes.iter().enumerate().filter(|(_, cause)| cause.from == Node::Root) {
            if let Some(package) = cause.edge.node.package() {
                of_files.entry(package).or_default().push(at);
            }
        }
        let mut requirements: BTreeMap<&PackageName, Vec<&RequirementEntry>> = BTreeMap::new();
        for entry in provider.requirements {
            requirements.entry(&entry.requirement.name).or_default().push(entry);
        }
        Report { causes, of_files, distances, requirements, provider, context }
    }

    pub fn explain(&self) -> Option<(Blame, Finding)> {
        if let Some((package, finding)) = self.all_missing().into_iter().next() {
            return Some((Blame { package, is_missing: true }, finding));
        }
        let package = self.contested()?;
        Some((Blame { package, is_missing: false }, self.conflict(package)))
    }

    /// All packages with a requirement that no available version meets. Those nearest to the files come first.
    /// If a package has several such requirements, the one nearest to the files is reported.
    pub fn all_missing(&self) -> Vec<(usize, Finding)> {
        let mut missing: Vec<&Cause> =
            self.causes.iter().filter(|cause| cause.edge.set == Set::empty()).collect();
        sort_by_key(&mut missing, |cause| self.order(cause));
        let mut seen = BTreeSet::new();
        let first = missing.into_iter().filter_map(|cause| {
            let package = cause.edge.node.package()?;
            seen.insert(package).then(|| (package, self.missing(cause, package)))
        });
        first.collect()
    }

    /// The sort key of a cause. The causes nearest to the files come first, so that the nearest of several is
    /// reported.
    fn order<'c>(&self, cause: &'c Cause) -> (usize, &'c Node) {
        (self.distances.get(&cause.from).copied().unwrap_or(usize::MAX), &cause.from)
    }

    fn package(&self, number: usize) -> &IndexedPackage<'a> {
        &self.provider.index.packages[number]
    }

    /// The package with requirements that no version meets together.
    fn contested(&self) -> Option<usize> {
        let mut sets: BTreeMap<usize, (usize, Set)> = BTreeMap::new();
        for cause in &self.causes {
            let Some(package) = cause.edge.node.package().filter(|_| !cause.edge.text.is_empty()) else {
                continue;
            };
            let (count, set) = sets.entry(package).or_insert_with(|| (0, Set::full()));
            *count += 1;
            *set = set.intersection(&cause.edge.set);
        }
        // A package that is already relaxed cannot be the reason.
        let sets =
            sets.into_iter().filter(|(package, _)| !self.provider.relaxed.any_version.contains(package));
        let worst = sets.max_by_key(|(package, (count, set))| (*set == Set::empty(), *count, *package))?;
        Some(worst.0)
    }

    /// What has the requirement of a cause: `requests 2.31.0`, `requests[socks] 2.30.0 and 2.31.0`, or the file and
    /// line.
    fn subject(&self, cause: &Cause) -> String {
        let (package, extra) = match &cause.from {
            Node::Root => return cause.edge.origin.as_ref().map(Origin::to_string).unwrap_or_default(),
            Node::Distribution(package) => (self.package(*package), String::new()),
            Node::Extra(package, extra) => (self.package(*package), format!("[{extra}]")),
        };
        let versions = cause.versions.iter().filter_map(|version| package.versions.get(*version));
        let versions: Vec<String> = versions.map(|at_hand| at_hand.version.to_string()).collect();
        format!("{}{extra} {}", package.name, listed(&versions, "and"))
    }

    /// The chain of requirements as text, and the origin at its end. The text has this form:
    /// ` is required by requests 2.31.0, which is required by "requirements.txt" line 3`.
    fn chain(&self, cause: &Cause) -> (String, Option<Origin>) {
        let mut text = String::new();
        let mut current = cause;
        let mut seen = BTreeSet::new();
        loop {
            text.push_str(&format!(" is required by {}", self.subject(current)));
            if current.from == Node::Root {
                return (text, current.edge.origin.clone());
            }
            let package = current.from.package();
            let requirer = self
                .causes
                .iter()
                .filter(|cause| cause.edge.node.package() == package && cause.from.package() != package)
                .min_by_key(|cause| self.order(cause));
            match requirer.filter(|_| seen.insert(package)) {
                Some(requirer) => {
                    text.push_str(", which");
                    current = requirer;
                }
                None => return (text, None),
            }
        }
    }

    fn missing(&self, cause: &Cause, number: usize) -> Finding {
        let package = self.package(number);
        let name = package.name.to_string();
        let (chain, origin) = self.chain(cause);
        let named = self.requirements.get(&package.name).into_iter().flatten();
        let mut named = named.filter(|_| cause.from == Node::Root);
        let entry = named.find(|entry| Some(&entry.origin) == origin.as_ref());
        let address = cause.edge.address.as_deref();
        let what = match address {
            Some(address) => format!("\"{} @ {}\"", package.name, without_password(address)),
            None => format!("\"{}\"", cause.edge.text),
        };
        let seen = self.seen(package);
        let has_tree =
            !package.excluded.is_empty() || package.versions.iter().any(|at_hand| at_hand.is_tree());
        let elsewhere = other_systems::only(&package.name);
        let but = match (address, seen.is_empty()) {
            (None, true) if let Some(system) = elsewhere => {
                format!("{name} is for {} only", system.name())
            }
            (Some(_), true) => match self.context.place {
                WheelSource::Drop => "only dropped wheels can be installed".to_string(),
                WheelSource::Index => "only wheels can be fetched".to_string(),
            },
            (_, true) => match self.context.place {
                WheelSource::Drop => format!("no wheel of {name} was dropped"),
                WheelSource::Index => format!("no index that was asked has {name}"),
            },
            (_, false) => match self.context.place {
                WheelSource::Drop => format!("nothing that was dropped fits: {}", seen.join("; ")),
                WheelSource::Index => format!("nothing in the index fits: {}", seen.join("; ")),
            },
        };
        let runtime = self.runtime_version(cause, number);
        let is_runtime = runtime.is_some();
        let ending = if is_runtime { ". The runtime brings a version of its own" } else { "" };
        let code = match address {
            Some(_) if seen.is_empty() => Code::RequirementUnsupported,
            _ if has_tree => Code::RequirementConflict,
            _ => Code::RequirementMissing,
        };
        let path = origin.map(|origin| origin.file).unwrap_or_default();
        let finding = Finding::new(code, path, format!("{what}{chain}, but {but}{ending}"));
        let severity = match is_runtime || (has_tree && self.provider.required.exact) {
            false => Severity::Error,
            true => Severity::Warning,
        };
        let needs = self.needs(cause, number, entry.copied());
        let finding = finding.severity(severity).hint(match (runtime, address) {
            (Some(RuntimeVersion::Enough), _) => "Nothing to do if any version fits".to_string(),
            (Some(RuntimeVersion::Another), None) => {
                format!("The runtime's own version is used. Drop a wheel if it must be this one. {}", download::ADVICE)
            }
            (Some(RuntimeVersion::Another), Some(address)) => format!(
                "The runtime's own version is used. If it must be this one, build a wheel of it and drop it too: {}",
                build_command(address)
            ),
            (None, address) => match address {
                None if let Some(system) = elsewhere => match cause.from {
                    Node::Root => format!("Add a marker: {}; {}", cause.edge.text, system.marker()),
                    _ => "Report it to those who require it: a marker is missing".to_string(),
                },
                Some(address) => build_hint(address),
                None if self.context.place == WheelSource::Index => self.elsewhere(&seen, &cause.edge.text),
                None => match self.index_of(entry.copied()) {
                    Some(index) => {
                        format!("Get a wheel that fits from {index}, and drop it too. {}", download::ADVICE)
                    }
                    None => format!("Get a wheel that fits and drop it too. {}", download::ADVICE),
                },
            },
        });
        let is_enough = matches!(runtime, Some(RuntimeVersion::Enough));
        let is_to_fetch = !is_enough
            && elsewhere.is_none()
            && address.is_none_or(|address| seen.is_empty() && is_fetched(address));
        let finding = finding.fix(Fix::Override { name, version: None });
        let is_in_drop = self.context.place == WheelSource::Drop && !is_enough && elsewhere.is_none();
        let finding = match is_in_drop && code != Code::RequirementConflict {
            true => finding.or_fix(Fix::InLayer { module: likely_module(&package.name) }),
            false => finding,
        };
        if is_to_fetch { finding.needs(needs) } else { finding }
    }

    /// The runtime's version of a package, if the package would have none without it.
    fn runtime_version(&self, cause: &Cause, number: usize) -> Option<RuntimeVersion> {
        let package = self.package(number);
        let name = package.name.as_ref();
        let ResolveContext { target, place, runtime, without_runtime, .. } = self.context;
        // A fetched distribution is packed, even if the runtime contains it. So is a dropped or installed one, whatever
        // its version.
        let is_packed = !package.versions.is_empty() || !package.excluded.is_empty();
        if *place == WheelSource::Index || is_packed || !runtime.contains(&name) {
            return None;
        }
        // Modules of the standard library need no distribution, and what is left out need not be fetched.
        let is_left_out = *without_runtime && (RUNTIME_SDK.contains(&name) || cause.from != Node::Root);
        if BACKPORTS.contains(&name) || is_left_out {
            return Some(RuntimeVersion::Enough);
        }
        let mut edges = self.causes.iter().map(|cause| &cause.edge);
        let is_any = edges.all(|edge| edge.node.package() != Some(number) || edge.is_any_version);
        match (target.kind, is_any) {
            // `sam build` packs everything that a layer requires.
            (PackageKind::Layer, _) => None,
            (PackageKind::Function, true) => Some(RuntimeVersion::Enough),
            (PackageKind::Function, false) => Some(RuntimeVersion::Another),
        }
    }

    /// Clauses about the wheels of a package that were seen, and why they cannot be used.
    fn seen(&self, package: &IndexedPackage) -> Vec<String> {
        const MAX_SEEN: usize = 6;
        let mut seen: Vec<String> = package.asked.clone();
        // If there are files of the version that is required, one clause about the other versions is enough.
        if let Some(newest) = package.versions.last().filter(|_| !seen.is_empty()) {
            seen.push(format!("of other versions, up to {}, there is a wheel that fits", newest.version));
        }
        let versions = package.versions.iter().rev().filter(|_| package.asked.is_empty());
        for at_hand in versions {
            seen.push(match &at_hand.source {
                VersionSource::Installed(from) => format!("\"{from}\" brings version {}", at_hand.version),
                _ => format!("\"{}\" is version {}", at_hand.from(), at_hand.version),
            });
        }
        seen.extend(
            package.refused.iter().map(|((item, _), why)| format!("\"{}\" is refused: {why}", item.path)),
        );
        let excluded = package.excluded.iter();
        seen.extend(excluded.map(|(from, why)| format!("what \"{from}\" brings is refused: {why}")));
        seen.extend(package.notes.iter().filter(|_| package.asked.is_empty()).cloned());
        let sdists = self.context.sdists.iter().filter(|item| {
            let filename = item.path.rsplit('/').next().unwrap_or(&item.path);
            let name = filename.rsplit_once('-').and_then(|(name, _)| name.parse().ok());
            name.is_some_and(|name: crate::python::PackageName| name == package.name)
        });
        seen.extend(
            sdists.map(|item| format!("\"{}\" is a source distribution, to be built first", item.path)),
        );
        if seen.len() > MAX_SEEN {
            let others = seen.len() - MAX_SEEN + 1;
            seen.truncate(MAX_SEEN - 1);
            seen.push(format!("{others} others do not fit either"));
        }
        seen
    }

    /// The hint for a distribution for which no index has a wheel that fits.
    fn elsewhere(&self, seen: &[String], requirement: &str) -> String {
        match seen.is_empty() {
            true => "Correct its name, or name the index that has it".to_string(),
            false => format!(
                "Require a version of which there is a wheel for the target, choose another runtime, or build a wheel and drop it too: {}",
                build_command(requirement)
            ),
        }
    }

    /// The index that a distribution comes from, as text for a hint.
    fn index_of(&self, entry: Option<&RequirementEntry>) -> Option<String> {
        if let Some(address) = entry.and_then(|entry| entry.index.as_deref()) {
            return Some(without_password(address).into_owned());
        }
        self.provider.required.name_of_indexes()
    }

    /// What to fetch for a package, by this cause and by the requirements of the files, and from which index.
    fn needs(&self, cause: &Cause, number: usize, entry: Option<&RequirementEntry>) -> Vec<MissingLibrary> {
        let named = self.of_files.get(&number).into_iter().flatten().filter_map(|at| self.causes.get(*at));
        let causes = std::iter::once(cause).chain(named);
        if let Some(address) = cause.edge.address.as_deref() {
            let text = format!("{} @ {}", self.package(number).name, without_password(address));
            let alone = self.provider.required.exact;
            return vec![MissingLibrary { alone, ..MissingLibrary::new(text) }];
        }
        let mut needs: Vec<MissingLibrary> = Vec::new();
        for text in causes.map(|cause| &cause.edge.text).filter(|text| !text.is_empty()) {
            if !needs.iter().any(|need| need.requirement == *text) {
                // A private name must not be requested from the public index, where the name may belong to anyone.
                let own = entry.and_then(|entry| entry.index.as_ref());
                let index = own.map(|address| without_password(address).into_owned());
                let alone = self.provider.required.exact;
                needs.push(MissingLibrary { index, alone, ..MissingLibrary::new(text) });
            }
        }
        needs
    }

    fn conflict(&self, number: usize) -> Finding {
        let mut causes: Vec<&Cause> =
            self.causes.iter().filter(|cause| !cause.edge.text.is_empty()).collect();
        sort_by_key(&mut causes, |cause| self.order(cause));
        let mut clauses: Vec<String> = Vec::new();
        for cause in &causes {
            let clause = format!("{} requires \"{}\"", self.subject(cause), cause.edge.text);
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        let package = self.package(number);
        let is_barred =
            |version| self.provider.is_barred(number) && !self.provider.is_release(number, version);
        let versions =
            package.versions.iter().enumerate().map(|(version, at_hand)| match is_barred(version) {
                true => format!("{} (a pre-release that nothing asks for)", at_hand.version),
                false => at_hand.version.to_string(),
            });
        let versions: Vec<String> = versions.collect();
        let mut seen = format!("of {} there is {} to choose from", package.name, listed(&versions, "and"));
        for ((item, _), why) in &package.refused {
            seen.push_str(&format!("; \"{}\" is refused: {why}", item.path));
        }
        let path = causes.iter().find_map(|cause| cause.edge.origin.clone()).map(|origin| origin.file);
        Finding::new(
            Code::RequirementConflict,
            path.unwrap_or_default(),
            format!("No choice of the wheels meets all requirements: {}; {seen}", clauses.join(", ")),
        )
    }
}

/// Lists versions. Of many versions, only the first two, the last, and the number of all.
fn listed(words: &[String], and: &str) -> String {
    const MAX_SEEN: usize = 12;
    if let ([first, second, ..], [.., last]) = (words, words)
        && words.len() > MAX_SEEN
    {
        return format!("{first}, {second}, … {and} {last} ({} versions)", crate::format::count(words.len()));
    }
    crate::format::listed(words, and)
}
