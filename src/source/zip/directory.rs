//! The entries of a zip, by its central directory (APPNOTE 4.3.12).

use super::entry::{EntryKind, ZipEntry, invalid};
use crate::source::reader::FileReader;
use crate::source::store::{FileId, Store};
use std::io;
use std::rc::Rc;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, SUPPORTED_COMPRESSION_METHODS};

const FILE_TYPE: u32 = 0o170000;
const ZIP64: u64 = u32::MAX as u64;

/// The entries of a zip, or what is wrong with it.
pub type Listing = Result<Rc<Vec<ZipEntry>>, String>;

/// Every entry in the order of the central directory, entries of one name included.
///
/// # Errors
///
/// When the file cannot be read, or is no zip.
pub fn list(store: &mut dyn Store, file: FileId) -> io::Result<Vec<ZipEntry>> {
    let mut zip =
        ZipIterable::try_new(FileReader::new(store, file)?, Config::default()).map_err(|error| {
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
