//! poetry.lock (Poetry documentation, "Basic usage"; the format is Poetry's own). Since 2.0 it says
//! of each package which groups need it; before, pyproject.toml is needed to tell.

use super::{from_elsewhere, locked_wheel, marker, pinned};
use crate::python::PackageName;
use crate::python::pyproject::normalized;
use crate::python::required::{Required, Selection};
use crate::python::requirement::Requirement;
use crate::python::toml_file::{TomlFile, Value, items, string, strings, table};
use pep508_rs::ExtraName;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use toml::de::{DeTable, DeValue};

/// The group of what the project itself requires.
const MAIN: &str = "main";

pub fn read(file: &str, text: &str, pyproject: Option<(&str, &str)>, selection: &Selection) -> Required {
    let mut required = Required { exact: true, ..Required::default() };
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        return required;
    };
    // Its own faults are not the lock's.
    let project = pyproject.and_then(|(file, text)| TomlFile::parse(file, text, &mut Required::default()));
    let mut packages = Vec::new();
    for item in items(&toml.root, "package") {
        match item.get_ref().as_table().and_then(|table| Some((string(table, "name")?, table))) {
            Some((name, table)) => packages.push(Package { name, value: item, table }),
            None => toml.wrong_type(item, "a package with a name", &mut required),
        }
    }
    let extras = table(&toml.root, &["extras"]);
    required.optional.extras =
        extras.into_iter().flat_map(|table| table.keys()).map(|name| normalized(name.get_ref())).collect();
    let chosen: BTreeSet<String> = selection.extras.iter().map(|name| normalized(name)).collect();
    let in_extras: BTreeSet<PackageName> = extras
        .into_iter()
        .flat_map(|table| table.iter())
        .filter(|(name, _)| chosen.contains(&normalized(name.get_ref())))
        .filter_map(|(_, value)| value.get_ref().as_array())
        .flat_map(|array| array.iter())
        .filter_map(|item| required_name(item.get_ref().as_str()?))
        .collect();
    let has_groups = packages.iter().any(|package| package.table.contains_key("groups"));
    if has_groups {
        required.optional.groups = packages
            .iter()
            .flat_map(|package| strings(package.table, "groups"))
            .filter(|group| *group != MAIN)
            .map(normalized)
            .collect();
    } else if let Some(project) = &project {
        required.optional.groups = groups(&project.root).into_keys().collect();
    }
    let reached =
        (!has_groups).then(|| reached(&packages, project.as_ref(), &in_extras, selection)).flatten();
    let extra_names: Vec<ExtraName> =
        chosen.iter().filter_map(|name| ExtraName::from_str(name).ok()).collect();
    for package in packages {
        let origin = toml.origin(package.value);
        let Some(mut demand) = pinned(package.name, string(package.table, "version"), &origin, &mut required)
        else {
            continue;
        };
        let name = &demand.requirement.name;
        let mut groups: Vec<&str> = strings(package.table, "groups");
        groups.extend(string(package.table, "category"));
        let is_chosen = |group: &str| {
            group == MAIN || selection.groups.iter().any(|chosen| normalized(chosen) == normalized(group))
        };
        if !groups.is_empty() && !groups.iter().any(|group| is_chosen(group)) {
            continue;
        }
        let is_optional =
            package.table.get("optional").is_some_and(|value| value.get_ref().as_bool() == Some(true));
        let marks = markers(package.table, &groups, is_chosen);
        let is_wanted = match &reached {
            Some(reached) => reached.contains(name),
            // An optional package is one of an extra, or required by one of those.
            None => {
                !is_optional
                    || in_extras.contains(name)
                    || marks.iter().any(|mark| mark.is_some_and(|mark| mark.contains("extra")))
            }
        };
        if !is_wanted {
            continue;
        }
        let applies = marks
            .into_iter()
            .any(|mark| marker(mark, &origin, &mut required).evaluate(selection.environment, &extra_names));
        if !applies {
            continue;
        }
        for file in items(package.table, "files").filter_map(|file| file.get_ref().as_table()) {
            demand.wheels.extend(locked_wheel(string(file, "file").unwrap_or(""), string(file, "hash")));
        }
        if let Some(source) = table(package.table, &["source"])
            && matches!(string(source, "type"), Some("git" | "url" | "file" | "directory"))
        {
            from_elsewhere(&mut demand, string(source, "url").unwrap_or("a folder"));
        }
        required.demands.push(demand);
    }
    required
}

#[derive(Clone, Copy)]
struct Package<'v, 'a> {
    name: &'v str,
    value: &'v Value<'a>,
    table: &'v DeTable<'a>,
}

/// The markers of the package, one of which has to hold: one text, or one for each group.
fn markers<'v>(
    package: &'v DeTable,
    groups: &[&str],
    is_chosen: impl Fn(&str) -> bool,
) -> Vec<Option<&'v str>> {
    match package.get("markers").map(|value| value.get_ref()) {
        Some(DeValue::Table(table)) => {
            groups.iter().filter(|group| is_chosen(group)).map(|group| string(table, group)).collect()
        }
        Some(value) => vec![value.as_str()],
        None => vec![None],
    }
}

/// `name (>=1,<2)` or `name[extra]` → name.
fn required_name(text: &str) -> Option<PackageName> {
    Requirement::parse_leniently(text).ok().map(|(requirement, _)| requirement.name)
}

/// Poetry's own groups of pyproject.toml, and those of PEP 735.
fn groups(project: &DeTable) -> BTreeMap<String, Vec<PackageName>> {
    let mut groups: BTreeMap<String, Vec<PackageName>> = BTreeMap::new();
    for (name, group) in
        table(project, &["tool", "poetry", "group"]).into_iter().flat_map(|groups| groups.iter())
    {
        let names = group.get_ref().as_table().and_then(|group| table(group, &["dependencies"]));
        let names = names.into_iter().flat_map(|names| names.keys());
        let names = names.filter_map(|name| PackageName::from_str(name.get_ref()).ok());
        groups.entry(normalized(name.get_ref())).or_default().extend(names);
    }
    if let Some(names) = table(project, &["tool", "poetry", "dev-dependencies"]) {
        let names = names.keys().filter_map(|name| PackageName::from_str(name.get_ref()).ok());
        groups.entry("dev".into()).or_default().extend(names);
    }
    groups
}

/// The packages reached from what pyproject.toml requires. `None` without one: then the lock's
/// word is all there is.
fn reached(
    packages: &[Package],
    project: Option<&TomlFile>,
    in_extras: &BTreeSet<PackageName>,
    selection: &Selection,
) -> Option<BTreeSet<PackageName>> {
    let project = &project?.root;
    let own = table(project, &["tool", "poetry", "dependencies"]).into_iter().flat_map(|names| names.iter());
    let is_optional = |value: &Value| {
        let table = value.get_ref().as_table();
        table
            .and_then(|table| table.get("optional"))
            .is_some_and(|value| value.get_ref().as_bool() == Some(true))
    };
    let mut queue: Vec<PackageName> = own
        .filter(|(_, value)| !is_optional(value))
        .filter_map(|(name, _)| PackageName::from_str(name.get_ref()).ok())
        .collect();
    if let Some(project) = table(project, &["project"]) {
        queue.extend(strings(project, "dependencies").into_iter().filter_map(required_name));
    }
    if queue.is_empty() {
        return None;
    }
    queue.extend(in_extras.iter().cloned());
    let groups = groups(project);
    let chosen = selection.groups.iter().filter_map(|group| groups.get(&normalized(group)));
    queue.extend(chosen.flatten().cloned());
    let mut reached = BTreeSet::new();
    while let Some(name) = queue.pop() {
        if !reached.insert(name.clone()) {
            continue;
        }
        let named = packages
            .iter()
            .filter(|package| PackageName::from_str(package.name).is_ok_and(|other| other == name));
        for package in named {
            let dependencies =
                table(package.table, &["dependencies"]).into_iter().flat_map(|table| table.iter());
            queue.extend(
                dependencies
                    .filter(|(_, value)| !is_optional(value) && applies(value, selection))
                    .filter_map(|(name, _)| PackageName::from_str(name.get_ref()).ok()),
            );
        }
    }
    Some(reached)
}

/// Whether a dependency's marker holds, where it has one.
fn applies(value: &Value, selection: &Selection) -> bool {
    let text = value.get_ref().as_table().and_then(|table| string(table, "markers"));
    let marker = super::parse_marker(text.unwrap_or(""));
    marker.map_or(true, |marker| marker.evaluate(selection.environment, &[]))
}
