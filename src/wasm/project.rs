//! The module that reads what a dropped repository states, and edits its template.

use super::loaded_codecs::LoadedCodecs;
use super::protocol::NoInput;
use super::scope::{Job, Service, serve};
use crate::error::Error;
use crate::project::edit::{AddedLayer, Relocation, relocated, with_layers};
use crate::project::model::Project;
use crate::project::{self, Text};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// What the worker that reads repositories can be asked to do.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum ProjectTask {
    /// Reads what is stated.
    Read(ReadTask),
    /// Puts the code of functions elsewhere in a template.
    Relocate(RelocateTask),
    /// Tells the bytes of WebAssembly's memory.
    Memory(NoInput),
}

/// A drop.
#[derive(Deserialize, Tsify)]
pub(super) struct ReadTask {
    /// Of all files, as dropped.
    pub paths: Vec<String>,
    /// Of those that may state functions.
    pub texts: Vec<DroppedText>,
}

/// A dropped file's text.
#[derive(Deserialize, Tsify)]
pub(super) struct DroppedText {
    pub path: String,
    pub text: String,
}

/// A template, and where the code of its functions is from now on.
#[derive(Deserialize, Tsify)]
pub(super) struct RelocateTask {
    pub path: String,
    pub text: String,
    pub relocations: Vec<Relocation>,
    pub layers: Vec<AddedLayer>,
}

/// What a drop states.
#[derive(Serialize, Tsify)]
pub(super) struct ReadAnswer {
    pub projects: Vec<Project>,
    /// Paths of dropped files that the texts name: with their texts there is more to say.
    pub wanted: Vec<String>,
}

/// What each task answers, under the task's name.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", content = "answer", rename_all = "camelCase")]
pub(super) enum ProjectAnswer {
    Read(ReadAnswer),
    Relocate(String),
    Memory(u64),
}

struct Projects;

/// Makes this worker read repositories, from the next message on.
#[wasm_bindgen]
pub fn project(probe: web_sys::Blob) {
    serve(Projects, probe.into(), LoadedCodecs::default());
}

impl Service for Projects {
    type Task = ProjectTask;
    type Answer = ProjectAnswer;

    async fn run(&self, task: ProjectTask, _: &Job) -> Result<Option<ProjectAnswer>, Error> {
        let answer = match task {
            ProjectTask::Read(ReadTask { paths, texts }) => {
                let texts = texts.into_iter().map(|DroppedText { path, text }| Text { path, text });
                let texts: Vec<Text> = texts.collect();
                let wanted = project::wanted(&paths, &texts);
                ProjectAnswer::Read(ReadAnswer { projects: project::read(&paths, &texts), wanted })
            }
            ProjectTask::Relocate(RelocateTask { path, text, relocations, layers }) => {
                let edited = with_layers(&text, &layers).and_then(|text| relocated(&text, &relocations));
                let edited = edited.map_err(|fault| Error::Template {
                    message: format!("at {}: {}", fault.place, fault.why),
                    path,
                })?;
                ProjectAnswer::Relocate(edited)
            }
            ProjectTask::Memory(NoInput {}) => ProjectAnswer::Memory(super::memory()),
        };
        Ok(Some(answer))
    }
}

/// Regular expressions, of which one matches the path of each file that may state functions. For the build.
#[wasm_bindgen]
pub fn statements() -> Vec<String> {
    project::patterns()
}

/// A regular expression of the files whose folders may be functions where no file states any. For the build.
#[wasm_bindgen]
pub fn handlers() -> String {
    project::handler_pattern()
}
