//! Consequences of the chosen runtime: how long it is supported, and which distributions it contains.

use super::left_out::take_out;
use super::libraries::Libraries;
use crate::collections::{BTreeMap, BTreeSet, sort};
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::format;
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::environment::marker_environment;
use crate::python::metadata::Headers;
use crate::source::zip;
use crate::source::{Content, LoadedSource, ReadCache, Store, WantsRead};
use crate::target::{NEAR_END, RUNTIME_SDK, RUNTIME_SHARED, RUNTIMES, Runtime, State, Target};
use std::rc::Rc;

/// Maximum size of METADATA in bytes. Larger files are not real metadata.
const METADATA_LIMIT: u64 = 32 << 20;

/// Reports a runtime that is deprecated, near its end or in preview.
pub fn report_life(runtime: &Runtime, findings: &mut Vec<Finding>) {
    let name = runtime.name;
    let (code, message) = match runtime.state {
        State::Deprecated { create, update } => (
            Code::RuntimeDeprecated,
            format!(
                "\"{name}\" is deprecated: functions cannot be created from {create} on, nor updated from {update} on"
            ),
        ),
        // Dates of this form sort as text.
        State::Supported { until } if until < NEAR_END => {
            (Code::RuntimeEnding, format!("\"{name}\" is supported until {until} only"))
        }
        State::Supported { .. } => return,
        State::Preview => (Code::RuntimePreview, format!("\"{name}\" is in preview, not for production")),
    };
    // A runtime that is near its end is not offered as a fix.
    let lasts = |one: &&Runtime| matches!(one.state, State::Supported { until } if until >= NEAR_END);
    let near = RUNTIMES.iter().filter(lasts).min_by_key(|one| one.minor.abs_diff(runtime.minor));
    findings.push(Finding::new(code, "", message).fix_if_any(near.map(Fix::runtime)));
}

/// Leaves out the AWS SDK, and those of its dependencies that neither another distribution nor the user's files
/// require.
pub fn exclude(
    libraries: &mut Libraries,
    target: &Target,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let required = requirements(&libraries.loaded, target, cache, store)?;
    let is_among = |name: &PackageName, names: &[&str]| names.contains(&name.as_ref());
    let mut kept: BTreeSet<&PackageName> = required
        .keys()
        .filter(|name| !is_among(name, RUNTIME_SDK))
        .filter(|name| !is_among(name, RUNTIME_SHARED) || libraries.asked.contains(*name))
        .collect();
    loop {
        let requires = |other: &PackageName, name: &PackageName| {
            required.get(other).is_some_and(|names| names.contains(name))
        };
        let needed = |name: &PackageName| kept.iter().any(|other| requires(other, name));
        let more: Vec<&PackageName> = required
            .keys()
            .filter(|name| !kept.contains(name) && is_among(name, RUNTIME_SHARED) && needed(name))
            .collect();
        if more.is_empty() {
            break;
        }
        kept.extend(more);
    }
    let excluded: BTreeSet<&PackageName> = required.keys().filter(|name| !kept.contains(name)).collect();
    let excluded: BTreeSet<PackageName> = excluded.into_iter().cloned().collect();
    let mut left_out = take_out(libraries, |name| excluded.contains(name), "the runtime brings its own");
    if !left_out.is_empty() {
        sort(&mut left_out);
        let names: Vec<String> = left_out.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
        let bytes: u64 = zip::total(left_out.iter().map(|one| one.unzipped_size));
        let message = format!(
            "{} {} left out, {} unzipped: \"{}\" brings versions of its own",
            names.join(", "),
            if names.len() == 1 { "is" } else { "are" },
            format::size(bytes),
            target.runtime.name
        );
        findings.push(Finding::new(Code::RuntimeExcluded, "", message).fix(Fix::IncludeRuntime {}));
        libraries.left_out.extend(left_out);
        sort(&mut libraries.left_out);
    }
    Ok(())
}

/// Returns the distributions that would be packaged, each with everything that it may require. All extras are included,
/// because it is not known which ones are used.
fn requirements(
    loaded: &[Rc<LoadedSource>],
    target: &Target,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<BTreeMap<PackageName, BTreeSet<PackageName>>, WantsRead> {
    let environment = marker_environment(target);
    let mut required: BTreeMap<PackageName, BTreeSet<PackageName>> = BTreeMap::new();
    let mut missing = false;
    for source in loaded {
        for (index, distribution) in source.distributions.iter().enumerate() {
            let own = || source.candidates.iter().filter(|candidate| candidate.distribution == Some(index));
            if own().next().is_none() {
                continue;
            }
            let names = required.entry(distribution.name.clone()).or_default();
            let Some(metadata) = own().find(|candidate| candidate.path.ends_with(".dist-info/METADATA"))
            else {
                continue;
            };
            let Ok(text) = text(&metadata.content, cache, store) else {
                missing = true;
                continue;
            };
            let dependencies = Dependencies::from_metadata(&Headers::parse(&String::from_utf8_lossy(&text)));
            let extras: Vec<_> = dependencies.extras.into_iter().collect();
            let applying = dependencies.requires.into_iter().filter(|requirement| {
                environment.as_ref().is_none_or(|environment| requirement.applies(environment, &extras))
            });
            names.extend(applying.map(|requirement| requirement.name));
        }
    }
    if missing { Err(WantsRead) } else { Ok(required) }
}

/// Returns the text of a file; empty if it cannot be read, which another finding reports.
fn text(content: &Content, cache: &mut ReadCache, store: &mut dyn Store) -> Result<Vec<u8>, WantsRead> {
    match content {
        Content::File(file) => Ok(cache.text(*file)?.map(|text| text.to_vec()).unwrap_or_default()),
        Content::Zip { file, entry } => {
            let text = cache.entries.content(*file, entry, METADATA_LIMIT, store)?;
            Ok(text.map(|text| text.to_vec()).unwrap_or_default())
        }
        Content::Bytes(bytes) => Ok(bytes.clone()),
        Content::Pyc { .. } => Ok(Vec::new()),
    }
}
