//! `zappa_settings.json` (Zappa, "Advanced Settings"; its `cli.py`).
//!
//! - `stage`: the settings of a stage, with those of the stages that it extends
//! - `settings`: the module that Zappa writes into each package

mod settings;
mod stage;

use super::Text;
use super::config::{first, last_entries, newest_runtime, read as read_config, skip};
use super::document::Node;
use super::files::{Dropped, Installs, folder_of, top_of};
use super::glob::Pattern;
use super::model::{BuildDefinition, GeneratedFile, Project, ProjectFinding, ProjectKind, ProjectTarget};
use super::template::{NoRuntime, known_runtime};
use crate::finding::Code;
use crate::target::{Architecture, PackageKind};
use stage::Stage;

/// The handler of Zappa's packages, unless the settings name another one.
const HANDLER: &str = "handler.lambda_handler";
/// The file of that handler. Zappa adds a copy of its own module.
const HANDLER_FILE: &str = "handler.py";
const HANDLER_TEXT: &str = "from zappa.handler import *\nfrom zappa.handler import lambda_handler\n";
const SETTINGS_FILE: &str = "zappa_settings.py";

/// Patterns of files that Zappa never packages. Only those that may be in a drop are listed (`ZIP_EXCLUDES` of its
/// `core.py`).
const EXCLUDED: &[&str] = &["*.exe", "*.DS_Store", "*.zip", "*.tar.gz", ".git", ".hg"];

/// Reads what settings of Zappa state: a function for each stage.
pub(super) fn read(text: &Text, dropped: Dropped<'_>) -> Project {
    read_config(text, ProjectKind::Zappa, |root, project| {
        for (key, body) in first(last_entries(root), project) {
            let Some(id) = key.text() else { continue };
            let stage = Stage::new(root, id, body);
            match definition(&stage, key, text, dropped) {
                Ok(definition) => project.definitions.push(definition),
                Err(Stop::Skipped(why)) => skip(project, id, key, why),
                Err(Stop::Finding(code, at, message)) => {
                    let finding = ProjectFinding::new(code, &project.file, at.place(), message);
                    project.findings.push(finding.about(id));
                }
            }
        }
    })
}

enum Stop<'d> {
    Skipped(String),
    Finding(Code, Node<'d>, String),
}

fn definition<'d>(
    stage: &Stage<'d>,
    key: Node<'d>,
    text: &Text,
    dropped: Dropped<'_>,
) -> Result<BuildDefinition, Stop<'d>> {
    let left = |why: &str| Err(Stop::Skipped(format!("{why}: run \"zappa package\" and drop its zip")));
    if stage.is_true("slim_handler") {
        return left("its slim handler fetches the code when it starts");
    }
    if stage.get("django_settings").is_some() {
        return left("Zappa writes Django's application when it packs");
    }
    let id = stage.id;
    let handler = stage.text("lambda_handler").unwrap_or(HANDLER);
    let app = stage.get("app_function");
    match app.map(|app| (app, app.str().unwrap_or_default())) {
        // A custom handler needs no application.
        None if handler == HANDLER => {
            let message = format!("The stage \"{id}\" has no \"app_function\"");
            return Err(Stop::Finding(Code::TemplateProperty, key, message));
        }
        Some((at, name)) if !name.contains('.') => {
            let message = format!("\"app_function\" of \"{id}\" is \"{name}\", and not \"module.function\"");
            return Err(Stop::Finding(Code::TemplateProperty, at, message));
        }
        _ => {}
    }
    let runtime = match stage.get("runtime") {
        // Zappa takes the runtime from the Python that runs it.
        None => newest_runtime(),
        Some(at) => {
            let name = at.str().unwrap_or_default();
            known_runtime(name).map_err(|why| match why {
                NoRuntime::Other => Stop::Skipped(format!("its runtime is \"{name}\"")),
                NoRuntime::Unknown => {
                    let message = format!("The runtime \"{name}\" of \"{id}\" is not known");
                    Stop::Finding(Code::TemplateRuntime, at, message)
                }
            })?
        }
    };
    let architecture =
        stage.get("architecture").and_then(|one| one.str().or_else(|| one.items().next()?.str()));
    let architecture = match architecture {
        Some("arm64") => Architecture::Arm64,
        _ => Architecture::X86_64,
    };
    let folder = folder_of(&text.path);
    let mut written = vec![(SETTINGS_FILE, settings::module(stage, folder))];
    if handler == HANDLER {
        written.push((HANDLER_FILE, HANDLER_TEXT.to_string()));
    }
    let excludes = EXCLUDED.iter().copied().chain(stage.texts("exclude"));
    let excludes: Vec<Pattern> = excludes.map(Pattern::new).collect();
    let globs: Vec<Pattern> = stage.texts("exclude_glob").map(Pattern::new).collect();
    let is_packed = |path: &str| {
        let is_excluded = |pattern: &Pattern| path.split('/').any(|name| pattern.fits(name));
        !written.iter().any(|(name, _)| *name == path)
            && !excludes.iter().any(is_excluded)
            && !globs.iter().any(|glob| glob.fits(path))
    };
    let files = dropped.files_where(folder, Installs::Found, excludes.len() + globs.len(), is_packed);
    let top = top_of(folder);
    let written =
        written.into_iter().map(|(name, text)| GeneratedFile { path: format!("{top}{name}"), text });
    Ok(BuildDefinition {
        id: id.to_string(),
        name: stage.text("project_name").map(|project| settings::slug(&format!("{project}-{id}"))),
        target: ProjectTarget {
            kind: PackageKind::Function,
            runtime,
            architecture,
            handler: Some(handler.to_string()),
        },
        folder: folder.to_string(),
        files,
        written: written.collect(),
        leave_out: Vec::new(),
        layers: Vec::new(),
        other_layers: u32::try_from(stage.texts("layers").count()).unwrap_or(u32::MAX),
        line: key.place().line,
    })
}
