//! The module of the worker that chooses wheels from indexes, hashes what is fetched, and writes lock files. It also
//! reads the TOML files that few drops have, because this module has a TOML parser and writer: the settings of
//! repositories, and `wheelpress.toml`.

mod locks;
mod sessions;
mod tasks;

use super::loaded_codecs::LoadedCodecs;
use super::scope::{Service, TaskContext, serve};
use crate::error::Error;
use crate::settings;
use sessions::Sessions;
use std::cell::RefCell;
use tasks::{IndexAnswer, IndexTask, SettingsText, WriteTask};
use wasm_bindgen::prelude::*;

/// The service of the index worker.
#[derive(Default)]
struct Indexes(RefCell<Sessions>);

/// Makes this worker choose wheels from indexes, starting with the next message.
#[wasm_bindgen]
pub fn index(probe: web_sys::Blob) {
    serve(Indexes::default(), probe.into(), LoadedCodecs::default());
}

impl Service for Indexes {
    type Task = IndexTask;
    type Answer = IndexAnswer;

    async fn run(&self, task: IndexTask, _: &TaskContext) -> Result<Option<IndexAnswer>, Error> {
        let mut sessions = self.0.borrow_mut();
        Ok(Some(match task {
            IndexTask::Begin(task) => IndexAnswer::Begin(sessions.begin(task)?),
            IndexTask::Fill(task) => IndexAnswer::Fill(sessions.fill(task)?),
            IndexTask::End(task) => {
                sessions.end(task.session);
                IndexAnswer::End(())
            }
            IndexTask::Hash(task) => {
                sessions.hash(&task);
                IndexAnswer::Hash(())
            }
            IndexTask::Hashed(task) => IndexAnswer::Hashed(sessions.hashed(task.hash)),
            IndexTask::Lock(task) => IndexAnswer::Lock(locks::locks(task)?),
            IndexTask::AsJson(text) => IndexAnswer::AsJson(crate::toml_json::as_json(&text)),
            IndexTask::ReadSettings(texts) => {
                let texts = texts.iter().map(|SettingsText { path, text }| (path.as_str(), text.as_str()));
                IndexAnswer::ReadSettings(settings::read(texts))
            }
            IndexTask::WriteSettings(WriteTask { settings, over }) => {
                IndexAnswer::WriteSettings(match over {
                    Some(text) => settings::rewrite(&settings, &text),
                    None => settings::write(&settings),
                })
            }
            IndexTask::Memory(_) => IndexAnswer::Memory(super::memory()),
        }))
    }
}
