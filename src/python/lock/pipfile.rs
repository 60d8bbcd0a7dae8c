//! Pipfile.lock (Pipenv documentation, "Pipfile & Pipfile.lock"). It has a category of packages for
//! each of `default`, `develop`, and any other category in the Pipfile.

use super::{from_elsewhere, from_index, marker};
use crate::collections::BTreeMap;
use crate::digest::Digest;
use crate::finding::Code;
use crate::python::address::of_commit;
use crate::python::marker::Place;
use crate::python::pyproject::normalized;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet, Selection};
use crate::python::requires_python;
use crate::python::text::shown;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

const DEFAULT: &str = "default";
const META: &str = "_meta";

/// Keys that state where a package is: version control systems, and others.
const PLACES: [&str; 5] = ["git", "hg", "svn", "file", "path"];

/// What the lock states about itself, as far as it is needed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta {
    requires: Requires,
    sources: Vec<Source>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Requires {
    python_version: Option<String>,
    python_full_version: Option<String>,
}

/// An index with its name.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Source {
    name: String,
    url: String,
}

impl Meta {
    /// Reads the metadata. If it has another structure, it is ignored.
    fn parse(meta: &RawValue) -> Meta {
        serde_json::from_str(meta.get()).unwrap_or_default()
    }
}

/// Reads the packages that the lock has for the selection. Faults become findings.
pub fn read(file: &str, text: &str, selection: &Selection) -> RequirementSet {
    let mut required = RequirementSet { exact: true, ..RequirementSet::default() };
    let root: BTreeMap<String, &RawValue> = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let origin = Origin::new(file, Some(error.line()).filter(|line| *line > 0));
            required.report(&origin, Code::RequirementInvalid, format!("it is not valid JSON: {error}"));
            return required;
        }
    };
    let lines = Lines::index(text);
    let meta = root.get(META).map(|meta| (lines.origin(file, meta), Meta::parse(meta)));
    if let Some((origin, meta)) = &meta {
        let wanted = meta.requires.python_full_version.as_ref().or(meta.requires.python_version.as_ref());
        if let Some(python) = wanted {
            requires_python::check_pipenv(python, origin, selection, &mut required);
        }
    }
    let sources = meta.map(|(_, meta)| meta.sources).unwrap_or_default();
    for source in sources.iter().filter(|source| !source.url.is_empty()) {
        required.name_index(&source.url, false);
    }
    for (category, packages) in root.iter().filter(|(category, _)| *category != META) {
        if category != DEFAULT {
            required.optional.groups.insert(normalized(category));
            if !selection.groups.iter().any(|group| normalized(group) == normalized(category)) {
                continue;
            }
        }
        let origin = lines.origin(file, packages);
        let Ok(packages) = serde_json::from_str::<BTreeMap<String, &RawValue>>(packages.get()) else {
            let message = format!("\"{}\" is not an object of packages", shown(category));
            required.report(&origin, Code::RequirementInvalid, message);
            continue;
        };
        for (name, package) in packages {
            let origin = lines.origin(file, package);
            match serde_json::from_str(package.get()) {
                Ok(package) => add(&name, &package, &sources, origin, selection, &mut required),
                Err(_) => {
                    let message = format!("\"{}\" is not an object that describes a package", shown(&name));
                    required.report(&origin, Code::RequirementInvalid, message);
                }
            }
        }
    }
    required
}

/// The address in memory at which each line begins. A raw JSON value points into the text, so its line can be
/// determined.
struct Lines(Vec<usize>);

impl Lines {
    fn index(text: &str) -> Lines {
        let start = text.as_ptr() as usize;
        Lines(text.match_indices('\n').map(|(at, _)| start + at + 1).collect())
    }

    fn origin(&self, file: &str, value: &RawValue) -> Origin {
        let at = value.get().as_ptr() as usize;
        Origin::new(file, Some(1 + self.0.partition_point(|start| *start <= at)))
    }
}

fn add(
    name: &str,
    package: &Map<String, Value>,
    sources: &[Source],
    origin: Origin,
    selection: &Selection,
    required: &mut RequirementSet,
) {
    let text = |key: &str| package.get(key).and_then(Value::as_str);
    let strings = |key: &str| {
        let array = package.get(key).and_then(Value::as_array);
        array.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>()
    };
    if !marker(text("markers"), Place::Requirement, &origin, required).evaluate(selection.environment, &[]) {
        return;
    }
    let specifier = text("version").filter(|version| *version != "*").unwrap_or("");
    let extras = strings("extras");
    let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(",")) };
    let written = format!("{name}{extras}{specifier}");
    let mut entry = match Requirement::parse(&written) {
        Ok(requirement) => RequirementEntry::new(requirement, origin),
        Err(fault) => {
            let written = shown(&written);
            let message = format!("\"{written}\" is not a locked version: {fault}");
            return required.report(&origin, Code::RequirementInvalid, message);
        }
    };
    entry.hashes = strings("hashes").into_iter().filter_map(Digest::from_hex).collect();
    let index = sources.iter().find(|source| Some(source.name.as_str()) == text("index"));
    from_index(&mut entry, index.map(|source| source.url.as_str()));
    if let Some((key, address)) = PLACES.iter().find_map(|key| Some((*key, text(key)?))) {
        if matches!(address, "." | "./") {
            required.own.insert(entry.requirement.name);
            return;
        }
        match key {
            "file" | "path" => from_elsewhere(&mut entry, address),
            system => {
                let address = of_commit(system, address, text("ref"), text("subdirectory"));
                from_elsewhere(&mut entry, &address);
            }
        }
    }
    required.requirements.push(entry);
}
