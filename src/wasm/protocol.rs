//! The messages between the page and its workers.

use super::file_range::FileRange;
use super::values::Rejection;
use gloo::file::Blob;
use js_sys::ArrayBuffer;
use serde::{Deserialize, Deserializer, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// A message to a worker. The kind of a message is its only key, not a tag beside the content: serde's code for tags is
/// larger than the code for the rest of the messages.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum ToWorker {
    /// A task. Its answer has the same `id`.
    Task {
        id: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "unknown")]
        task: JsValue,
    },
    /// The answer to a task is no longer wanted.
    Cancel { id: u32 },
    /// The bytes that [`FromWorker::Read`] asked for.
    Bytes {
        request: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        buffer: ArrayBuffer,
    },
    /// The module that [`FromWorker::Codecs`] asked for.
    Codecs {
        request: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "WebAssembly.Module")]
        module: JsValue,
    },
    /// A request failed. `message` is the engine's message.
    Unavailable { request: u32, message: String },
}

/// A message from a worker.
#[derive(Serialize, Tsify)]
#[serde(tag = "type", content = "message", rename_all = "camelCase")]
pub(super) enum FromWorker {
    /// Bytes of a task that were processed since the last such message.
    Progress { id: u32, done: u64 },
    /// A few MiB of output. An empty chunk means that a job has written all its entries.
    Chunk {
        id: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        buffer: ArrayBuffer,
    },
    /// A task is finished. `done` is the number of processed bytes that no progress message reported.
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
    /// A task asks the page for the bytes of these parts of its files, one after another.
    Read { id: u32, request: u32, parts: Vec<FileRange> },
    /// A task asks for the module "codecs". Without it, the task cannot continue.
    Codecs { id: u32, request: u32 },
}

/// The input of a task that needs no input.
#[derive(Deserialize, Tsify)]
pub(super) struct NoInput {}

/// A file and the page's number for it. Two files with the same number have the same bytes.
#[derive(Deserialize, Tsify)]
pub(super) struct NumberedFile {
    pub id: u32,
    #[serde(deserialize_with = "blob")]
    #[tsify(type = "Blob")]
    pub file: Blob,
}

/// Deserializes a blob without converting it.
pub(super) fn blob<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Blob, D::Error> {
    serde_wasm_bindgen::preserve::deserialize::<D, web_sys::Blob>(deserializer).map(Blob::from)
}
