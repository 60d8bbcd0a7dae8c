//! What configurations other than templates have in common.

use super::Text;
use super::document::{Document, Node};
use super::model::{LeftAlone, Project, ProjectFinding, Statement};
use crate::finding::Code;
use crate::target::{RUNTIMES, State};

/// Reads a configuration: `state` puts what it states into the project.
pub fn read(text: &Text, statement: Statement, state: impl FnOnce(Node<'_>, &mut Project)) -> Project {
    let mut project = Project::new(&text.path, statement);
    match Document::parse(&text.text) {
        Ok(document) => state(document.root(), &mut project),
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
