//! Requests to the host, and its responses.

use crate::source::FileId;
use serde::Serialize;

/// A request to the host. The response has the same number; responses may come in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HostRequest {
    /// The number that the response must have.
    pub id: u32,
    /// What is requested.
    pub request: HostRequestKind,
}

/// What is requested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostRequestKind {
    /// Bytes of a dropped file.
    Read {
        /// The number of the file.
        file: FileId,
        /// The first byte.
        start: u64,
        /// The offset after the last byte.
        end: u64,
    },
    /// The contents of an address.
    Get {
        /// The address.
        url: String,
        /// The header "Accept", if it matters.
        #[serde(skip_serializing_if = "Option::is_none")]
        accept: Option<String>,
        /// Maximum size of the response, in bytes.
        longest: u64,
        /// The index that led to the address, as it was given.
        index: String,
        /// The purpose of the request, in a few words.
        about: String,
        /// Whether a response is optional. One attempt is then enough.
        is_optional: bool,
    },
    /// The number of bytes at an address.
    Size {
        /// The address.
        url: String,
        /// The index whose page links to it.
        index: String,
    },
    /// A range of bytes at an address.
    Range {
        /// The address.
        url: String,
        /// The index whose page links to it.
        index: String,
        /// The first byte.
        start: u64,
        /// The offset after the last byte.
        end: u64,
    },
}

/// A response of the host.
#[derive(Clone, Debug)]
pub enum HostResponse {
    /// Bytes of a dropped file, or of a range.
    Bytes(Vec<u8>),
    /// The number of bytes.
    Size(u64),
    /// The response of a server to a `Get`.
    Response {
        /// The HTTP status.
        status: u16,
        /// The address after redirects.
        url: String,
        /// The content type, as the header states it.
        content_type: String,
        /// The decoded bytes.
        body: Vec<u8>,
    },
    /// There is no response. Has the reason in the host's words.
    Failed(String),
}

impl HostResponse {
    /// A clause that states what the host returned instead of what was requested.
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
