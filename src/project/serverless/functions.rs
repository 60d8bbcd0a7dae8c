//! Finds the functions of a service: in a mapping, in a list of mappings, or in other files.

use super::files::Files;
use super::variables::Variables;
use crate::collections::BTreeSet;
use crate::finding::Code;
use crate::project::config::last_entries;
use crate::project::document::Node;
use crate::project::model::{Project, ProjectFinding};

/// The hint for functions that are stated elsewhere.
const PRINTED: &str = "Drop that file too, or what \"serverless print\" writes, as serverless.yml";

/// Returns the functions. If a name occurs several times, the last function counts.
pub fn functions<'d>(
    variables: &Variables<'d>,
    files: &Files,
    project: &mut Project,
) -> Vec<(Node<'d>, Node<'d>)> {
    let Some(stated) = variables.at(&["functions"]) else { return Vec::new() };
    let all = variables.value(stated).unwrap_or(stated);
    let parts: Vec<Node> = if all.is_sequence() { all.items().collect() } else { vec![stated] };
    let (mut functions, mut names) = (Vec::new(), BTreeSet::new());
    let file = project.file.clone();
    let found = |code: Code, at: Node, message: String| {
        ProjectFinding::new(code, files.file_of(at).unwrap_or(&file), at.place(), message)
    };
    for part in parts.into_iter().rev() {
        let Some(mapping) = variables.value(part).filter(|mapping| mapping.is_mapping()) else {
            let Some(text) = part.text() else {
                let message = "\"functions\" is no mapping of functions by their names";
                project.findings.push(found(Code::TemplateInvalid, part, message.to_string()));
                continue;
            };
            let message = format!("\"functions\" are in \"{text}\", which is not read here");
            let mut unread = found(Code::StatementUnread, part, message);
            unread.finding = unread.finding.hint(PRINTED);
            project.findings.push(unread);
            continue;
        };
        for (key, body) in last_entries(mapping).into_iter().rev() {
            let Some(id) = key.text() else { continue };
            if names.insert(id) {
                functions.push((key, variables.value(body).unwrap_or(body)));
                continue;
            }
            let message = format!("\"{id}\" is there twice, and the first does not count");
            project.findings.push(found(Code::TemplateDuplicate, key, message).about(id));
        }
    }
    functions.reverse();
    functions
}
