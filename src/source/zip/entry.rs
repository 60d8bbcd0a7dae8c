//! What the central directory of a zip says of one entry, and where its bytes begin.

use crate::source::reader::FileReader;
use crate::source::store::{FileId, Store, read_exact_at};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek, SeekFrom};
use zip::ZipReadOptions;
use zip::read::read_zipfile_from_stream_with_options;

/// Method numbers of APPNOTE 4.4.5 that are copied as they are.
pub const STORED: u16 = 0;
pub const DEFLATED: u16 = 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZipEntry {
    /// The name as the zip has it: hostile until sanitized.
    pub name: String,
    /// Where the local header begins.
    pub header: u64,
    pub method: u16,
    pub crc: u32,
    pub compressed: u64,
    pub size: u64,
    /// MS-DOS date and time (APPNOTE 4.4.6), read as if it were UTC, in seconds since 1970.
    pub modified: Option<i64>,
    pub kind: EntryKind,
    pub executable: bool,
    /// Unix mode with its file type; 0 where the zip has none.
    pub mode: u32,
    /// Its sizes stand behind its data too (APPNOTE 4.3.9).
    pub descriptor: bool,
    /// A size or its place needs more than 32 bits (APPNOTE 4.5.3).
    pub zip64: bool,
    pub encrypted: bool,
    /// Whether this build can decompress the method.
    pub readable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    File,
    Directory,
    Symlink,
    /// A device, socket or pipe.
    Special,
}

pub(super) fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";
/// The fixed part of a local header, in bytes.
pub const LOCAL_HEADER_LENGTH: usize = 30;

/// Positions the reader on the entry's bytes as they stand in the zip. The local header (APPNOTE
/// 4.3.7) must be there; its sizes are not trusted, its lengths of name and extra field say where
/// the data begins.
pub fn raw<'r, 'a>(
    reader: &'r mut FileReader<'a>,
    entry: &ZipEntry,
) -> io::Result<io::Take<&'r mut FileReader<'a>>> {
    reader.seek(SeekFrom::Start(entry.header))?;
    let mut header = [0; LOCAL_HEADER_LENGTH];
    reader.read_exact(&mut header)?;
    if header[..4] != LOCAL_HEADER {
        return Err(invalid("its local header is missing"));
    }
    let length = |at: usize| i64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    reader.seek(SeekFrom::Current(length(26) + length(28)))?;
    if entry.compressed > reader.left() {
        return Err(invalid("its data is cut short"));
    }
    Ok(reader.take(entry.compressed))
}

/// Where the entry's bytes begin, by its local header, which alone is read.
pub fn data_start(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<u64> {
    let mut header = [0; LOCAL_HEADER_LENGTH];
    read_exact_at(store, file, entry.header, &mut header)?;
    if header[..4] != LOCAL_HEADER {
        return Err(invalid("its local header is missing"));
    }
    let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let start = entry.header.saturating_add(LOCAL_HEADER_LENGTH as u64 + length(26) + length(28));
    let left = store.size(file)?.saturating_sub(start);
    if entry.compressed > left { Err(invalid("its data is cut short")) } else { Ok(start) }
}

/// The decompressed bytes of an entry that is neither stored nor deflated.
pub(super) fn other_method<'r, 'a>(
    reader: &'r mut FileReader<'a>,
    entry: &ZipEntry,
) -> io::Result<impl Read + use<'r, 'a>> {
    reader.seek(SeekFrom::Start(entry.header))?;
    // Sizes behind the data are not known from the local header alone.
    let options = ZipReadOptions::new()
        .ignore_crc32(true)
        .override_compressed_size(entry.compressed)
        .override_uncompressed_size(entry.size);
    let found = read_zipfile_from_stream_with_options(reader, options)?;
    found.ok_or_else(|| invalid("its local header is missing"))
}

/// The sum of sizes that a zip claims: hostile ones neither overflow nor leave what JavaScript can
/// count.
pub fn total(sizes: impl IntoIterator<Item = u64>) -> u64 {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    sizes.into_iter().fold(0, u64::saturating_add).min(MAX_SAFE_INTEGER)
}
