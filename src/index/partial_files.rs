//! Parts of files that the host read: of dropped wheels, and of wheels of indexes.

use crate::collections::BTreeMap;
use crate::source::span_cache::SpanCache;
use crate::source::spans::Span;
use crate::source::{FileId, Store};
use std::io;

/// Files, and the parts of them that are available.
#[derive(Default)]
pub struct PartialFiles {
    sizes: BTreeMap<FileId, u64>,
    fetched: SpanCache<Vec<u8>>,
}

impl PartialFiles {
    /// Adds a file of `size` bytes.
    pub fn add(&mut self, file: FileId, size: u64) {
        self.sizes.insert(file, size);
    }

    /// Stores the bytes of a span.
    pub fn fill(&mut self, span: Span, bytes: Vec<u8>) {
        self.fetched.fill(span, bytes);
    }

    /// The spans that are wanted.
    pub fn take_wants(&mut self) -> Vec<Span> {
        self.fetched.take_wants()
    }
}

impl Store for PartialFiles {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        self.sizes.get(&file).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.size(file)?;
        let end = offset.saturating_add(buffer.len() as u64).min(size);
        if offset >= end {
            return Ok(0);
        }
        let Some((span, bytes)) = self.fetched.at(file, offset) else {
            self.fetched.want(Span { file, start: offset, end }.aligned(size));
            return Err(io::ErrorKind::WouldBlock.into());
        };
        let start = (offset - span.start) as usize;
        let upto = bytes.len().min((end.min(span.end) - span.start) as usize);
        let found = bytes.get(start..upto).filter(|found| !found.is_empty());
        let found = found.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        if let Some(room) = buffer.get_mut(..found.len()) {
            room.copy_from_slice(found);
        }
        Ok(found.len())
    }
}
