//! The package as a whole: its bytes pass in order, whoever lets them pass hashes them, and what follows the entries is
//! written last.

use super::headers::{self, EntryHeader};
use super::zip_size;
use crate::collections::sort_by;
use crate::error::Error;
use crate::finding::Finding;
use crate::target::{LAYER_FOLDERS, PackageKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Assembled {
    /// Bytes of the zip.
    pub size: u64,
    /// Of all entries, in bytes.
    pub unzipped_size: u64,
    /// Files in the zip: those of the plan but for what could not be read.
    pub entries: u64,
    /// Standard base64 of the SHA-256 of the zip's bytes, as Lambda reports it.
    pub code_sha256: String,
    /// What its size means.
    pub findings: Vec<Finding>,
}

/// What was written of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenEntry {
    /// In the package.
    pub path: String,
    /// Permissions, such as `0o644`.
    pub mode: u32,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// Of the unzipped bytes.
    pub crc: u32,
    /// Bytes in the zip.
    pub compressed: u64,
    /// Unzipped bytes.
    pub size: u64,
}

impl WrittenEntry {
    /// Its headers, with the local one at `offset`.
    pub(crate) fn header(&self, offset: u64) -> EntryHeader<'_> {
        let WrittenEntry { path, mode, method, crc, compressed, size } = self;
        let (mode, method, crc, compressed, size) = (*mode, *method, *crc, *compressed, *size);
        EntryHeader { path, mode, method, crc, compressed, size, offset }
    }
}

/// A package in the making.
#[derive(Default)]
pub struct Assembler {
    /// Bytes that passed.
    size: u64,
    /// Where the next local header begins.
    offset: u64,
    /// With the place of their local headers.
    entries: Vec<(u64, WrittenEntry)>,
    unzipped_size: u64,
    /// Whether entries lie in the folder of a layer's Python files.
    has_python: bool,
    /// Whether entries lie elsewhere than in folders that only layers have.
    has_other: bool,
}

impl Assembler {
    /// So many more bytes passed.
    pub fn pass(&mut self, bytes: u64) {
        self.size += bytes;
    }

    /// The next entries, in the order of their bytes.
    pub fn add(&mut self, entries: Vec<WrittenEntry>) {
        for entry in entries {
            let offset = self.offset;
            let header = entry.header(offset);
            self.offset += header.local_length() + header.compressed;
            self.unzipped_size += header.size;
            let top = entry.path.split_once('/').map(|(top, _)| top);
            self.has_python |= top == Some("python");
            self.has_other |= !top.is_some_and(|top| LAYER_FOLDERS.contains(&top));
            self.entries.push((offset, entry));
        }
    }

    /// What follows the entries: their headers, sorted by path. It has passed then.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if other bytes passed than those of the entries.
    pub fn end(&mut self) -> Result<Vec<u8>, Error> {
        if self.size != self.offset {
            let Assembler { size, offset, .. } = self;
            return Err(Error::Job(format!("{size} bytes passed, but the entries have {offset}")));
        }
        sort_by(&mut self.entries, |(_, one), (_, other)| one.path.cmp(&other.path));
        let mut tail = Vec::new();
        for (offset, entry) in &self.entries {
            tail.extend(entry.header(*offset).central());
        }
        tail.extend(headers::end(self.entries.len() as u64, tail.len() as u64, self.offset));
        self.pass(tail.len() as u64);
        Ok(tail)
    }

    /// What is known of the whole, by the SHA-256 of all bytes that passed.
    pub fn finish(self, sha256: [u8; 32]) -> Assembled {
        Assembled {
            findings: zip_size::findings(self.size, self.kind()),
            size: self.size,
            unzipped_size: self.unzipped_size,
            entries: self.entries.len() as u64,
            code_sha256: STANDARD.encode(sha256),
        }
    }

    /// What a layer holds for Python lies in a folder of its own.
    fn kind(&self) -> PackageKind {
        if self.has_python && !self.has_other { PackageKind::Layer } else { PackageKind::Function }
    }
}
