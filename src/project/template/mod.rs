//! Templates of SAM and CloudFormation (AWS SAM specification; AWS CloudFormation user guide, "Template reference").
//!
//! - `kinds`: which types of resources are functions, layers and stacks
//! - `resource`: a resource, with the properties from Globals
//! - `code`: where the code of a resource is
//! - `function`, `layer`: how functions and layers are read from resources
//! - `nested`: where the templates of nested stacks are
//! - `references`: which resources refer to which others

mod code;
mod function;
mod kinds;
mod layer;
mod nested;
mod references;
mod resource;

pub(super) use code::{Code as CodePlace, code_of};
pub(super) use function::{NoRuntime, known_runtime};
pub(super) use kinds::Kind;
pub(super) use nested::templates_in;
pub(super) use resource::Resource;

use super::Text;
use super::config::{first, report_duplicates, skip};
use super::document::{Document, Node};
use super::files::Dropped;
use super::intrinsic::{Given, Scope, Unknown};
use super::model::{Project, ProjectFinding, ProjectKind};
use crate::collections::BTreeMap;
use crate::finding::Code;

/// CloudFormation's size limit for a template in a bucket, in bytes (user guide, "CloudFormation quotas": 1 MB).
const MAX_BYTES: usize = 1 << 20;

/// Why a resource is not packaged.
pub(super) enum Stop {
    /// It is not packaged here. The text is the reason, as a clause.
    Skipped(String),
    /// It has a fault.
    Finding(Box<ProjectFinding>),
}

/// The context in which a template is read.
pub(super) struct Reading<'d> {
    /// The template's path.
    pub file: &'d str,
    /// The kind of template: [`ProjectKind::Template`] or [`ProjectKind::Cdk`].
    pub statement: ProjectKind,
    pub dropped: Dropped<'d>,
    pub scope: Scope<'d>,
    pub root: Node<'d>,
    /// The resources by logical id. If an id occurs several times, the last one.
    pub resources: BTreeMap<&'d str, (Node<'d>, Node<'d>)>,
}

impl<'d> Reading<'d> {
    /// Returns the text of a property's value.
    pub fn text(&self, resource: &Resource<'d>, name: &str, value: Node<'d>) -> Result<String, Stop> {
        self.scope.text(value).map_err(|unknown| self.unknown(resource, name, &unknown))
    }

    /// Returns the resource with a logical id, if it is of a type that has code.
    pub fn named(&self, id: &str) -> Option<Resource<'d>> {
        let (key, body) = self.resources.get(id)?;
        Resource::from_node(self.root, *key, *body)
    }

    /// Creates the finding for a value that cannot be determined from the template.
    pub fn unknown(&self, resource: &Resource<'d>, name: &str, unknown: &Unknown) -> Stop {
        let message =
            format!("\"{name}\" of \"{}\" cannot be known from the template: {}", resource.id, unknown.why);
        let finding = ProjectFinding::new(Code::TemplateProperty, self.file, unknown.place, message);
        Stop::Finding(Box::new(finding.about(resource.id)))
    }

    /// Creates a finding about a value of a resource.
    pub fn fault(&self, code: Code, resource: &Resource<'d>, at: Node<'d>, message: String) -> Stop {
        let finding = ProjectFinding::new(code, self.file, at.place(), message);
        Stop::Finding(Box::new(finding.about(resource.id)))
    }
}

/// Reads what a template states. `given`: values of its parameters. `None` if the file is no template.
pub(super) fn read(
    text: &Text,
    statement: ProjectKind,
    dropped: Dropped<'_>,
    given: Given<'_>,
) -> Option<Project> {
    let file = text.path.as_str();
    let mut project = Project::new(file, statement);
    let document = match Document::parse(&text.text) {
        Ok(document) => document,
        Err(fault) => {
            let message = format!("\"{file}\" cannot be read at {}: {}", fault.place, fault.why);
            project.findings.push(ProjectFinding::new(Code::TemplateInvalid, file, fault.place, message));
            return Some(project);
        }
    };
    let root = document.root();
    let resources = root.get("Resources").filter(|resources| resources.is_mapping());
    let is_said = ["AWSTemplateFormatVersion", "Transform"].iter().any(|key| root.get(key).is_some());
    if resources.is_none() && !is_said {
        return None;
    }
    if text.text.len() > MAX_BYTES {
        let message = format!("\"{file}\" has more than 1 MB, which is all that CloudFormation takes");
        project.findings.push(ProjectFinding::new(Code::TemplateLarge, file, root.place(), message));
    }
    report_duplicates(&document, file, &mut project, |path| match path {
        [top, id, ..] if top == "Resources" => Some(id),
        _ => None,
    });
    let entries = || resources.into_iter().flat_map(Node::own_entries);
    let by_id = entries().filter_map(|(key, body)| Some((key.text()?, (key, body)))).collect();
    let reading =
        Reading { file, statement, dropped, scope: Scope::new(root, given), root, resources: by_id };
    if resources.is_none() {
        let at = root.get("Resources").unwrap_or(root);
        let message = format!("\"{file}\" has no \"Resources\", a mapping of them by their logical ids");
        project.findings.push(ProjectFinding::new(Code::TemplateInvalid, file, at.place(), message));
    }
    // If an id occurs several times, the last one counts.
    let counts =
        |id: &str, key: Node| reading.resources.get(id).is_some_and(|(last, _)| last.place() == key.place());
    let mut with_code = Vec::new();
    for (key, body) in entries() {
        match Resource::from_node(root, key, body) {
            Some(resource) if counts(resource.id, key) => with_code.push(resource),
            Some(_) => {}
            None => generated(key, body, &mut project),
        }
    }
    for resource in first(with_code, &mut project) {
        reading.scope.begin();
        reading.take(&resource, &mut project);
    }
    references::check(&reading, &mut project);
    layer::settle_runtimes(&mut project);
    project.settle_layers();
    crate::collections::sort_by_key(&mut project.findings, |finding| (finding.line, finding.column));
    Some(project)
}

impl<'d> Reading<'d> {
    fn take(&self, resource: &Resource<'d>, project: &mut Project) {
        let definition = match resource.kind.kind {
            Kind::Function => function::read(self, resource),
            Kind::Layer => layer::read(self, resource),
            Kind::Stack => Err(Stop::Skipped(nested::reason(self, resource))),
        };
        match definition {
            Ok((definition, findings)) => {
                project.findings.extend(findings);
                project.definitions.push(definition);
            }
            Err(Stop::Skipped(why)) => {
                skip(project, resource.id, resource.key, why);
            }
            Err(Stop::Finding(finding)) => project.findings.push(*finding),
        }
    }
}

/// Reports entries of `Resources` that are no resources: macros and loops, whose resources are generated during
/// deployment, and resources without a type, which CloudFormation rejects (AWS CloudFormation user guide,
/// "Fn::Transform", "Fn::ForEach").
fn generated(key: Node, body: Node, project: &mut Project) {
    let Some(id) = key.text() else { return };
    if id.starts_with("Fn::") {
        return skip(project, id, key, "what it makes is known only once the stack is there");
    }
    if body.get("Type").is_none() {
        let message = format!("\"{id}\" has no \"Type\"");
        let finding = ProjectFinding::new(Code::TemplateProperty, &project.file, key.place(), message);
        project.findings.push(finding.about(id));
    }
}
