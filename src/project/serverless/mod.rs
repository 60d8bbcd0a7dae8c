//! `serverless.yml` (Serverless Framework, "Serverless.yml Reference").
//!
//! - `files`: other files that it refers to
//! - `variables`: texts with `${…}` in them
//! - `functions`: finds its functions
//! - `patterns`: which files a function gets
//! - `python`: the settings of the plugin that installs the requirements
//! - `wsgi`: the plugin that calls WSGI applications

mod files;
mod functions;
mod patterns;
mod python;
mod variables;
mod wsgi;

use super::Text;
use super::config::{first, last_entries, newest_runtime, read as read_config, report_duplicates, skip};
use super::document::{Document, Node};
use super::files::{Dropped, Installs, below, folder_of, joined, within};
use super::model::{BuildDefinition, Project, ProjectFinding, ProjectKind, ProjectTarget};
use super::project_kinds::project_kind;
use super::template::{NoRuntime, known_runtime};
use crate::collections::BTreeSet;
use crate::finding::Code;
use crate::target::{Architecture, PackageKind};
use files::{Files, named_in};
use functions::functions;
use python::{Packed, Python, REQUIREMENTS, REQUIREMENTS_LAYER};
use variables::Variables;

/// Why a function whose handler is not written yet is not packaged.
const UNWRITTEN: &str =
    "serverless-wsgi writes its handler: run \"serverless wsgi install\", and drop the folder again";

/// Returns the files that a text refers to, if the text is a service.
pub(super) fn files_in(text: &Text, texts: &[Text]) -> Vec<String> {
    if project_kind(&text.path) != Some(ProjectKind::Serverless) {
        return Vec::new();
    }
    let mut named = named_in(text, texts);
    if text.text.contains("noDeploy") {
        named.extend(requirements_files(text, texts));
    }
    named
}

/// Returns the requirements files of a service and of its functions' folders.
fn requirements_files(text: &Text, texts: &[Text]) -> Vec<String> {
    let Ok(document) = Document::parse(&text.text) else { return Vec::new() };
    let files = Files::read(text, texts, &mut Vec::new());
    let variables = Variables::new(document.root(), &files);
    let Some(name) = Python::from_variables(&variables).file else { return Vec::new() };
    let mut project = Project::new(&text.path, ProjectKind::Serverless);
    let functions = functions(&variables, &files, &mut project);
    let modules = functions.iter().filter_map(|(_, body)| variables.text(body.get("module")?));
    let folders = std::iter::once(".".to_string()).chain(modules);
    let folders = folders.filter_map(|folder| joined(folder_of(&text.path), &folder));
    folders.map(|folder| below(&folder, &name)).collect()
}

/// Reads what a `serverless.yml` and the files that it refers to state.
pub(super) fn read(text: &Text, texts: &[Text], dropped: Dropped<'_>) -> Project {
    let mut faults = Vec::new();
    let files = Files::read(text, texts, &mut faults);
    read_config(text, ProjectKind::Serverless, |root, project| {
        project.findings.extend(faults);
        for (file, document) in files.all() {
            report_duplicates(document, file, project, |path| match path {
                [id] => Some(id),
                [top, id, ..] if top == "functions" => Some(id),
                _ => None,
            });
        }
        let variables = Variables::new(root, &files);
        let functions = functions(&variables, &files, project);
        let names = functions.iter().filter_map(|(id, _)| id.text()).collect();
        let python = Python::from_variables(&variables);
        let folder = folder_of(&text.path);
        let (layers, layer_folders) = (Vec::new(), Vec::new());
        let mut service =
            Service { dropped, folder, files: &files, variables, names, python, layers, layer_folders };
        let layers = service.variables.at(&["layers"]).and_then(|layers| service.variables.value(layers));
        for (key, body) in first(layers.map(last_entries).unwrap_or_default(), project) {
            service.layer(key, body, project);
        }
        service.requirements(project);
        for (key, body) in first(functions, project) {
            service.variables.begin();
            service.function(key, body, project);
        }
        project.settle_layers();
    })
}

struct Service<'d> {
    dropped: Dropped<'d>,
    /// The folder of the file.
    folder: &'d str,
    files: &'d Files,
    variables: Variables<'d>,
    /// The names of the functions.
    names: BTreeSet<&'d str>,
    python: Python,
    /// Resource name and id of each layer.
    layers: Vec<(String, String)>,
    /// The folder of each layer, relative to the service.
    layer_folders: Vec<String>,
}

impl<'d> Service<'d> {
    fn function(&self, key: Node<'d>, body: Node<'d>, project: &mut Project) {
        let Some(id) = key.text() else { return };
        if body.get("image").is_some() {
            return skip(project, id, key, "its code is a container image");
        }
        let provider = self.variables.at(&["provider", "name"]).and_then(Node::str);
        if let Some(provider) = provider.filter(|name| *name != "aws") {
            return skip(project, id, key, format!("its provider is \"{provider}\""));
        }
        if body.at(&["package", "artifact"]).or(self.variables.at(&["package", "artifact"])).is_some() {
            return skip(project, id, key, "its code is a zip already");
        }
        let of = |name: &str| body.get(name).or_else(|| self.variables.at(&["provider", name]));
        let known = |name: &str, project: &mut Project| -> Option<Option<String>> {
            let Some(node) = of(name) else { return Some(None) };
            let value = self.variables.text(node);
            if value.is_none() {
                let message = format!("\"{name}\" of \"{id}\" cannot be known from the file");
                self.find(Code::TemplateProperty, id, node, message, project);
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
            return self.find(Code::TemplateProperty, id, key, message, project);
        }
        let runtime = match runtime.as_deref().map(known_runtime) {
            None => return skip(project, id, key, "without a \"runtime\" it is for Node.js"),
            Some(Ok(name)) => name,
            Some(Err(NoRuntime::Other)) => {
                return skip(project, id, key, format!("its runtime is \"{}\"", runtime.unwrap_or_default()));
            }
            Some(Err(NoRuntime::Unknown)) => {
                let message =
                    format!("The runtime \"{}\" of \"{id}\" is not known", runtime.unwrap_or_default());
                return self.find(Code::TemplateRuntime, id, key, message, project);
            }
        };
        // If functions have packages of their own and one has a `module`, the plugin for Python moves the files of that
        // folder up and drops the others (serverless-python-requirements, `inject.js`).
        let module = body.get("module");
        let is_moved = self.is_individual(self.variables.at(&["package"]));
        if let Some(module) = module.filter(|_| !is_moved) {
            self.without_effect("module", id, module, project);
        }
        let module = module.filter(|_| is_moved).and_then(|module| self.variables.text(module));
        let folder = match &module {
            Some(module) => joined(self.folder, module),
            None => Some(self.folder.to_string()),
        };
        let Some(folder) = folder.filter(|folder| self.dropped.has_folder(folder)) else {
            let message = format!("\"module\" of \"{id}\" is not in what was dropped");
            return self.find(Code::TemplateCode, id, key, message, project);
        };
        let handler = handler.map(|handler| match wsgi::handler(&self.variables, &handler) {
            Some(written) => (written.to_string(), true),
            None => (handler, false),
        });
        let is_written = handler.as_ref().is_some_and(|(_, is_written)| *is_written);
        if is_written && !self.dropped.has_file(&below(&folder, wsgi::HANDLER_FILE)) {
            return skip(project, id, key, UNWRITTEN);
        }
        // Patterns are relative to the service.
        let inner = within(&folder, self.folder).filter(|inner| !inner.is_empty());
        let inner = inner.map_or(String::new(), |inner| format!("{inner}/"));
        let patterns = self.patterns(id, body, &inner, project);
        let is_packed = |path: &str| match inner.as_str() {
            "" => patterns.includes(path),
            inner => patterns.includes(&[inner, path].concat()),
        };
        let Packed { files, written, leave_out } = if self.python.is_in_layer {
            let files = self.dropped.files_where(&folder, Installs::Nothing, patterns.len(), is_packed);
            Packed { files, written: Vec::new(), leave_out: Vec::new() }
        } else {
            self.python.packed(self.dropped, &folder, patterns.len(), is_packed)
        };
        // Lambda treats slashes in a handler like dots.
        let handler = handler.map(|(handler, _)| handler.replace('/', "."));
        let target = ProjectTarget {
            kind: PackageKind::Function,
            runtime,
            architecture: named(architecture),
            handler,
        };
        let all = of("layers").and_then(|layers| self.variables.value(layers));
        let all: Vec<Node> = all.into_iter().flat_map(Node::items).collect();
        let layers: Vec<String> = all.iter().filter_map(|layer| self.layer_id(*layer)).collect();
        project.definitions.push(BuildDefinition {
            id: id.to_string(),
            name: body.get("name").and_then(|name| self.variables.text(name)),
            target,
            folder,
            files,
            written,
            leave_out,
            other_layers: u32::try_from(all.len() - layers.len()).unwrap_or(u32::MAX),
            layers,
            line: key.place().line,
        });
    }

    fn layer(&mut self, key: Node<'d>, body: Node<'d>, project: &mut Project) {
        let Some(id) = key.text() else { return };
        if body.at(&["package", "artifact"]).is_some() {
            return skip(project, id, key, "its code is a zip already");
        }
        let path = body.get("path").and_then(|path| self.variables.text(path));
        let folder = path.and_then(|path| joined(self.folder, &path));
        let Some(folder) = folder.filter(|folder| self.dropped.has_folder(folder)) else {
            let message = format!("\"path\" of the layer \"{id}\" is not in what was dropped");
            return self.find(Code::TemplateCode, id, key, message, project);
        };
        let compatible = body.get("compatibleRuntimes").into_iter().flat_map(Node::items);
        let runtime = compatible.filter_map(|name| known_runtime(name.str()?).ok()).next();
        let architecture = body.get("compatibleArchitectures").and_then(|list| list.items().next()?.str());
        let target = self.layer_target(runtime, architecture.map(str::to_string));
        let patterns = self.patterns_of_layer(body, project);
        let is_packed = |path: &str| patterns.includes(path);
        let mut files = self.dropped.files_where(&folder, Installs::Nothing, patterns.len(), is_packed);
        if files.is_empty() {
            // The framework refuses a layer without files. Patterns of the service that are meant for functions are the
            // usual cause.
            let patterns = self.own_patterns_of_layer(body, project);
            let is_packed = |path: &str| patterns.includes(path);
            files = self.dropped.files_where(&folder, Installs::Nothing, patterns.len(), is_packed);
        }
        let name = body.get("name").and_then(|name| self.variables.text(name));
        let line = key.place().line;
        // The id of a layer is its key, with `layers.` in front if a function has the same name.
        let called = if self.names.contains(id) { format!("layers.{id}") } else { id.to_string() };
        self.layers.push((resource_of(id), called.clone()));
        self.layer_folders.extend(within(&folder, self.folder).map(str::to_string));
        project.definitions.push(BuildDefinition {
            id: called,
            name,
            target,
            folder,
            files,
            written: Vec::new(),
            leave_out: Vec::new(),
            layers: Vec::new(),
            other_layers: 0,
            line,
        });
    }

    /// Adds the layer that the plugin makes of the requirements.
    fn requirements(&mut self, project: &mut Project) {
        if !self.python.is_in_layer {
            return;
        }
        let Packed { files, written, leave_out } =
            self.python.packed(self.dropped, self.folder, 0, |_| false);
        self.layers.push((REQUIREMENTS_LAYER.to_string(), REQUIREMENTS.to_string()));
        project.definitions.push(BuildDefinition {
            id: REQUIREMENTS.to_string(),
            name: None,
            target: self.layer_target(None, None),
            folder: self.folder.to_string(),
            files,
            written,
            leave_out,
            layers: Vec::new(),
            other_layers: 0,
            line: 1,
        });
    }

    /// Returns the target of a layer. What the layer does not state comes from the provider's settings, else it is the
    /// newest runtime and x86_64.
    fn layer_target(&self, runtime: Option<String>, architecture: Option<String>) -> ProjectTarget {
        let provider = |name: &str| self.variables.text(self.variables.at(&["provider", name])?);
        let runtime = runtime.or_else(|| known_runtime(&provider("runtime")?).ok());
        ProjectTarget {
            kind: PackageKind::Layer,
            runtime: runtime.unwrap_or_else(newest_runtime),
            architecture: named(architecture.or_else(|| provider("architecture"))),
            handler: None,
        }
    }

    /// Adds a finding about a value, with the file that contains the value.
    fn find(&self, code: Code, id: &str, at: Node, message: String, project: &mut Project) {
        let file = self.files.file_of(at).unwrap_or(&project.file).to_string();
        project.findings.push(ProjectFinding::new(code, &file, at.place(), message).about(id));
    }

    /// Returns the id of the layer of this service that a value refers to by its resource.
    fn layer_id(&self, layer: Node<'d>) -> Option<String> {
        let call = super::intrinsic::Call::from_node(layer)?;
        let target = call.target()?;
        self.layers.iter().find(|(resource, _)| resource == target).map(|(_, id)| id.clone())
    }
}

/// Returns the name of a layer's resource: `SharedLambdaLayer` for `shared` (Serverless Framework, "AWS Lambda
/// Layers").
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
