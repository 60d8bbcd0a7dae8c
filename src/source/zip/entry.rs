//! What the central directory of a zip says of one entry.

use crate::source::path;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io;

/// Method numbers of APPNOTE 4.4.5 that are copied as they are.
pub const STORED: u16 = 0;
/// Compressed by deflate (APPNOTE 4.4.5).
pub const DEFLATED: u16 = 8;

/// An entry, as the central directory lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZipEntry {
    /// The name as the zip has it: hostile until sanitized.
    pub name: String,
    /// Its bytes are flagged as UTF-8 (APPNOTE 4.4.4, bit 11).
    pub is_utf8: bool,
    /// Where the local header begins.
    pub header: u64,
    /// Where the next entry or the central directory begins: its data ends before.
    pub limit: u64,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// Of the unzipped bytes.
    pub crc: u32,
    /// Bytes in the zip.
    pub compressed: u64,
    /// Unzipped bytes.
    pub size: u64,
    /// MS-DOS date and time (APPNOTE 4.4.6), read as if it were UTC, in seconds since 1970.
    pub modified: Option<i64>,
    /// What it is.
    pub kind: EntryKind,
    /// Whether its mode has an executable bit.
    pub executable: bool,
    /// Unix mode with its file type; 0 where the zip has none.
    pub mode: u32,
    /// Its sizes stand behind its data too (APPNOTE 4.3.9).
    pub descriptor: bool,
    /// A size or its place needs more than 32 bits (APPNOTE 4.5.3).
    pub zip64: bool,
    /// Whether it needs a password.
    pub encrypted: bool,
    /// Whether this build can decompress the method.
    pub readable: bool,
    /// Why it does not ship, if readers may understand it differently.
    pub fault: Option<EntryFault>,
}

/// What readers of zips may understand differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryFault {
    /// It shares bytes with another entry, here by the start of its name: many may share them with one.
    Overlap(String),
    /// Its data would reach into the central directory or behind it.
    BeyondEnd,
    /// Its name is flagged as UTF-8, and is not.
    NotUtf8,
    /// A Unicode path field calls it otherwise (4.6.9).
    OtherName(String),
    /// Its extra fields cannot be read.
    Extra,
    /// It needs this version of the format, or is a patch of another file (4.4.3.2, 4.4.4).
    Version(u16),
    /// Its name ends with a slash, and it has bytes.
    FolderWithBytes,
    /// Its attributes say that it is a folder, its name does not.
    FolderByMode,
}

/// The newest version of the format (4.4.3.2).
pub(super) const MAX_FORMAT_VERSION: u16 = 63;

/// No file of a zip that can be deployed is near it, and sums of what is below stay far from
/// overflowing. Corrupt zip64 fields (APPNOTE 4.5.3) claim anything.
pub(super) const MAX_ENTRY_SIZE: u64 = 1 << 40;

impl ZipEntry {
    /// The path that its name means, as `path::inspect` repairs it. Not safe yet.
    pub fn path(&self) -> Cow<'_, str> {
        path::repaired(&self.name)
    }

    /// Whether its sizes are within measure.
    pub(super) fn is_measurable(&self) -> bool {
        [self.size, self.compressed, self.header].into_iter().all(|number| number < MAX_ENTRY_SIZE)
    }

    /// Before this its bytes cannot end, as far as can be told without its local header, which alone says how
    /// long the name is there.
    pub(super) fn least_end(&self) -> u64 {
        self.header.saturating_add(LOCAL_HEADER_LENGTH as u64).saturating_add(self.compressed)
    }
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link; its content is the target.
    Symlink,
    /// A device, socket or pipe.
    Special,
}

pub(super) fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

/// The fixed part of a local header, in bytes (APPNOTE 4.3.7).
pub const LOCAL_HEADER_LENGTH: usize = 30;

/// The sum of sizes that a zip claims: hostile ones neither overflow nor leave what JavaScript can
/// count.
pub fn total(sizes: impl IntoIterator<Item = u64>) -> u64 {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    sizes.into_iter().fold(0, u64::saturating_add).min(MAX_SAFE_INTEGER)
}
