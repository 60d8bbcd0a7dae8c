//! One import → what it runs, or why it fails.

use crate::check::modules::{Modules, Spot};
use crate::check::outcome::{Outcome, Rest};
use crate::python::providers::distribution_of;
use crate::python::stdlib::{self, Standard};
use crate::python::stdlib_modules;
use crate::target::is_runtime_module;

/// What follows a package or module of a layer. Its last part may be a name in it, and nobody has read it.
fn below_in_layers(modules: &Modules, found: &str, rest: &[&str]) -> Outcome {
    let mut path = found.to_string();
    for (at, part) in rest.iter().enumerate() {
        if matches!(modules.in_layers(&path), Spot::Module(_)) {
            break;
        }
        path = format!("{path}/{part}");
        if modules.in_layers(&path) == Spot::Nothing && at + 1 < rest.len() {
            return Outcome::Missing { part: path.replace('/', "."), standard: Standard::Unknown };
        }
    }
    Outcome::Elsewhere
}

/// Follows a dotted name.
pub fn resolve(modules: &Modules, dotted: &str, minor: u8) -> Outcome {
    modules.outcome(dotted, || follow(modules, dotted, minor))
}

fn follow(modules: &Modules, dotted: &str, minor: u8) -> Outcome {
    let parts: Vec<&str> = dotted.split('.').collect();
    let top = parts.first().copied().unwrap_or_default();
    // What is loaded already is not looked for.
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
        // A package's parts lie beside it: what a layer has of that name is not seen.
        if entries.is_empty() && matches!(spot, Spot::Namespace | Spot::Nothing) {
            match modules.in_layers(&path) {
                Spot::Package(_) | Spot::Module(_) => {
                    return below_in_layers(modules, &path, &parts[at + 1..]);
                }
                Spot::Namespace if !is_last => continue,
                Spot::Namespace => return Outcome::Elsewhere,
                Spot::Nothing => {}
            }
        }
        match spot {
            Spot::Package(index) => entries.push(index),
            Spot::Module(index) => {
                entries.push(index);
                if !is_last {
                    let rest = Rest { of: index, name: parts[at + 1..].join(".") };
                    return Outcome::Runs { entries, rest: Some(rest) };
                }
            }
            // Python takes a module before a folder without `__init__`, wherever on the path it lies.
            Spot::Namespace if at == 0 && stdlib::find(top, minor) == Standard::Present => {
                return in_standard_library(dotted, minor);
            }
            Spot::Namespace if at == 0 && is_runtime_module(top, minor) => return Outcome::Elsewhere,
            Spot::Namespace => {}
            Spot::Nothing if at == 0 => {
                return match stdlib::find(top, minor) {
                    Standard::Present => in_standard_library(dotted, minor),
                    _ if is_runtime_module(top, minor) => Outcome::Elsewhere,
                    standard => {
                        // Who brings "google" depends on what of it is wanted.
                        let is_split = distribution_of(top).is_none() && distribution_of(dotted).is_some();
                        let part = if is_split { dotted } else { top }.to_string();
                        Outcome::Missing { part, standard }
                    }
                };
            }
            Spot::Nothing => {
                return match entries.last() {
                    Some(of) => {
                        let rest = Rest { of: *of, name: parts[at..].join(".") };
                        Outcome::Runs { entries, rest: Some(rest) }
                    }
                    // A namespace has no names but its files.
                    None => Outcome::Missing { part: parts[..=at].join("."), standard: Standard::Unknown },
                };
            }
        }
    }
    Outcome::Runs { entries, rest: None }
}

/// A name whose first part is a module of the standard library's.
fn in_standard_library(dotted: &str, minor: u8) -> Outcome {
    match stdlib_modules::lacks(dotted, minor) {
        Some((part, standard)) => Outcome::Missing { part: part.to_string(), standard },
        None => Outcome::Elsewhere,
    }
}
