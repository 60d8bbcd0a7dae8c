//! References between resources: layers of functions, and circular dependencies.

use super::kinds::Kind;
use super::{Reading, Resource};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Code;
use crate::project::document::Node;
use crate::project::intrinsic::{Call, is_no_value};
use crate::project::model::{Project, ProjectFinding};

/// Maximum number of values of a resource that are searched for references.
const MAX_VALUES: usize = 10_000;
/// Maximum number of other members of a circle that a finding names.
const MAX_REPORTED: usize = 3;

/// The layers of a function.
#[derive(Default)]
pub struct Layers {
    /// Logical ids of its layers that are in the template.
    pub ids: Vec<String>,
    /// Number of its other layers. A layer that is referred to by its ARN belongs to somebody else.
    pub others: u32,
    /// Findings about its layers.
    pub findings: Vec<ProjectFinding>,
}

/// Returns the layers of a function.
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
            let call = Call::from_node(item);
            let target = call.as_ref().and_then(Call::target);
            let target = target.filter(|target| reading.root.at(&["Parameters", target]).is_none());
            let kind = target.and_then(|target| reading.named(target)).map(|resource| resource.kind.kind);
            // An output of a nested stack can be the ARN of a layer.
            let is_output = kind == Some(Kind::Stack) && call.is_some_and(|call| call.name == "GetAtt");
            let Some(target) = target.filter(|_| !is_output) else {
                layers.others += 1;
                continue;
            };
            let why = match kind {
                Some(Kind::Layer) => {
                    layers.ids.push(target.to_string());
                    continue;
                }
                Some(_) => "which is no layer",
                None if !reading.resources.contains_key(target) => "which the template does not have",
                // A resource of another type, such as a custom one, can have the ARN of a layer as an attribute.
                None => {
                    layers.others += 1;
                    continue;
                }
            };
            let message = format!("\"Layers\" of \"{}\" names \"{target}\", {why}", resource.id);
            let finding = ProjectFinding::new(Code::TemplateLayer, reading.file, item.place(), message);
            layers.findings.push(finding.about(resource.id));
        }
    }
    layers
}

/// Reports layers and functions that depend on themselves, and removes them from what is packaged.
pub fn check(reading: &Reading, project: &mut Project) {
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for definition in &project.definitions {
        let Some(resource) = reading.named(&definition.id) else { continue };
        let mut ids = BTreeSet::new();
        let mut left = MAX_VALUES;
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
        needs.insert(definition.id.clone(), ids);
    }
    let circles = circles(&needs);
    for (id, others) in &circles {
        let Some(resource) = reading.named(id) else { continue };
        let (told, more) = others.split_at(others.len().min(MAX_REPORTED));
        let with = match (told, more.len()) {
            ([], _) => "itself".to_string(),
            (_, 0) => format!("\"{}\"", told.join("\", \"")),
            (_, more) => format!("\"{}\" and {more} more", told.join("\", \"")),
        };
        let message = format!("\"{id}\" needs {with} and is needed by it, which CloudFormation refuses");
        let place = resource.key.place();
        project
            .findings
            .push(ProjectFinding::new(Code::TemplateLayer, reading.file, place, message).about(id));
    }
    project.definitions.retain(|definition| circles.iter().all(|(id, _)| *id != definition.id));
}

/// Returns the resources that depend on themselves, each with the other members of its circle.
fn circles(needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<(String, Vec<String>)> {
    let ids: Vec<&String> = needs.keys().collect();
    let place = |id: &String| ids.binary_search(&id).ok();
    // For each resource, the resources that it reaches, as a row of bits (Warshall's algorithm). The number of
    // resources is limited (`config::first`).
    let words = ids.len().div_ceil(64);
    let has = |row: &[u64], at: usize| row.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
    let mut rows: Vec<Vec<u64>> = needs
        .values()
        .map(|others| {
            let mut row = vec![0; words];
            for at in others.iter().filter_map(place) {
                if let Some(word) = row.get_mut(at / 64) {
                    *word |= 1 << (at % 64);
                }
            }
            row
        })
        .collect();
    for through in 0..ids.len() {
        let Some(further) = rows.get(through).cloned() else { continue };
        for row in rows.iter_mut().filter(|row| has(row, through)) {
            for (word, more) in row.iter_mut().zip(&further) {
                *word |= more;
            }
        }
    }
    let reaches = |from: usize, to: usize| rows.get(from).is_some_and(|row| has(row, to));
    let circular = (0..ids.len()).filter(|at| reaches(*at, *at));
    let others = |at: usize| {
        let mutual =
            (0..ids.len()).filter(move |other| *other != at && reaches(at, *other) && reaches(*other, at));
        mutual.filter_map(|other| Some((*ids.get(other)?).clone())).collect()
    };
    circular.filter_map(|at| Some(((*ids.get(at)?).clone(), others(at)))).collect()
}

/// Collects the logical ids that a value refers to.
fn collect(node: Node, depth: usize, left: &mut usize, ids: &mut BTreeSet<String>) {
    if depth > 32 || *left == 0 {
        return;
    }
    *left -= 1;
    if let Some(target) = Call::from_node(node).as_ref().and_then(Call::target) {
        ids.insert(target.to_string());
    }
    for (_, value) in node.own_entries() {
        collect(value, depth + 1, left, ids);
    }
    for item in node.items() {
        collect(item, depth + 1, left, ids);
    }
}
