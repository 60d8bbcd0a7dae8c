//! What has been read of bytecode and of its sources, by file, to find out whether they belong together.

use crate::collections::{BTreeMap, BTreeSet};
use crate::python::pyc::{Bytecode, HEADER_LENGTH, Header, Origin};
use crate::source::content::{Content, ContentKey};
use crate::source::store::{FileId, Store};
use crate::source::wants::{Want, Wants, WantsRead};
use crate::source::zip::{self, ZipEntry};
use std::io;

/// When a source was last changed, as far as the host or the zip can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modified {
    /// Seconds since 1970.
    At(i64),
    /// Seconds since 1970 in an unknown time zone, in steps of two seconds: zips have MS-DOS dates (APPNOTE 4.4.6).
    SomewhereAt(i64),
    Unknown,
}

impl Modified {
    /// Whether a header that states `seconds` may belong to this source.
    fn fits(self, seconds: u32) -> bool {
        /// Time zones differ by quarters of an hour.
        const ZONE_STEP: i64 = 15 * 60;
        match self {
            Modified::At(modified) => modified as u32 == seconds,
            Modified::SomewhereAt(modified) => {
                matches!((i64::from(seconds) - modified).rem_euclid(ZONE_STEP), 0 | 1)
            }
            Modified::Unknown => false,
        }
    }
}

/// A source, without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceStamp {
    /// The [`Bytecode::source_hash`] for the requested Python.
    pub hash: [u8; 8],
    pub size: u64,
    pub modified: Modified,
}

impl SourceStamp {
    /// Whether bytecode of that origin was compiled from this source.
    pub fn is_of(&self, origin: Origin) -> bool {
        match origin {
            Origin::Hash(hash) => hash == self.hash,
            Origin::Timestamp { modified, size } => size == self.size as u32 && self.modified.fits(modified),
        }
    }
}

/// Headers of bytecode, and stamps of sources. `None` for files that cannot be read: the bytecode is then left out,
/// and a source that ships has a finding of its own.
#[derive(Default)]
pub struct BytecodeCache {
    headers: BTreeMap<ContentKey, Option<Header>>,
    /// By the Python that the hash is for.
    sources: BTreeMap<(Bytecode, ContentKey), Option<SourceStamp>>,
    /// The Python for which the host was asked to read sources.
    asked_for: Option<Bytecode>,
}

impl BytecodeCache {
    /// Keeps the first bytes of a loose file.
    pub fn put_header(&mut self, file: FileId, bytes: Option<&[u8]>) {
        let header = bytes.and_then(|bytes| bytes.get(..HEADER_LENGTH)?.try_into().ok());
        self.headers.insert((file, None), header);
    }

    /// Stores the stamp of a loose source. `modified` is in seconds since 1970.
    pub fn put_source(&mut self, file: FileId, text: Option<&[u8]>, modified: Option<i64>) {
        let Some(bytecode) = self.asked_for else {
            return;
        };
        let source = text.map(|text| SourceStamp {
            hash: bytecode.source_hash(text),
            size: text.len() as u64,
            modified: modified.map_or(Modified::Unknown, Modified::At),
        });
        self.sources.insert((bytecode, (file, None)), source);
    }

    pub fn retain(&mut self, files: &BTreeSet<FileId>) {
        self.headers.retain(|(file, _), _| files.contains(file));
        self.sources.retain(|(_, (file, _)), _| files.contains(file));
    }

    /// The header of bytecode.
    pub(super) fn header(
        &mut self,
        content: &Content,
        wants: &mut Wants,
        store: &mut dyn Store,
    ) -> Result<Option<Header>, WantsRead> {
        let Some(key) = content.key() else {
            return Ok(None);
        };
        if let Some(header) = self.headers.get(&key) {
            return Ok(*header);
        }
        let Content::Zip { file, entry } = content else {
            wants.insert(Want::Header(key.0));
            return Err(WantsRead);
        };
        let bytes = readable(zip::head(store, *file, entry, HEADER_LENGTH as u64))?;
        let header = bytes.and_then(|bytes| bytes.try_into().ok());
        self.headers.insert(key, header);
        Ok(header)
    }

    /// Returns the stamp of a source.
    pub(super) fn source(
        &mut self,
        content: &Content,
        bytecode: Bytecode,
        wants: &mut Wants,
        store: &mut dyn Store,
    ) -> Result<Option<SourceStamp>, WantsRead> {
        let Some(key) = content.key() else {
            return Ok(None);
        };
        if let Some(source) = self.sources.get(&(bytecode, key)) {
            return Ok(*source);
        }
        let Content::Zip { file, entry } = content else {
            self.asked_for = Some(bytecode);
            wants.insert(Want::Source(key.0));
            return Err(WantsRead);
        };
        let text = readable(zip::content(store, *file, entry))?;
        let source = text.map(|text| SourceStamp {
            hash: bytecode.source_hash(&text),
            size: text.len() as u64,
            modified: zipped(entry),
        });
        self.sources.insert((bytecode, key), source);
        Ok(source)
    }
}

fn zipped(entry: &ZipEntry) -> Modified {
    entry.modified.map_or(Modified::Unknown, Modified::SomewhereAt)
}

fn readable(bytes: io::Result<Vec<u8>>) -> Result<Option<Vec<u8>>, WantsRead> {
    match bytes {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(WantsRead),
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let check = |modified: Modified, seconds: u32, expected: bool| {
            assert_eq!(modified.fits(seconds), expected, "{modified:?} {seconds}");
        };
        check(Modified::At(1_700_000_001), 1_700_000_001, true);
        check(Modified::At(1_700_000_001), 1_700_000_002, false);
        // Another time zone, and an odd second, which MS-DOS times cannot have.
        check(Modified::SomewhereAt(1_700_000_000), 1_700_000_001, true);
        check(Modified::SomewhereAt(1_700_000_000 + 5 * 3600), 1_700_000_000, true);
        check(Modified::SomewhereAt(1_700_000_000 - 20_700), 1_700_000_001, true);
        check(Modified::SomewhereAt(1_700_000_000), 1_700_000_002, false);
        check(Modified::SomewhereAt(1_700_000_000), 1_699_999_999, false);
        check(Modified::Unknown, 0, false);
    }
}
