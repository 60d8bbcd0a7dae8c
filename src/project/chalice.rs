//! Chalice's `.chalice/config.json` (Chalice, "Configuration File", "App Packaging").

use super::Text;
use super::config::{newest_runtime, read as read_config};
use super::document::Node;
use super::files::{Dropped, folder_of};
use super::model::{Project, ProjectFinding, Stated, StatedTarget, Statement};
use crate::finding::Code;
use crate::target::{Architecture, PackageKind};

/// The layers that any of the stages has: their number counts only as some.
fn layers(root: Node) -> u32 {
    let stages = root.get("stages").into_iter().flat_map(Node::own_entries).map(|(_, stage)| stage);
    let lists = std::iter::once(root).chain(stages).filter_map(|one| one.get("layers"));
    lists.map(|list| list.items().count()).max().and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

/// What a configuration of Chalice states: all functions of an app have one package.
pub(super) fn read(text: &Text, dropped: Dropped<'_>) -> Project {
    read_config(text, Statement::Chalice, |root, project| {
        let folder = folder_of(folder_of(&text.path));
        let app = if folder.is_empty() { "app.py".to_string() } else { format!("{folder}/app.py") };
        let id = root.get("app_name").and_then(Node::str).unwrap_or("app");
        if !dropped.has_file(&app) {
            let message = format!("The app \"{id}\" has no \"{app}\"");
            let finding = ProjectFinding::new(Code::TemplateCode, &text.path, root.place(), message);
            return project.findings.push(finding.about(id));
        }
        let is_code = |path: &str| {
            path == "app.py"
                || path == "requirements.txt"
                || ["chalicelib/", "vendor/"].iter().any(|folder| path.starts_with(folder))
        };
        let mut files = dropped.files_where(folder, false, 1, is_code);
        // What is vendored goes to the root.
        for file in &mut files {
            file.path = file.path.replacen("/vendor/", "/", 1);
        }
        let target = StatedTarget {
            kind: PackageKind::Function,
            // Chalice takes the Python that it runs with.
            runtime: newest_runtime(),
            architecture: Architecture::X86_64,
            handler: Some("app.app".to_string()),
        };
        project.stated.push(Stated {
            id: id.to_string(),
            name: None,
            target,
            folder: folder.to_string(),
            files,
            written: Vec::new(),
            layers: Vec::new(),
            other_layers: layers(root),
            line: root.place().line,
        });
    })
}
