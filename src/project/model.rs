//! What a dropped repository states: functions and layers, those that are skipped, and findings.

use super::document::Position;
use crate::finding::{Code, Finding};
use crate::format::count;
use crate::target::{Architecture, PackageKind};
use serde::{Deserialize, Serialize};

/// A reference to a dropped file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FileRef {
    /// Index in the list of paths that the host passed, from 0.
    pub index: u32,
    /// Path of the file among the files of this function.
    pub path: String,
    /// Whether only the requirements of the function need it: it does not ship as it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub for_requirements: bool,
}

/// A file that was not dropped but is packaged, with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct GeneratedFile {
    /// Path, in the same form as those of the dropped files of the function.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The target that a function or layer is packaged for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProjectTarget {
    /// Whether it is a function or a layer.
    pub kind: PackageKind,
    /// Lambda's name of the runtime, such as "python3.13".
    pub runtime: String,
    /// The instruction set.
    pub architecture: Architecture,
    /// `module.function`; a layer has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
}

/// A function or layer that a file states.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BuildDefinition {
    /// Its logical id, or what the file calls it.
    pub id: String,
    /// Its name in AWS, if the file states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its target.
    pub target: ProjectTarget,
    /// The folder of its code in the drop; empty for the root of the drop.
    pub folder: String,
    /// The files that it is packaged from.
    pub files: Vec<FileRef>,
    /// Additional files that the tool would write into the package.
    pub written: Vec<GeneratedFile>,
    /// Names of distributions that are left out of the package.
    pub leave_out: Vec<String>,
    /// Ids of its layers that are stated in the same project.
    pub layers: Vec<String>,
    /// Number of its other layers: layers of other owners, and layers that are not packaged here.
    pub other_layers: u32,
    /// The line where it is stated, from 1.
    pub line: u32,
}

impl BuildDefinition {
    /// Whether it is a layer.
    pub fn is_layer(&self) -> bool {
        self.target.kind == PackageKind::Layer
    }
}

/// A function or layer that is stated but not packaged here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SkippedResource {
    /// Its logical id, or what the file calls it.
    pub id: String,
    /// The reason, as a clause.
    pub why: String,
    /// The line where it is stated, from 1.
    pub line: u32,
}

/// A finding about a place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProjectFinding {
    /// Line, from 1; 0 if the finding is about the file as a whole.
    pub line: u32,
    /// Column in characters, from 1; 0 if the finding is about the file as a whole.
    pub column: u32,
    /// Id of the function, layer or resource that the finding is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is wrong; its path is the file that states it.
    #[serde(flatten)]
    pub finding: Finding,
}

impl ProjectFinding {
    /// Creates a finding about a place in a file. A long message is shortened to its beginning and end, because texts
    /// from files can have any length.
    pub fn new(code: Code, file: &str, place: Position, message: impl Into<String>) -> ProjectFinding {
        ProjectFinding::told(code, file, place, clipped(message.into()))
    }

    fn told(code: Code, file: &str, place: Position, message: String) -> ProjectFinding {
        let Position { line, column } = place;
        ProjectFinding { line, column, id: None, finding: Finding::new(code, file, message) }
    }

    /// Sets the id of the resource that the finding is about.
    pub fn about(mut self, id: &str) -> ProjectFinding {
        self.id = Some(id.to_string());
        self
    }
}

/// The kind of file that states a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum ProjectKind {
    /// A template of SAM or CloudFormation.
    Template,
    /// Serverless Framework's `serverless.yml`.
    Serverless,
    /// `zappa_settings.json`.
    Zappa,
    /// Chalice's `.chalice/config.json`.
    Chalice,
    /// A template that CDK wrote into `cdk.out`.
    Cdk,
    /// Terraform's `aws_lambda_function`.
    Terraform,
    /// `Pulumi.yaml`, which names a program.
    Pulumi,
    /// No file: folders with a handler each.
    Folders,
}

/// Maximum number of findings of one file.
const MAX_FINDINGS: usize = 500;
/// Maximum number of characters of a message. A longer message keeps its beginning and its last `END_OF_MESSAGE`
/// characters.
const MAX_MESSAGE_LENGTH: usize = 600;
const END_OF_MESSAGE: usize = 200;

fn clipped(message: String) -> String {
    let length = message.chars().count();
    if length <= MAX_MESSAGE_LENGTH {
        return message;
    }
    let start = message.chars().take(MAX_MESSAGE_LENGTH - END_OF_MESSAGE);
    start.chain(['…']).chain(message.chars().skip(length - END_OF_MESSAGE)).collect()
}

/// What one file states.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Path of the file, as dropped; empty if the functions are folders that no file states.
    pub file: String,
    /// What kind of file it is.
    pub statement: ProjectKind,
    /// Functions and layers, layers first, each in the order of the file.
    pub definitions: Vec<BuildDefinition>,
    /// Functions and layers that are not packaged here.
    pub skipped: Vec<SkippedResource>,
    /// What is wrong, in the order of the file.
    pub findings: Vec<ProjectFinding>,
}

impl Project {
    /// Puts layers before functions, because functions are checked together with their layers. Layers of a function
    /// that are not in this project are counted as other layers.
    pub fn settle_layers(&mut self) {
        let (layers, functions): (Vec<BuildDefinition>, Vec<BuildDefinition>) =
            self.definitions.drain(..).partition(BuildDefinition::is_layer);
        self.definitions = layers.into_iter().chain(functions).collect();
        let ids: Vec<String> = self
            .definitions
            .iter()
            .filter(|definition| definition.is_layer())
            .map(|layer| layer.id.clone())
            .collect();
        for definition in &mut self.definitions {
            let before = definition.layers.len();
            definition.layers.retain(|id| ids.contains(id));
            let gone = u32::try_from(before - definition.layers.len()).unwrap_or(u32::MAX);
            definition.other_layers = definition.other_layers.saturating_add(gone);
        }
    }

    /// Replaces each function or layer without files by a finding: the limits on files were reached before it.
    pub(super) fn refuse_the_rest(&mut self) {
        let file = self.file.clone();
        let (kept, rest): (Vec<BuildDefinition>, Vec<BuildDefinition>) =
            self.definitions.drain(..).partition(|definition| !definition.files.is_empty());
        self.definitions = kept;
        self.findings.extend(rest.into_iter().map(|definition| {
            let message = format!(
                "\"{}\" has more files or patterns than can be read, with those of the others",
                definition.id
            );
            let place = Position { line: definition.line, column: 1 };
            let mut finding =
                ProjectFinding::new(Code::TemplateCode, &file, place, message).about(&definition.id);
            finding.finding = finding.finding.hint("Drop no more than the functions need");
            finding
        }));
    }

    /// Limits the number of findings, and reports how many are omitted.
    pub(super) fn bound(&mut self) {
        let more = self.findings.len().saturating_sub(MAX_FINDINGS);
        if more > 0 {
            self.findings.truncate(MAX_FINDINGS);
            let message = format!("\"{}\" has {} more findings", self.file, count(more));
            let finding =
                ProjectFinding::new(Code::StatementUnread, &self.file, Position::default(), message);
            self.findings.push(finding);
        }
    }

    /// Creates the project of a file, with nothing read yet.
    pub fn new(file: &str, statement: ProjectKind) -> Project {
        Project {
            file: file.to_string(),
            statement,
            definitions: Vec::new(),
            skipped: Vec::new(),
            findings: Vec::new(),
        }
    }
}
