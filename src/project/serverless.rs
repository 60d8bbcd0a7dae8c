//! `serverless.yml` (Serverless Framework, "Serverless.yml Reference").

use super::Text;
use super::config::{leave, newest_runtime, read as read_config};
use super::document::Node;
use super::files::{Dropped, folder_of, joined};
use super::glob::fits;
use super::model::{Project, ProjectFinding, Stated, StatedTarget, Statement};
use super::template::{NoRuntime, known_runtime};
use crate::finding::Code;
use crate::target::{Architecture, PackageKind};

/// Variables within variables that are followed.
const MOST_DEPTH: usize = 16;

/// What a `serverless.yml` states.
pub(super) fn read(text: &Text, dropped: Dropped<'_>) -> Project {
    read_config(text, Statement::Serverless, |root, project| {
        let service = Service { root, dropped, folder: folder_of(&text.path) };
        for (key, body) in root.get("layers").into_iter().flat_map(Node::own_entries) {
            service.layer(key, body, project);
        }
        for (key, body) in root.get("functions").into_iter().flat_map(functions) {
            service.function(key, body, project);
        }
        project.settle_layers();
    })
}

/// Functions may be a mapping, or a list of mappings.
fn functions(node: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    node.own_entries().chain(node.items().flat_map(Node::own_entries)).collect()
}

struct Service<'d> {
    root: Node<'d>,
    dropped: Dropped<'d>,
    /// Of the file.
    folder: &'d str,
}

impl<'d> Service<'d> {
    fn function(&self, key: Node<'d>, body: Node<'d>, project: &mut Project) {
        let Some(id) = key.text() else { return };
        if body.get("image").is_some() {
            return leave(project, id, key, "its code is a container image");
        }
        if body.at(&["package", "artifact"]).or(self.root.at(&["package", "artifact"])).is_some() {
            return leave(project, id, key, "its code is a zip already");
        }
        let of = |name: &str| body.get(name).or_else(|| self.root.at(&["provider", name]));
        let known = |name: &str, project: &mut Project| -> Option<Option<String>> {
            let Some(node) = of(name) else { return Some(None) };
            let value = self.text(node, 0);
            if value.is_none() {
                let file = project.file.clone();
                let message = format!("\"{name}\" of \"{id}\" cannot be known from the file");
                let finding = ProjectFinding::new(Code::TemplateProperty, &file, node.place(), message);
                project.findings.push(finding.about(id));
            }
            value.map(Some)
        };
        let (Some(runtime), Some(architecture), Some(handler)) =
            (known("runtime", project), known("architecture", project), known("handler", project))
        else {
            return;
        };
        let runtime = match runtime.as_deref().map(known_runtime) {
            None => newest_runtime(),
            Some(Ok(name)) => name,
            Some(Err(NoRuntime::Other)) => {
                return leave(
                    project,
                    id,
                    key,
                    format!("its runtime is \"{}\"", runtime.unwrap_or_default()),
                );
            }
            Some(Err(NoRuntime::Unknown)) => {
                let message =
                    format!("The runtime \"{}\" of \"{id}\" is not known", runtime.unwrap_or_default());
                let finding = ProjectFinding::new(Code::TemplateRuntime, &project.file, key.place(), message);
                return project.findings.push(finding.about(id));
            }
        };
        // With a module of its own, the plugin for Python packs that folder alone (serverless-python-requirements,
        // "Per-function requirements").
        let module = body.get("module").and_then(|module| self.text(module, 0));
        let folder = match &module {
            Some(module) => joined(self.folder, module),
            None => Some(self.folder.to_string()),
        };
        let Some(folder) = folder.filter(|folder| self.dropped.has_folder(folder)) else {
            let message = format!("\"module\" of \"{id}\" is not in what was dropped");
            let finding = ProjectFinding::new(Code::TemplateCode, &project.file, key.place(), message);
            return project.findings.push(finding.about(id));
        };
        let patterns = self.patterns(body);
        let files = self.dropped.files_where(&folder, false, |path| is_packed(&patterns, path));
        // Lambda takes slashes for points.
        let handler = handler.map(|handler| handler.replace('/', "."));
        let target =
            StatedTarget { kind: PackageKind::Function, runtime, architecture: named(architecture), handler };
        let all: Vec<Node> = of("layers").into_iter().flat_map(Node::items).collect();
        let layers: Vec<String> = all.iter().filter_map(|layer| self.layer_id(*layer)).collect();
        project.stated.push(Stated {
            id: id.to_string(),
            name: body.get("name").and_then(|name| self.text(name, 0)),
            target,
            folder,
            files,
            written: Vec::new(),
            other_layers: u32::try_from(all.len() - layers.len()).unwrap_or(u32::MAX),
            layers,
            line: key.place().line,
        });
    }

    fn layer(&self, key: Node<'d>, body: Node<'d>, project: &mut Project) {
        let Some(id) = key.text() else { return };
        let path = body.get("path").and_then(|path| self.text(path, 0));
        let folder = path.and_then(|path| joined(self.folder, &path));
        let Some(folder) = folder.filter(|folder| self.dropped.has_folder(folder)) else {
            let message = format!("\"path\" of the layer \"{id}\" is not in what was dropped");
            let finding = ProjectFinding::new(Code::TemplateCode, &project.file, key.place(), message);
            return project.findings.push(finding.about(id));
        };
        let compatible = body.get("compatibleRuntimes").into_iter().flat_map(Node::items);
        let runtime = compatible.filter_map(|name| known_runtime(name.str()?).ok()).next();
        let provider =
            self.root.at(&["provider", "runtime"]).and_then(|name| known_runtime(name.str()?).ok());
        let target = StatedTarget {
            kind: PackageKind::Layer,
            runtime: runtime.or(provider).unwrap_or_else(newest_runtime),
            architecture: named(None),
            handler: None,
        };
        let files = self.dropped.files_of(&folder, true);
        let name = body.get("name").and_then(|name| self.text(name, 0));
        let line = key.place().line;
        project.stated.push(Stated {
            id: id.to_string(),
            name,
            target,
            folder,
            files,
            written: Vec::new(),
            layers: Vec::new(),
            other_layers: 0,
            line,
        });
    }

    /// The layer of this file that a reference to its resource names: `shared` of `SharedLambdaLayer` (Serverless
    /// Framework, "AWS Lambda Layers").
    fn layer_id(&self, layer: Node<'d>) -> Option<String> {
        let target = super::intrinsic::Call::of(layer)?.target()?;
        let mut ids =
            self.root.get("layers").into_iter().flat_map(Node::own_entries).filter_map(|(id, _)| id.text());
        ids.find(|id| {
            let mut chars = id.chars();
            let first = chars.next().map(|c| c.to_ascii_uppercase());
            let normal: String = first.into_iter().chain(chars).collect();
            let normal = normal.replace('-', "Dash").replace('_', "Underscore");
            target == format!("{normal}LambdaLayer")
        })
        .map(str::to_string)
    }

    /// Patterns of the service, then those of the function; the older keys count like newer ones.
    fn patterns(&self, body: Node<'d>) -> Vec<String> {
        let mut patterns = Vec::new();
        for package in [self.root.get("package"), body.get("package")].into_iter().flatten() {
            let texts = |key: &str| package.get(key).into_iter().flat_map(Node::items).filter_map(Node::str);
            patterns.extend(texts("exclude").map(|pattern| format!("!{pattern}")));
            patterns.extend(texts("include").map(str::to_string));
            patterns.extend(texts("patterns").map(str::to_string));
        }
        patterns
    }

    /// A text whose variables are of this file, or have a default ("Variables": `${self:a.b}`, `${opt:x, 'y'}`).
    fn text(&self, node: Node<'d>, depth: usize) -> Option<String> {
        if depth > MOST_DEPTH {
            return None;
        }
        let text = node.str()?;
        let Some((before, rest)) = text.split_once("${") else { return Some(text.to_string()) };
        let (variable, after) = rest.split_once('}')?;
        if after.contains("${") {
            return None;
        }
        let (address, default) =
            variable.split_once(',').map_or((variable, None), |(a, d)| (a, Some(d.trim())));
        let own = address.trim().strip_prefix("self:").and_then(|path| {
            let keys: Vec<&str> = path.split('.').collect();
            self.text(self.root.at(&keys)?, depth + 1)
        });
        let default = default.map(|default| default.trim_matches(['\'', '"']).to_string());
        let value = own.or(default.filter(|default| !default.contains(':')))?;
        Some(format!("{before}{value}{after}"))
    }
}

fn named(architecture: Option<String>) -> Architecture {
    match architecture.as_deref() {
        Some("arm64") => Architecture::Arm64,
        _ => Architecture::X86_64,
    }
}

/// Whether a file is packed: of the patterns that fit, the last one counts.
fn is_packed(patterns: &[String], path: &str) -> bool {
    let fitting = patterns.iter().rev().find(|pattern| fits(pattern.trim_start_matches('!'), path));
    fitting.is_none_or(|pattern| !pattern.starts_with('!'))
}
