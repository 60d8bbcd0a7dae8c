//! What the central directory of a zip says of one entry, and where its bytes begin.

use crate::source::reader::FileReader;
use crate::source::store::{FileId, Store, read_exact_at};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek, SeekFrom};
use zip::ZipReadOptions;
use zip::read::read_zipfile_from_stream_with_options;

/// Method numbers of APPNOTE 4.4.5 that are copied as they are.
pub const STORED: u16 = 0;
/// Compressed by deflate (APPNOTE 4.4.5).
pub const DEFLATED: u16 = 8;

/// An entry, as the central directory lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZipEntry {
    /// The name as the zip has it: hostile until sanitized.
    pub name: String,
    /// Where the local header begins.
    pub header: u64,
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

/// How many bytes lie between the fixed part of a local header and the entry's data: its lengths of name
/// and extra field say so. The header must be there; its sizes are not trusted.
fn variable_length(header: &[u8; LOCAL_HEADER_LENGTH]) -> io::Result<u64> {
    if !header.starts_with(b"PK\x03\x04") {
        return Err(invalid("its local header is missing"));
    }
    let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    Ok(length(26) + length(28))
}

fn cut_short() -> io::Error {
    invalid("its data is cut short")
}

/// Positions the reader on the entry's bytes as they stand in the zip.
///
/// # Errors
///
/// Those of reading, and `InvalidData` where the local header or the data is not there.
pub fn raw<'r, 'a>(
    reader: &'r mut FileReader<'a>,
    entry: &ZipEntry,
) -> io::Result<io::Take<&'r mut FileReader<'a>>> {
    reader.seek(SeekFrom::Start(entry.header))?;
    let mut header = [0; LOCAL_HEADER_LENGTH];
    reader.read_exact(&mut header)?;
    reader.seek(SeekFrom::Current(variable_length(&header)? as i64))?;
    if entry.compressed > reader.left() {
        return Err(cut_short());
    }
    Ok(reader.take(entry.compressed))
}

/// Where the entry's bytes begin, by its local header, which alone is read.
///
/// # Errors
///
/// As [`raw`].
pub fn data_start(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<u64> {
    let mut header = [0; LOCAL_HEADER_LENGTH];
    read_exact_at(store, file, entry.header, &mut header)?;
    let data = LOCAL_HEADER_LENGTH as u64 + variable_length(&header)?;
    let start = entry.header.saturating_add(data);
    let left = store.size(file)?.saturating_sub(start);
    if entry.compressed > left { Err(cut_short()) } else { Ok(start) }
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
