//! `samconfig.toml`, which names a template and the values of its parameters (AWS SAM developer guide, "AWS SAM CLI
//! configuration file"). Only the environment `default` is read: the CLI uses it unless another one is selected. For
//! TOML, the host passes the output of `toml_json::as_json`.

use super::Text;
use super::document::{Document, Node};
use super::files::{folder_of, joined};
use super::intrinsic::Given;
use super::project_kinds::is_settings;
use crate::finding::Code;
use crate::format::quoted;
use crate::project::document::Position;
use crate::project::model::{Project, ProjectFinding, ProjectKind};

/// The commands whose settings apply to `sam build`. The first one takes precedence.
const BUILDS: &[&str] = &["build", "global"];
/// The command that gives values to parameters without a default.
const DEPLOYS: &[&str] = &["deploy"];

/// The contents of one settings file.
pub struct SamConfig {
    /// Path of the file.
    pub path: String,
    /// Path of the template that it names, in the drop.
    pub template: Option<String>,
    /// Parameter values by name. They replace the defaults.
    pub overrides: Document,
    /// Parameter values by name, for parameters without a default.
    pub otherwise: Document,
}

/// Reads the settings of the SAM CLI in the drop. Faults are added to `findings`.
pub fn read(texts: &[Text], findings: &mut Vec<ProjectFinding>) -> Vec<SamConfig> {
    let settings = texts.iter().filter(|text| is_settings(&text.path));
    settings.filter_map(|text| read_one(text, findings)).collect()
}

/// Returns the parameter values that a template is built with. They come from the settings file that names the
/// template, else from one in the same folder that names no template.
pub fn given<'c>(configs: &'c [SamConfig], template: &str) -> Given<'c> {
    let names = |config: &&SamConfig| config.template.as_deref() == Some(template);
    let is_beside =
        |config: &&SamConfig| config.template.is_none() && folder_of(&config.path) == folder_of(template);
    let config = configs.iter().find(names).or_else(|| configs.iter().find(is_beside));
    Given {
        overrides: config.map(|config| config.overrides.root()),
        otherwise: config.map(|config| config.otherwise.root()),
    }
}

/// Adds a fault of a settings file to the first template project in the same folder. Without such a project, the fault
/// is ignored.
pub fn tell(fault: ProjectFinding, projects: &mut [Project]) {
    let folder = fault.finding.path.as_deref().map(folder_of);
    let is_beside = |project: &&mut Project| Some(folder_of(&project.file)) == folder;
    if let Some(project) =
        projects.iter_mut().filter(|one| one.statement == ProjectKind::Template).find(is_beside)
    {
        project.findings.push(fault);
    }
}

fn read_one(text: &Text, findings: &mut Vec<ProjectFinding>) -> Option<SamConfig> {
    let path = text.path.as_str();
    let parsed = Document::parse(&text.text).map_err(|fault| (fault.place, fault.why));
    let document = match parsed.and_then(|document| fault_of(&document).map_or(Ok(document), Err)) {
        Ok(document) => document,
        Err((place, why)) => {
            let message = format!("\"{path}\" cannot be read at {place}: {why}");
            findings.push(ProjectFinding::new(Code::TemplateInvalid, path, place, message));
            return None;
        }
    };
    let of = |command: &str, name: &str| document.root().at(&["default", command, "parameters", name]);
    let named = BUILDS.iter().chain(DEPLOYS).flat_map(|command| {
        ["template_file", "template"].iter().filter_map(move |name| of(command, name)?.text())
    });
    let template = named.into_iter().next().and_then(|file| joined(folder_of(path), file));
    let overrides = |commands: &[&str]| {
        // If a name occurs several times, the last value counts.
        let all =
            commands.iter().rev().filter_map(|command| of(command, "parameter_overrides")).flat_map(pairs);
        let entries: Vec<String> =
            all.map(|(name, value)| format!("{}: {}", quoted(&name), quoted(&value))).collect();
        Document::parse(&format!("{{{}}}", entries.join(", "))).ok()
    };
    let (overrides, otherwise) = (overrides(BUILDS)?, overrides(DEPLOYS)?);
    Some(SamConfig { path: path.to_string(), template, overrides, otherwise })
}

/// Returns the position and the reason if the text was not valid TOML: then the document is the list of line and reason
/// that `toml_json::as_json` returns.
fn fault_of(document: &Document) -> Option<(Position, String)> {
    let mut items = document.root().items();
    let line = items.next()?.text()?.parse().ok()?;
    Some((Position { line, column: 1 }, items.next()?.text()?.to_string()))
}

/// Returns names and values of parameters. They are written as one text, a list of texts, or a mapping.
fn pairs(node: Node<'_>) -> Vec<(String, String)> {
    let mapped = node.own_entries();
    let mapped = mapped.filter_map(|(key, value)| Some((key.text()?.to_string(), value.text()?.to_string())));
    let texts = node.text().into_iter().chain(node.items().filter_map(Node::text));
    mapped.chain(texts.flat_map(words).filter_map(|word| pair(&word))).collect()
}

/// Splits `Name=value`, or the notation of CloudFormation's own command: `ParameterKey=Name,ParameterValue=value`.
fn pair(word: &str) -> Option<(String, String)> {
    let (name, value) = match word.strip_prefix("ParameterKey=") {
        Some(rest) => rest.split_once(",ParameterValue=")?,
        None => word.split_once('=')?,
    };
    Some((name.to_string(), value.to_string()))
}

/// Splits a text at whitespace. Quoted parts stay together.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, c) if c.is_whitespace() => words.push(std::mem::take(&mut word)),
            (_, c) => word.push(c),
        }
    }
    words.push(word);
    words
}
