//! The messages between the page and its workers.

use super::part::Part;
use super::values::Rejection;
use gloo::file::Blob;
use js_sys::ArrayBuffer;
use serde::{Deserialize, Deserializer, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// A message to a worker. Its kind is its only key: serde's code for tags is larger than all the rest of a message.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum ToWorker {
    /// To be answered under the same `id`.
    Task {
        id: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "unknown")]
        task: JsValue,
    },
    /// The answer to a task is no longer wanted.
    Cancel { id: u32 },
    /// What [`FromWorker::Read`] asked for.
    Bytes {
        request: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        buffer: ArrayBuffer,
    },
    /// What [`FromWorker::Codecs`] asked for.
    Codecs {
        request: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "WebAssembly.Module")]
        module: JsValue,
    },
    /// What was asked for cannot be had, in the engine's words.
    Unavailable { request: u32, message: String },
}

/// A message from a worker.
#[derive(Serialize, Tsify)]
#[serde(tag = "type", content = "message", rename_all = "camelCase")]
pub(super) enum FromWorker {
    /// Bytes done of a task since the last such message.
    Progress { id: u32, done: u64 },
    /// Some MiB of output. An empty one says that a job has written all its lines.
    Chunk {
        id: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        buffer: ArrayBuffer,
    },
    /// A task is done; `done` are the bytes that no progress told of.
    Answer {
        id: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "unknown")]
        answer: JsValue,
        done: u64,
    },
    /// A task failed.
    Fault { id: u32, fault: Rejection },
    /// The worker panicked. Its memory is suspect, and it does nothing more.
    Trap { message: String },
    /// For a task, the page is to read these parts of its files, one after another.
    Read { id: u32, request: u32, parts: Vec<Part> },
    /// A task wants the module of compression methods that zips seldom use. If there is none, it cannot go on.
    Codecs { id: u32, request: u32 },
}

/// A task that needs no more to be said.
#[derive(Deserialize, Tsify)]
pub(super) struct NoInput {}

/// A file with the page's number for it. Two files with one number have the same bytes.
#[derive(Deserialize, Tsify)]
pub(super) struct NumberedFile {
    pub id: u32,
    #[serde(deserialize_with = "blob")]
    #[tsify(type = "Blob")]
    pub file: Blob,
}

/// A blob that passes as it is.
pub(super) fn blob<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Blob, D::Error> {
    serde_wasm_bindgen::preserve::deserialize::<D, web_sys::Blob>(deserializer).map(Blob::from)
}
