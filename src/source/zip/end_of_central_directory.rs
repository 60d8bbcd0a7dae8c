//! The end of a zip: where its central directory is (APPNOTE 4.3.14 to 4.3.16).
//!
//! Readers search for it in different ways. A zip in which they would find different directories is refused, with a
//! message that states what does not fit.

use super::entry::invalid;
use super::fields::{u16_at, u32_at, u64_at};
use crate::source::reader::FileReader;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

/// The end of central directory record without its comment, in bytes.
const END: usize = 22;
/// Lengths in bytes of the zip64 record without what may follow it, and of its locator.
const END64: usize = 56;
const LOCATOR: usize = 20;
/// Maximum length of a comment, in bytes.
const COMMENT: usize = u16::MAX as usize;

const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const END64_MARK: &[u8] = b"PK\x06\x06";
const LOCATOR_MARK: &[u8] = b"PK\x06\x07";
const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const HEADER_SIGNATURE: &[u8] = b"PK\x01\x02";

/// Where the central directory is, and what the end record states about it.
pub(super) struct CentralDirectory {
    pub start: u64,
    pub size: u64,
    /// The number of entries as stated: only its low 16 bits if `is_exact` is not set.
    pub count: u64,
    pub is_exact: bool,
    /// Number of bytes before the zip that its offsets do not count, such as a program that unpacks the zip.
    pub shift: u64,
}

/// Finds the central directory.
///
/// # Errors
///
/// Errors of reading, and `InvalidData` if there is no end record, or if readers would differ about it.
pub(super) fn find(reader: &mut FileReader) -> io::Result<CentralDirectory> {
    let size = reader.left();
    let mut tail = tail(reader, END as u64)?;
    // All readers accept an end record without a comment at the very end.
    let mut at = 0;
    if !(tail.starts_with(END_SIGNATURE) && comment_end(&tail) == tail.len()) {
        tail = self::tail(reader, (END + COMMENT) as u64)?;
        at = commented(&tail)?;
    }
    let record = tail.get(at..).unwrap_or_default();
    let record_start = size - record.len() as u64;
    let mut end = EndOfCentralDirectory::read(record);
    let mut directory_end = record_start;
    if let Some(start) = end.locate_zip64(reader, record_start)? {
        directory_end = start;
    }
    if end.is_part {
        return Err(invalid("it is one of several parts"));
    }
    let start = directory_end
        .checked_sub(end.size)
        .ok_or_else(|| invalid("its end states a directory that is larger than the file"))?;
    let shift = start
        .checked_sub(end.offset)
        .ok_or_else(|| invalid("its end states a directory that lies behind it"))?;
    // Some readers use only the offset, and some read from the start of the file.
    if shift > 0
        && (mark_at(reader, end.offset)? == HEADER_SIGNATURE || mark_at(reader, 0)? == LOCAL_SIGNATURE)
    {
        return Err(invalid("it has another zip before it, so readers differ about what is in it"));
    }
    Ok(CentralDirectory { start, size: end.size, count: end.count, is_exact: end.is_zip64, shift })
}

/// Returns the last bytes, at most `most`. They are read through the window, which keeps them for the next reads.
fn tail(reader: &mut FileReader, most: u64) -> io::Result<Vec<u8>> {
    let size = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(size.saturating_sub(most)))?;
    let mut bytes = Vec::new();
    loop {
        let filled = reader.fill_buf()?;
        if filled.is_empty() {
            return Ok(bytes);
        }
        bytes.extend_from_slice(filled);
        let length = filled.len();
        reader.consume(length);
    }
}

/// Finds an end record that is followed by a comment or other bytes. Returns its offset.
fn commented(tail: &[u8]) -> io::Result<usize> {
    let mut ends = tail
        .windows(END_SIGNATURE.len())
        .enumerate()
        .rev()
        .filter(|(_, mark)| *mark == END_SIGNATURE)
        .map(|(at, _)| (at, comment_end(tail.get(at..).unwrap_or_default()), tail.len() - at));
    let (at, length, left) = ends.next().ok_or_else(|| invalid("it is no zip, or its end is missing"))?;
    if length > left {
        return Err(invalid("it is cut short: its end is not whole"));
    }
    // Some readers look for the last record, others for a record whose comment ends at the end of the file.
    if ends.any(|(_, length, left)| length == left) {
        return Err(invalid("it has two ends, so readers differ about what is in it"));
    }
    Ok(at)
}

/// The offset at which the comment of an end record ends, from the start of the record.
fn comment_end(record: &[u8]) -> usize {
    END + usize::from(u16_at(record, 20))
}

fn mark_at(reader: &mut FileReader, at: u64) -> io::Result<[u8; 4]> {
    let mut mark = [0; 4];
    reader.seek(SeekFrom::Start(at))?;
    match reader.read_exact(&mut mark) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(mark),
    }
}

/// The contents of an end record.
struct EndOfCentralDirectory {
    /// Whether the file is one of several that form a zip together.
    is_part: bool,
    count: u64,
    size: u64,
    offset: u64,
    is_zip64: bool,
}

impl EndOfCentralDirectory {
    fn read(record: &[u8]) -> EndOfCentralDirectory {
        EndOfCentralDirectory {
            is_part: u32_at(record, 4) != 0 || u16_at(record, 8) != u16_at(record, 10),
            count: u16_at(record, 10).into(),
            size: u32_at(record, 12).into(),
            offset: u32_at(record, 16).into(),
            is_zip64: false,
        }
    }

    /// Reads the zip64 record, if there is one, and returns its offset. Readers differ about which of the two records
    /// counts, so both must state the same, where the older one can (4.4.1.4).
    fn locate_zip64(&mut self, reader: &mut FileReader, end: u64) -> io::Result<Option<u64>> {
        let Some(locator_start) = end.checked_sub(LOCATOR as u64) else {
            return Ok(None);
        };
        let mut locator = [0; LOCATOR];
        reader.seek(SeekFrom::Start(locator_start))?;
        reader.read_exact(&mut locator)?;
        if !locator.starts_with(LOCATOR_MARK) {
            return Ok(None);
        }
        let missing = || invalid("its zip64 end is missing, or not where it should be");
        let start = locator_start.checked_sub(END64 as u64).ok_or_else(missing)?;
        let mut record = [0; END64];
        reader.seek(SeekFrom::Start(start))?;
        reader.read_exact(&mut record)?;
        // Readers look for what may follow the record in different places, and no tool writes it, so it is refused.
        if !record.starts_with(END64_MARK) || u64_at(&record, 4) != (END64 - 12) as u64 {
            return Err(missing());
        }
        let zip64 = EndOfCentralDirectory {
            is_part: [u64_at(&record, 16), u32_at(&locator, 4).into()] != [0, 0]
                || u32_at(&locator, 16) > 1
                || u64_at(&record, 24) != u64_at(&record, 32),
            count: u64_at(&record, 32),
            size: u64_at(&record, 40),
            offset: u64_at(&record, 48),
            is_zip64: true,
        };
        let shift = start.checked_sub(zip64.size).and_then(|at| at.checked_sub(zip64.offset));
        if shift.and_then(|shift| u64_at(&locator, 8).checked_add(shift)) != Some(start) {
            return Err(missing());
        }
        let differs = |old: u64, new: u64, unknown: u64| old != new && old != unknown;
        if differs(self.count, zip64.count, u16::MAX.into())
            || differs(self.size, zip64.size, u32::MAX.into())
            || differs(self.offset, zip64.offset, u32::MAX.into())
        {
            return Err(invalid("its two ends contradict each other, so readers differ about what is in it"));
        }
        *self = zip64;
        Ok(Some(start))
    }
}
