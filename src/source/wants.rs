//! What planning wants to read of loose files before it goes on. A host takes the wants, reads them, many together,
//! fills them in, and lets planning go on, until there are none (rc-zip's `wants_read`, `fill`, `process`).

use super::spans::Span;
use super::store::FileId;
use crate::collections::BTreeSet;

/// Planning cannot go on before the host has read more.
#[derive(Debug, PartialEq, Eq)]
pub struct WantsRead;

/// A checksum is made of blocks of so many bytes: a file need not fit into memory.
const BLOCK: u64 = 4 << 20;

/// Bytes of the header of bytecode (PEP 552).
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
    /// A source, for its hash and time.
    Source(FileId),
    /// A part of a native file.
    Native {
        /// The dropped file.
        file: FileId,
        /// The first byte.
        start: u64,
        /// Behind the last byte.
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

    /// The block after this one, which had `length` bytes: a shorter one is the last.
    pub(super) fn next_block(&self, length: usize) -> Option<Want> {
        match self {
            Want::Checksum { file, start } if length as u64 == BLOCK => {
                Some(Want::Checksum { file: *file, start: start + BLOCK })
            }
            _ => None,
        }
    }
}

/// What is to be read, each once.
pub type Wants = BTreeSet<Want>;
