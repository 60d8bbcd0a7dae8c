//! Folders with a handler each, for drops in which no file states functions.

use super::Text;
use super::config::newest_runtime;
use super::files::{Dropped, folder_of};
use super::model::{BuildDefinition, Project, ProjectKind, ProjectTarget};
use crate::target::{Architecture, PackageKind};

/// Usual names of handlers.
const HANDLERS: &[&str] = &["lambda_handler", "handler"];

/// Reads the folders that contain a handler. `None` unless there are at least two, all in the same parent folder.
pub(super) fn read(texts: &[Text], dropped: Dropped<'_>) -> Option<Project> {
    let mut project = Project::new("", ProjectKind::Folders);
    for text in texts {
        let folder = folder_of(&text.path);
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let module = text.path.rsplit('/').next().and_then(|file| file.strip_suffix(".py"));
        let (Some(module), Some(handler)) = (module, handler_in(&text.text)) else { continue };
        let is_new = project.definitions.iter().all(|definition| definition.folder != folder);
        if folder.is_empty() || !is_new {
            continue;
        }
        let target = ProjectTarget {
            kind: PackageKind::Function,
            runtime: newest_runtime(),
            architecture: Architecture::X86_64,
            handler: Some(format!("{module}.{handler}")),
        };
        project.definitions.push(BuildDefinition {
            id: name.to_string(),
            name: None,
            target,
            folder: folder.to_string(),
            files: dropped.files_of(folder, false),
            written: Vec::new(),
            leave_out: Vec::new(),
            layers: Vec::new(),
            other_layers: 0,
            line: 1,
        });
    }
    // Only sibling folders are read as functions. Of nested folders, the outer one is the function.
    let folders: Vec<String> =
        project.definitions.iter().map(|definition| definition.folder.clone()).collect();
    let parents = folders.iter().map(|folder| folder_of(folder));
    let is_beside = parents.clone().all(|parent| Some(parent) == parents.clone().next());
    (folders.len() > 1 && is_beside).then_some(project)
}

/// Returns the handler that a module defines.
fn handler_in(text: &str) -> Option<&'static str> {
    let defines = |line: &str, name: &str| {
        let rest = line.strip_prefix("def ").and_then(|rest| rest.trim_start().strip_prefix(name));
        rest.is_some_and(|rest| rest.trim_start().starts_with('('))
    };
    HANDLERS.iter().copied().find(|name| text.lines().any(|line| defines(line, name)))
}
