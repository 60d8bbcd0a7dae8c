//! What the worker that asks indexes can be asked to do, and what it answers.

use crate::collections::BTreeMap;
use crate::index::{Ask, Outcome};
use crate::settings::{ProjectSettings, SettingsFile};
use crate::wasm::protocol::NoInput;
use crate::wasm::target::TargetRequest;
use js_sys::ArrayBuffer;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What the worker that asks indexes can be asked to do.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum IndexTask {
    /// Begins a choice, under a number.
    Begin(BeginTask),
    /// Takes the answer to a question.
    Fill(FillTask),
    /// Forgets a choice.
    End(EndTask),
    /// Hashes the next bytes of a file.
    Hash(HashTask),
    /// Tells the hash of a file, at its end.
    Hashed(HashedTask),
    /// Writes locks.
    Lock(LockTask),
    /// Tells TOML as JSON. It is asked here because the module that reads repositories has no parser of TOML.
    AsJson(String),
    /// Reads what the drop says of how it is pressed: the texts of the files of that name.
    ReadSettings(Vec<SettingsText>),
    /// Writes a file that says this.
    WriteSettings(WriteTask),
    /// Tells the bytes of WebAssembly's memory.
    Memory(NoInput),
}

#[derive(Deserialize, Tsify)]
pub(super) struct WriteTask {
    pub settings: ProjectSettings,
    /// The text of a file whose comments and order stay.
    #[tsify(optional)]
    pub over: Option<String>,
}

/// A dropped `wheelpress.toml`.
#[derive(Deserialize, Tsify)]
pub(super) struct SettingsText {
    /// As dropped.
    pub path: String,
    pub text: String,
}

/// What is to be chosen.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct BeginTask {
    pub session: u32,
    pub items: Vec<SizedItem>,
    pub provided: Vec<ProvidedDistribution>,
    pub target: TargetRequest,
    pub extras: Vec<String>,
    pub groups: Vec<String>,
    /// By name, the version to take instead of what is required, or nothing to leave it out.
    #[tsify(type = "Record<string, string | null>")]
    pub overrides: BTreeMap<String, Option<String>>,
    /// Modules that a layer of the function has.
    pub layer_modules: Vec<String>,
    /// Besides those of files, as they are written there.
    pub requirements: Vec<String>,
    /// First to last; if there are none, those that the items name.
    pub indexes: Vec<String>,
    /// Asked last, where none is named for that.
    #[tsify(optional)]
    pub default_index: Option<String>,
    /// Nothing that was uploaded then or later, ISO 8601 in UTC.
    #[tsify(optional)]
    pub uploaded_before: Option<String>,
    /// Whether indexes are asked for known faults.
    pub tells_faults: bool,
}

/// A dropped file with its number and size.
#[derive(Deserialize, Tsify)]
pub(super) struct SizedItem {
    pub id: u32,
    /// As dropped.
    pub path: String,
    /// In bytes.
    pub size: u64,
}

/// What a virtualenv or another tree brings.
#[derive(Deserialize, Tsify)]
pub(super) struct ProvidedDistribution {
    pub name: String,
    pub version: String,
    /// As dropped.
    pub from: String,
}

#[derive(Deserialize, Tsify)]
pub(super) struct FillTask {
    pub session: u32,
    /// The number of the question.
    pub ask: u32,
    pub answer: Found,
}

/// What the page found.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Found {
    /// Bytes of a dropped file, or of a range.
    Bytes {
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        buffer: ArrayBuffer,
    },
    /// How many bytes there are.
    Size { size: u64 },
    /// What a server answered.
    Response {
        status: u16,
        /// Where redirects have led.
        url: String,
        content_type: String,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        body: ArrayBuffer,
    },
    /// Nothing, in words.
    Failed { message: String },
}

#[derive(Deserialize, Tsify)]
pub(super) struct EndTask {
    pub session: u32,
}

#[derive(Deserialize, Tsify)]
pub(super) struct HashTask {
    /// The file's number, of those that are hashed.
    pub hash: u32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "ArrayBuffer")]
    pub buffer: ArrayBuffer,
}

#[derive(Deserialize, Tsify)]
pub(super) struct HashedTask {
    pub hash: u32,
}

#[derive(Deserialize, Tsify)]
pub(super) struct LockTask {
    pub target: TargetRequest,
    pub files: Vec<FileToLock>,
}

/// A wheel of the choice, whose bytes are known.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileToLock {
    pub name: String,
    pub version: String,
    pub filename: String,
    /// Where it was fetched from; none of what was dropped.
    #[tsify(optional)]
    pub url: Option<String>,
    #[tsify(optional)]
    pub index: Option<String>,
    /// In hexadecimal.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
    #[tsify(optional)]
    pub requires_python: Option<String>,
    #[tsify(optional)]
    pub upload_time: Option<String>,
}

/// What the worker that asks indexes answers.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", content = "answer", rename_all = "camelCase")]
pub(super) enum IndexAnswer {
    Begin(NextStep),
    Fill(NextStep),
    End(()),
    Hash(()),
    /// SHA-256 in hexadecimal.
    Hashed(String),
    Lock(Locks),
    /// See `toml_json`.
    AsJson(String),
    ReadSettings(Option<SettingsFile>),
    WriteSettings(String),
    Memory(u64),
}

/// What to do next.
#[derive(Default, Serialize, Tsify)]
pub(super) struct NextStep {
    /// New questions; those asked before stay open.
    pub asks: Vec<Ask>,
    /// User names and passwords that addresses of indexes had in them.
    pub logins: Vec<StatedLogin>,
    /// At the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// A user name and a password that the address of an index had in it.
#[derive(Serialize, Tsify)]
pub(super) struct StatedLogin {
    /// Without them.
    pub index: String,
    pub user: String,
    pub password: String,
}

/// What was chosen, as files that lock it.
#[derive(Serialize, Tsify)]
pub(super) struct Locks {
    /// The text of a pylock.toml.
    pub pylock: String,
    /// The text of a requirements.txt with hashes.
    pub requirements: String,
}
