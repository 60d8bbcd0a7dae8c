//! What was chosen.

use crate::finding::Finding;
use crate::source::FileId;
use serde::Serialize;

/// What was chosen, and what was found on the way.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ResolveOutcome {
    /// The wheels to fetch, by name.
    pub chosen: Vec<Chosen>,
    /// Dropped wheels that are part of the choice.
    pub local: Vec<Local>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
}

/// A wheel to fetch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// Normalised.
    pub name: String,
    /// As the filename has it.
    pub version: String,
    /// Of the wheel.
    pub filename: String,
    /// Where it is.
    pub url: String,
    /// The index that has it, as it was given; empty if an address was stated for the wheel itself.
    pub index: String,
    /// SHA-256 in hexadecimal: its bytes must have one of these, if there are any.
    pub sha256: Vec<String>,
    /// In bytes, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Requires-Python, if the index states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_python: Option<String>,
    /// ISO 8601 in UTC, if the index states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_time: Option<String>,
}

/// A dropped wheel that is part of the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Local {
    /// Normalised.
    pub name: String,
    /// As the filename has it.
    pub version: String,
    /// As dropped.
    pub path: String,
    /// The host's number for it.
    pub file: FileId,
}
