//! Templates of nested stacks (CloudFormation, `AWS::CloudFormation::Stack`; AWS SAM specification,
//! `AWS::Serverless::Application`). A path in a template is relative to the template.

use super::kinds::{Kind, kind_of};
use super::{Reading, Resource};
use crate::project::Text;
use crate::project::document::{Document, Node};
use crate::project::files::{folder_of, joined};

/// Maximum number of nested templates of one drop.
const MAX_NESTED: usize = 100;

/// Returns the paths of the templates that given templates have as nested stacks, directly or through others.
/// `templates`: the paths of the given templates.
pub fn templates_in(templates: Vec<String>, texts: &[Text]) -> Vec<String> {
    let mut paths = templates;
    let given = paths.len();
    let mut at = 0;
    while let Some(path) = paths.get(at) {
        let text = texts.iter().find(|text| text.path == *path);
        for path in text.map(nested_in).unwrap_or_default() {
            if !paths.contains(&path) && paths.len() < given + MAX_NESTED {
                paths.push(path);
            }
        }
        at += 1;
    }
    paths.split_off(given)
}

fn nested_in(text: &Text) -> Vec<String> {
    let stacks = ["AWS::Serverless::Application", "AWS::CloudFormation::Stack"];
    if stacks.iter().all(|name| !text.text.contains(name)) {
        return Vec::new();
    }
    let Ok(document) = Document::parse(&text.text) else { return Vec::new() };
    let resources = document.root().get("Resources").into_iter().flat_map(Node::own_entries);
    let paths = resources.filter_map(|(_, body)| {
        let kind = kind_of(body.get("Type")?.str()?).filter(|kind| kind.kind == Kind::Stack)?;
        joined(folder_of(&text.path), local(body.at(&["Properties", kind.code])?)?)
    });
    paths.collect()
}

/// Returns why a nested stack is not packaged with the template, as a clause.
pub fn reason(reading: &Reading, resource: &Resource) -> String {
    // Where CDK wrote the template (aws-cdk, `cx-api`: `ASSET_RESOURCE_METADATA_PATH_KEY`).
    let place = resource.metadata("aws:asset:path").or_else(|| resource.own(resource.kind.code));
    if place.is_some_and(|place| place.get("ApplicationId").is_some()) {
        return "it is an application from the AWS Serverless Application Repository".to_string();
    }
    if place.and_then(Node::str).is_some_and(is_address) {
        return "its template is in a bucket already".to_string();
    }
    let path = place.and_then(local).and_then(|path| joined(folder_of(reading.file), path));
    match path.filter(|path| reading.dropped.has_file(path)) {
        Some(path) => format!("it is a stack of its own, which \"{path}\" states"),
        None => "it is a stack of its own: drop its template too".to_string(),
    }
}

/// Returns a path to a template in a file.
fn local(place: Node<'_>) -> Option<&str> {
    place.str().filter(|path| !is_address(path))
}

fn is_address(place: &str) -> bool {
    ["s3://", "https://", "http://"].iter().any(|start| place.starts_with(start))
}
