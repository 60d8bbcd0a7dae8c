//! poetry.lock (Poetry documentation, "Basic usage"; the format is Poetry's own). Since 2.0, it states
//! for each package which groups need it. For older locks, pyproject.toml is needed to determine that.

mod edge;
mod reach;

use super::{from_elsewhere, from_index, locked_wheel, marker, note_source, pinned};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Code;
use crate::python::PackageName;
use crate::python::address::of_commit;
use crate::python::marker::Place;
use crate::python::pyproject::normalized;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet, Selection};
use crate::python::requires_python;
use crate::python::text::shown;
use crate::python::toml_file::{TomlFile, Value, items, string, strings, table};
use pep508_rs::ExtraName;
use reach::Walk;
use std::str::FromStr;
use toml::de::{DeTable, DeValue};

/// The group of the project's own requirements.
const MAIN: &str = "main";

/// Reads the packages that the lock has for the selection. Faults become findings. `pyproject` is the name
/// and text of the file that the lock was made for.
pub fn read(
    file: &str,
    text: &str,
    pyproject: Option<(&str, &str)>,
    selection: &Selection,
) -> RequirementSet {
    let mut required = RequirementSet { exact: true, ..RequirementSet::default() };
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        return required;
    };
    check_version(&toml, file, &mut required);
    requires_python::check_poetry(&toml, &["metadata", "python-versions"], selection, &mut required);
    // The faults of pyproject.toml are not faults of the lock.
    let project =
        pyproject.and_then(|(file, text)| TomlFile::parse(file, text, &mut RequirementSet::default()));
    let packages = packages(&toml, &mut required);
    let extras = table(&toml.root, &["extras"]);
    required.optional.extras =
        extras.into_iter().flat_map(|table| table.keys()).map(|name| normalized(name.get_ref())).collect();
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
    let chosen = Chosen::new(selection, extras);
    let reached = (!has_groups).then(|| {
        let walk = Walk::new(&packages, selection);
        let roots = project.as_ref().and_then(|project| walk.of_project(&project.root, &chosen.in_extras));
        match roots {
            Some(roots) => walk.reach(&roots),
            // Without the project's requirements, only the lock can be used.
            None => {
                let in_extras = chosen.in_extras.iter().cloned().map(edge::Edge::any);
                let of_lock = walk.of_lock(|group| chosen.has_group(group));
                walk.reach(&of_lock.into_iter().chain(in_extras).collect::<Vec<_>>())
            }
        }
    });
    for (number, package) in packages.into_iter().enumerate() {
        // Faults of a package that is not needed are not reported.
        if reached.as_ref().is_some_and(|reached| !reached.contains(&number)) {
            continue;
        }
        if reached.is_some() {
            report_markers(package.table, &toml, &mut required);
        }
        let entry = entry(package, &chosen, reached.is_some(), &toml, &mut required);
        required.requirements.extend(entry);
    }
    required
}

/// Checks the version of the format. Poetry reads versions before 3, and refuses others (`Locker`,
/// `_READ_VERSION_RANGE`).
fn check_version(toml: &TomlFile, file: &str, required: &mut RequirementSet) {
    let version = table(&toml.root, &["metadata"]).and_then(|metadata| string(metadata, "lock-version"));
    if let Some(version) = version.filter(|version| !version.starts_with("1.") && !version.starts_with("2."))
    {
        let fault =
            format!("its lock-version \"{}\" is not 1.x or 2.x: it may mean something else", shown(version));
        required.report(&Origin::new(file, None), Code::RequirementInvalid, fault);
    }
}

fn packages<'v, 'a>(toml: &'v TomlFile<'a>, required: &mut RequirementSet) -> Vec<PoetryPackage<'v, 'a>> {
    let mut packages = Vec::new();
    for item in items(&toml.root, "package") {
        match item.get_ref().as_table().and_then(|table| Some((string(table, "name")?, table))) {
            Some((name, table)) => packages.push(PoetryPackage { name, value: item, table }),
            None => toml.wrong_type(item, "a package with a name", required),
        }
    }
    packages
}

/// The chosen extras and groups of a lock.
struct Chosen<'s> {
    selection: &'s Selection<'s>,
    extras: Vec<ExtraName>,
    /// The distributions that the chosen extras require.
    in_extras: BTreeSet<PackageName>,
}

impl<'s> Chosen<'s> {
    /// Reads what was chosen. `extras` is the table of extras in the lock.
    fn new(selection: &'s Selection, extras: Option<&DeTable>) -> Chosen<'s> {
        let names: BTreeSet<String> = selection.extras.iter().map(|name| normalized(name)).collect();
        let in_extras = extras
            .into_iter()
            .flat_map(|table| table.iter())
            .filter(|(name, _)| names.contains(&normalized(name.get_ref())))
            .filter_map(|(_, value)| value.get_ref().as_array())
            .flat_map(|array| array.iter())
            .filter_map(|item| required_name(item.get_ref().as_str()?))
            .collect();
        let extras = names.iter().filter_map(|name| ExtraName::from_str(name).ok()).collect();
        Chosen { selection, extras, in_extras }
    }

    fn has_group(&self, group: &str) -> bool {
        let is_chosen = |chosen: &String| normalized(chosen) == normalized(group);
        group == MAIN || self.selection.groups.iter().any(is_chosen)
    }
}

/// The requirement that a package of the lock becomes. `None` if the package is not wanted, or if its name or version
/// is invalid. `is_reached`: it is known that something wanted requires the package.
fn entry(
    package: PoetryPackage,
    chosen: &Chosen,
    is_reached: bool,
    toml: &TomlFile,
    required: &mut RequirementSet,
) -> Option<RequirementEntry> {
    let origin = toml.origin(package.value);
    let mut entry = pinned(package.name, string(package.table, "version"), &origin, required)?;
    let mut groups: Vec<&str> = strings(package.table, "groups");
    groups.extend(string(package.table, "category"));
    if !groups.is_empty() && !groups.iter().any(|group| chosen.has_group(group)) {
        return None;
    }
    let marks = markers(package.table, &groups, |group| chosen.has_group(group));
    // An optional package belongs to an extra, or is required by a package that does.
    let is_wanted = is_reached
        || !package.is_optional()
        || chosen.in_extras.contains(&entry.requirement.name)
        || marks.iter().any(|mark| mark.is_some_and(|mark| mark.contains("extra")));
    if !is_wanted {
        return None;
    }
    let applies = marks.into_iter().any(|mark| {
        marker(mark, Place::Requirement, &origin, required)
            .evaluate(chosen.selection.environment, &chosen.extras)
    });
    if !applies {
        return None;
    }
    for file in items(package.table, "files").filter_map(|file| file.get_ref().as_table()) {
        entry.wheels.extend(locked_wheel(string(file, "file").unwrap_or(""), string(file, "hash")));
    }
    note_source(&mut entry, || items(package.table, "files").next().is_some());
    if let Some(source) = table(package.table, &["source"]) {
        let url = string(source, "url").unwrap_or("a folder");
        match string(source, "type") {
            Some("git") => {
                let commit = string(source, "resolved_reference");
                let address = of_commit("git", url, commit, string(source, "subdirectory"));
                from_elsewhere(&mut entry, &address);
            }
            Some("url" | "file" | "directory") => from_elsewhere(&mut entry, url),
            _ => from_index(&mut entry, Some(url)),
        }
    }
    Some(entry)
}

#[derive(Clone, Copy)]
struct PoetryPackage<'v, 'a> {
    name: &'v str,
    value: &'v Value<'a>,
    table: &'v DeTable<'a>,
}

impl PoetryPackage<'_, '_> {
    fn is_optional(&self) -> bool {
        self.table.get("optional").is_some_and(|value| value.get_ref().as_bool() == Some(true))
    }
}

/// The markers of the package, of which one must hold: a single text, or one text for each group.
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

/// Reports the invalid markers in a package's requirements. The walk skips a requirement with such a marker.
fn report_markers(package: &DeTable, toml: &TomlFile, required: &mut RequirementSet) {
    let dependencies = table(package, &["dependencies"]).into_iter().flat_map(|table| table.iter());
    for (edge, value) in dependencies.flat_map(|(name, value)| edge::edges(name.get_ref(), value)) {
        if let Err(fault) = edge.marker() {
            required.report(&toml.origin(value), Code::RequirementInvalid, fault);
        }
    }
}

/// `name (>=1,<2)` or `name[extra]` → name.
fn required_name(text: &str) -> Option<PackageName> {
    Requirement::parse_leniently(text).ok().map(|(requirement, _)| requirement.name)
}

/// Poetry's own groups in pyproject.toml, with what they require.
fn groups<'v, 'a>(project: &'v DeTable<'a>) -> BTreeMap<String, Vec<(&'v str, &'v Value<'a>)>> {
    let mut groups: BTreeMap<String, Vec<(&str, &Value)>> = BTreeMap::new();
    let mut add = |name: &str, group: Option<&'v DeTable<'a>>| {
        let names = group.into_iter().flat_map(|names| names.iter());
        let names = names.map(|(name, value)| (name.get_ref().as_ref(), value));
        groups.entry(normalized(name)).or_default().extend(names);
    };
    let own = table(project, &["tool", "poetry", "group"]).into_iter().flat_map(|groups| groups.iter());
    for (name, group) in own {
        let dependencies = group.get_ref().as_table().and_then(|group| table(group, &["dependencies"]));
        add(name.get_ref(), dependencies);
    }
    if let Some(names) = table(project, &["tool", "poetry", "dev-dependencies"]) {
        add("dev", Some(names));
    }
    groups
}
