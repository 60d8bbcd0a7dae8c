//! Chalice's `.chalice/config.json` (Chalice, "Configuration File", "App Packaging").

use super::Text;
use super::config::{newest_runtime, read as read_config};
use super::document::Node;
use super::files::{Dropped, Installs, folder_of, top_of};
use super::model::{BuildDefinition, FileRef, Project, ProjectFinding, ProjectKind, ProjectTarget};
use crate::finding::Code;
use crate::target::{Architecture, PackageKind};

/// Chalice's name for the layer with the requirements and the contents of `vendor/` (Chalice, "automatic_layer").
const MANAGED: &str = "managed-layer";

/// Returns the settings of the app, of its stages, and of the functions in the stages.
fn settings(root: Node<'_>) -> Vec<Node<'_>> {
    let stages = values(root, "stages");
    let functions = stages.iter().flat_map(|stage| values(*stage, "lambda_functions"));
    std::iter::once(root).chain(functions).chain(stages.iter().copied()).collect()
}

fn values<'d>(node: Node<'d>, key: &str) -> Vec<Node<'d>> {
    node.get(key).into_iter().flat_map(Node::own_entries).map(|(_, value)| value).collect()
}

/// Returns the largest number of layers in any of the settings.
fn layers(settings: &[Node]) -> u32 {
    let lists = settings.iter().filter_map(|one| one.get("layers"));
    lists.map(|list| list.items().count()).max().and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

/// Reads what a configuration of Chalice states. All functions of an app share one package.
pub(super) fn read(text: &Text, dropped: Dropped<'_>) -> Project {
    read_config(text, ProjectKind::Chalice, |root, project| {
        let folder = folder_of(folder_of(&text.path));
        let app = if folder.is_empty() { "app.py".to_string() } else { format!("{folder}/app.py") };
        let id = root.get("app_name").and_then(Node::str).unwrap_or("app");
        if !dropped.has_file(&app) {
            let message = format!("The app \"{id}\" has no \"{app}\"");
            let finding = ProjectFinding::new(Code::TemplateCode, &text.path, root.place(), message);
            return project.findings.push(finding.about(id));
        }
        let settings = settings(root);
        let in_layer = settings.iter().any(|one| one.get("automatic_layer").is_some_and(Node::is_true));
        let is_in = |folders: &[&str], path: &str| folders.iter().any(|folder| path.starts_with(folder));
        let mut state = |id: &str, kind: PackageKind, files: Vec<FileRef>, layers: Vec<String>| {
            project.definitions.push(BuildDefinition {
                id: id.to_string(),
                name: None,
                target: ProjectTarget {
                    kind,
                    // Chalice takes the runtime from the Python that runs it.
                    runtime: newest_runtime(),
                    architecture: Architecture::X86_64,
                    handler: (kind == PackageKind::Function).then(|| "app.app".to_string()),
                },
                folder: folder.to_string(),
                files,
                written: Vec::new(),
                leave_out: Vec::new(),
                layers,
                other_layers: 0,
                line: root.place().line,
            });
        };
        // What is in `vendor/` beside the app goes to the root of the package.
        let (top, vendor) = (top_of(folder), format!("{}vendor/", top_of(folder)));
        let at_root = |mut files: Vec<FileRef>| {
            for file in &mut files {
                if let Some(rest) = file.path.strip_prefix(&vendor) {
                    file.path = format!("{top}{rest}");
                }
            }
            files
        };
        if in_layer {
            let files = dropped.files_where(folder, Installs::Found, 1, |path| is_in(&["vendor/"], path));
            state(MANAGED, PackageKind::Layer, at_root(files), Vec::new());
            let is_own = |path: &str| path == "app.py" || is_in(&["chalicelib/"], path);
            let files = dropped.files_where(folder, Installs::Nothing, 1, is_own);
            state(id, PackageKind::Function, files, vec![MANAGED.to_string()]);
        } else {
            let is_code = |path: &str| {
                path == "app.py" || path == "requirements.txt" || is_in(&["chalicelib/", "vendor/"], path)
            };
            let files = dropped.files_where(folder, Installs::Found, 1, is_code);
            state(id, PackageKind::Function, at_root(files), Vec::new());
        }
        if let Some(function) = project.definitions.last_mut() {
            function.other_layers = layers(&settings);
        }
    })
}
