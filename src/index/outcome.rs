//! The result of choosing wheels.

use crate::finding::Finding;
use crate::source::FileId;
use serde::Serialize;

/// The chosen wheels, and the findings.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ResolveOutcome {
    /// The wheels to fetch, by name.
    pub chosen: Vec<Chosen>,
    /// Dropped wheels that are part of the choice.
    pub local: Vec<Local>,
    /// The findings, the most severe first.
    pub findings: Vec<Finding>,
}

/// A wheel to fetch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// Normalized.
    pub name: String,
    /// As in the filename.
    pub version: String,
    /// The filename of the wheel.
    pub filename: String,
    /// The address of the wheel.
    pub url: String,
    /// The index that has it, as it was given; empty if an address was stated for the wheel itself.
    pub index: String,
    /// SHA-256 hashes in hexadecimal. If there are any, the bytes of the wheel must have one of them.
    pub sha256: Vec<String>,
    /// The size in bytes, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Requires-Python, if the index states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_python: Option<String>,
    /// The time of the upload, in ISO 8601 and UTC, if the index states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_time: Option<String>,
}

/// A dropped wheel that is part of the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Local {
    /// Normalized.
    pub name: String,
    /// As in the filename.
    pub version: String,
    /// The path of the wheel, as dropped.
    pub path: String,
    /// The host's number for it.
    pub file: FileId,
}
