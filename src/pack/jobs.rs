//! Jobs of packing. They are plain data, so that they can be sent to other workers.

use crate::collections::BTreeMap;
use crate::digest::Digest;
use crate::source::spans::Span;
use crate::source::store::FileId;
use crate::source::zip::{DEFLATED, LOCAL_HEADER_LENGTH, STORED, ZipEntry, total};
use serde::{Deserialize, Serialize};

/// Bytes that replace the first bytes of a file: the header of bytecode (PEP 552).
pub type FileHeader = [u8; 16];

/// The compression level for data that is not compressed yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// Two thirds of the time of the default, 3% larger (measured on numpy and pandas).
    Fast,
    /// As small as `zip -9`.
    #[default]
    Default,
    /// As small as possible. Entries of zips are compressed again too. Twenty times as slow as the default.
    Best,
}

/// An entry of a zip, and what is known about its decompressed bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// As its zip lists it.
    pub entry: ZipEntry,
    /// The digest in RECORD. Without it, only the CRC-32 is checked.
    pub digest: Option<Digest>,
    /// Whether it was installed. Then it may have been changed since.
    pub is_installed: bool,
    /// Whether to read its headers as a native file while its bytes are available.
    pub is_native: bool,
}

/// Entries of one zip to verify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerifyJob {
    /// The dropped file.
    pub file: FileId,
    /// The zip, as dropped.
    pub from: String,
    /// The entries, in the order of their offsets in the zip.
    pub entries: Vec<Expected>,
    /// If not empty, the bytes of the zip itself must have one of these digests.
    pub digests: Vec<Digest>,
    /// Number of bytes to read: decompressed bytes for entries.
    pub bytes: u64,
}

/// Returns the indices of the entries whose headers are to be read as native files, and resets their `is_native`.
fn numbers_of_natives<'e>(list: impl Iterator<Item = Option<&'e mut Expected>>) -> Vec<u32> {
    let natives = (0..).zip(list).filter(|(_, expected)| expected.as_ref().is_some_and(|one| one.is_native));
    natives
        .map(|(number, expected)| {
            expected.into_iter().for_each(|expected| expected.is_native = false);
            number
        })
        .collect()
}

impl VerifyJob {
    /// Removes the marks of the entries that are to be read as native files, and returns the indices of these entries.
    /// Without the marks, the job is the same whether native files are to be read or not.
    pub fn take_natives(&mut self) -> Vec<u32> {
        numbers_of_natives(self.entries.iter_mut().map(Some))
    }

    /// Restores what [`VerifyJob::take_natives`] removed.
    pub fn put_natives(&mut self, numbers: &[u32]) {
        for number in numbers {
            let expected = self.entries.get_mut(*number as usize);
            expected.into_iter().for_each(|expected| expected.is_native = true);
        }
    }

    /// Returns the byte range of its entries in the zip: from the first byte to after the last one. A zip that is
    /// hashed itself is read completely.
    pub fn range(&self) -> (u64, u64) {
        if !self.digests.is_empty() {
            return (0, self.bytes);
        }
        let start = self.entries.iter().map(|expected| expected.entry.header_offset).min();
        let end = self.entries.iter().map(|expected| reach(&expected.entry)).max();
        (start.unwrap_or(0), end.unwrap_or(0))
    }
}

/// Number of additional bytes that are read for a local header, because its extra field may be longer than the central
/// directory states.
const SLACK: u64 = 1024;

/// Returns the offset after an entry's bytes, estimated without its local header.
fn reach(entry: &ZipEntry) -> u64 {
    let header = LOCAL_HEADER_LENGTH as u64 + entry.name.len() as u64 + SLACK;
    entry.header_offset.saturating_add(header).saturating_add(entry.compressed_size)
}

/// A file to compress into a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LooseFile {
    /// Index of its entry in the package.
    pub entry_index: u32,
    /// The dropped file.
    pub file: FileId,
    /// In bytes.
    pub size: u64,
    /// The item's path as dropped.
    pub from: String,
    /// Replaces the first bytes, if it is there.
    pub header: Option<FileHeader>,
    /// The digest in the RECORD that it was installed with, as written there.
    pub recorded: Option<String>,
}

/// Loose files to compress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompressJob {
    /// How hard to compress.
    pub compression: Compression,
    /// The files, in the order in which they are compressed.
    pub files: Vec<LooseFile>,
    /// Unzipped size of all files in bytes.
    pub bytes: u64,
}

/// An entry of a zip that is recompressed: Lambda may not support its method, its first bytes are replaced, or it may
/// become smaller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecompressJob {
    /// How hard to compress.
    pub compression: Compression,
    /// The index of the entry in the package.
    pub entry_index: u32,
    /// The zip that it is in.
    pub file: FileId,
    /// The item's path as dropped.
    pub from: String,
    /// As its zip lists it.
    pub entry: ZipEntry,
    /// Replaces the first bytes, if it is there.
    pub header: Option<FileHeader>,
}

/// Maximum number of bytes that are held in memory and compressed at once: a whole file, or a part of a larger one.
/// libdeflate cannot compress streams, but needs a third of zlib's time. This takes twice as much memory.
pub(super) const AT_ONCE: u64 = 8 << 20;

/// Whether Lambda accepts an entry of a zip as it is.
pub(super) fn may_be_copied(entry: &ZipEntry) -> bool {
    matches!(entry.method, STORED | DEFLATED)
}

/// Whether an entry is small enough to be held in memory, compressed and decompressed.
pub(super) fn is_small(entry: &ZipEntry) -> bool {
    entry.size.max(entry.compressed_size) <= AT_ONCE
}

/// Where the bytes of an entry are when the entry is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EntrySource {
    /// Copied unchanged from a dropped zip, and verified on the way.
    Zip {
        /// The zip that it is in.
        file: FileId,
        /// The expected header and digest.
        expected: Expected,
    },
    /// In the shard of a compress job, with the index of this entry. Its first bytes determine whether it is
    /// executable.
    Loose,
    /// In the shard of a recompress job.
    Recompressed,
    /// Created during planning, not compressed yet.
    Inline(Vec<u8>),
}

/// One entry of the package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageEntry {
    /// Path in the package.
    pub path: String,
    /// Permissions, such as `0o644`.
    pub mode: u32,
    /// Where its bytes come from.
    pub source: EntrySource,
    /// Path of the item that it comes from, as dropped.
    pub from: String,
}

impl EntrySource {
    /// Returns the unzipped size in bytes; 0 if it is known only from a shard.
    pub fn size(&self) -> u64 {
        match self {
            EntrySource::Zip { expected, .. } => expected.entry.size,
            EntrySource::Inline(data) => data.len() as u64,
            EntrySource::Loose | EntrySource::Recompressed => 0,
        }
    }
}

/// A sequence of entries of the package. Bytes from zips are read once, to be verified and copied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteJob {
    /// How hard to compress.
    pub compression: Compression,
    /// Index of its first entry in the package.
    pub first: u32,
    /// The entries, sorted by path.
    pub entries: Vec<PackageEntry>,
    /// Unzipped bytes.
    pub bytes: u64,
}

/// One compressed file in a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShardEntry {
    /// The index of the entry in the package.
    pub entry_index: u32,
    /// Offset of its bytes in the shard.
    pub offset: u64,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// CRC-32 of the unzipped bytes.
    pub crc: u32,
    /// Compressed size in bytes.
    pub compressed_size: u64,
    /// Unzipped bytes.
    pub size: u64,
    /// Whether its first bytes are those of an executable file.
    pub executable: bool,
}

/// The entries of all shards by index in the package, each with the file of its shard at the host.
pub type ShardEntries = BTreeMap<u32, (FileId, ShardEntry)>;

impl PackageEntry {
    fn expected(&mut self) -> Option<&mut Expected> {
        match &mut self.source {
            EntrySource::Zip { expected, .. } => Some(expected),
            EntrySource::Loose | EntrySource::Recompressed | EntrySource::Inline(_) => None,
        }
    }
}

impl WriteJob {
    /// Removes the marks of the entries that are to be read as native files, and returns the indices of these entries
    /// in the job. Without the marks, the job is the same whether native files are to be read or not.
    pub fn take_natives(&mut self) -> Vec<u32> {
        numbers_of_natives(self.entries.iter_mut().map(PackageEntry::expected))
    }

    /// Restores what [`WriteJob::take_natives`] removed.
    pub fn put_natives(&mut self, numbers: &[u32]) {
        for number in numbers {
            let expected = self.entries.get_mut(*number as usize).and_then(PackageEntry::expected);
            expected.into_iter().for_each(|expected| expected.is_native = true);
        }
    }

    /// Returns the entries with their indices in the package.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &PackageEntry)> {
        (self.first..).zip(&self.entries)
    }

    /// Returns the number of compressed bytes that it copies from zips.
    pub fn copied(&self) -> u64 {
        total(self.entries.iter().map(|package_entry| match &package_entry.source {
            EntrySource::Zip { expected, .. } => expected.entry.compressed_size,
            _ => 0,
        }))
    }

    /// Returns the byte ranges that it reads, in reading order.
    pub fn spans(&self, shard_entries: &ShardEntries) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (number, package_entry) in self.numbered() {
            let span = match &package_entry.source {
                EntrySource::Inline(_) => None,
                EntrySource::Zip { file, expected: Expected { entry, .. } } => {
                    Some(Span { file: *file, start: entry.header_offset, end: reach(entry) })
                }
                EntrySource::Loose | EntrySource::Recompressed => {
                    shard_entries.get(&number).map(|(file, shard_entry)| Span {
                        file: *file,
                        start: shard_entry.offset,
                        end: shard_entry.offset + shard_entry.compressed_size,
                    })
                }
            };
            let Some(span) = span else { continue };
            match spans.last_mut().filter(|last| last.file == span.file && touches(last, &span)) {
                Some(last) => last.end = last.end.max(span.end),
                None => spans.push(span),
            }
        }
        spans
    }
}

/// Whether a span begins inside the one before it, or at most a short distance after its end.
fn touches(last: &Span, next: &Span) -> bool {
    next.start >= last.start && next.start <= last.end.saturating_add(SLACK)
}
