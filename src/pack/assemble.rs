//! The package as a whole. Its bytes pass in order and are hashed by the caller. The central directory is written last.

use super::headers::{self, EntryHeader};
use super::zip_size;
use crate::collections::sort_by;
use crate::error::Error;
use crate::finding::Finding;
use crate::target::{LAYER_FOLDERS, PackageKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The result of packing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Assembled {
    /// Size of the zip in bytes.
    pub size: u64,
    /// Unzipped size of all entries in bytes.
    pub unzipped_size: u64,
    /// Number of files in the zip: those of the plan, except for files that could not be read.
    pub entries: u64,
    /// Standard base64 of the SHA-256 of the zip's bytes, as Lambda reports it.
    pub code_sha256: String,
    /// Findings about the size of the zip.
    pub findings: Vec<Finding>,
}

/// An entry that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenEntry {
    /// Path in the package.
    pub path: String,
    /// Permissions, such as `0o644`.
    pub mode: u32,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// CRC-32 of the unzipped bytes.
    pub crc: u32,
    /// Compressed size in bytes.
    pub compressed_size: u64,
    /// Unzipped size in bytes.
    pub size: u64,
}

impl WrittenEntry {
    /// Returns its header fields, with the local header at `offset`.
    pub(crate) fn header(&self, offset: u64) -> EntryHeader<'_> {
        let WrittenEntry { path, mode, method, crc, compressed_size, size } = self;
        let (mode, method, crc, compressed_size, size) = (*mode, *method, *crc, *compressed_size, *size);
        EntryHeader { path, mode, method, crc, compressed_size, size, offset }
    }
}

/// A package that is being written.
#[derive(Default)]
pub struct Assembler {
    /// Number of bytes that passed.
    size: u64,
    /// Offset of the next local header.
    offset: u64,
    /// The entries, with the offsets of their local headers.
    entries: Vec<(u64, WrittenEntry)>,
    unzipped_size: u64,
    /// Whether there are entries in the folder of a layer's Python files.
    has_python: bool,
    /// Whether there are entries outside of the folders that only layers have.
    has_other: bool,
}

impl Assembler {
    /// Counts bytes that passed.
    pub fn pass(&mut self, bytes: u64) {
        self.size += bytes;
    }

    /// Adds the next entries, in the order of their bytes.
    pub fn add(&mut self, entries: Vec<WrittenEntry>) {
        for entry in entries {
            let offset = self.offset;
            let header = entry.header(offset);
            self.offset += header.local_length() + header.compressed_size;
            self.unzipped_size += header.size;
            let top = entry.path.split_once('/').map(|(top, _)| top);
            self.has_python |= top == Some("python");
            self.has_other |= !top.is_some_and(|top| LAYER_FOLDERS.contains(&top));
            self.entries.push((offset, entry));
        }
    }

    /// Returns what follows the entries: the central directory, sorted by path, and the end records. Its bytes are
    /// counted as passed.
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

    /// Returns the result. `sha256`: the SHA-256 of all bytes that passed.
    pub fn finish(self, sha256: [u8; 32]) -> Assembled {
        Assembled {
            findings: zip_size::findings(self.size, self.kind()),
            size: self.size,
            unzipped_size: self.unzipped_size,
            entries: self.entries.len() as u64,
            code_sha256: STANDARD.encode(sha256),
        }
    }

    /// Returns the kind of the package. The Python files of a layer are in a folder of their own.
    fn kind(&self) -> PackageKind {
        if self.has_python && !self.has_other { PackageKind::Layer } else { PackageKind::Function }
    }
}
