//! `serverless.yml` (Serverless Framework, "Serverless.yml Reference").
//!
//! - `variables`: texts with `${…}` in them

mod variables;

use super::Text;
use super::config::{first, last_entries, leave, newest_runtime, read as read_config};
use super::document::Node;
use super::files::{Dropped, folder_of, joined};
use super::glob::Pattern;
use super::model::{Project, ProjectFinding, Stated, StatedTarget, Statement};
use super::template::{NoRuntime, known_runtime};
use crate::collections::BTreeSet;
use crate::finding::Code;
use crate::target::{Architecture, PackageKind};
use variables::Variables;

/// What to do about functions that are stated elsewhere.
const PRINTED: &str = "Drop what \"serverless print\" writes, as serverless.yml";

/// What a `serverless.yml` states.
pub(super) fn read(text: &Text, dropped: Dropped<'_>) -> Project {
    read_config(text, Statement::Serverless, |root, project| {
        let functions = functions(root, project);
        let names = functions.iter().filter_map(|(id, _)| id.text()).collect();
        let mut service = Service {
            root,
            dropped,
            folder: folder_of(&text.path),
            variables: Variables::new(root),
            names,
            layers: Vec::new(),
        };
        let layers = root.get("layers").map(last_entries).unwrap_or_default();
        for (key, body) in first(layers, project) {
            service.layer(key, body, project);
        }
        for (key, body) in first(functions, project) {
            service.variables.begin();
            service.function(key, body, project);
        }
        project.settle_layers();
    })
}

/// The functions: a mapping, or a list of mappings, of which the last with one name counts.
fn functions<'d>(root: Node<'d>, project: &mut Project) -> Vec<(Node<'d>, Node<'d>)> {
    let Some(stated) = root.get("functions") else { return Vec::new() };
    let parts: Vec<Node> = if stated.is_sequence() { stated.items().collect() } else { vec![stated] };
    let (mut functions, mut names) = (Vec::new(), BTreeSet::new());
    for part in parts.into_iter().rev() {
        if let Some(text) = part.text() {
            let message = format!("\"functions\" are in \"{text}\", which is not read here");
            let mut finding =
                ProjectFinding::new(Code::StatementUnread, &project.file, part.place(), message);
            finding.finding = finding.finding.hint(PRINTED);
            project.findings.push(finding);
        } else if !part.is_mapping() {
            let message = "\"functions\" is no mapping of functions by their names";
            let finding = ProjectFinding::new(Code::TemplateInvalid, &project.file, part.place(), message);
            project.findings.push(finding);
        }
        for (key, body) in last_entries(part).into_iter().rev() {
            let Some(id) = key.text() else { continue };
            if names.insert(id) {
                functions.push((key, body));
                continue;
            }
            let message = format!("\"{id}\" is there twice, and the first does not count");
            let finding = ProjectFinding::new(Code::TemplateDuplicate, &project.file, key.place(), message);
            project.findings.push(finding.about(id));
        }
    }
    functions.reverse();
    functions
}

struct Service<'d> {
    root: Node<'d>,
    dropped: Dropped<'d>,
    /// Of the file.
    folder: &'d str,
    variables: Variables<'d>,
    /// The functions.
    names: BTreeSet<&'d str>,
    /// The layers by the names of their resources.
    layers: Vec<(String, String)>,
}

impl<'d> Service<'d> {
    fn function(&self, key: Node<'d>, body: Node<'d>, project: &mut Project) {
        let Some(id) = key.text() else { return };
        if body.get("image").is_some() {
            return leave(project, id, key, "its code is a container image");
        }
        if let Some(provider) =
            self.root.at(&["provider", "name"]).and_then(Node::str).filter(|name| *name != "aws")
        {
            return leave(project, id, key, format!("its provider is \"{provider}\""));
        }
        if body.at(&["package", "artifact"]).or(self.root.at(&["package", "artifact"])).is_some() {
            return leave(project, id, key, "its code is a zip already");
        }
        let of = |name: &str| body.get(name).or_else(|| self.root.at(&["provider", name]));
        let known = |name: &str, project: &mut Project| -> Option<Option<String>> {
            let Some(node) = of(name) else { return Some(None) };
            let value = self.variables.text(node);
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
        if handler.is_none() {
            let message = format!("\"{id}\" has no \"handler\"");
            let finding = ProjectFinding::new(Code::TemplateProperty, &project.file, key.place(), message);
            return project.findings.push(finding.about(id));
        }
        let runtime = match runtime.as_deref().map(known_runtime) {
            None => return leave(project, id, key, "without a \"runtime\" it is for Node.js"),
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
        let module = body.get("module").and_then(|module| self.variables.text(module));
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
        let is_packed = |path: &str| {
            // Of the patterns that fit, the last one counts.
            let fitting = patterns.iter().rev().find(|(_, pattern)| pattern.fits(path));
            fitting.is_none_or(|(is_packed, _)| *is_packed)
        };
        let files = self.dropped.files_where(&folder, false, patterns.len(), is_packed);
        // Lambda takes slashes for points.
        let handler = handler.map(|handler| handler.replace('/', "."));
        let target =
            StatedTarget { kind: PackageKind::Function, runtime, architecture: named(architecture), handler };
        let all: Vec<Node> = of("layers").into_iter().flat_map(Node::items).collect();
        let layers: Vec<String> = all.iter().filter_map(|layer| self.layer_id(*layer)).collect();
        project.stated.push(Stated {
            id: id.to_string(),
            name: body.get("name").and_then(|name| self.variables.text(name)),
            target,
            folder,
            files,
            written: Vec::new(),
            other_layers: u32::try_from(all.len() - layers.len()).unwrap_or(u32::MAX),
            layers,
            line: key.place().line,
        });
    }

    fn layer(&mut self, key: Node<'d>, body: Node<'d>, project: &mut Project) {
        let Some(id) = key.text() else { return };
        let path = body.get("path").and_then(|path| self.variables.text(path));
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
        let name = body.get("name").and_then(|name| self.variables.text(name));
        let line = key.place().line;
        // A layer is called as its key, unless a function is.
        let called = if self.names.contains(id) { format!("layers.{id}") } else { id.to_string() };
        self.layers.push((resource_of(id), called.clone()));
        project.stated.push(Stated {
            id: called,
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

    /// The layer of this file that a reference to its resource names.
    fn layer_id(&self, layer: Node<'d>) -> Option<String> {
        let call = super::intrinsic::Call::of(layer)?;
        let target = call.target()?;
        self.layers.iter().find(|(resource, _)| resource == target).map(|(_, id)| id.clone())
    }

    /// Patterns of the service, then those of the function, and whether each takes files in; the older keys count like
    /// newer ones.
    fn patterns(&self, body: Node<'d>) -> Vec<(bool, Pattern)> {
        let mut patterns = Vec::new();
        for package in [self.root.get("package"), body.get("package")].into_iter().flatten() {
            let texts = |key: &str| package.get(key).into_iter().flat_map(Node::items).filter_map(Node::str);
            patterns.extend(texts("exclude").map(|pattern| (false, Pattern::new(pattern))));
            for pattern in texts("include").chain(texts("patterns")) {
                let is_packed = !pattern.starts_with('!');
                patterns.push((is_packed, Pattern::new(pattern.trim_start_matches('!'))));
            }
        }
        patterns
    }
}

/// The resource of a layer: `SharedLambdaLayer` of `shared` (Serverless Framework, "AWS Lambda Layers").
fn resource_of(layer: &str) -> String {
    let mut chars = layer.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    let normal: String = first.into_iter().chain(chars).collect();
    format!("{}LambdaLayer", normal.replace('-', "Dash").replace('_', "Underscore"))
}

fn named(architecture: Option<String>) -> Architecture {
    match architecture.as_deref() {
        Some("arm64") => Architecture::Arm64,
        _ => Architecture::X86_64,
    }
}
