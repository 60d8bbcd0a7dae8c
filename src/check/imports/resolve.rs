//! Resolves one import: which modules it runs, or why it fails.

use crate::check::import_outcome::{ImportOutcome, Rest};
use crate::check::modules::{ModuleKind, Modules};
use crate::python::providers::distribution_of;
use crate::python::stdlib::{self, StdlibStatus};
use crate::python::stdlib_modules;
use crate::target::is_runtime_module;

/// Resolves the parts of a name that follow a package or module of a layer. The last part may be a name in a module
/// whose source was not read.
fn below_in_layers(modules: &Modules, found: &str, rest: &[&str]) -> ImportOutcome {
    let mut path = found.to_string();
    for (at, part) in rest.iter().enumerate() {
        if matches!(modules.in_layers(&path), ModuleKind::Module(_)) {
            break;
        }
        path = format!("{path}/{part}");
        if modules.in_layers(&path) == ModuleKind::NotFound && at + 1 < rest.len() {
            return ImportOutcome::Missing { part: path.replace('/', "."), standard: StdlibStatus::Unknown };
        }
    }
    ImportOutcome::Elsewhere
}

/// The outcome of importing a dotted name.
pub fn resolve(modules: &Modules, dotted: &str, minor: u8) -> ImportOutcome {
    modules.outcome(dotted, || follow(modules, dotted, minor))
}

fn follow(modules: &Modules, dotted: &str, minor: u8) -> ImportOutcome {
    let parts: Vec<&str> = dotted.split('.').collect();
    let top = parts.first().copied().unwrap_or_default();
    // Python does not search for a module that is already loaded.
    if stdlib::is_loaded(top) {
        return in_standard_library(dotted, minor);
    }
    let mut entries = Vec::new();
    let mut path = String::new();
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        if at > 0 {
            path.push('/');
        }
        path.push_str(part);
        let spot = modules.at(&path);
        // The parts of a package are in its own folder. A layer's files of the same name are not seen.
        if entries.is_empty() && matches!(spot, ModuleKind::Namespace | ModuleKind::NotFound) {
            match modules.in_layers(&path) {
                ModuleKind::Package(_) | ModuleKind::Module(_) => {
                    return below_in_layers(modules, &path, &parts[at + 1..]);
                }
                ModuleKind::Namespace if !is_last => continue,
                ModuleKind::Namespace => return ImportOutcome::Elsewhere,
                ModuleKind::NotFound => {}
            }
        }
        match spot {
            ModuleKind::Package(index) => entries.push(index),
            ModuleKind::Module(index) => {
                entries.push(index);
                if !is_last {
                    let rest = Rest { of: index, name: parts[at + 1..].join(".") };
                    return ImportOutcome::Runs { entries, rest: Some(rest) };
                }
            }
            // Python prefers a module to a folder without `__init__`, wherever on the path the module is.
            ModuleKind::Namespace if at == 0 && stdlib::find(top, minor) == StdlibStatus::Present => {
                return in_standard_library(dotted, minor);
            }
            ModuleKind::Namespace if at == 0 && is_runtime_module(top, minor) => {
                return ImportOutcome::Elsewhere;
            }
            ModuleKind::Namespace => {}
            ModuleKind::NotFound if at == 0 => {
                return match stdlib::find(top, minor) {
                    StdlibStatus::Present => in_standard_library(dotted, minor),
                    _ if is_runtime_module(top, minor) => ImportOutcome::Elsewhere,
                    standard => {
                        // Which distribution has a module of "google" depends on the whole dotted name.
                        let is_split = distribution_of(top).is_none() && distribution_of(dotted).is_some();
                        let part = if is_split { dotted } else { top }.to_string();
                        ImportOutcome::Missing { part, standard }
                    }
                };
            }
            ModuleKind::NotFound => {
                return match entries.last() {
                    Some(of) => {
                        let rest = Rest { of: *of, name: parts[at..].join(".") };
                        ImportOutcome::Runs { entries, rest: Some(rest) }
                    }
                    // A namespace has no names except its files.
                    None => ImportOutcome::Missing {
                        part: parts[..=at].join("."),
                        standard: StdlibStatus::Unknown,
                    },
                };
            }
        }
    }
    ImportOutcome::Runs { entries, rest: None }
}

/// The outcome for a dotted name whose first part is a module of the standard library.
fn in_standard_library(dotted: &str, minor: u8) -> ImportOutcome {
    match stdlib_modules::lacks(dotted, minor) {
        Some((part, standard)) => ImportOutcome::Missing { part: part.to_string(), standard },
        None => ImportOutcome::Elsewhere,
    }
}
