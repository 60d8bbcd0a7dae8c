//! The tasks of the index worker, and their answers.

use crate::collections::BTreeMap;
use crate::index::{HostRequest, ResolveOutcome};
use crate::settings::{ProjectSettings, SettingsFile};
use crate::wasm::protocol::NoInput;
use crate::wasm::target::TargetRequest;
use js_sys::ArrayBuffer;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A task of the index worker.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum IndexTask {
    /// Begins a session, with a number.
    Begin(BeginTask),
    /// Passes on the answer to a question of a session.
    Fill(FillTask),
    /// Forgets a session.
    End(EndTask),
    /// Hashes the next bytes of a file.
    Hash(HashTask),
    /// Returns the hash of a file, after its last bytes.
    Hashed(HashedTask),
    /// Writes lock files.
    Lock(LockTask),
    /// Converts TOML to JSON. The module that reads repositories has no TOML parser and relies on this one.
    AsJson(String),
    /// Reads the settings of a drop from the texts of its `wheelpress.toml` files.
    ReadSettings(Vec<SettingsText>),
    /// Writes a `wheelpress.toml` with these settings.
    WriteSettings(WriteTask),
    /// Returns the size of WebAssembly's memory, in bytes.
    Memory(NoInput),
}

#[derive(Deserialize, Tsify)]
pub(super) struct WriteTask {
    pub settings: ProjectSettings,
    /// The text of an existing file, whose comments and order are kept.
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

/// The input of a session.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct BeginTask {
    pub session: u32,
    pub items: Vec<SizedItem>,
    pub provided: Vec<ProvidedDistribution>,
    pub target: TargetRequest,
    pub extras: Vec<String>,
    pub groups: Vec<String>,
    /// By distribution name: the version to use instead of the required one, or `null` to omit the distribution.
    #[tsify(type = "Record<string, string | null>")]
    pub overrides: BTreeMap<String, Option<String>>,
    /// Modules that a layer of the function contains.
    pub layer_modules: Vec<String>,
    /// Additional requirements, in the syntax of requirements files.
    pub requirements: Vec<String>,
    /// What the plan misses.
    pub missing: Vec<MissingRequirement>,
    /// The indexes in the order in which they are asked. If empty, the indexes that the items name.
    pub indexes: Vec<String>,
    /// The index that is asked last, if `indexes` is empty and the items name no default index.
    #[tsify(optional)]
    pub default_index: Option<String>,
    /// Files that were uploaded at this time or later are ignored. ISO 8601, in UTC.
    #[tsify(optional)]
    pub uploaded_before: Option<String>,
    /// Whether the indexes are asked for known vulnerabilities of the chosen wheels.
    pub report_vulnerabilities: bool,
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

/// A library that the plan misses. Those that are to be fetched alone replace libraries that do not fit.
#[derive(Deserialize, Tsify)]
pub(super) struct MissingRequirement {
    pub requirement: String,
    #[serde(default)]
    #[tsify(optional)]
    pub alone: bool,
}

/// A distribution in a virtualenv or another tree of installed libraries.
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

/// The page's answer to a question.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Found {
    /// Bytes of a dropped file, or of a range of a remote file.
    Bytes {
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        buffer: ArrayBuffer,
    },
    /// The size of a remote file in bytes.
    Size { size: u64 },
    /// The response of a server.
    Response {
        status: u16,
        /// The final address, after redirects.
        url: String,
        content_type: String,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "ArrayBuffer")]
        body: ArrayBuffer,
    },
    /// A failure.
    Failed { message: String },
}

#[derive(Deserialize, Tsify)]
pub(super) struct EndTask {
    pub session: u32,
}

#[derive(Deserialize, Tsify)]
pub(super) struct HashTask {
    /// The number of the file, among the files that are hashed.
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

/// A chosen wheel whose bytes are known.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileToLock {
    pub name: String,
    pub version: String,
    pub filename: String,
    /// The address from which the wheel was fetched. Absent for a dropped wheel.
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

/// The answer to each task, under the task's name.
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

/// The next step of a session.
#[derive(Default, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextStep {
    /// New questions. Earlier questions stay open.
    pub host_requests: Vec<HostRequest>,
    /// User names and passwords from the addresses of indexes.
    pub logins: Vec<StatedLogin>,
    /// The result, at the end of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ResolveOutcome>,
}

/// A user name and a password from the address of an index.
#[derive(Serialize, Tsify)]
pub(super) struct StatedLogin {
    /// The address of the index, without user name and password.
    pub index: String,
    pub user: String,
    pub password: String,
}

/// Lock files of the chosen wheels.
#[derive(Serialize, Tsify)]
pub(super) struct Locks {
    /// The text of a pylock.toml.
    pub pylock: String,
    /// The text of a requirements.txt with hashes.
    pub requirements: String,
}
