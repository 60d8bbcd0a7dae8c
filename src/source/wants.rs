//! What planning must read of loose files before it can continue. A host takes the wants, reads many of them
//! together, fills in the bytes and continues planning, until there are no more wants (rc-zip's `wants_read`, `fill`,
//! `process`).

use super::spans::Span;
use super::store::FileId;
use crate::collections::BTreeSet;

/// Planning cannot continue until the host has read more.
#[derive(Debug, PartialEq, Eq)]
pub struct WantsRead;

/// Size in bytes of the blocks that a checksum is computed from: a file need not fit into memory.
const BLOCK: u64 = 4 << 20;

/// Length of the header of bytecode, in bytes (PEP 552).
const HEADER_LENGTH: u64 = 16;

/// One thing to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// The whole text of a small file.
    Text(FileId),
    /// A block of a file whose CRC-32 is wanted.
    Checksum {
        /// The dropped file.
        file: FileId,
        /// The first byte of the block.
        start: u64,
    },
    /// The header of bytecode.
    Header(FileId),
    /// A Python source, for its hash and modification time.
    Source(FileId),
    /// A part of a native file.
    Native {
        /// The dropped file.
        file: FileId,
        /// The first byte.
        start: u64,
        /// The offset after the last byte.
        end: u64,
    },
}

impl Want {
    /// The file that is to be read.
    pub fn file(&self) -> FileId {
        match self {
            Want::Text(file) | Want::Header(file) | Want::Source(file) => *file,
            Want::Checksum { file, .. } | Want::Native { file, .. } => *file,
        }
    }

    /// The bytes to read of a file of `size` bytes.
    pub fn span(&self, size: u64) -> Span {
        let (start, end) = match self {
            Want::Text(_) | Want::Source(_) => (0, size),
            Want::Checksum { start, .. } => (*start, start.saturating_add(BLOCK)),
            Want::Header(_) => (0, HEADER_LENGTH),
            Want::Native { start, end, .. } => (*start, *end),
        };
        Span { file: self.file(), start: start.min(size), end: end.min(size) }
    }

    /// Returns the block after this one, which had `length` bytes. A block that is shorter than `BLOCK` is the last.
    pub(super) fn next_block(&self, length: usize) -> Option<Want> {
        match self {
            Want::Checksum { file, start } if length as u64 == BLOCK => {
                Some(Want::Checksum { file: *file, start: start + BLOCK })
            }
            _ => None,
        }
    }
}

/// The set of things to read.
pub type Wants = BTreeSet<Want>;
