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
use serde_json::{Map, Value};

const DEFAULT: &str = "default";
const META: &str = "_meta";

/// Keys that state where a package is: version control systems, and others.
const PLACES: [&str; 5] = ["git", "hg", "svn", "file", "path"];

/// An index with its name.
struct Source<'a> {
    name: &'a str,
    url: &'a str,
}

/// Reads the packages that the lock has for the selection. Faults become findings.
pub fn read(file: &str, text: &str, selection: &Selection) -> RequirementSet {
    let mut required = RequirementSet { exact: true, ..RequirementSet::default() };
    // Values without types of their own: errors about wrong types would bring in the code that prints floats (18 KB).
    let root = match serde_json::from_str(text) {
        Ok(Value::Object(root)) => root,
        Ok(other) => {
            let found = if other.is_array() { "sequence" } else { "value" };
            let (origin, expected) = (Origin::new(file, Some(1)), "a map");
            let error = format!("invalid type: {found}, expected {expected}");
            required.report(&origin, Code::RequirementInvalid, format!("it is not valid JSON: {error}"));
            return required;
        }
        Err(error) => {
            let origin = Origin::new(file, Some(error.line()).filter(|line| *line > 0));
            required.report(&origin, Code::RequirementInvalid, format!("it is not valid JSON: {error}"));
            return required;
        }
    };
    let lines = Lines::index(text);
    let meta = root.get(META).unwrap_or(&Value::Null);
    let wanted = |key: &str| meta.get("requires")?.get(key)?.as_str();
    if let Some(python) = wanted("python_full_version").or_else(|| wanted("python_version")) {
        let origin = Origin::new(file, Some(lines.of(META, 0)));
        requires_python::check_pipenv(python, &origin, selection, &mut required);
    }
    let sources = meta.get("sources").and_then(Value::as_array).into_iter().flatten();
    let sources = sources.filter_map(|source| {
        let name = source.get("name").and_then(Value::as_str).unwrap_or_default();
        Some(Source { name, url: source.get("url")?.as_str()? })
    });
    let sources: Vec<Source> = sources.collect();
    for source in sources.iter().filter(|source| !source.url.is_empty()) {
        required.name_index(source.url, false);
    }
    for (category, packages) in root.iter().filter(|(category, _)| *category != META) {
        if category != DEFAULT {
            required.optional.groups.insert(normalized(category));
            if !selection.groups.iter().any(|group| normalized(group) == normalized(category)) {
                continue;
            }
        }
        let start = lines.of(category, 0);
        let Some(packages) = packages.as_object() else {
            let message = format!("\"{}\" is not an object of packages", shown(category));
            required.report(&Origin::new(file, Some(start)), Code::RequirementInvalid, message);
            continue;
        };
        for (name, package) in packages {
            let origin = Origin::new(file, Some(lines.of(name, start)));
            match package.as_object() {
                Some(package) => add(name, package, &sources, origin, selection, &mut required),
                None => {
                    let message = format!("\"{}\" is not an object that describes a package", shown(name));
                    required.report(&origin, Code::RequirementInvalid, message);
                }
            }
        }
    }
    required
}

/// The numbers of the lines with each key, from 1.
struct Lines<'t>(BTreeMap<&'t str, Vec<usize>>);

impl<'t> Lines<'t> {
    fn index(text: &'t str) -> Lines<'t> {
        let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let parts: Vec<&str> = line.split('"').collect();
            for pair in parts.windows(2).filter(|pair| pair[1].trim_start().starts_with(':')) {
                lines.entry(pair[0]).or_default().push(at + 1);
            }
        }
        Lines(lines)
    }

    /// The first line of a key from the line `start` on, or that one.
    fn of(&self, key: &str, start: usize) -> usize {
        let lines = self.0.get(key).map(Vec::as_slice).unwrap_or_default();
        lines.get(lines.partition_point(|line| *line < start)).copied().unwrap_or(start.max(1))
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
    let index = sources.iter().find(|source| Some(source.name) == text("index"));
    from_index(&mut entry, index.map(|source| source.url));
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
