//! An entry of a zip, as the central directory describes it.

use crate::source::path;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io;

/// Not compressed (APPNOTE 4.4.5). Entries with this method or [`DEFLATED`] are copied unchanged.
pub const STORED: u16 = 0;
/// Compressed by deflate (APPNOTE 4.4.5).
pub const DEFLATED: u16 = 8;

/// An entry, as the central directory lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZipEntry {
    /// The name as in the zip: hostile until it is sanitized.
    pub name: String,
    /// Whether the bytes of the name are flagged as UTF-8 (APPNOTE 4.4.4, bit 11).
    pub is_utf8: bool,
    /// The offset of the local header.
    pub header_offset: u64,
    /// The offset of the next entry or of the central directory. The entry's data must end before it.
    pub limit: u64,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// The CRC-32 of the unzipped bytes.
    pub crc: u32,
    /// The compressed size, in bytes.
    pub compressed_size: u64,
    /// The unzipped size, in bytes.
    pub size: u64,
    /// MS-DOS date and time (APPNOTE 4.4.6), read as if it were UTC, in seconds since 1970.
    pub modified: Option<i64>,
    /// Whether it is a file, a folder, a link or something else.
    pub kind: EntryKind,
    /// Whether its mode has an executable bit.
    pub executable: bool,
    /// Unix mode with its file type; 0 where the zip has none.
    pub mode: u32,
    /// Whether its sizes are also stored after its data (APPNOTE 4.3.9).
    pub descriptor: bool,
    /// Whether a size or its offset needs more than 32 bits (APPNOTE 4.5.3).
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
    /// It shares bytes with another entry, named by the start of that entry's name: many entries may share bytes with
    /// the same one.
    Overlap(String),
    /// Its data would extend into the central directory or beyond it.
    BeyondEnd,
    /// Its name is flagged as UTF-8, but is not UTF-8.
    NotUtf8,
    /// A Unicode path field gives it another name (4.6.9).
    OtherName(String),
    /// Its extra fields cannot be read.
    Extra,
    /// It needs this version of the format, or is a patch of another file (4.4.3.2, 4.4.4).
    Version(u16),
    /// Its name ends with a slash, and it has bytes.
    FolderWithBytes,
    /// Its attributes are those of a folder, but its name is not.
    FolderByMode,
}

/// The newest version of the format (4.4.3.2).
pub(super) const MAX_FORMAT_VERSION: u16 = 63;

/// Limit of sizes and offsets. No file of a zip that can be deployed comes close to it, and sums of smaller numbers
/// cannot overflow. Corrupt zip64 fields (APPNOTE 4.5.3) may state any number.
pub(super) const MAX_ENTRY_SIZE: u64 = 1 << 40;

impl ZipEntry {
    /// Returns the path that its name means, as `path::inspect` repairs it. The result is not yet safe.
    pub fn path(&self) -> Cow<'_, str> {
        path::repaired(&self.name)
    }

    /// Whether its sizes and its offset are below [`MAX_ENTRY_SIZE`].
    pub(super) fn is_measurable(&self) -> bool {
        [self.size, self.compressed_size, self.header_offset]
            .into_iter()
            .all(|number| number < MAX_ENTRY_SIZE)
    }

    /// The smallest offset at which its bytes can end. The exact end is known only from its local header, which
    /// states the length of the name there.
    pub(super) fn least_end(&self) -> u64 {
        self.header_offset.saturating_add(LOCAL_HEADER_LENGTH as u64).saturating_add(self.compressed_size)
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

/// The sum of sizes that a zip states. Hostile sizes do not overflow, and the sum stays a safe integer of JavaScript.
pub fn total(sizes: impl IntoIterator<Item = u64>) -> u64 {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    sizes.into_iter().fold(0, u64::saturating_add).min(MAX_SAFE_INTEGER)
}
