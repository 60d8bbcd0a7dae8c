//! Where a project's tools get its requirements from, if not from the public index: `[tool.uv.sources]` (uv
//! documentation, "Dependency sources"), Poetry's table that extends `[project]` (Poetry documentation, "Dependency
//! specification"), and the indexes in the settings of uv, Poetry and PDM.

use super::address::of_commit;
use super::marker::{Marker, Place};
use super::requirement::Requirement;
use super::requirement_set::{Origin, RequirementEntry, RequirementSet, Selection};
use super::toml_file::{TomlFile, items, string, strings, table};
use super::uv_rules;
use crate::collections::BTreeMap;
use pep508_rs::PackageName;
use std::str::FromStr;
use toml::de::DeTable;

/// The arrays in which tools name indexes, each with a `url`.
const INDEXES: [(&str, &str); 3] = [("uv", "index"), ("poetry", "source"), ("pdm", "source")];

/// The tables in which tools state where a requirement comes from: the tool, the table, the key of the marker, and
/// the key of the index's name.
const SOURCES: [(&str, &str, &str, &str); 2] =
    [("uv", "sources", "marker", "index"), ("poetry", "dependencies", "markers", "source")];

/// Sets the addresses and indexes of the project's requirements.
pub fn apply(toml: &TomlFile, selection: &Selection, required: &mut RequirementSet) {
    name_indexes(toml, required);
    uv_rules::take(toml, selection, required);
    for (tool, key, marker, index) in SOURCES {
        let Some(table) = table(&toml.root, &["tool", tool]) else {
            continue;
        };
        let sources = Sources { tool, table, key, marker, index };
        sources.apply(toml, selection, required);
    }
}

/// Reads the indexes from which any distribution may come.
fn name_indexes(toml: &TomlFile, required: &mut RequirementSet) {
    let mut supplemental = Vec::new();
    for (tool_name, key) in INDEXES {
        let Some(tool) = table(&toml.root, &["tool", tool_name]) else {
            continue;
        };
        // With a primary source, Poetry does not ask the public index, unless that is one of the sources.
        let primary = items(tool, key).filter_map(|item| item.get_ref().as_table());
        let primary: Vec<&DeTable> =
            primary.filter(|one| matches!(string(one, "priority"), None | Some("primary"))).collect();
        let is_public =
            |one: &&DeTable| string(one, "name").is_some_and(|name| name.eq_ignore_ascii_case("pypi"));
        // Indexes that replace the public one are asked last, but supplemental ones come after them. So with those, the
        // public index is still asked too.
        let has_supplemental = items(tool, key)
            .filter_map(|item| item.get_ref().as_table())
            .any(|one| matches!(string(one, "priority"), Some("supplemental" | "secondary")));
        let is_alone = !has_supplemental && !primary.iter().any(is_public);
        let last_primary = primary.last().copied().filter(|_| is_alone);
        for item in items(tool, key) {
            let Some((index, url)) =
                item.get_ref().as_table().and_then(|index| Some((index, string(index, "url")?)))
            else {
                continue;
            };
            let is = |key: &str| index.get(key).is_some_and(|value| value.get_ref().as_bool() == Some(true));
            let priority = string(index, "priority");
            // An explicit index is only for requirements that name it.
            if is("explicit") || priority == Some("explicit") {
                continue;
            }
            required.index.get_or_insert_with(|| (toml.origin(item), url.to_string()));
            // A page of links is not an index of projects.
            if string(index, "format") == Some("flat") || string(index, "type") == Some("find_links") {
                continue;
            }
            // Poetry searches these after the primary indexes (Poetry documentation, "Package sources").
            if matches!(priority, Some("supplemental" | "secondary")) {
                supplemental.push(url);
                continue;
            }
            let replaces_public = match tool_name {
                // PDM documentation, "Configure the package indexes".
                "pdm" => string(index, "name") == Some("pypi"),
                // The last primary source, because the others are asked before it (Poetry documentation,
                // "Package sources").
                "poetry" => last_primary.is_some_and(|last| std::ptr::eq(last, index)),
                _ => is("default"),
            };
            required.name_index(url, replaces_public || priority == Some("default"));
        }
        for url in supplemental.drain(..) {
            required.name_index(url, false);
        }
    }
    // Older settings of uv, from before `[[tool.uv.index]]`.
    let Some(uv) = table(&toml.root, &["tool", "uv"]) else {
        return;
    };
    if let Some(value) = uv.get("no-index").filter(|value| value.get_ref().as_bool() == Some(true)) {
        required.no_index = Some(toml.origin(value));
    }
    for (key, is_default) in [("extra-index-url", false), ("index-url", true)] {
        let Some(value) = uv.get(key) else {
            continue;
        };
        let first = strings(uv, key).into_iter().chain(string(uv, key)).next().unwrap_or_default();
        required.index.get_or_insert_with(|| (toml.origin(value), first.to_string()));
        for url in strings(uv, key).into_iter().chain(string(uv, key)) {
            required.name_index(url, is_default);
        }
    }
}

/// The table in which a tool states where requirements come from.
struct Sources<'v, 'a> {
    tool: &'static str,
    /// The table of the tool.
    table: &'v DeTable<'a>,
    key: &'static str,
    marker: &'static str,
    index: &'static str,
}

impl Sources<'_, '_> {
    fn apply(&self, toml: &TomlFile, selection: &Selection, required: &mut RequirementSet) {
        let sources: BTreeMap<PackageName, Vec<&DeTable>> = table(self.table, &[self.key])
            .into_iter()
            .flat_map(|sources| sources.iter())
            .filter_map(|(name, value)| {
                let several = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
                let tables = several.chain([value]).filter_map(|value| value.get_ref().as_table());
                Some((PackageName::from_str(name.get_ref()).ok()?, tables.collect()))
            })
            .collect();
        let applies = |source: &&&DeTable| {
            let text = string(source, self.marker).unwrap_or_default();
            let marker = Marker::parse(text, Place::Requirement);
            marker.is_ok_and(|marker| marker.evaluate(selection.environment, &[]))
        };
        for entry in required.requirements.iter_mut().filter(|entry| entry.requirement.address.is_none()) {
            let found = sources.get(&entry.requirement.name).and_then(|sources| sources.iter().find(applies));
            if let Some(source) = found {
                self.take(source, entry);
            }
        }
        // The sources also apply if another distribution requires the name: on the public index, anybody may
        // own that name.
        for (name, sources) in &sources {
            let Ok(requirement) = Requirement::parse(name.as_ref()) else { continue };
            let mut entry = RequirementEntry::new(requirement, Origin::new(toml.file, None));
            if let Some(source) = sources.iter().find(applies) {
                self.take(source, &mut entry);
            }
            if entry.requirement.address.is_some() || entry.index.is_some() {
                required.sources.push(entry);
            }
        }
    }

    fn take(&self, source: &DeTable, entry: &mut RequirementEntry) {
        let name = &entry.requirement.name;
        let is_member = source.get("workspace").is_some_and(|value| value.get_ref().as_bool() == Some(true));
        let address = if let Some(url) = string(source, "git") {
            let commit = ["rev", "tag", "branch"].iter().find_map(|key| string(source, key));
            Some(of_commit("git", url, commit, string(source, "subdirectory")))
        } else if is_member {
            Some(member(name, self.table))
        } else {
            string(source, "url").or_else(|| string(source, "path")).map(str::to_string)
        };
        match (address, string(source, self.index)) {
            (Some(address), _) => entry.requirement.address = Some(address),
            (None, Some(index)) => entry.index = self.address(index),
            (None, None) => {}
        }
    }

    /// The address of the index with that name. If no address is stated, its name, which shows that it is not the
    /// public index. `None` for the name that Poetry gives the public index.
    fn address(&self, name: &str) -> Option<String> {
        let named = INDEXES.iter().filter(|(tool, _)| *tool == self.tool);
        let indexes = named.flat_map(|(_, key)| items(self.table, key));
        let mut indexes = indexes.filter_map(|item| item.get_ref().as_table());
        let url = indexes.find_map(|one| string(one, "url").filter(|_| string(one, "name") == Some(name)));
        let is_public = self.tool == "poetry" && name.eq_ignore_ascii_case("pypi");
        url.or((!is_public).then_some(name)).map(str::to_string)
    }
}

/// The most likely folder of a member of the workspace: a folder with the name of the member, in the folder of the
/// members.
fn member(name: &PackageName, uv: &DeTable) -> String {
    let members = table(uv, &["workspace"]).map(|workspace| strings(workspace, "members"));
    let mut folders = members.into_iter().flatten().filter_map(|member| member.strip_suffix("/*"));
    match folders.next() {
        Some(folder) => format!("./{folder}/{name}"),
        None => format!("the folder of {name}"),
    }
}
