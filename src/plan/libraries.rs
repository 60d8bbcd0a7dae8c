//! Chooses the wheels that go into the package: those that the requirements files ask for, or else the newest wheel of
//! each distribution.

use super::distribution_sources::DistributionSources;
use super::model::{FileHashCheck, LeftOut};
use super::options::Options;
use crate::collections::{BTreeMap, BTreeSet, sort};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::python::PackageName;
use crate::python::environment::marker_environment;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{
    OptionalDependencies, Origin, RequirementEntry, RequirementSet, Selection,
};
use crate::python::stdlib::BACKPORTS;
use crate::python::tags::Tags;
use crate::python::wheel_filename::{WheelFilename, is_sdist};
use crate::resolve::overrides::{self, Overrides};
use crate::resolve::{self, Candidate, Choice, ResolveContext, WheelSource};
use crate::source::attached_layer::AttachedLayer;
use crate::source::drop::ignore::Rules;
use crate::source::zip;
use crate::source::{Distribution, Item, LoadedSource, ReadCache, Store, WantsRead, requirements};
use crate::target::{Target, runtime_distributions};
use pep508_rs::MarkerEnvironment;
use std::rc::Rc;

/// The dropped items, the target, and the user's choices.
pub struct LibrariesContext<'d> {
    pub items: &'d [Item],
    pub target: &'d Target,
    /// The layers that the function has.
    pub layers: &'d [AttachedLayer],
    /// Requirements that the user replaced.
    pub overrides: &'d Overrides,
    /// Distributions that a layer contains according to the user.
    pub said_in_layers: &'d BTreeSet<PackageName>,
    /// Whether the distributions that the runtime contains are left out.
    pub without_runtime: bool,
}

/// Everything that may go into the package.
#[derive(Default)]
pub struct Libraries {
    pub loaded: Vec<Rc<LoadedSource>>,
    pub left_out: Vec<LeftOut>,
    pub optional: OptionalDependencies,
    pub file_checks: Vec<FileHashCheck>,
    /// Where distributions come from. It also states which ones must not be requested from a public index.
    pub placed: DistributionSources,
    /// Names of distributions that the user's files require. Empty if a lock file lists everything that is to be
    /// installed.
    pub asked: BTreeSet<PackageName>,
    /// The rules of each `.lambdaignore`, with its path as dropped.
    pub rules: Vec<(String, Rc<Rules>)>,
}

/// Returns what the requirements files ask for. `trees`: the folders of installed libraries.
pub fn required(
    items: &[Item],
    trees: &BTreeSet<String>,
    environment: &MarkerEnvironment,
    options: &Options,
    cache: &mut ReadCache,
) -> Result<Option<RequirementSet>, WantsRead> {
    let selection = Selection { environment, extras: &options.extras, groups: &options.groups };
    let trees: BTreeSet<&str> = trees.iter().map(String::as_str).collect();
    let mut found = requirements::find(items, &trees, &selection, cache)?;
    if let Some(required) = found.as_mut().filter(|required| required.stated_in.is_some()) {
        for text in &options.requirements {
            required.entry(text, Origin::typed());
        }
    }
    Ok(found)
}

/// Returns the distributions that the files require, but not on this target. Each has a clause that states where it is
/// required.
pub fn elsewhere(
    required: Option<&RequirementSet>,
    environment: Option<&MarkerEnvironment>,
) -> BTreeMap<PackageName, String> {
    let Some((required, environment)) = required.zip(environment) else {
        return BTreeMap::new();
    };
    let (here, elsewhere): (Vec<&RequirementEntry>, Vec<&RequirementEntry>) =
        required.requirements.iter().partition(|entry| entry.requirement.applies(environment, &[]));
    let here: BTreeSet<&PackageName> = here.iter().map(|entry| &entry.requirement.name).collect();
    let elsewhere = elsewhere.into_iter().filter(|entry| !here.contains(&entry.requirement.name));
    let clauses = elsewhere.map(|RequirementEntry { requirement, origin, .. }| {
        let clause = format!("{origin} requires it only where {}", requirement.marker.text());
        (requirement.name.clone(), clause)
    });
    clauses.collect()
}

/// Adds the other target as a fix to each error about a wheel that does not fit this target.
fn offer(fix: &Fix, choice: &Choice, context: &ResolveContext, findings: &mut [Finding]) {
    let unfit: Vec<String> = choice
        .left_out
        .iter()
        .filter(|((_, name), _)| context.tags.rank(&name.tags).is_none())
        .map(|((item, _), _)| format!("\"{}\"", item.path))
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        if unfit.iter().any(|path| finding.message.contains(path)) {
            finding.fix = Some(fix.clone());
        }
    }
}

/// Adds the chosen wheels to the other sources.
pub fn install(
    mut wheels: Vec<Candidate>,
    mut loaded: Vec<LoadedSource>,
    mut required: Option<RequirementSet>,
    drop: &LibrariesContext,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Libraries, WantsRead> {
    let mut libraries = Libraries::default();
    let LibrariesContext { items, target, overrides, said_in_layers, .. } = drop;
    let overridden = overrides::apply(overrides, &mut wheels, &mut loaded, required.as_mut());
    // It is never `None`: the versions in it are valid.
    let Some(environment) = marker_environment(target) else {
        libraries.loaded = loaded.into_iter().map(Rc::new).collect();
        return Ok(libraries);
    };
    let provided = provided(&loaded, drop);
    if let Some(required) = required.as_mut() {
        let is_at_hand = |name: &PackageName| {
            wheels.iter().any(|(_, wheel)| wheel.name == *name)
                || provided.iter().any(|one| one.name == *name)
        };
        overrides::in_layers(said_in_layers.iter().filter(|name| !is_at_hand(name)), required);
    }
    let filename = |item: &Item| item.path.rsplit('/').next().unwrap_or_default().to_string();
    let sdists: Vec<&Item> = items.iter().filter(|item| is_sdist(&filename(item))).collect();
    let runtime: Vec<&str> =
        runtime_distributions(target.runtime.minor).chain(BACKPORTS.iter().copied()).collect();
    let context = ResolveContext {
        target,
        tags: &Tags::for_target(target),
        environment: &environment,
        provided: &provided,
        sdists: &sdists,
        runtime: &runtime,
        without_runtime: drop.without_runtime,
        place: WheelSource::Drop,
    };
    if let Some(required) = &required {
        libraries.placed = DistributionSources::new(required, &environment);
    }
    let mut empty = None;
    if let Some(required) = required.as_mut().filter(|required| required.stated_in.is_some()) {
        let is_empty = !required.requirements.iter().any(|one| one.requirement.applies(&environment, &[]));
        empty = required.stated_in.clone().filter(|_| is_empty);
        if !required.exact {
            libraries.asked =
                required.requirements.iter().map(|entry| entry.requirement.name.clone()).collect();
        }
        required.requirements.extend(replacements(&loaded));
    }
    let other_target = resolve::other_target(&wheels, target);
    let before = findings.len();
    let mut choice = choose(wheels, required.as_ref(), overrides, &context, cache, store, findings)?;
    if let Some(fix) = other_target {
        offer(&fix, &choice, &context, findings.get_mut(before..).unwrap_or_default());
    }
    choice.left_out.extend(overridden);
    findings.extend(empty.and_then(|file| requires_nothing(&file, &choice, target)));
    if let Some(required) = required {
        libraries.optional = required.optional;
        findings.extend(required.findings);
    }
    libraries.loaded = loaded.into_iter().map(Rc::new).collect();
    add(&choice, target, &mut libraries, cache, store, findings)?;
    sort(&mut libraries.left_out);
    libraries.file_checks = file_checks(&choice);
    Ok(libraries)
}

/// Returns the distributions that are available without a wheel: installed, or in a layer.
fn provided(loaded: &[LoadedSource], drop: &LibrariesContext) -> Vec<Distribution> {
    let is_left_out = |name: &PackageName| matches!(drop.overrides.get(name), Some(None));
    let installed = loaded.iter().flat_map(|source| source.distributions.iter().cloned());
    let in_layers = drop.layers.iter().flat_map(AttachedLayer::provided);
    installed.chain(in_layers).filter(|one| !is_left_out(&one.name)).collect()
}

/// Chooses wheels: those that the requirements files ask for, or else the newest wheel of each distribution.
fn choose<'i>(
    wheels: Vec<Candidate<'i>>,
    required: Option<&RequirementSet>,
    overrides: &Overrides,
    context: &ResolveContext,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Choice<'i>, WantsRead> {
    if let Some(required) = required.filter(|required| required.stated_in.is_some()) {
        let choice = resolve::solve(wheels, required, context, cache, store, findings)?;
        spare_sdists(findings, |name| !choice.missing.contains(name));
        return Ok(choice);
    }
    let choice = resolve::choose(wheels, overrides, context, cache, store, findings)?;
    let is_there = |name: &PackageName| {
        choice.wheels.iter().any(|(_, wheel)| wheel.name == *name)
            || context.provided.iter().any(|one| one.name == *name)
    };
    spare_sdists(findings, is_there);
    Ok(choice)
}

/// Reads the chosen wheels, and the sizes of the wheels that are left out.
fn add(
    choice: &Choice,
    target: &Target,
    libraries: &mut Libraries,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let interpreter = target.runtime.interpreter();
    let mut missing = false;
    for (item, name) in &choice.wheels {
        match cache.wheel(item, name, store) {
            Err(WantsRead) => missing = true,
            Ok(Err(finding)) => findings.push(finding),
            Ok(Ok(wheel)) => match wheel.install(item, &interpreter, &mut cache.entries, store, findings) {
                Err(WantsRead) => missing = true,
                Ok(source) => libraries.loaded.push(source),
            },
        }
    }
    for ((item, name), why) in &choice.left_out {
        match left_out(item, name, why, cache, store) {
            Err(WantsRead) => missing = true,
            Ok((left_out, fault)) => {
                libraries.left_out.push(left_out);
                fault.iter().for_each(|fault| report_damage(item, fault, findings));
            }
        }
    }
    if missing { Err(WantsRead) } else { Ok(()) }
}

/// Returns a requirement, for any version, for each installed distribution that does not fit the target. So a wheel
/// replaces it, even if no file names it. Without such a wheel, the installed distribution meets the requirement, and
/// another finding reports that it does not fit.
fn replacements(loaded: &[LoadedSource]) -> Vec<RequirementEntry> {
    let unfit = loaded
        .iter()
        .flat_map(|source| source.unfit.iter().filter_map(|(index, _)| source.distributions.get(*index)));
    unfit
        .filter_map(|distribution| {
            let requirement = Requirement::parse(distribution.name.as_ref()).ok()?;
            Some(RequirementEntry::new(requirement, Origin::new(&distribution.from, None)))
        })
        .collect()
}

/// Adds to the finding about a left-out wheel that the wheel is damaged too. So the user knows that it would not help
/// to remove the wheel that was chosen instead.
fn report_damage(item: &Item, fault: &str, findings: &mut [Finding]) {
    let of_item = || |finding: &&mut Finding| finding.path.as_ref() == Some(&item.path);
    if findings.iter_mut().filter(of_item()).any(|finding| finding.message.contains(fault)) {
        return;
    }
    if let Some(finding) = findings.iter_mut().find(of_item()) {
        finding.message.push_str(&format!("; it is damaged too: {fault}"));
    }
}

/// Describes a left-out wheel. If the wheel cannot be read, its size is 0 and the reason is returned as a clause;
/// otherwise the size is the sum of its entries.
fn left_out(
    item: &Item,
    name: &WheelFilename,
    why: &str,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<(LeftOut, Option<String>), WantsRead> {
    let (unzipped_size, fault) = match cache.listing(item.file, store)? {
        Ok(entries) => (zip::total(entries.iter().map(|entry| entry.size)), None),
        Err(fault) => (0, Some(fault)),
    };
    let left_out = LeftOut {
        name: name.name.to_string(),
        version: name.version.to_string(),
        from: item.path.clone(),
        unzipped_size,
        why: why.to_string(),
    };
    Ok((left_out, fault))
}

fn file_checks(choice: &Choice) -> Vec<FileHashCheck> {
    choice
        .hashes
        .iter()
        .filter_map(|check| {
            let (item, _) = choice.wheels.iter().find(|(item, _)| item.path == check.path)?;
            let (from, digests) = (check.path.clone(), check.digests.clone());
            Some(FileHashCheck { file: item.file, from, size: item.size, digests })
        })
        .collect()
}

/// Lowers findings about sdists to `Info` if the distribution is available without its sdist.
fn spare_sdists(findings: &mut [Finding], is_spare: impl Fn(&PackageName) -> bool) {
    for finding in findings.iter_mut().filter(|finding| finding.code == Code::Sdist) {
        let filename = finding.path.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let name = filename.rsplit_once('-').and_then(|(name, _)| name.parse::<PackageName>().ok());
        if name.is_some_and(|name| is_spare(&name)) {
            finding.severity = Severity::Info;
        }
    }
}

/// Reports that a requirements file requires nothing for the target although wheels were dropped.
fn requires_nothing(file: &str, choice: &Choice, target: &Target) -> Option<Finding> {
    let count = choice.left_out.len();
    let wheels = match count {
        0 => return None,
        1 => "the wheel that was dropped is".to_string(),
        _ => format!("the {count} wheels that were dropped are"),
    };
    let (runtime, architecture) = (target.runtime.name, target.architecture.name());
    let message = format!("\"{file}\" requires nothing for {runtime} on {architecture}: {wheels} left out");
    Some(Finding::new(Code::RequirementsEmpty, file, message).fix(Fix::Remove { path: file.to_string() }))
}
