//! One attempt to choose wheels with the known data. The result is the choice, or the requests that must be made
//! first.

use super::login::file_address;
use super::lookup::{Lookups, Need};
use super::order;
use super::outcome::{Chosen, Local, ResolveOutcome};
use super::partial_files::PartialFiles;
use super::project::{IndexWheelState, Limits};
use super::simple::SimpleFile;
use super::unfit;
use super::walk::{Walked, walk};
use crate::collections::{BTreeMap, BTreeSet};
use crate::digest::{Algorithm, Digest};
use crate::finding::{Code, Finding, Severity};
use crate::python::PackageName;
use crate::python::address::{stated_hash, wheel_filename};
use crate::python::requirement_set::{LockedWheel, RequirementEntry, RequirementSet};
use crate::python::stdlib::BACKPORTS;
use crate::python::tags::Tags;
use crate::python::wheel_filename::{WheelFilename, is_sdist};
use crate::resolve::index::{Gatherer, Index, IndexedPackage, VersionSource};
use crate::resolve::overrides;
use crate::resolve::provider::{MissingMetadata, Provider};
use crate::resolve::refusal::Rules;
use crate::resolve::{Candidate, ResolveContext, WheelSource, run};
use crate::source::{Distribution, Item, ReadCache};
use crate::target::{Target, runtime_distributions};
use pep508_rs::MarkerEnvironment;

/// The data that does not change between attempts.
pub struct SolveContext<'s> {
    pub target: &'s Target,
    pub tags: &'s Tags,
    pub environment: &'s MarkerEnvironment,
    pub items: &'s [Item],
    pub provided: &'s [Distribution],
    pub required: &'s RequirementSet,
    /// Distributions that are fetched without what they require.
    pub alone: &'s BTreeSet<PackageName>,
    pub limits: &'s Limits,
}

/// Maximum number of times that solving starts again without a new request. Each time, a distribution is new to the
/// solver.
const ROUNDS: usize = 10_000;

/// Chooses wheels, or returns the requests that are needed. If no requests are returned, open ones must be answered
/// first.
pub fn solve(
    setting: &SolveContext,
    lookups: &mut Lookups,
    cache: &mut ReadCache,
    held: &mut PartialFiles,
) -> Result<ResolveOutcome, Vec<Need>> {
    let SolveContext { target, tags, environment, items, provided, required, alone, limits } = *setting;
    let requirements: Vec<&RequirementEntry> =
        required.requirements.iter().filter(|entry| entry.requirement.applies(environment, &[])).collect();
    let filename = |item: &Item| item.path.rsplit('/').next().unwrap_or_default().to_string();
    let sdists: Vec<&Item> = items.iter().filter(|item| is_sdist(&filename(item))).collect();
    let runtime: Vec<&str> =
        runtime_distributions(target.runtime.minor).chain(BACKPORTS.iter().copied()).collect();
    let place = WheelSource::Index;
    let context = ResolveContext {
        target,
        tags,
        environment,
        provided,
        sdists: &sdists,
        runtime: &runtime,
        without_runtime: false,
        place,
    };
    let rules = Rules { context: &context, required, requirements: &requirements };
    let placing: Vec<&RequirementEntry> =
        requirements.iter().copied().chain(required.placing(environment)).collect();
    put_stated(lookups, &placing, required, tags);
    unfit::set_alone(alone, lookups);
    let wheels = dropped_wheels(items, required);
    let mut also: Vec<PackageName> = Vec::new();
    for _ in 0..ROUNDS {
        let attempt = Attempt { rules: &rules, limits, wheels: &wheels };
        let walked = attempt.walk(lookups, &also, cache, held);
        if walked.is_reading || !walked.unknown.is_empty() || !walked.unread.is_empty() {
            return Err(needs(lookups, walked.unknown, walked.unread, walked.is_reading, &placing, held));
        }
        let index = Index::open(walked.packages);
        let provider = Provider::new(&index, environment, required, &requirements);
        let mut solved = run::run(provider, &context);
        let Some(MissingMetadata { names, dependencies }) = solved.lacks.take() else {
            let is_met = !solved.findings.iter().any(|finding| finding.severity == Severity::Error);
            // If requirements are not met, the solver's choice is not returned.
            let mut outcome = if is_met {
                outcome(&index, &solved, lookups, &requirements)
            } else {
                ResolveOutcome::default()
            };
            outcome.findings.extend(solved.findings);
            return Ok(outcome);
        };
        let unread = dependencies.and_then(|(package, version)| {
            let package = index.packages.get(package)?;
            Some((package.name.clone(), package.versions.get(version)?.unread()?.item.file))
        });
        drop(index);
        let (known, unknown): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| lookups.known(name).is_some() || wheels.contains_key(name));
        if unread.is_some() || !unknown.is_empty() {
            return Err(needs(lookups, unknown, unread.into_iter().collect(), false, &placing, held));
        }
        also.extend(known);
    }
    Err(Vec::new())
}

/// The dropped wheels by name, without those that the user's overrides exclude.
fn dropped_wheels<'i>(
    items: &'i [Item],
    required: &RequirementSet,
) -> BTreeMap<PackageName, Vec<Candidate<'i>>> {
    let mut wheels: BTreeMap<PackageName, Vec<Candidate>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.unreadable.is_none()) {
        let filename = item.path.rsplit('/').next().unwrap_or(&item.path);
        let name = WheelFilename::parse(filename).ok();
        if let Some(name) = name.filter(|name| overrides::refusal(&required.overrides, name).is_none()) {
            wheels.entry(name.name.clone()).or_default().push((item, name));
        }
    }
    wheels
}

/// Stores the wheels whose addresses the files state: those of lock files, and `name @ address`. They need no index.
fn put_stated(
    lookups: &mut Lookups,
    requirements: &[&RequirementEntry],
    required: &RequirementSet,
    tags: &Tags,
) {
    for entry in requirements {
        let name = &entry.requirement.name;
        if lookups.is_begun(name) {
            continue;
        }
        let mut files: Vec<SimpleFile> = entry.wheels.iter().filter_map(locked_file).collect();
        let is_elsewhere = entry.requirement.address.is_some();
        if let Some(address) = entry.requirement.address.as_deref().filter(|_| files.is_empty()) {
            files.extend(addressed_file(address));
        }
        if entry.is_source && !is_elsewhere && !required.overrides.contains_key(name) {
            files.extend(locked_source(entry));
        }
        if !files.is_empty() || is_elsewhere {
            let index = entry.index.as_deref().and_then(order::Index::parse);
            lookups.put(name, files, &index.map(|index| index.url).unwrap_or_default(), tags);
        }
    }
}

fn locked_source(entry: &RequirementEntry) -> Option<SimpleFile> {
    let specifiers = entry.requirement.specifiers.to_string();
    let version = specifiers.strip_prefix("==")?;
    Some(SimpleFile {
        filename: format!("{}-{version}.tar.gz", entry.requirement.name),
        ..SimpleFile::default()
    })
}

fn is_http(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn locked_file(locked: &LockedWheel) -> Option<SimpleFile> {
    let stated = SimpleFile {
        sha256: locked.hash.clone().filter(|digest| digest.algorithm == Algorithm::Sha256),
        size: locked.size,
        upload_time: locked.upload_time.clone(),
        is_stated: true,
        ..SimpleFile::default()
    };
    match locked.url.as_deref().filter(|url| is_http(url)) {
        Some(url) => Some(SimpleFile { filename: wheel_filename(url)?, url: file_address(url).0, ..stated }),
        None => Some(SimpleFile { filename: locked.on_disk.clone()?, ..stated }),
    }
}

/// The file of a stated address. If it is on a disk, it has no URL.
fn addressed_file(address: &str) -> Option<SimpleFile> {
    let url = if is_http(address) { file_address(address).0 } else { String::new() };
    Some(SimpleFile {
        filename: wheel_filename(address)?,
        url,
        sha256: stated_hash(address).filter(|digest| digest.algorithm == Algorithm::Sha256),
        is_stated: true,
        ..SimpleFile::default()
    })
}

/// The requests that are still needed.
fn needs(
    lookups: &mut Lookups,
    unknown: Vec<PackageName>,
    unread: Vec<(PackageName, u32)>,
    is_reading: bool,
    requirements: &[&RequirementEntry],
    held: &mut PartialFiles,
) -> Vec<Need> {
    let mut needs = Vec::new();
    for name in unknown {
        match order::own(&name, requirements) {
            Some(Err(index)) => needs.push(Need::Nowhere(name, index)),
            own => needs.extend(lookups.need(name, own.and_then(Result::ok))),
        }
    }
    for (name, file) in unread {
        needs.extend(lookups.read(&name, file, held));
    }
    // This determines which bytes of the new wheels are needed.
    lookups.read_parts(held);
    if is_reading || lookups.is_reading() {
        needs.push(Need::Reading);
    }
    needs
}

struct Attempt<'t> {
    rules: &'t Rules<'t>,
    limits: &'t Limits,
    wheels: &'t BTreeMap<PackageName, Vec<Candidate<'t>>>,
}

/// The result of a walk, and whether dropped wheels must be read first.
struct Found<'a> {
    packages: Vec<IndexedPackage<'a>>,
    unknown: Vec<PackageName>,
    unread: Vec<(PackageName, u32)>,
    is_reading: bool,
}

impl<'t> Attempt<'t> {
    fn walk<'a>(
        &self,
        lookups: &'a Lookups,
        also: &[PackageName],
        cache: &mut ReadCache,
        held: &mut PartialFiles,
    ) -> Found<'a>
    where
        't: 'a,
    {
        let mut reading = BTreeSet::new();
        let Walked { packages, unknown, unread } =
            walk(self.rules, also, |name| match self.at_hand(name, cache, held) {
                Err(()) => {
                    reading.insert(name.clone());
                    None
                }
                Ok(Some(package)) => Some(package),
                Ok(None) => {
                    let project = lookups.known(name)?;
                    Some(project.package(name.clone(), self.rules, self.limits))
                }
            });
        let unknown = unknown.into_iter().filter(|name| !reading.contains(name)).collect();
        Found { packages, unknown, unread, is_reading: !reading.is_empty() }
    }

    /// The dropped and installed versions of a distribution, if one of them meets the requirements of the files. Fails
    /// if wheels must be read first.
    fn at_hand<'a>(
        &self,
        name: &PackageName,
        cache: &mut ReadCache,
        held: &mut PartialFiles,
    ) -> Result<Option<IndexedPackage<'a>>, ()>
    where
        't: 'a,
    {
        let wheels = self.wheels.get(name).cloned().unwrap_or_default();
        let is_provided = self.rules.context.provided.iter().any(|provided| provided.name == *name);
        if wheels.is_empty() && !is_provided {
            return Ok(None);
        }
        // Planning reports the faults of dropped wheels, so these findings are not used.
        let mut findings = Vec::new();
        let mut gatherer = Gatherer { rules: *self.rules, cache, store: held, findings: &mut findings };
        let package = gatherer.gather(name.clone(), wheels).map_err(|_| ())?;
        let requirements = self.rules.requirements.iter().filter(|entry| entry.requirement.name == *name);
        let will_do = package.versions.iter().any(|at_hand| {
            requirements.clone().all(|entry| entry.requirement.specifiers.admit(&at_hand.version))
        });
        Ok(will_do.then_some(package))
    }
}

fn outcome(
    index: &Index,
    solved: &run::Outcome,
    lookups: &Lookups,
    requirements: &[&RequirementEntry],
) -> ResolveOutcome {
    let mut outcome = ResolveOutcome::default();
    for (package, version) in &solved.solution {
        let Some(package) = index.packages.get(*package) else {
            continue;
        };
        let Some(at_hand) = package.versions.get(*version) else {
            continue;
        };
        match &at_hand.source {
            VersionSource::Installed(_) => {}
            VersionSource::Wheel((item, name), _) => outcome.local.push(Local {
                name: name.name.to_string(),
                version: name.version.to_string(),
                path: item.path.clone(),
                file: item.file,
            }),
            VersionSource::IndexWheel(offer) => {
                if let Some(offered) = lookups.offered(&package.name, offer.item.file) {
                    let digests = digests(offered, requirements);
                    let chosen = chosen(offered, &digests);
                    outcome.findings.extend(notes(offered, &chosen, digests.is_empty()));
                    outcome.findings.extend(passed_over(offered, lookups));
                    outcome.chosen.push(chosen);
                }
            }
        }
    }
    crate::collections::sort_by(&mut outcome.chosen, |one, other| one.name.cmp(&other.name));
    crate::collections::sort_by(&mut outcome.local, |one, other| one.name.cmp(&other.name));
    outcome
}

/// The hashes of a wheel that its index and the files state.
fn digests<'d>(offered: &'d IndexWheelState, requirements: &[&'d RequirementEntry]) -> Vec<&'d Digest> {
    let IndexWheelState { offer, file, .. } = offered;
    let of_it = || requirements.iter().filter(|entry| entry.requirement.name == offer.name.name);
    let locked = of_it().flat_map(|entry| entry.wheels.iter());
    let locked = locked.filter(|locked| locked.name == offer.name).filter_map(|locked| locked.hash.as_ref());
    let stated = of_it().flat_map(|entry| entry.hashes.iter());
    let mut digests: Vec<&Digest> = locked.chain(file.sha256.as_ref()).collect();
    // Several hashes of one requirement are those of several files.
    if digests.is_empty() {
        digests.extend(stated);
    }
    digests
}

fn chosen(offered: &IndexWheelState, digests: &[&Digest]) -> Chosen {
    let IndexWheelState { offer, file, index, .. } = offered;
    let sha256 =
        digests.iter().filter(|digest| digest.algorithm == Algorithm::Sha256).map(|digest| digest.hex());
    let mut sha256: Vec<String> = sha256.collect();
    crate::collections::sort(&mut sha256);
    sha256.dedup();
    Chosen {
        name: offer.name.name.to_string(),
        version: offer.name.version.to_string(),
        filename: file.filename.clone(),
        url: file.url.clone(),
        index: index.clone(),
        sha256,
        size: file.size,
        requires_python: file.requires_python.clone(),
        upload_time: file.upload_time.clone(),
    }
}

/// Findings about newer wheels that were not chosen because the index's data about them is faulty.
fn passed_over(chosen: &IndexWheelState, lookups: &Lookups) -> Vec<Finding> {
    let name = &chosen.offer.name;
    let wheels = lookups.known(&name.name).into_iter().flat_map(|project| &project.wheels);
    let newer = wheels.filter(|offered| offered.offer.name.version > name.version);
    let broken = newer.filter_map(|offered| {
        let (filename, fault) = (&offered.file.filename, offered.fault.as_ref()?);
        let message = format!("\"{filename}\" was passed over: {fault}");
        let finding = Finding::new(Code::IndexInvalid, filename, message).severity(Severity::Warning);
        Some(finding.hint("Report it to those who run the index"))
    });
    broken.collect()
}

/// Findings about a chosen wheel.
fn notes(offered: &IndexWheelState, chosen: &Chosen, is_unverified: bool) -> Vec<Finding> {
    let Chosen { name, version, filename, .. } = chosen;
    let mut notes = Vec::new();
    if let Some(why) = &offered.file.yanked {
        let why =
            if why.is_empty() { String::new() } else { format!(": {}", crate::python::text::shown(why)) };
        let message = format!("{name} {version} was yanked{why}");
        notes.push(Finding::new(Code::DistributionYanked, filename, message));
    }
    if is_unverified {
        let message =
            format!("\"{filename}\" cannot be verified: neither the index nor a file states its hash");
        let hint = "Compare the hash that is shown with one that you trust, or lock it";
        notes.push(Finding::new(Code::HashMissing, filename, message).hint(hint));
    }
    notes
}
