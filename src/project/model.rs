//! What a dropped repository states: functions and layers, what is left alone, and what is wrong.

use super::document::Place;
use crate::finding::{Code, Finding};
use crate::format::count;
use crate::target::{Architecture, PackageKind};
use serde::{Deserialize, Serialize};

/// A file that was dropped, by its place in the list that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FileRef {
    /// In the list that was given, from 0.
    pub index: u32,
    /// What the file is called in the drop of this function alone.
    pub path: String,
}

/// A file that was not dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Written {
    /// As those of the dropped files of its function.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// What a function or layer is pressed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StatedTarget {
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

/// A function or layer that is stated.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Stated {
    /// Its logical id, or what the file calls it.
    pub id: String,
    /// The name it has in AWS, where the file says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is pressed for.
    pub target: StatedTarget,
    /// The folder of its code in the drop; empty for the drop's root.
    pub folder: String,
    /// The files that it is pressed from.
    pub files: Vec<FileRef>,
    /// Files that the tool would write besides.
    pub written: Vec<Written>,
    /// Distributions that are not packed, by their names.
    pub leave_out: Vec<String>,
    /// The stated layers that the function has, by their ids.
    pub layers: Vec<String>,
    /// How many other layers it has: of somebody else, or not pressed here.
    pub other_layers: u32,
    /// Where it is stated, from 1.
    pub line: u32,
}

impl Stated {
    /// Whether it is a layer.
    pub fn is_layer(&self) -> bool {
        self.target.kind == PackageKind::Layer
    }
}

/// What is stated and not pressed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LeftAlone {
    /// Its logical id, or what the file calls it.
    pub id: String,
    /// Why, in a clause.
    pub why: String,
    /// Where it is stated, from 1.
    pub line: u32,
}

/// A finding with the place that it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProjectFinding {
    /// From 1; 0 where it is about the file as a whole.
    pub line: u32,
    /// In characters, from 1; 0 where it is about the file as a whole.
    pub column: u32,
    /// The function, layer or resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is wrong; its path is the file that states it.
    #[serde(flatten)]
    pub finding: Finding,
}

impl ProjectFinding {
    /// A finding of a file at a place. Of a long message the ends are told: what files say may be endless.
    pub fn new(code: Code, file: &str, place: Place, message: impl Into<String>) -> ProjectFinding {
        ProjectFinding::told(code, file, place, clipped(message.into()))
    }

    fn told(code: Code, file: &str, place: Place, message: String) -> ProjectFinding {
        let Place { line, column } = place;
        ProjectFinding { line, column, id: None, finding: Finding::new(code, file, message) }
    }

    /// The same finding, about this resource.
    pub fn about(mut self, id: &str) -> ProjectFinding {
        self.id = Some(id.to_string());
        self
    }
}

/// Which kind of file states a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Statement {
    /// A template of SAM or CloudFormation.
    Template,
    /// Serverless Framework's `serverless.yml`.
    Serverless,
    /// `zappa_settings.json`.
    Zappa,
    /// Chalice's `.chalice/config.json`.
    Chalice,
    /// What CDK synthesized into `cdk.out`.
    Cdk,
    /// Terraform's `aws_lambda_function`.
    Terraform,
    /// No file: folders with a handler each.
    Folders,
}

/// Findings of one file.
const MAX_FINDINGS: usize = 500;
/// Characters of a message.
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
    /// The file, as dropped; empty where folders speak for themselves.
    pub file: String,
    /// What kind of file it is.
    pub statement: Statement,
    /// Layers first, and in the order of the file.
    pub stated: Vec<Stated>,
    /// What is not pressed here.
    pub left_alone: Vec<LeftAlone>,
    /// What is wrong, in the order of the file.
    pub findings: Vec<ProjectFinding>,
}

impl Project {
    /// Puts layers first, which functions are checked with, and counts those that are not stated as others.
    pub fn settle_layers(&mut self) {
        let (layers, functions): (Vec<Stated>, Vec<Stated>) =
            self.stated.drain(..).partition(Stated::is_layer);
        self.stated = layers.into_iter().chain(functions).collect();
        let ids: Vec<String> =
            self.stated.iter().filter(|stated| stated.is_layer()).map(|layer| layer.id.clone()).collect();
        for stated in &mut self.stated {
            let before = stated.layers.len();
            stated.layers.retain(|id| ids.contains(id));
            let gone = u32::try_from(before - stated.layers.len()).unwrap_or(u32::MAX);
            stated.other_layers = stated.other_layers.saturating_add(gone);
        }
    }

    /// Makes findings of the functions that have no files because those before them have so many.
    pub(super) fn refuse_the_rest(&mut self) {
        let file = self.file.clone();
        let (kept, rest): (Vec<Stated>, Vec<Stated>) =
            self.stated.drain(..).partition(|stated| !stated.files.is_empty());
        self.stated = kept;
        self.findings.extend(rest.into_iter().map(|stated| {
            let message = format!(
                "\"{}\" has more files or patterns than can be read, with those of the others",
                stated.id
            );
            let place = Place { line: stated.line, column: 1 };
            let mut finding =
                ProjectFinding::new(Code::TemplateCode, &file, place, message).about(&stated.id);
            finding.finding = finding.finding.hint("Drop no more than the functions need");
            finding
        }));
    }

    /// Keeps the findings that anybody may read, and says how many more there are.
    pub(super) fn bound(&mut self) {
        let more = self.findings.len().saturating_sub(MAX_FINDINGS);
        if more > 0 {
            self.findings.truncate(MAX_FINDINGS);
            let message = format!("\"{}\" has {} more findings", self.file, count(more));
            let finding = ProjectFinding::new(Code::StatementUnread, &self.file, Place::default(), message);
            self.findings.push(finding);
        }
    }

    /// Of a file of which nothing is known yet.
    pub fn new(file: &str, statement: Statement) -> Project {
        Project {
            file: file.to_string(),
            statement,
            stated: Vec::new(),
            left_alone: Vec::new(),
            findings: Vec::new(),
        }
    }
}
