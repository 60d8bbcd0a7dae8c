//! The local header of an entry (APPNOTE 4.3.7) beside what the central directory says of it. Some readers
//! go by the one, some by the other, so that both must say the same.

use super::directory::{DESCRIPTOR, ENCRYPTED, UTF8};
use super::entry::{LOCAL_HEADER_LENGTH, ZipEntry};
use super::extra::Extra;
use super::fields::{u16_at, u32_at};
use super::name;
use std::error::Error;
use std::fmt;
use std::io;

/// Where the two differ, in a clause.
#[derive(Debug)]
pub struct Disagreement(String);

impl fmt::Display for Disagreement {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Error for Disagreement {}

/// Whether an error of reading an entry is that its headers differ.
pub fn is_disagreement(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Disagreement>())
}

pub(super) fn disagreement(words: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Disagreement(words.into()))
}

/// Compares the local header, whose variable part is name and extra fields, with the entry.
///
/// # Errors
///
/// [`Disagreement`].
pub(super) fn check(fixed: &[u8; LOCAL_HEADER_LENGTH], variable: &[u8], entry: &ZipEntry) -> io::Result<()> {
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
    // Where the sizes stand behind the data, these are 0 (4.4.4, bit 3).
    let is_open = flags & DESCRIPTOR != 0;
    let [size, compressed] = extra.sizes;
    let numbers = [
        ("method", u64::from(u16_at(fixed, 8)), entry.method.into(), false),
        ("size", size, entry.size, is_open),
        ("compressed size", compressed, entry.compressed, is_open),
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
