//! A dependency in poetry.lock or in Poetry's tables of pyproject.toml: a constraint, a table, or an
//! array of both for different targets (Poetry documentation, "Dependency specification").

use crate::collections::BTreeSet;
use crate::python::PackageName;
use crate::python::lock::constraint::Constraint;
use crate::python::marker::Marker;
use crate::python::requirement::{Requirement, parse_marker};
use crate::python::requirement_set::Selection;
use crate::python::toml_file::{Value, string, strings, table};
use pep440_rs::Version;
use pep508_rs::ExtraName;
use std::str::FromStr;
use toml::de::DeTable;

#[derive(Clone, Debug, PartialEq)]
pub struct Edge<'v> {
    pub name: PackageName,
    pub extras: BTreeSet<ExtraName>,
    constraint: Option<Constraint>,
    /// A repository, URL, file or folder.
    address: Option<&'v str>,
    /// The name of an index.
    index: Option<&'v str>,
    pub markers: Option<&'v str>,
    python: Option<&'v str>,
    platform: Option<&'v str>,
}

impl<'v> Edge<'v> {
    pub fn any(name: PackageName) -> Edge<'v> {
        Edge {
            name,
            extras: BTreeSet::new(),
            constraint: None,
            address: None,
            index: None,
            markers: None,
            python: None,
            platform: None,
        }
    }

    /// The marker of the dependency, or the fault of the marker.
    pub fn marker(&self) -> Result<Marker, String> {
        parse_marker(self.markers.unwrap_or_default())
    }

    /// Whether the dependency applies on the target. A dependency whose marker cannot be read does not apply;
    /// it is reported elsewhere.
    pub fn applies(&self, selection: &Selection, extras: &[ExtraName]) -> bool {
        let environment = selection.environment;
        let python = self.python.and_then(Constraint::parse);
        let marker = self.marker().unwrap_or_else(|_| Marker::never());
        marker.evaluate(environment, extras)
            && python.is_none_or(|python| python.admits(&environment.python_full_version().version))
            && self.platform.is_none_or(|platform| platform == environment.sys_platform())
    }

    /// Whether a package of the lock satisfies the dependency.
    pub fn admits(&self, package: &DeTable, version: Option<&Version>) -> bool {
        let source = table(package, &["source"]);
        let is = |key: &str, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| source.and_then(|source| string(source, key)) == Some(wanted))
        };
        let is_version = match (&self.constraint, version) {
            (Some(constraint), Some(version)) => constraint.admits(version),
            _ => true,
        };
        is_version && is("url", self.address) && is("reference", self.index)
    }
}

pub fn from_requirement<'v>(requirement: Requirement) -> Edge<'v> {
    Edge {
        extras: requirement.extras.into_iter().collect(),
        constraint: Some(Constraint::from(requirement.specifiers)),
        ..Edge::any(requirement.name)
    }
}

/// The alternatives of a dependency, each with its value.
pub fn edges<'v, 'a>(name: &str, value: &'v Value<'a>) -> Vec<(Edge<'v>, &'v Value<'a>)> {
    let Ok(name) = PackageName::from_str(name) else {
        return Vec::new();
    };
    let alternatives: Vec<&Value> = match value.get_ref().as_array() {
        Some(array) => array.iter().collect(),
        None => vec![value],
    };
    alternatives.into_iter().map(|value| (edge(name.clone(), value), value)).collect()
}

fn edge<'v>(name: PackageName, value: &'v Value) -> Edge<'v> {
    let Some(table) = value.get_ref().as_table() else {
        let constraint = value.get_ref().as_str().and_then(Constraint::parse);
        return Edge { constraint, ..Edge::any(name) };
    };
    Edge {
        extras: strings(table, "extras").iter().filter_map(|extra| ExtraName::from_str(extra).ok()).collect(),
        constraint: string(table, "version").and_then(Constraint::parse),
        address: ["git", "url", "path", "file"].iter().find_map(|key| string(table, key)),
        index: string(table, "source"),
        markers: string(table, "markers"),
        python: string(table, "python"),
        platform: string(table, "platform"),
        ..Edge::any(name)
    }
}

pub fn is_optional(value: &Value) -> bool {
    let table = value.get_ref().as_table();
    table.and_then(|table| table.get("optional")).is_some_and(|value| value.get_ref().as_bool() == Some(true))
}
