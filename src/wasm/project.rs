//! The module that reads the functions and layers that a dropped repository states, and edits its template.

use super::loaded_codecs::LoadedCodecs;
use super::protocol::NoInput;
use super::scope::{Service, TaskContext, serve};
use crate::error::Error;
use crate::project::document::Fault;
use crate::project::edit::{AddedLayer, Relocation, relocated, remaining_paths, with_layers};
use crate::project::model::Project;
use crate::project::{self, Text};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// A task of the worker that reads repositories.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum ProjectTask {
    /// Reads the functions and layers that a repository states.
    Read(ReadTask),
    /// Changes the locations of the code of functions and layers in a template.
    Relocate(RelocateTask),
    /// Returns the size of WebAssembly's memory, in bytes.
    Memory(NoInput),
}

/// A drop.
#[derive(Deserialize, Tsify)]
pub(super) struct ReadTask {
    /// The paths of all files, as dropped.
    pub paths: Vec<String>,
    /// The texts of the files that may state functions.
    pub texts: Vec<DroppedText>,
}

/// The text of a dropped file.
#[derive(Deserialize, Tsify)]
pub(super) struct DroppedText {
    pub path: String,
    pub text: String,
}

/// A template, and the new locations of the code of its functions and layers.
#[derive(Deserialize, Tsify)]
pub(super) struct RelocateTask {
    pub path: String,
    pub text: String,
    pub relocations: Vec<Relocation>,
    pub layers: Vec<AddedLayer>,
    /// If the template is put into another folder, the path from there to the template's current folder.
    #[tsify(optional)]
    pub back: Option<String>,
}

/// A changed template.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct RelocateAnswer {
    pub text: String,
    /// The local files and folders that the template names besides the relocated code, as written before.
    pub remaining_paths: Vec<String>,
}

/// The functions and layers that a drop states.
#[derive(Serialize, Tsify)]
pub(super) struct ReadAnswer {
    pub projects: Vec<Project>,
    /// Paths of dropped files that the texts name. With their texts, more can be read.
    pub wanted: Vec<String>,
}

/// The answer to each task, under the task's name.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", content = "answer", rename_all = "camelCase")]
pub(super) enum ProjectAnswer {
    Read(ReadAnswer),
    Relocate(RelocateAnswer),
    Memory(u64),
}

struct Projects;

/// Makes this worker read repositories, starting with the next message.
#[wasm_bindgen]
pub fn project(probe: web_sys::Blob) {
    serve(Projects, probe.into(), LoadedCodecs::default());
}

impl Service for Projects {
    type Task = ProjectTask;
    type Answer = ProjectAnswer;

    async fn run(&self, task: ProjectTask, _: &TaskContext) -> Result<Option<ProjectAnswer>, Error> {
        let answer = match task {
            ProjectTask::Read(ReadTask { paths, texts }) => {
                let texts = texts.into_iter().map(|DroppedText { path, text }| Text { path, text });
                let texts: Vec<Text> = texts.collect();
                let wanted = project::wanted(&paths, &texts);
                ProjectAnswer::Read(ReadAnswer { projects: project::read(&paths, &texts), wanted })
            }
            ProjectTask::Relocate(task) => {
                let edited = relocate(&task).map_err(|fault| Error::Template {
                    message: format!("at {}: {}", fault.place, fault.why),
                    path: task.path,
                })?;
                ProjectAnswer::Relocate(edited)
            }
            ProjectTask::Memory(NoInput {}) => ProjectAnswer::Memory(super::memory()),
        };
        Ok(Some(answer))
    }
}

fn relocate(task: &RelocateTask) -> Result<RelocateAnswer, Fault> {
    let RelocateTask { text, relocations, layers, back, .. } = task;
    let text = with_layers(text, layers)?;
    let remaining_paths = remaining_paths(&text, relocations)?;
    Ok(RelocateAnswer { text: relocated(&text, relocations, back.as_deref())?, remaining_paths })
}

/// Returns regular expressions: one of them matches the path of each file that may state functions. For the build.
#[wasm_bindgen]
pub fn statements() -> Vec<String> {
    project::patterns()
}

/// Returns a regular expression for files whose folders may be functions if no file states any. For the build.
#[wasm_bindgen]
pub fn handlers() -> String {
    project::handler_pattern()
}
