//! pdm.lock (PDM documentation, "Lock file format"). With the strategy `inherit_metadata`, which is the
//! default since 2.11, it states for each package which groups need it, and on which targets.

use super::{from_elsewhere, locked_wheel, marker, note_source, pinned};
use crate::finding::{Code, Severity};
use crate::python::address::of_commit;
use crate::python::marker::Place;
use crate::python::pyproject::normalized;
use crate::python::requirement_set::{RequirementEntry, RequirementSet, Selection};
use crate::python::specifiers::Specifiers;
use crate::python::toml_file::{TomlFile, items, string, strings, table};
use toml::de::DeTable;

/// The group of the project's own requirements.
const DEFAULT: &str = "default";

/// Reads the packages that the lock has for the selection. Faults become findings.
pub fn read(file: &str, text: &str, selection: &Selection) -> RequirementSet {
    let mut required = RequirementSet { exact: true, ..RequirementSet::default() };
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        return required;
    };
    check_targets(&toml, selection, &mut required);
    let metadata = table(&toml.root, &["metadata"]);
    // In this lock, extras of the project are groups.
    let groups = metadata.map(|metadata| strings(metadata, "groups")).unwrap_or_default();
    for group in groups.into_iter().filter(|group| *group != DEFAULT).map(normalized) {
        if selection.extras.iter().any(|extra| normalized(extra) == group) {
            required.optional.extras.insert(group.clone());
        }
        required.optional.groups.insert(group);
    }
    let is_chosen = |group: &str| {
        let mut chosen = selection.groups.iter().chain(selection.extras);
        group == DEFAULT || chosen.any(|chosen| normalized(chosen) == normalized(group))
    };
    let packages: Vec<_> = items(&toml.root, "package").collect();
    let has_groups = |item: &&&_| toml_table(item).is_some_and(|package| package.contains_key("groups"));
    if !packages.is_empty() && !packages.iter().any(|item| has_groups(&item)) {
        let origin = packages.first().map(|item| toml.origin(item));
        required.findings.extend(origin.map(|origin| {
            let message = "it does not say which groups need its packages";
            origin
                .finding(Code::RequirementUnsupported, message)
                .severity(Severity::Error)
                .hint("Export it: pdm export -f requirements -o requirements.txt")
        }));
        return required;
    }
    for item in packages {
        let Some((package, name)) =
            toml_table(item).and_then(|package| Some((package, string(package, "name")?)))
        else {
            toml.wrong_type(item, "a package with a name", &mut required);
            continue;
        };
        if !strings(package, "groups").into_iter().any(is_chosen) {
            continue;
        }
        let origin = toml.origin(item);
        let condition = marker(string(package, "marker"), Place::Requirement, &origin, &mut required);
        if !condition.evaluate(selection.environment, &[]) {
            continue;
        }
        if let Some(mut entry) = pinned(name, string(package, "version"), &origin, &mut required) {
            add_files(package, &mut entry);
            required.requirements.push(entry);
        }
    }
    required
}

fn toml_table<'v, 'a>(item: &'v crate::python::toml_file::Value<'a>) -> Option<&'v DeTable<'a>> {
    item.get_ref().as_table()
}

/// Checks `[[metadata.targets]]`, the only targets that the lock is for.
fn check_targets(toml: &TomlFile, selection: &Selection, required: &mut RequirementSet) {
    let Some(metadata) = table(&toml.root, &["metadata"]) else {
        return;
    };
    let targets: Vec<_> = items(metadata, "targets").collect();
    let python = &selection.environment.python_full_version().version;
    let fits = |target: &DeTable| {
        let admits = |text: &str| Specifiers::parse(text).is_ok_and(|specifiers| specifiers.admit(python));
        let system = string(target, "platform").unwrap_or("linux");
        let machine = selection.environment.platform_machine();
        let is_machine = !system.contains('_') || system.ends_with(machine);
        let is_linux = system.contains("linux") && !system.starts_with("musl");
        string(target, "requires_python").is_none_or(admits)
            && is_linux
            && (is_machine || system == "linux")
            && matches!(string(target, "implementation"), None | Some("cpython"))
    };
    let Some(first) = targets.first() else {
        return;
    };
    if targets.iter().filter_map(|item| toml_table(item)).any(fits) {
        return;
    }
    let pythons: Vec<&str> = targets
        .iter()
        .filter_map(|item| toml_table(item))
        .flat_map(|target| ["requires_python", "platform"].map(|key| string(target, key)))
        .flatten()
        .collect();
    let message = format!("the target is none of those that were locked: \"{}\"", pythons.join("\", \""));
    let hint = "Choose another runtime or architecture, or lock for this one too: pdm lock --append";
    required.findings.push(toml.origin(first).finding(Code::RequiresPython, message).hint(hint));
}

fn add_files(package: &DeTable, entry: &mut RequirementEntry) {
    for file in items(package, "files").filter_map(|file| file.get_ref().as_table()) {
        let address = ["file", "url"].iter().find_map(|key| string(file, key)).unwrap_or("");
        entry.wheels.extend(locked_wheel(address, string(file, "hash")));
    }
    note_source(entry, || items(package, "files").next().is_some());
    if let Some(url) = string(package, "git") {
        let commit = string(package, "revision").or_else(|| string(package, "ref"));
        from_elsewhere(entry, &of_commit("git", url, commit, string(package, "subdirectory")));
    } else if let Some(address) = ["url", "path"].iter().find_map(|key| string(package, key)) {
        from_elsewhere(entry, address);
    }
}
