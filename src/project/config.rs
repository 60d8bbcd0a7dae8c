//! What configurations other than templates have in common.

use super::Text;
use super::document::{Document, Node, Place};
use super::model::{LeftAlone, Project, ProjectFinding, Statement};
use crate::finding::Code;
use crate::format::count;
use crate::target::{RUNTIMES, State};

/// Functions and layers of one file that are read: CloudFormation, which most of them become, takes no more resources
/// (user guide, "CloudFormation quotas").
pub const MAX_DEFINITIONS: usize = 500;

/// Reads a configuration: `state` puts what it states into the project.
pub fn read(text: &Text, statement: Statement, state: impl FnOnce(Node<'_>, &mut Project)) -> Project {
    let mut project = Project::new(&text.path, statement);
    match Document::parse(&text.text) {
        Ok(document) => {
            report_duplicates(&document, &text.path, &mut project, |path| match (statement, path) {
                (Statement::Zappa, [id, ..]) => Some(id),
                (Statement::Serverless, [top, id, ..]) if top == "functions" || top == "layers" => Some(id),
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

/// Reports keys that stand twice in a file. `id`: what a key is about, by its path.
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

/// The first of what a file states, as many as are read.
pub fn first<T>(all: Vec<T>, project: &mut Project) -> Vec<T> {
    let mut all = all;
    tell_more(all.len(), project);
    all.truncate(MAX_DEFINITIONS);
    all
}

/// Says how many are stated, where not all are read.
pub fn tell_more(stated: usize, project: &mut Project) {
    if stated > MAX_DEFINITIONS {
        let (file, stated) = (project.file.clone(), count(stated));
        let message = format!(
            "\"{file}\" states {stated} functions and layers, and only the first {MAX_DEFINITIONS} are read"
        );
        let finding = ProjectFinding::new(Code::TemplateLarge, &file, Place::default(), message);
        project.findings.push(finding);
    }
}

/// Entries of a mapping; of several with one key the last.
pub fn last_entries<'d>(node: Node<'d>) -> Vec<(Node<'d>, Node<'d>)> {
    let entries = node.own_entries();
    let counts = |key: Node<'d>, value: Node<'d>| {
        key.text().and_then(|name| node.own(name)).is_some_and(|last| last.place() == value.place())
    };
    entries.filter(|(key, value)| counts(*key, *value)).collect()
}

/// Notes what is not pressed here.
pub fn leave(project: &mut Project, id: &str, at: Node, why: impl Into<String>) {
    let line = at.place().line;
    project.left_alone.push(LeftAlone { id: id.to_string(), why: why.into(), line });
}

/// The newest released runtime, where a file does not say which one.
pub fn newest_runtime() -> String {
    let newest = RUNTIMES.iter().rev().find(|runtime| matches!(runtime.state, State::Supported { .. }));
    newest.map_or("", |runtime| runtime.name).to_string()
}
