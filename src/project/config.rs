//! Code that the readers of all configurations share.

use super::Text;
use super::document::{Document, Node, Position};
use super::model::{Project, ProjectFinding, ProjectKind, SkippedResource};
use crate::finding::Code;
use crate::format::count;
use crate::target::{RUNTIMES, State};

/// Maximum number of functions and layers that are read from one file. Most configurations become CloudFormation
/// stacks, and a stack has no more resources than this (user guide, "CloudFormation quotas").
pub const MAX_DEFINITIONS: usize = 500;

/// Reads a configuration. `state` adds what the configuration states to the project.
pub fn read(text: &Text, statement: ProjectKind, state: impl FnOnce(Node<'_>, &mut Project)) -> Project {
    let mut project = Project::new(&text.path, statement);
    match Document::parse(&text.text) {
        Ok(document) => {
            report_duplicates(&document, &text.path, &mut project, |path| match (statement, path) {
                (ProjectKind::Zappa, [id, ..]) => Some(id),
                (ProjectKind::Serverless, [top, id, ..]) if top == "functions" || top == "layers" => Some(id),
                _ => None,
            });
            let root = document.root();
            if root.is_mapping() {
                state(root, &mut project);
            } else {
                let message = format!("\"{}\" is no mapping of keys and values", text.path);
                let finding = ProjectFinding::new(Code::TemplateInvalid, &text.path, root.place(), message);
                project.findings.push(finding);
            }
        }
        Err(fault) => {
            let message = format!("\"{}\" cannot be read at {}: {}", text.path, fault.place, fault.why);
            project.findings.push(ProjectFinding::new(
                Code::TemplateInvalid,
                &text.path,
                fault.place,
                message,
            ));
        }
    }
    project
}

/// Reports keys that occur twice in a mapping. `id`: returns the id of the function, layer or resource that the path of
/// a key belongs to.
pub fn report_duplicates(
    document: &Document,
    file: &str,
    project: &mut Project,
    id: impl Fn(&[String]) -> Option<&String>,
) {
    for duplicate in &document.duplicates {
        let name = duplicate.path.join(".");
        let message = format!(
            "\"{name}\" is there twice, at {} and at {}, and the first does not count",
            duplicate.first, duplicate.place
        );
        let finding = ProjectFinding::new(Code::TemplateDuplicate, file, duplicate.place, message);
        project.findings.push(match id(&duplicate.path) {
            Some(id) => finding.about(id),
            None => finding,
        });
    }
}

/// Returns the first [`MAX_DEFINITIONS`] elements, and reports if there are more.
pub fn first<T>(all: Vec<T>, project: &mut Project) -> Vec<T> {
    let mut all = all;
    report_truncated(all.len(), project);
    all.truncate(MAX_DEFINITIONS);
    all
}

/// Reports how many functions and layers a file states if not all of them are read.
pub fn report_truncated(stated: usize, project: &mut Project) {
    if stated > MAX_DEFINITIONS {
        let (file, stated) = (project.file.clone(), count(stated));
        let message = format!(
            "\"{file}\" states {stated} functions and layers, and only the first {MAX_DEFINITIONS} are read"
        );
        let finding = ProjectFinding::new(Code::TemplateLarge, &file, Position::default(), message);
        project.findings.push(finding);
    }
}

/// Returns the entries of a mapping. If a key occurs several times, only the last entry counts.
pub fn last_entries<'d>(node: Node<'d>) -> Vec<(Node<'d>, Node<'d>)> {
    let entries = node.own_entries();
    let counts = |key: Node<'d>, value: Node<'d>| {
        key.text().and_then(|name| node.own(name)).is_some_and(|last| last.place() == value.place())
    };
    entries.filter(|(key, value)| counts(*key, *value)).collect()
}

/// Records a function or layer that is not packaged here.
pub fn skip(project: &mut Project, id: &str, at: Node, why: impl Into<String>) {
    let line = at.place().line;
    project.skipped.push(SkippedResource { id: id.to_string(), why: why.into(), line });
}

/// Returns the newest supported runtime, for files that do not state one.
pub fn newest_runtime() -> String {
    let newest = RUNTIMES.iter().rev().find(|runtime| matches!(runtime.state, State::Supported { .. }));
    newest.map_or("", |runtime| runtime.name).to_string()
}
