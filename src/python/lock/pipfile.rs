//! Pipfile.lock (Pipenv documentation, "Pipfile & Pipfile.lock"): a category of packages each for
//! `default`, `develop` and whatever else the Pipfile has.

use super::{from_elsewhere, marker};
use crate::finding::{Code, Finding};
use crate::python::pyproject::normalized;
use crate::python::record::Digest;
use crate::python::required::{Demand, Origin, Required, Selection};
use crate::python::requirement::Requirement;
use serde_json::{Map, Value};

const DEFAULT: &str = "default";

pub fn read(file: &str, text: &str, selection: &Selection) -> Required {
    let mut required = Required { exact: true, ..Required::default() };
    let root: Map<String, Value> = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let origin = Origin::new(file, Some(error.line()).filter(|line| *line > 0));
            required.report(&origin, Code::RequirementInvalid, format!("it is not valid JSON: {error}"));
            return required;
        }
    };
    for (category, packages) in root.iter().filter(|(category, _)| *category != "_meta") {
        if category != DEFAULT {
            required.optional.groups.insert(normalized(category));
            if !selection.groups.iter().any(|group| normalized(group) == normalized(category)) {
                continue;
            }
        }
        let Some(packages) = packages.as_object() else {
            required.findings.push(Finding::new(
                Code::RequirementInvalid,
                file,
                format!("\"{file}\": \"{category}\" is not an object of packages"),
            ));
            continue;
        };
        for (name, package) in packages {
            add(file, name, package, selection, &mut required);
        }
    }
    required
}

fn add(file: &str, name: &str, package: &Value, selection: &Selection, required: &mut Required) {
    let origin = Origin::new(file, None);
    let text = |key: &str| package.get(key).and_then(Value::as_str);
    let strings = |key: &str| {
        let array = package.get(key).and_then(Value::as_array);
        array.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>()
    };
    if !marker(text("markers"), &origin, required).evaluate(selection.environment, &[]) {
        return;
    }
    let specifier = text("version").filter(|version| *version != "*").unwrap_or("");
    let extras = strings("extras");
    let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(",")) };
    let written = format!("{name}{extras}{specifier}");
    let mut demand = match Requirement::parse(&written) {
        Ok(requirement) => Demand::new(requirement, origin),
        Err(fault) => {
            let message = format!("\"{written}\" is not a locked version: {fault}");
            return required.report(&origin, Code::RequirementInvalid, message);
        }
    };
    demand.hashes = strings("hashes").into_iter().filter_map(Digest::from_hex).collect();
    if let Some(address) = ["git", "hg", "svn", "file", "path"].iter().find_map(|key| text(key)) {
        if matches!(address, "." | "./") {
            required.own.insert(demand.requirement.name);
            return;
        }
        from_elsewhere(&mut demand, address);
    }
    required.demands.push(demand);
}
