//! Where a project's tools take its requirements from, if not from the public index: `[tool.uv.sources]`
//! (uv documentation, "Dependency sources"), and the indexes that uv, Poetry and PDM are told of.

use super::address::of_commit;
use super::marker::{Marker, Place};
use super::required::{Demand, Required, Selection};
use super::toml_file::{TomlFile, items, string, strings, table};
use crate::collections::BTreeMap;
use pep508_rs::PackageName;
use std::str::FromStr;
use toml::de::DeTable;

/// The arrays in which tools name indexes, each with a `url`.
const INDEXES: [(&str, &str); 3] = [("uv", "index"), ("poetry", "source"), ("pdm", "source")];

/// Gives the demands of the project their addresses and indexes.
pub fn apply(toml: &TomlFile, selection: &Selection, required: &mut Required) {
    for (tool, key) in INDEXES {
        let Some(tool) = table(&toml.root, &["tool", tool]) else {
            continue;
        };
        for item in items(tool, key) {
            let Some((index, url)) =
                item.get_ref().as_table().and_then(|index| Some((index, string(index, "url")?)))
            else {
                continue;
            };
            let is = |key: &str| index.get(key).is_some_and(|value| value.get_ref().as_bool() == Some(true));
            let priority = string(index, "priority");
            // An explicit one is for what names it.
            if is("explicit") || priority == Some("explicit") {
                continue;
            }
            required.index.get_or_insert_with(|| toml.origin(item));
            required.name_index(url, is("default") || priority == Some("default"));
        }
    }
    let Some(uv) = table(&toml.root, &["tool", "uv"]) else {
        return;
    };
    let sources: BTreeMap<PackageName, Vec<&DeTable>> = table(uv, &["sources"])
        .into_iter()
        .flat_map(|sources| sources.iter())
        .filter_map(|(name, value)| {
            let several = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
            let tables = several.chain([value]).filter_map(|value| value.get_ref().as_table());
            Some((PackageName::from_str(name.get_ref()).ok()?, tables.collect()))
        })
        .collect();
    for demand in required.demands.iter_mut().filter(|demand| demand.requirement.address.is_none()) {
        let applies = |source: &&&DeTable| {
            let marker = Marker::parse(string(source, "marker").unwrap_or_default(), Place::Requirement);
            marker.is_ok_and(|marker| marker.evaluate(selection.environment, &[]))
        };
        let found = sources.get(&demand.requirement.name).and_then(|sources| sources.iter().find(applies));
        if let Some(source) = found {
            take(source, uv, demand);
        }
    }
}

fn take(source: &DeTable, uv: &DeTable, demand: &mut Demand) {
    let name = &demand.requirement.name;
    let is_member = source.get("workspace").is_some_and(|value| value.get_ref().as_bool() == Some(true));
    let address = if let Some(url) = string(source, "git") {
        let commit = ["rev", "tag", "branch"].iter().find_map(|key| string(source, key));
        Some(of_commit("git", url, commit, string(source, "subdirectory")))
    } else if is_member {
        Some(member(name, uv))
    } else {
        string(source, "url").or_else(|| string(source, "path")).map(str::to_string)
    };
    match (address, string(source, "index")) {
        (Some(address), _) => demand.requirement.address = Some(address),
        (None, Some(index)) => {
            let indexes = items(uv, "index").filter_map(|item| item.get_ref().as_table());
            let urls = indexes.filter(|one| string(one, "name") == Some(index));
            let mut urls = urls.filter_map(|one| string(one, "url"));
            demand.index = urls.next().map(str::to_string);
        }
        (None, None) => {}
    }
}

/// The folder that a member of the workspace most likely has: of its name, where the members lie.
fn member(name: &PackageName, uv: &DeTable) -> String {
    let members = table(uv, &["workspace"]).map(|workspace| strings(workspace, "members"));
    let mut folders = members.into_iter().flatten().filter_map(|member| member.strip_suffix("/*"));
    match folders.next() {
        Some(folder) => format!("./{folder}/{name}"),
        None => format!("the folder of {name}"),
    }
}
