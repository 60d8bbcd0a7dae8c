//! Where the bytes of a file of the package are.

use super::store::FileId;
use super::zip::ZipEntry;
use crate::python::pyc::Header;
use serde::{Deserialize, Serialize};

/// Where a file's bytes are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A loose file.
    File(FileId),
    /// An entry of a dropped zip.
    Zip {
        /// The zip.
        file: FileId,
        /// Its entry.
        entry: ZipEntry,
    },
    /// Made while planning.
    Bytes(Vec<u8>),
    /// Bytecode whose header is replaced.
    Pyc {
        /// The bytecode as it was dropped.
        body: Box<Content>,
        /// The header that replaces its first bytes.
        header: Header,
    },
}

/// Identifies content whose bytes are read only once: a loose file, or the entry of a zip whose local header begins
/// at that offset.
pub(crate) type ContentKey = (FileId, Option<u64>);

impl Content {
    /// `None` for bytes that were made while planning, and for bytecode whose header is replaced.
    pub(crate) fn key(&self) -> Option<ContentKey> {
        match self {
            Content::File(file) => Some((*file, None)),
            Content::Zip { file, entry } => Some((*file, Some(entry.header_offset))),
            Content::Bytes(_) | Content::Pyc { .. } => None,
        }
    }
}
