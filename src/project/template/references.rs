//! Which resources name which others: layers of functions, and circles.

use super::kinds::Kind;
use super::{Reading, Resource};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Code;
use crate::project::document::Node;
use crate::project::intrinsic::{Call, is_no_value};
use crate::project::model::{Project, ProjectFinding};

/// Values of a layer that are looked through for references.
const MOST_VALUES: usize = 10_000;

/// The layers of a function.
#[derive(Default)]
pub struct Layers {
    /// Those of the template, by their logical ids.
    pub ids: Vec<String>,
    /// How many others there are: a layer that is named by its ARN is somebody else's.
    pub others: u32,
    /// What is wrong with them.
    pub findings: Vec<ProjectFinding>,
}

/// The layers that a function has.
pub fn layers_of<'d>(reading: &Reading<'d>, resource: &Resource<'d>) -> Layers {
    let mut layers = Layers::default();
    for list in resource.lists("Layers") {
        let Ok(items) = reading.scope.list(list) else {
            layers.others += 1;
            continue;
        };
        for item in items {
            if is_no_value(item) {
                continue;
            }
            let target = Call::of(item).as_ref().and_then(Call::target);
            let target = target.filter(|target| reading.root.at(&["Parameters", target]).is_none());
            let Some(target) = target else {
                layers.others += 1;
                continue;
            };
            let kind = reading.named(target).map(|resource| resource.kind.kind);
            if kind == Some(Kind::Layer) {
                layers.ids.push(target.to_string());
            } else if kind.is_some() || !reading.resources.contains_key(target) {
                let why =
                    if kind.is_some() { "which is no layer" } else { "which the template does not have" };
                let message = format!("\"Layers\" of \"{}\" names \"{target}\", {why}", resource.id);
                let finding = ProjectFinding::new(Code::TemplateLayer, reading.file, item.place(), message);
                layers.findings.push(finding.about(resource.id));
            }
        }
    }
    layers
}

/// Reports layers and functions that need themselves, and takes them out of what is pressed.
pub fn check(reading: &Reading, project: &mut Project) {
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for stated in &project.stated {
        let Some(resource) = reading.named(&stated.id) else { continue };
        let mut ids = BTreeSet::new();
        let mut left = MOST_VALUES;
        let properties = resource.body.get("Properties");
        let depends = resource.body.get("DependsOn");
        for depends in depends
            .into_iter()
            .flat_map(|one| one.text().into_iter().chain(one.items().filter_map(Node::text)))
        {
            ids.insert(depends.to_string());
        }
        if let Some(properties) = properties {
            collect(properties, 0, &mut left, &mut ids);
        }
        needs.insert(stated.id.clone(), ids);
    }
    let circular: Vec<String> = needs.keys().filter(|id| reaches_itself(&needs, id)).cloned().collect();
    for id in &circular {
        let Some(resource) = reading.named(id) else { continue };
        let others: Vec<&str> = circular.iter().map(String::as_str).filter(|other| other != id).collect();
        let with =
            if others.is_empty() { "itself".to_string() } else { format!("\"{}\"", others.join("\", \"")) };
        let message = format!("\"{id}\" needs {with} and is needed by it, which CloudFormation refuses");
        let place = resource.key.place();
        project
            .findings
            .push(ProjectFinding::new(Code::TemplateLayer, reading.file, place, message).about(id));
    }
    project.stated.retain(|stated| !circular.contains(&stated.id));
}

/// The logical ids that a value names.
fn collect(node: Node, depth: usize, left: &mut usize, ids: &mut BTreeSet<String>) {
    if depth > 32 || *left == 0 {
        return;
    }
    *left -= 1;
    if let Some(target) = Call::of(node).as_ref().and_then(Call::target) {
        ids.insert(target.to_string());
    }
    for (_, value) in node.own_entries() {
        collect(value, depth + 1, left, ids);
    }
    for item in node.items() {
        collect(item, depth + 1, left, ids);
    }
}

fn reaches_itself(needs: &BTreeMap<String, BTreeSet<String>>, id: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut ahead: Vec<&str> = vec![id];
    while let Some(next) = ahead.pop() {
        for other in needs.get(next).into_iter().flat_map(BTreeSet::iter) {
            if other == id {
                return true;
            }
            if seen.insert(other) {
                ahead.push(other);
            }
        }
    }
    false
}
