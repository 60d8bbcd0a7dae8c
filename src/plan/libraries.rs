//! Which of the wheels at hand go into the package: what the files of requirements ask for, or
//! else the newest of each.

use super::model::{FileHashCheck, LeftOut};
use super::options::Options;
use super::placed::Placed;
use crate::collections::{BTreeMap, BTreeSet, sort};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::python::PackageName;
use crate::python::environment::marker_environment;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Optional, Origin, RequirementEntry, RequirementSet, Selection};
use crate::python::stdlib::BACKPORTS;
use crate::python::tags::Tags;
use crate::python::wheel_name::{WheelName, is_sdist};
use crate::resolve::overrides::{self, Overrides};
use crate::resolve::{self, Candidate, Choice, Place, ResolveContext};
use crate::source::drop::ignore::Rules;
use crate::source::in_layer::InLayer;
use crate::source::zip;
use crate::source::{Distribution, Item, Loaded, ReadCache, Store, WantsRead, requirements};
use crate::target::{Target, runtime_distributions};
use pep508_rs::MarkerEnvironment;
use std::rc::Rc;

/// What was dropped and what is wanted.
pub struct Drop<'d> {
    pub items: &'d [Item],
    pub target: &'d Target,
    /// The layers that the function has.
    pub layers: &'d [InLayer],
    /// What the user says instead of requirements.
    pub overrides: &'d Overrides,
    /// What the user says that a layer has.
    pub said_in_layers: &'d BTreeSet<PackageName>,
}

/// Everything that may go into the package.
#[derive(Default)]
pub struct Libraries {
    pub loaded: Vec<Rc<Loaded>>,
    pub left_out: Vec<LeftOut>,
    pub optional: Optional,
    pub file_checks: Vec<FileHashCheck>,
    /// What no public index is to be asked for.
    pub placed: Placed,
    /// What the user's files ask for by name.
    pub asked: BTreeSet<PackageName>,
    /// Each `.lambdaignore` by its path as dropped.
    pub rules: Vec<(String, Rc<Rules>)>,
}

/// What the files ask for. `trees` are the folders of installed libraries.
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

/// What the files ask for, but not on the target, each with the clause that says where.
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

/// Offers the other target where a finding says that a wheel does not fit this one.
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

/// Adds the chosen wheels to what else was dropped.
pub fn install(
    mut wheels: Vec<Candidate>,
    mut loaded: Vec<Loaded>,
    mut required: Option<RequirementSet>,
    drop: &Drop,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Libraries, WantsRead> {
    let mut libraries = Libraries::default();
    let Drop { items, target, overrides, said_in_layers, .. } = drop;
    let overridden = overrides::apply(overrides, &mut wheels, &mut loaded, required.as_mut());
    // The versions it is made of are valid.
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
        tags: &Tags::of(target),
        environment: &environment,
        provided: &provided,
        sdists: &sdists,
        runtime: &runtime,
        place: Place::Drop,
    };
    if let Some(required) = &required {
        libraries.placed = Placed::of(required, &environment);
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
    let mut choice = choose(wheels, required.as_ref(), &context, cache, store, findings)?;
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

/// What is there without a wheel: installed, or in a layer.
fn provided(loaded: &[Loaded], drop: &Drop) -> Vec<Distribution> {
    let is_left_out = |name: &PackageName| matches!(drop.overrides.get(name), Some(None));
    let installed = loaded.iter().flat_map(|source| source.distributions.iter().cloned());
    let in_layers = drop.layers.iter().flat_map(InLayer::provided);
    installed.chain(in_layers).filter(|one| !is_left_out(&one.name)).collect()
}

/// Chooses among the wheels: as the files of requirements say, or else the newest of each.
fn choose<'i>(
    wheels: Vec<Candidate<'i>>,
    required: Option<&RequirementSet>,
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
    let choice = resolve::choose(wheels, context, cache, store, findings)?;
    let is_there = |name: &PackageName| {
        choice.wheels.iter().any(|(_, wheel)| wheel.name == *name)
            || context.provided.iter().any(|one| one.name == *name)
    };
    spare_sdists(findings, is_there);
    Ok(choice)
}

/// Reads the chosen wheels, and how large those are that are left out.
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
                fault.iter().for_each(|fault| tell_damage(item, fault, findings));
            }
        }
    }
    if missing { Err(WantsRead) } else { Ok(()) }
}

/// What is installed for another platform is wanted from a wheel, in any version, whether the files
/// name it or not. The tree itself meets the demand where there is no wheel: that it does not fit
/// is a finding of its own.
fn replacements(loaded: &[Loaded]) -> Vec<RequirementEntry> {
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

/// A wheel that would not have been of use where what was chosen for it is taken away.
fn tell_damage(item: &Item, fault: &str, findings: &mut [Finding]) {
    let of_item = || |finding: &&mut Finding| finding.path.as_ref() == Some(&item.path);
    if findings.iter_mut().filter(of_item()).any(|finding| finding.message.contains(fault)) {
        return;
    }
    if let Some(finding) = findings.iter_mut().find(of_item()) {
        finding.message.push_str(&format!("; it is damaged too: {fault}"));
    }
}

/// The size is that of the wheel's listing; one that cannot be read would have added nothing. Why it
/// cannot is a clause.
fn left_out(
    item: &Item,
    name: &WheelName,
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

/// A source distribution is in nobody's way where what is needed of it is there without it.
fn spare_sdists(findings: &mut [Finding], is_spare: impl Fn(&PackageName) -> bool) {
    for finding in findings.iter_mut().filter(|finding| finding.code == Code::Sdist) {
        let filename = finding.path.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let name = filename.rsplit_once('-').and_then(|(name, _)| name.parse::<PackageName>().ok());
        if name.is_some_and(|name| is_spare(&name)) {
            finding.severity = Severity::Info;
        }
    }
}

/// Wheels were dropped, and the file that says what to install wants none of them.
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
