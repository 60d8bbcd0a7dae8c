//! pylock.toml (specification "pylock.toml").

use super::{
    check_environments, from_elsewhere, from_index, locked_wheel, marker, note_source, pinned, with_address,
};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Code;
use crate::python::PackageName;
use crate::python::address::of_commit;
use crate::python::marker::{Place, group_name};
use crate::python::pyproject::normalized;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet, Selection};
use crate::python::requires_python;
use crate::python::specifiers::Specifiers;
use crate::python::text::shown;
use crate::python::toml_file::{TomlFile, items, string, strings, table};
use pep508_rs::ExtraName;
use std::str::FromStr;
use toml::de::DeTable;

/// Reads the packages that the lock has for the selection. Faults become findings.
pub fn read(file: &str, text: &str, selection: &Selection) -> RequirementSet {
    let mut required = RequirementSet { exact: true, ..RequirementSet::default() };
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        return required;
    };
    required.optional.extras = strings(&toml.root, "extras").into_iter().map(normalized).collect();
    let mut groups: BTreeSet<String> =
        strings(&toml.root, "dependency-groups").into_iter().map(normalized).collect();
    let defaults: BTreeSet<String> =
        strings(&toml.root, "default-groups").into_iter().map(normalized).collect();
    groups.retain(|group| !defaults.contains(group));
    required.optional.groups = groups;
    let groups = selection.groups.iter().map(|group| normalized(group)).chain(defaults);
    let chosen: Vec<ExtraName> = selection
        .extras
        .iter()
        .filter_map(|name| ExtraName::from_str(name).ok())
        .chain(groups.filter_map(|group| group_name(&group)))
        .collect();
    let fault = match string(&toml.root, "lock-version") {
        Some(version) if version.starts_with("1.") => None,
        Some(version) => Some(format!("its lock-version \"{}\" is not 1.x", shown(version))),
        None => Some("it has no lock-version, which every pylock.toml has".to_string()),
    };
    if let Some(fault) = fault {
        required.report(&Origin::new(file, None), Code::RequirementInvalid, fault);
    }
    requires_python::check(&toml, &["requires-python"], selection, &mut required);
    check_environments(&toml, "environments", selection, &mut required);
    let mut locked: BTreeMap<PackageName, Origin> = BTreeMap::new();
    for item in items(&toml.root, "packages") {
        let origin = toml.origin(item);
        let Some((package, name)) =
            item.get_ref().as_table().and_then(|package| Some((package, string(package, "name")?)))
        else {
            toml.wrong_type(item, "a package with a name", &mut required);
            continue;
        };
        let condition = marker(string(package, "marker"), Place::Lock, &origin, &mut required);
        if !condition.evaluate(selection.environment, &chosen) {
            continue;
        }
        if let Some(python) = string(package, "requires-python")
            && let Ok(specifiers) = Specifiers::parse(python)
            && !specifiers.admit(&selection.environment.python_full_version().version)
        {
            required.report(&origin, Code::RequiresPython, format!("\"{name}\" requires Python {python}"));
        }
        if let Some(mut entry) = pinned(name, string(package, "version"), &origin, &mut required) {
            add_files(package, &mut entry);
            let name = &entry.requirement.name;
            // "Installation": it is an error if more than one entry of a package applies.
            if let Some(other) = locked.get(name) {
                let message = format!("\"{name}\" is locked for the target already, by {other}");
                required.report(&origin, Code::RequirementInvalid, message);
                continue;
            }
            locked.insert(name.clone(), origin);
            if table(package, &["directory"]).is_some_and(|folder| string(folder, "path") == Some(".")) {
                required.own.insert(entry.requirement.name);
            } else {
                required.requirements.push(entry);
            }
        }
    }
    required
}

fn add_files(package: &DeTable, entry: &mut RequirementEntry) {
    from_index(entry, string(package, "index"));
    // An archive may also be a wheel that is not on an index.
    let wheels = items(package, "wheels").filter_map(|item| item.get_ref().as_table());
    for wheel in wheels.chain(table(package, &["archive"])) {
        let hashes = table(wheel, &["hashes"]);
        let hash = ["sha256", "sha384", "sha512"]
            .iter()
            .find_map(|name| Some(format!("{name}:{}", string(hashes?, name)?)));
        let address = ["name", "url", "path"].iter().find_map(|key| string(wheel, key)).unwrap_or("");
        let locked = locked_wheel(address, hash.as_deref());
        entry.wheels.extend(locked.map(|locked| with_address(locked, wheel)));
    }
    note_source(entry, || package.contains_key("sdist"));
    for (kind, keys) in
        [("vcs", ["url", "path"]), ("archive", ["url", "path"]), ("directory", ["path", "url"])]
    {
        if let Some(source) = table(package, &[kind]) {
            let address = keys.iter().find_map(|key| string(source, key)).unwrap_or(kind);
            let subdirectory = string(source, "subdirectory");
            match kind {
                "vcs" => {
                    let system = string(source, "type").unwrap_or("git");
                    let commit = string(source, "commit-id");
                    from_elsewhere(entry, &of_commit(system, address, commit, subdirectory));
                }
                _ => from_elsewhere(entry, address),
            }
        }
    }
}
