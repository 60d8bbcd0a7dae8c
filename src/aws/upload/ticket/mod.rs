//! Upload tickets, which let someone without credentials upload in parts. `docs/ticket.md` describes the document.

mod make;
mod read;
mod request;

pub use make::make;
pub use read::read;
pub use request::request;

use crate::aws::s3::{ObjectName, Part};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The only version of tickets.
pub const VERSION: u64 = 1;

/// A ticket, as it is given to someone: `docs/ticket.md` describes the document.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// The version of the document: 1.
    pub wheelpress_ticket: u64,
    /// The bucket's name.
    pub bucket: String,
    /// The key of the object to write.
    pub key: String,
    /// The bucket's region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// When its URLs expire: RFC 3339.
    pub expires: String,
    /// Size of every part but the last, in bytes.
    pub part_size: u64,
    /// Maximum size of the object in bytes.
    pub maximum_size: u64,
    /// The URLs of parts 1, 2, …
    pub parts: Vec<String>,
    /// The URL that combines the parts into the object.
    pub complete: String,
    /// The URL that aborts the upload.
    pub abort: String,
    /// The URL that lists the parts that have arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// Anyone who has the URLs can upload, so they are not logged.
impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({}/{} in {} parts)", self.bucket, self.key, self.parts.len())
    }
}

/// The properties of a ticket that is created.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TicketOptions {
    /// The object to write.
    #[serde(flatten)]
    pub object: ObjectName,
    /// The upload id that CreateMultipartUpload returned.
    pub upload_id: String,
    /// Maximum size of the object in bytes.
    pub maximum_size: u64,
    /// Size of every part but the last, in bytes; computed if absent.
    #[serde(default)]
    pub part_size: Option<u64>,
    /// The lifetime of the ticket in seconds.
    pub expires_in: u32,
}

/// The next step of an upload with a ticket.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum TicketStep {
    /// Upload a part.
    Part {
        /// 1 to 10,000.
        part_number: u32,
        /// The size of the package in bytes.
        size: u64,
    },
    /// Combine the parts into the object.
    Complete {
        /// All parts, in any order.
        parts: Vec<Part>,
    },
    /// End the upload and delete its parts.
    Abort,
    /// List the parts that have arrived.
    List,
}
