//! The bytes of small entries, or only the first bytes of an entry.

use super::entry::{DEFLATED, STORED, ZipEntry};
use super::inflate::{Compressed, Inflater};
use super::local::{other_method, raw};
use crate::source::reader::FileReader;
use crate::source::store::{FileId, Store};
use flate2::bufread::DeflateDecoder;
use std::io::{self, Read};

/// The decompressed bytes of a small entry, checked against size and CRC-32.
///
/// # Errors
///
/// When the file cannot be read, or is not the zip that was read before.
pub fn content(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = FileReader::new(store, file)?;
    Inflater::default()
        .inflate(Compressed::InZip(&mut reader), entry, |piece| bytes.extend_from_slice(piece))?;
    Ok(bytes)
}

/// The first decompressed bytes of an entry, at most `length`.
///
/// # Errors
///
/// When the file cannot be read, or is not the zip that was read before.
pub fn head(store: &mut dyn Store, file: FileId, entry: &ZipEntry, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = FileReader::new(store, file)?;
    match entry.method {
        STORED => raw(&mut reader, entry)?.take(length).read_to_end(&mut bytes)?,
        DEFLATED => DeflateDecoder::new(raw(&mut reader, entry)?).take(length).read_to_end(&mut bytes)?,
        _ => {
            other_method(&mut reader, entry, |piece| {
                bytes.extend_from_slice(piece);
                (bytes.len() as u64) < length
            })?;
            bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
            bytes.len()
        }
    };
    Ok(bytes)
}
