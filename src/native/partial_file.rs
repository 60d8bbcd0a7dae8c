//! A file of which only some bytes are in memory.

use object::ReadRef;
use std::cell::RefCell;
use std::ops::Range;

/// Number of bytes at the start of a file that are always kept. Most libraries have their strings and
/// version needs there, but their exact place is known only from the dynamic section near the end.
const HEAD: usize = 4 << 20;
/// Maximum size of one read, in bytes. No part of a header is larger.
const MAX_RANGE: u64 = 1 << 20;
/// Minimum size of a range that is requested, in bytes: the next read often lies behind the last one.
const MIN_RANGE: u64 = 4096;

/// Parts of a file of `len` bytes.
#[derive(Debug, Default)]
pub struct PartialFile {
    len: u64,
    head: Vec<u8>,
    /// Start offset and bytes of each part. A part is inserted as a whole, or grows as its bytes come.
    spans: Vec<(u64, Vec<u8>)>,
    /// Ranges to keep when their bytes come.
    wanted: Vec<Range<u64>>,
    /// Ranges that were read but are missing.
    needed: RefCell<Vec<Range<u64>>>,
}

impl PartialFile {
    /// Creates a file of `len` bytes, none of which is known.
    pub fn new(len: u64) -> PartialFile {
        PartialFile { len, ..PartialFile::default() }
    }

    /// Size of the whole file in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether the file has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes bytes of a stream that begin at `position`. The stream must begin with the first bytes of the file. Then
    /// any order is allowed, but the bytes of a wanted range must come one after another.
    pub fn update(&mut self, position: u64, bytes: &[u8]) {
        let head = self.head.len();
        if head < HEAD && position == head as u64 {
            self.head.extend_from_slice(&bytes[..bytes.len().min(HEAD - head)]);
        }
        let end = position + bytes.len() as u64;
        for wanted in &mut self.wanted {
            if wanted.start >= wanted.end || wanted.start < position || wanted.start >= end {
                continue;
            }
            let until = wanted.end.min(end);
            let part = part(bytes, position, wanted.start..until).unwrap_or_default();
            match self.spans.iter_mut().find(|(start, span)| start + span.len() as u64 == wanted.start) {
                Some((_, span)) => span.extend_from_slice(part),
                None => self.spans.push((wanted.start, part.to_vec())),
            }
            wanted.start = until;
        }
        self.wanted.retain(|wanted| wanted.start < wanted.end);
    }

    /// Keeps these ranges when they come.
    pub fn want(&mut self, ranges: &[Range<u64>]) {
        self.wanted.extend_from_slice(ranges);
    }

    /// Keeps bytes that were read from `start`.
    pub fn insert(&mut self, start: u64, bytes: &[u8]) {
        self.spans.push((start, bytes.to_vec()));
    }

    /// Whether the file is known to begin with these bytes.
    pub fn starts_with(&self, magic: &[u8]) -> bool {
        self.read_bytes_at(0, magic.len() as u64) == Ok(magic)
    }

    /// Takes the ranges that were read but are missing.
    pub fn take_needed(&self) -> Vec<Range<u64>> {
        self.needed.take()
    }

    fn need(&self, range: Range<u64>) {
        let range = range.start..range.end.max(range.start.saturating_add(MIN_RANGE).min(self.len));
        let mut needed = self.needed.borrow_mut();
        if !needed.contains(&range) {
            needed.push(range);
        }
    }

    fn find(&self, range: Range<u64>) -> Option<&[u8]> {
        part(&self.head, 0, range.clone())
            .or_else(|| self.spans.iter().find_map(|(start, span)| part(span, *start, range.clone())))
    }
}

/// The bytes of `range`, taken from bytes that begin at `start`.
fn part(bytes: &[u8], start: u64, range: Range<u64>) -> Option<&[u8]> {
    let from = usize::try_from(range.start.checked_sub(start)?).ok()?;
    let to = usize::try_from(range.end.checked_sub(start)?).ok()?;
    bytes.get(from..to)
}

impl<'a> ReadRef<'a> for &'a PartialFile {
    fn len(self) -> Result<u64, ()> {
        Ok(self.len)
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'a [u8], ()> {
        let end = offset.checked_add(size).filter(|end| *end <= self.len && size <= MAX_RANGE).ok_or(())?;
        self.find(offset..end).ok_or_else(|| self.need(offset..end))
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'a [u8], ()> {
        let end = range.end.min(self.len).min(range.start.checked_add(MIN_RANGE).ok_or(())?);
        if range.start >= end {
            return Err(());
        }
        let bytes = self.read_bytes_at(range.start, end - range.start)?;
        let length = bytes.iter().position(|byte| *byte == delimiter).ok_or(())?;
        bytes.get(..length).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_wanted_as_it_passes() {
        let bytes: Vec<u8> = (0..=255).cycle().take(HEAD + 5000).collect();
        let mut partial = PartialFile::new(bytes.len() as u64);
        let (late, end) = (HEAD as u64 + 100, HEAD as u64 + 4200);
        let wanted = vec![Range { start: late, end }];
        assert!((&partial).read_bytes_at(late, 4100).is_err());
        assert_eq!(partial.take_needed(), wanted);
        partial.want(&wanted);
        for (number, piece) in bytes.chunks(1000).enumerate() {
            partial.update(number as u64 * 1000, piece);
        }
        assert_eq!((&partial).read_bytes_at(late, 4100), Ok(&bytes[late as usize..end as usize]));
        assert_eq!((&partial).read_bytes_at(7, 9), Ok(&bytes[7..16]));
        assert_eq!((&partial).read_bytes_at_until(late..end, 255).map(<[u8]>::len), Ok(155));
        assert!(partial.take_needed().is_empty());
    }

    #[test]
    fn out_of_the_file_is_never_lacked() {
        let partial = PartialFile::new(100);
        for (offset, size) in [(90, 11), (u64::MAX, 2), (200, 1)] {
            assert_eq!((&partial).read_bytes_at(offset, size), Err(()));
        }
        assert_eq!((&partial).read_bytes_at_until(100..200, 0), Err(()));
        assert!(partial.take_needed().is_empty());
    }
}
