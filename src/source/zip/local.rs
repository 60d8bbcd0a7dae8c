//! The local header of an entry (APPNOTE 4.3.7), compared with the central directory. Some readers use one, some the
//! other, so both must state the same. Only the local header shows where the entry's bytes begin.

use super::central_directory::{DESCRIPTOR, ENCRYPTED, UTF8};
use super::entry::{LOCAL_HEADER_LENGTH, ZipEntry, invalid};
use super::extra::Extra;
use super::fields::{u16_at, u32_at};
use super::name;
use crate::source::reader::FileReader;
use crate::source::store::{FileId, Store, read_exact_at};
use std::error::Error;
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

/// How the two headers differ, as a clause.
#[derive(Debug)]
pub struct HeaderMismatch(String);

impl fmt::Display for HeaderMismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Error for HeaderMismatch {}

/// Whether an error of reading an entry means that its headers differ.
pub fn is_disagreement(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<HeaderMismatch>())
}

fn disagreement(words: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, HeaderMismatch(words.into()))
}

/// Compares the local header, whose variable part is name and extra fields, with the entry.
///
/// # Errors
///
/// [`HeaderMismatch`].
fn check(fixed: &[u8; LOCAL_HEADER_LENGTH], variable: &[u8], entry: &ZipEntry) -> io::Result<()> {
    let (raw_name, extra) = variable.split_at_checked(u16_at(fixed, 26).into()).unwrap_or_default();
    let flags = u16_at(fixed, 6);
    let name = name::decode(raw_name, entry.is_utf8);
    if name.as_ref() != Some(&entry.name) || !raw_name.is_ascii() && entry.is_utf8 != (flags & UTF8 != 0) {
        let name = name.unwrap_or_else(|| String::from_utf8_lossy(raw_name).into_owned());
        return Err(disagreement(format!("its own header calls it \"{name}\"")));
    }
    let sizes = [22, 18].map(|at| u64::from(u32_at(fixed, at)));
    let extra = Extra::read(extra, sizes, raw_name);
    if let Some(other) = extra.name.filter(|other| *other != entry.name) {
        return Err(disagreement(format!("its own header calls it \"{other}\", too")));
    }
    if extra.is_damaged {
        return Err(disagreement("the extra fields of its own header are damaged"));
    }
    let is_encrypted = flags & ENCRYPTED != 0;
    if is_encrypted != entry.encrypted {
        return Err(disagreement("only one of its two headers says that it is encrypted"));
    }
    // If the sizes are stored after the data, these are 0 (4.4.4, bit 3).
    let is_open = flags & DESCRIPTOR != 0;
    let [size, compressed_size] = extra.sizes;
    let numbers = [
        ("method", u64::from(u16_at(fixed, 8)), entry.method.into(), false),
        ("size", size, entry.size, is_open),
        ("compressed size", compressed_size, entry.compressed_size, is_open),
        ("CRC-32", u32_at(fixed, 14).into(), entry.crc.into(), is_open),
    ];
    for (what, local, central, may_be_zero) in numbers {
        if local != central && !(may_be_zero && local == 0) {
            return Err(disagreement(format!(
                "its own header has the {what} {local}, the directory {central}"
            )));
        }
    }
    Ok(())
}

/// Returns the number of bytes between the fixed part of a local header and the entry's data, by the lengths of name
/// and extra field in the header. Checks that the header is there. Its sizes are not trusted.
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

/// Positions the reader at the entry's bytes in the zip. The local header must state the same as the central
/// directory.
///
/// # Errors
///
/// Errors of reading, `InvalidData` if the local header or the data is missing, and [`HeaderMismatch`] if the headers
/// differ.
pub fn raw<'r, 'a>(
    reader: &'r mut FileReader<'a>,
    entry: &ZipEntry,
) -> io::Result<io::Take<&'r mut FileReader<'a>>> {
    reader.seek(SeekFrom::Start(entry.header_offset))?;
    let mut header = [0; LOCAL_HEADER_LENGTH];
    reader.read_exact(&mut header)?;
    let mut variable = vec![0; variable_length(&header)? as usize];
    reader.read_exact(&mut variable)?;
    check(&header, &variable, entry)?;
    if entry.compressed_size > reader.left() {
        return Err(cut_short());
    }
    let start = entry.header_offset + (header.len() + variable.len()) as u64;
    if entry.compressed_size > entry.limit.saturating_sub(start) {
        return Err(disagreement("its bytes reach into what follows it"));
    }
    Ok(reader.take(entry.compressed_size))
}

/// Returns the offset at which the entry's bytes begin. Only the local header is read.
///
/// # Errors
///
/// Errors of reading, and `InvalidData` if the local header or the data is missing.
pub fn data_start(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<u64> {
    let mut header = [0; LOCAL_HEADER_LENGTH];
    read_exact_at(store, file, entry.header_offset, &mut header)?;
    let data = LOCAL_HEADER_LENGTH as u64 + variable_length(&header)?;
    let start = entry.header_offset.saturating_add(data);
    let left = store.size(file)?.saturating_sub(start);
    if entry.compressed_size > left { Err(cut_short()) } else { Ok(start) }
}

/// Passes the decompressed bytes of an entry that is neither stored nor deflated to `each`, piece by piece, until it
/// returns `false`.
pub(super) fn other_method(
    reader: &mut FileReader,
    entry: &ZipEntry,
    mut each: impl FnMut(&[u8]) -> bool,
) -> io::Result<()> {
    let codecs = reader.codecs()?;
    codecs.decompress(entry.method, entry.size, &mut raw(reader, entry)?, &mut each)
}
