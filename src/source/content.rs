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
        /// What stands in the place of its first bytes.
        header: Header,
    },
}

/// Names what can be read of one content once: a loose file, or the entry of a zip whose local header
/// begins at that offset.
pub(crate) type ContentKey = (FileId, Option<u64>);

impl Content {
    /// `None` for what was made while planning.
    pub(crate) fn key(&self) -> Option<ContentKey> {
        match self {
            Content::File(file) => Some((*file, None)),
            Content::Zip { file, entry } => Some((*file, Some(entry.header))),
            Content::Bytes(_) | Content::Pyc { .. } => None,
        }
    }
}
