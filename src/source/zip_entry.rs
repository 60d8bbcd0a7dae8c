//! Entries of a zip: what the central directory says of them, and their bytes.

use super::inflater::{Compressed, Inflater};
use super::reader::Reader;
use super::{FileId, Store};
use flate2::bufread::DeflateDecoder;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek, SeekFrom};
use zip::read::{Config, read_zipfile_from_stream_with_options};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, SUPPORTED_COMPRESSION_METHODS, ZipReadOptions};

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

const FILE_TYPE: u32 = 0o170000;
const ZIP64: u64 = u32::MAX as u64;

/// Every entry in the order of the central directory, entries of one name included.
pub fn list(store: &mut dyn Store, file: FileId) -> io::Result<Vec<ZipEntry>> {
    let mut zip = ZipIterable::try_new(Reader::new(store, file)?, Config::default()).map_err(|error| {
        match error {
            ZipError::Io(error) => error,
            // The crate's words for it are those of a programmer.
            ZipError::InvalidArchive(_) => invalid("it is no zip, or its end is missing"),
            other => other.into(),
        }
    })?;
    let mut entries = Vec::with_capacity(zip.len());
    for entry in zip.files()? {
        let entry = entry?;
        let mode = entry.unix_mode().unwrap_or(0);
        let kind = match mode & FILE_TYPE {
            _ if entry.is_dir() => EntryKind::Directory,
            0o120000 => EntryKind::Symlink,
            0 | 0o100000 => EntryKind::File,
            0o040000 => EntryKind::Directory,
            _ => EntryKind::Special,
        };
        // The constants it points to instead cannot tell an unknown method's number.
        #[allow(deprecated)]
        let method = entry.compression().to_u16();
        entries.push(ZipEntry {
            name: entry.name()?.into_owned(),
            header: entry.header_start(),
            method,
            crc: entry.crc32(),
            compressed: entry.compressed_size(),
            size: entry.size(),
            modified: entry.last_modified().map(seconds),
            kind,
            executable: mode & 0o111 != 0,
            mode,
            descriptor: entry.flags().is_using_data_descriptor(),
            zip64: [entry.size(), entry.compressed_size(), entry.header_start()]
                .iter()
                .any(|one| *one >= ZIP64),
            encrypted: entry.encrypted(),
            // The list forgets LZMA.
            readable: SUPPORTED_COMPRESSION_METHODS.contains(&entry.compression())
                || entry.compression() == CompressionMethod::Lzma,
        });
    }
    Ok(entries)
}

/// Seconds since 1970 of a date and time in UTC.
fn seconds(time: zip::DateTime) -> i64 {
    // Years begin in March, so that the leap day is the last: days of the years, days of the
    // months (153 in each five), days.
    let (year, month) = (i64::from(time.year()), i64::from(time.month()));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + i64::from(time.day()) - 1;
    /// From March 1 of the year 0 to January 1, 1970.
    const EPOCH: i64 = 719_468;
    (days - EPOCH) * 86_400
        + i64::from(time.hour()) * 3600
        + i64::from(time.minute()) * 60
        + i64::from(time.second())
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
pub fn raw<'r, 'a>(reader: &'r mut Reader<'a>, entry: &ZipEntry) -> io::Result<io::Take<&'r mut Reader<'a>>> {
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
    read_at(store, file, entry.header, &mut header)?;
    if header[..4] != LOCAL_HEADER {
        return Err(invalid("its local header is missing"));
    }
    let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let start = entry.header.saturating_add(LOCAL_HEADER_LENGTH as u64 + length(26) + length(28));
    let left = store.size(file)?.saturating_sub(start);
    if entry.compressed > left { Err(invalid("its data is cut short")) } else { Ok(start) }
}

/// Fills the buffer from `offset` on, and reads nothing else.
pub fn read_at(store: &mut dyn Store, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match store.read_at(file, offset.saturating_add(filled as u64), rest) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The decompressed bytes of an entry that is neither stored nor deflated.
pub(super) fn other_method<'r, 'a>(
    reader: &'r mut Reader<'a>,
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

/// The decompressed bytes of a small entry, checked against size and CRC-32.
pub fn content(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = Reader::new(store, file)?;
    Inflater::default()
        .inflate(Compressed::InZip(&mut reader), entry, |piece| bytes.extend_from_slice(piece))?;
    Ok(bytes)
}

/// The sum of sizes that a zip claims: hostile ones neither overflow nor leave what JavaScript can
/// count.
pub fn total(sizes: impl IntoIterator<Item = u64>) -> u64 {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    sizes.into_iter().fold(0, u64::saturating_add).min(MAX_SAFE_INTEGER)
}

/// The first decompressed bytes of an entry, at most `length`.
pub fn head(store: &mut dyn Store, file: FileId, entry: &ZipEntry, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = Reader::new(store, file)?;
    match entry.method {
        STORED => raw(&mut reader, entry)?.take(length).read_to_end(&mut bytes)?,
        DEFLATED => DeflateDecoder::new(raw(&mut reader, entry)?).take(length).read_to_end(&mut bytes)?,
        _ => other_method(&mut reader, entry)?.take(length).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}
