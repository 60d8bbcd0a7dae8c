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
mod project_kinds;
mod samconfig;
mod serverless;
mod template;
mod terraform;
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
    let mut wanted: Vec<String> = samconfig::read(texts, &mut Vec::new())
        .into_iter()
        .filter_map(|config| config.template)
        .chain(texts.iter().flat_map(|text| serverless::files_in(text, texts)))
        .chain(files::workspace_locks(paths))
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
    let templates: Vec<&str> = configs.iter().filter_map(|config| config.template.as_deref()).collect();
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
        ProjectKind::Terraform | ProjectKind::Folders => None,
    });
    let mut projects: Vec<Project> = stating.collect();
    projects.extend(terraform::read(texts, dropped));
    projects.extend(texts.iter().filter_map(unread));
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
            if definition.files.iter().any(is_installed) {
                definition.written.extend(dropped.workspace_lock(&definition.folder));
            }
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

/// Reports a file that states functions in a form that is not supported.
fn unread(text: &Text) -> Option<Project> {
    let (statement, hint) = project_kinds::not_understood(&text.path)?;
    let mut project = Project::new(&text.path, statement);
    let message = format!("\"{}\" states functions in a way that is not read here", text.path);
    let mut finding = ProjectFinding::new(Code::StatementUnread, &text.path, Position::default(), message);
    finding.finding = finding.finding.hint(hint);
    project.findings.push(finding);
    Some(project)
}
