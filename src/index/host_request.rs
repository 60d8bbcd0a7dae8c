//! What the host is asked, and its answers.

use crate::source::FileId;
use serde::Serialize;

/// A question, to be answered under its number, in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HostRequest {
    /// To be answered under this number.
    pub id: u32,
    /// What is asked.
    pub request: HostRequestKind,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostRequestKind {
    /// Bytes of a dropped file.
    Read {
        /// Its number.
        file: FileId,
        /// The first byte.
        start: u64,
        /// Behind the last byte.
        end: u64,
    },
    /// What lies at an address.
    Get {
        /// The address.
        url: String,
        /// The header "Accept", where it matters.
        #[serde(skip_serializing_if = "Option::is_none")]
        accept: Option<String>,
        /// Bytes of the longest answer that is taken.
        longest: u64,
        /// The index that led there, as it was given.
        index: String,
        /// What for, in a few words.
        about: String,
        /// Whether it does without an answer: then one attempt is enough.
        is_optional: bool,
    },
    /// How many bytes lie at an address.
    Size {
        /// The address.
        url: String,
        /// The index that led there.
        index: String,
    },
    /// Bytes of what lies at an address.
    Range {
        /// The address.
        url: String,
        /// The index that led there.
        index: String,
        /// The first byte.
        start: u64,
        /// Behind the last byte.
        end: u64,
    },
}

/// What the host found.
#[derive(Clone, Debug)]
pub enum HostResponse {
    /// Bytes of a dropped file, or of a range.
    Bytes(Vec<u8>),
    /// How many bytes there are.
    Size(u64),
    /// What a server answered to a `Get`.
    Response {
        /// Of HTTP.
        status: u16,
        /// Where redirects have led.
        url: String,
        /// As the header says.
        content_type: String,
        /// As they were decoded.
        body: Vec<u8>,
    },
    /// There is none, in the host's words.
    Failed(String),
}

impl HostResponse {
    /// What a host says instead of what was asked, in a clause.
    pub(super) fn words(self) -> String {
        match self {
            HostResponse::Failed(words) => words,
            HostResponse::Response { status, .. } => format!("its status is {status}"),
            HostResponse::Bytes(bytes) => {
                format!("there are {} bytes, which are not those that were asked for", bytes.len())
            }
            HostResponse::Size(_) => "something else was answered".to_string(),
        }
    }
}
