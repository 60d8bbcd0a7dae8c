//! Lookups by name that the user's modules make when they are imported: metadata, whose dist-info may have been
//! removed to save space, and native libraries.

use super::walker::Walk;
use crate::check::context::{CheckContext, IF_IN_LAYER};
use crate::check::modules::{below_root, is_own};
use crate::check::native::{Library, find_library};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::plan::Entry;
use crate::python::code::{Certainty, LookupTarget, ModuleAnalysis};
use crate::python::{PackageName, dist_info_name, egg_info_name};
use crate::source::WantsRead;
use crate::target::{PackageKind, RUNTIME_SDK, RUNTIME_SHARED};
use std::rc::Rc;

/// A module that fails without an entry point, because only the entry point states what to load.
struct Loading {
    module: &'static str,
    group: &'static str,
    distribution: &'static str,
    /// Text in the source of newer versions, which do not need the entry point.
    fallback: &'static str,
}

const ENTRY_POINTS: &[Loading] = &[Loading {
    // `_load_runtime_context`. Version 1.45 uses the default context without searching for an entry point (measured
    // with CPython 3.13).
    module: "opentelemetry/context/__init__.py",
    group: "opentelemetry_context",
    distribution: "opentelemetry-api",
    fallback: "import ContextVarsRuntimeContext",
}];

/// Reports what a function's modules look up and the package does not have.
///
/// # Errors
/// `WantsRead` if files must be read first.
pub fn report(walk: &Walk, context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let entries = &context.plan.entries;
    let visited = walk
        .visited
        .iter()
        .filter_map(|(index, (certainty, code))| Some((entries.get(*index)?, *certainty, code.clone())));
    modules(visited.collect(), context, findings);
    entry_points(context, findings)
}

/// Reports what a layer's modules look up and the layer does not have. Each module may be imported, by a function that
/// may have more libraries.
///
/// # Errors
/// `WantsRead` if files must be read first.
pub fn report_layer(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let minor = context.target.runtime.minor;
    let mut codes = Vec::new();
    let mut is_missing = false;
    for entry in plan.entries.iter().filter(|entry| is_own(entry) && entry.path.ends_with(".py")) {
        match context.cache.code(&entry.content, entry.size, minor, context.store) {
            Ok(code) => codes.push((entry, Certainty::Certain, code)),
            Err(WantsRead) => is_missing = true,
        }
    }
    if is_missing {
        return Err(WantsRead);
    }
    modules(codes, context, findings);
    entry_points(context, findings)
}

fn modules(
    codes: Vec<(&Entry, Certainty, Rc<ModuleAnalysis>)>,
    context: &CheckContext,
    findings: &mut Vec<Finding>,
) {
    let names = distributions(context);
    for (entry, certainty, code) in &codes {
        for (asked, line, is_certain) in surest(code, *certainty) {
            let name = match asked {
                LookupTarget::Library(name) => {
                    findings.extend(library(&entry.path, name, line, is_certain, context));
                    continue;
                }
                LookupTarget::Distribution(name) => name.clone(),
                LookupTarget::Own => match own_name(below_root(entry, context.target)) {
                    Some(name) => name,
                    None => continue,
                },
            };
            let is_there = name.parse::<PackageName>().map_or(true, |name| names.contains(&name));
            if is_certain && !is_there {
                let path = &entry.path;
                let message = format!(
                    "\"{path}\" line {line} asks for the metadata of \"{name}\", of which the package has no dist-info"
                );
                findings.push(missing(path, message, context));
            }
        }
    }
}

/// Each lookup once, with its line, and whether it certainly runs when the module is imported. Of equal lookups, one
/// that certainly runs is preferred.
fn surest(code: &ModuleAnalysis, certainty: Certainty) -> impl Iterator<Item = (&LookupTarget, u32, bool)> {
    let mut asks: Vec<(&LookupTarget, u32, bool)> = Vec::new();
    for ask in &code.asks {
        let is_certain = certainty.min(ask.certainty) == Certainty::Certain && ask.function.is_none();
        match asks.iter_mut().find(|(asked, ..)| **asked == ask.asked) {
            Some(known) if is_certain && !known.2 => *known = (&ask.asked, ask.line, true),
            Some(_) => {}
            None => asks.push((&ask.asked, ask.line, is_certain)),
        }
    }
    asks.into_iter()
}

fn missing(path: &str, message: String, context: &CheckContext) -> Finding {
    let finding = Finding::new(Code::MetadataMissing, path, message);
    // A layer's modules run in functions that may have more libraries.
    match (context.target.kind, context.target.layers_unzipped_size > 0) {
        (_, true) => finding.severity(Severity::Warning).hint(IF_IN_LAYER),
        (PackageKind::Layer, false) => finding.severity(Severity::Warning),
        (PackageKind::Function, false) => finding,
    }
}

/// The names of all distributions with metadata in the package or the runtime.
fn distributions(context: &CheckContext) -> BTreeSet<PackageName> {
    let of_runtime = RUNTIME_SDK.iter().chain(RUNTIME_SHARED).filter_map(|name| name.parse().ok());
    let in_package = context.plan.entries.iter().filter_map(|entry| {
        let path = below_root(entry, context.target);
        let (top, file) = path.split_once('/').unwrap_or((path, ""));
        // A dist-info folder with other files only is found, but has no version (importlib.metadata, `metadata`).
        if !matches!(file, "METADATA" | "PKG-INFO" | "") {
            return None;
        }
        let info = dist_info_name(top).map(|(name, _)| name);
        info.or_else(|| egg_info_name(top).map(|(name, _)| name))
    });
    of_runtime.chain(in_package).collect()
}

/// The name of the top-level package or module that a path is the file of. Deeper modules do not have the name of a
/// distribution.
fn own_name(path: &str) -> Option<String> {
    let name = path.strip_suffix("/__init__.py").or_else(|| path.strip_suffix(".py"))?;
    (!name.contains('/')).then(|| name.to_string())
}

fn library(path: &str, name: &str, line: u32, is_certain: bool, context: &CheckContext) -> Option<Finding> {
    let opens = format!("\"{path}\" line {line} opens \"{name}\" by its name,");
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    let has_layers = context.target.layers_unzipped_size > 0;
    let found = find_library(context.plan, context.target, name);
    let is_elsewhere = matches!(found, Library::At(_));
    let (severity, message, hint) = match found {
        Library::Found => return None,
        _ if context.plan.layer_modules.contains(name) => return None,
        Library::At(other) => (
            severity,
            format!("{opens} which lies at \"{other}\", where the loader does not look"),
            format!("Move it to \"lib/{name}\", or open it by its whole path"),
        ),
        Library::Possible => return None,
        Library::Nowhere if has_layers => {
            (Severity::Warning, format!("{opens} which the package does not have"), IF_IN_LAYER.to_string())
        }
        Library::Nowhere => (
            severity,
            format!("{opens} which neither the package nor the runtime has"),
            format!("Add a build of it for the target as \"lib/{name}\", where Lambda's loader looks"),
        ),
    };
    let finding = Finding::new(Code::NativeMissingLibrary, path, message);
    let fix = (!is_elsewhere).then(|| Fix::InLayer { module: name.to_string() });
    Some(Finding { fix, ..finding.severity(severity).hint(hint) })
}

/// Reports modules that need an entry point which no distribution of the package has.
fn entry_points(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let mut modules: BTreeMap<&str, (&str, &Loading)> = BTreeMap::new();
    let mut is_missing = false;
    for entry in plan.entries.iter() {
        let below = below_root(entry, context.target);
        let Some(loading) = ENTRY_POINTS.iter().find(|loading| loading.module == below) else { continue };
        match context.cache.kept_bytes(&entry.content, context.store) {
            Err(WantsRead) => is_missing = true,
            Ok(text) => {
                let text = text.unwrap_or_default();
                if !String::from_utf8_lossy(&text).contains(loading.fallback) {
                    modules.insert(loading.group, (&entry.path, loading));
                }
            }
        }
    }
    for entry in plan.entries.iter().filter(|entry| entry.path.ends_with(".dist-info/entry_points.txt")) {
        if modules.is_empty() {
            break;
        }
        match context.cache.kept_bytes(&entry.content, context.store) {
            Err(WantsRead) => is_missing = true,
            Ok(text) => {
                let text = text.unwrap_or_default();
                let text = String::from_utf8_lossy(&text);
                let sections =
                    text.lines().filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'));
                sections.for_each(|section| {
                    modules.remove(section.trim());
                });
            }
        }
    }
    if is_missing {
        return Err(WantsRead);
    }
    for (path, Loading { group, distribution: name, .. }) in modules.into_values() {
        let message = format!(
            "\"{path}\" loads an entry point of the group \"{group}\", of which the package has none: the dist-info of \"{name}\" is not whole"
        );
        findings.push(missing(path, message, context));
    }
    Ok(())
}
