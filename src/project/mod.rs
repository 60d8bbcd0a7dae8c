//! Reads which functions and layers a dropped repository states.
//!
//! - `project_kinds`: the table of files that state functions
//! - [`document`]: YAML and JSON with positions
//! - `intrinsic`: CloudFormation's intrinsic functions, as far as their values follow from the template alone
//! - `samconfig`: the settings of the SAM CLI, which name templates
//! - `template`: templates of SAM and CloudFormation, and the templates that CDK writes
//! - `config`, `serverless`, `chalice`, `zappa`, `terraform`: configurations of other tools
//! - `folders`: folders with a handler each
//! - `files`, `glob`: which of the dropped files a function is packaged from
//! - `outside`, `workspace`: what requirements need from outside of a function's folder
//! - [`edit`]: edits of templates: locations of code, and layers
//! - [`model`]: what is stated, as hosts see it
//!
//! Nothing here reads files. The host passes the paths of all files, the texts of the files that [`patterns`] match,
//! and the texts of the files that [`wanted`] then returns.

mod chalice;
mod config;
pub mod document;
pub mod edit;
mod files;
mod folders;
mod glob;
mod intrinsic;
pub mod model;
mod outside;
mod project_kinds;
mod samconfig;
mod serverless;
mod template;
mod terraform;
mod workspace;
mod zappa;

use crate::finding::{Code, Severity};
use document::Position;
use files::{Dropped, Listing};
use model::{Project, ProjectFinding, ProjectKind};

/// The path and text of a dropped file.
#[derive(Clone, Debug)]
pub struct Text {
    /// The path, as dropped.
    pub path: String,
    /// The whole text. For `samconfig.toml`, the output of `toml_json::as_json`, because nothing here reads TOML.
    pub text: String,
}

/// Returns regular expressions. The path of each file that may state functions matches one of them.
pub fn patterns() -> Vec<String> {
    project_kinds::patterns()
}

/// Returns a regular expression for files whose folders may be functions. It is used where no file states any
/// functions.
pub fn handler_pattern() -> String {
    project_kinds::handler_pattern()
}

/// Returns the dropped files whose texts are needed too because the given texts name them.
pub fn wanted(paths: &[String], texts: &[Text]) -> Vec<String> {
    let configs = samconfig::read(texts, &mut Vec::new());
    let mut wanted: Vec<String> = named_templates(&configs, texts)
        .into_iter()
        .chain(texts.iter().flat_map(|text| serverless::files_in(text, texts)))
        .chain(workspace::locks(paths))
        .chain(
            texts
                .iter()
                .filter(|text| text.path.ends_with(".txt"))
                .flat_map(|text| outside::files_in(&text.path, &text.text)),
        )
        .collect();
    crate::collections::sort(&mut wanted);
    wanted.dedup();
    wanted.retain(|path| paths.contains(path) && texts.iter().all(|text| text.path != *path));
    wanted
}

/// Reads what the dropped files state.
///
/// `paths`: the paths of all dropped files. `texts`: the texts of the files that may state functions, of the files that
/// [`wanted`] returns for them, and of each `requirements.txt`. For a `requirements.txt` without any requirement, no
/// wheels are added.
pub fn read(paths: &[String], texts: &[Text]) -> Vec<Project> {
    let mut faults = Vec::new();
    let configs = samconfig::read(texts, &mut faults);
    let templates = named_templates(&configs, texts);
    let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
    let listing = Listing::new(paths, texts, &templates);
    let dropped = Dropped::new(&listing);
    let project_kind = |path: &str| {
        let named = || templates.contains(&path).then_some(ProjectKind::Template);
        project_kinds::project_kind(path).or_else(named)
    };
    let stating = texts.iter().filter_map(|text| match project_kind(&text.path)? {
        statement @ (ProjectKind::Template | ProjectKind::Cdk) => {
            template::read(text, statement, dropped, samconfig::given(&configs, &text.path))
        }
        ProjectKind::Serverless => Some(serverless::read(text, texts, dropped)),
        ProjectKind::Chalice => Some(chalice::read(text, dropped)),
        ProjectKind::Zappa => Some(zappa::read(text, dropped)),
        ProjectKind::Terraform | ProjectKind::Pulumi | ProjectKind::Folders => None,
    });
    let mut projects: Vec<Project> = stating.collect();
    projects.extend(terraform::read(texts, dropped));
    projects.extend(texts.iter().filter_map(|text| unread(text, texts)));
    projects.extend(paths.iter().filter_map(|path| without_text(path, texts)));
    if projects.iter().all(|project| project.definitions.is_empty() && project.skipped.is_empty()) {
        let handlers = texts.iter().filter(|text| project_kinds::may_be_handler(&text.path));
        let handlers: Vec<Text> = handlers.cloned().collect();
        projects.extend(folders::read(&handlers, dropped));
    }
    for fault in faults {
        samconfig::tell(fault, &mut projects);
    }
    for project in &mut projects {
        for definition in &mut project.definitions {
            let is_installed = |file: &model::FileRef| file.path.ends_with("/pyproject.toml");
            let has_project = definition.files.iter().any(is_installed);
            if let Some(member) =
                has_project.then(|| workspace::member(&definition.folder, dropped)).flatten()
            {
                definition.written.push(member.lock);
                definition.files.extend(member.others);
            }
            let outside = outside::files_of(definition, paths, dropped);
            definition.files.extend(outside);
        }
        if listing.is_spent() {
            project.refuse_the_rest();
        }
        project.bound();
    }
    projects
}

/// Reports a file that may state functions but whose text the host did not pass.
fn without_text(path: &str, texts: &[Text]) -> Option<Project> {
    let statement = project_kinds::project_kind(path)?;
    if texts.iter().any(|text| text.path == path) {
        return None;
    }
    let mut project = Project::new(path, statement);
    let message = format!("\"{path}\" may state functions, but it is too large, or cannot be read");
    let mut finding = ProjectFinding::new(Code::TemplateLarge, path, Position::default(), message);
    finding.finding = finding.finding.severity(Severity::Error);
    project.findings.push(finding);
    Some(project)
}

/// Returns the templates that other files name: settings of the SAM CLI, and templates with nested stacks.
fn named_templates(configs: &[samconfig::SamConfig], texts: &[Text]) -> Vec<String> {
    let named: Vec<String> = configs.iter().filter_map(|config| config.template.clone()).collect();
    let usual =
        texts.iter().filter(|text| project_kinds::project_kind(&text.path) == Some(ProjectKind::Template));
    let given = named.iter().cloned().chain(usual.map(|text| text.path.clone())).collect();
    let nested = template::templates_in(given, texts);
    named.into_iter().chain(nested).collect()
}

/// Reports a file that may state functions in a form that is not supported. A program of CDK is not reported if its
/// templates were dropped.
fn unread(text: &Text, texts: &[Text]) -> Option<Project> {
    let (statement, hint) = project_kinds::not_understood(&text.path)?;
    let is_of_program = |other: &Text| {
        project_kinds::project_kind(&other.path) == Some(ProjectKind::Cdk)
            && files::within(&other.path, files::folder_of(&text.path)).is_some()
    };
    if statement == ProjectKind::Cdk && texts.iter().any(is_of_program) {
        return None;
    }
    let mut project = Project::new(&text.path, statement);
    let message = format!("\"{}\" may state functions in a way that is not read here", text.path);
    let mut finding = ProjectFinding::new(Code::StatementUnread, &text.path, Position::default(), message);
    finding.finding = finding.finding.hint(hint);
    project.findings.push(finding);
    Some(project)
}
