//! Jobs of packing. They are plain data, so that they can travel to other workers.

use crate::collections::BTreeMap;
use crate::digest::Digest;
use crate::source::spans::Span;
use crate::source::store::FileId;
use crate::source::zip::{DEFLATED, LOCAL_HEADER_LENGTH, STORED, ZipEntry, total};
use serde::{Deserialize, Serialize};

/// What stands in the place of a file's first bytes: the header of bytecode (PEP 552).
pub type FileHeader = [u8; 16];

/// How hard to compress what is not compressed yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// Two thirds of the time, 3% larger (measured on numpy and pandas).
    Fast,
    /// As small as `zip -9`.
    #[default]
    Default,
    /// As small as can be, what is copied from zips too: twenty times as slow.
    Best,
}

/// An entry of a zip, and what its decompressed bytes have to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// As its zip lists it.
    pub entry: ZipEntry,
    /// What RECORD says; without it, the CRC-32 has to do.
    pub digest: Option<Digest>,
    /// It was installed: whoever did may have changed it since.
    pub is_installed: bool,
    /// What its headers say as a native file is asked for, while its bytes are at hand.
    pub is_native: bool,
}

/// Entries of one zip to verify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerifyJob {
    /// The dropped file.
    pub file: FileId,
    /// The zip, as dropped.
    pub from: String,
    /// In the order they lie in the zip.
    pub entries: Vec<Expected>,
    /// The bytes of the zip itself must have one of these digests, if there are any.
    pub digests: Vec<Digest>,
    /// Bytes to read: decompressed ones of entries.
    pub bytes: u64,
}

/// The numbers of those that are to be read as native files, which they are not from then on.
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
    /// Takes out which entries are to be read as native files, by their numbers: the job is the same without.
    pub fn take_natives(&mut self) -> Vec<u32> {
        numbers_of_natives(self.entries.iter_mut().map(Some))
    }

    /// Puts in what [`VerifyJob::take_natives`] took out.
    pub fn put_natives(&mut self, numbers: &[u32]) {
        for number in numbers {
            let expected = self.entries.get_mut(*number as usize);
            expected.into_iter().for_each(|expected| expected.is_native = true);
        }
    }

    /// Where in the zip its entries lie: from the first byte to after the last. A zip that is hashed
    /// itself is read whole.
    pub fn range(&self) -> (u64, u64) {
        if !self.digests.is_empty() {
            return (0, self.bytes);
        }
        let start = self.entries.iter().map(|expected| expected.entry.header).min();
        let end = self.entries.iter().map(|expected| reach(&expected.entry)).max();
        (start.unwrap_or(0), end.unwrap_or(0))
    }
}

/// A local header may have a longer extra field than the central directory tells; so much is read
/// ahead with it.
const SLACK: u64 = 1024;

/// Where an entry's bytes end, as far as can be told without its local header.
fn reach(entry: &ZipEntry) -> u64 {
    let header = LOCAL_HEADER_LENGTH as u64 + entry.name.len() as u64 + SLACK;
    entry.header.saturating_add(header).saturating_add(entry.compressed)
}

/// A file to compress into a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LooseFile {
    /// Its line in the package.
    pub entry_index: u32,
    /// The dropped file.
    pub file: FileId,
    /// In bytes.
    pub size: u64,
    /// The item's path as dropped.
    pub from: String,
    /// What stands in the place of the first bytes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number[] | null"))]
    pub header: Option<FileHeader>,
    /// What the RECORD it was installed with says of its bytes, as it is written there.
    pub recorded: Option<String>,
}

/// Loose files to compress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompressJob {
    /// How hard to compress.
    pub compression: Compression,
    /// What is compressed, in this order.
    pub files: Vec<LooseFile>,
    /// Unzipped bytes of all of them.
    pub bytes: u64,
}

/// An entry of a zip to be compressed anew: Lambda may not know its method, its first bytes are replaced, or it may become
/// smaller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecompressJob {
    /// How hard to compress.
    pub compression: Compression,
    /// Where the entry stands in the package.
    pub entry_index: u32,
    /// The zip that it is in.
    pub file: FileId,
    /// The item's path as dropped.
    pub from: String,
    /// As its zip lists it.
    pub entry: ZipEntry,
    /// What stands in the place of the first bytes.
    pub header: Option<FileHeader>,
}

/// So many bytes of a file are held and compressed as a whole: libdeflate knows no streams, and takes a third of zlib's time.
/// It takes twice as much memory.
pub(super) const AT_ONCE: u64 = 8 << 20;

/// Whether Lambda takes the entry of a zip as it is.
pub(super) fn may_be_copied(entry: &ZipEntry) -> bool {
    matches!(entry.method, STORED | DEFLATED)
}

/// Whether it may be held, compressed and not.
pub(super) fn is_small(entry: &ZipEntry) -> bool {
    entry.size.max(entry.compressed) <= AT_ONCE
}

/// Where the bytes of a line are when it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EntrySource {
    /// Copied as it stands in a dropped zip, and verified on the way.
    Zip {
        /// The zip that it is in.
        file: FileId,
        /// What its local header must say.
        expected: Expected,
    },
    /// In the shard of a compress job: the piece with this line's number. Its first bytes decide
    /// whether it is executable.
    Loose,
    /// In the shard of a recompress job.
    Recompressed,
    /// Made while planning, not compressed yet.
    Inline(Vec<u8>),
}

/// One entry of the package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageEntry {
    /// In the package.
    pub path: String,
    /// Permissions, such as `0o644`.
    pub mode: u32,
    /// Where its bytes come from.
    pub source: EntrySource,
    /// The item it comes from, as dropped.
    pub from: String,
}

impl EntrySource {
    /// Unzipped bytes, where they are known without the shards.
    pub fn size(&self) -> u64 {
        match self {
            EntrySource::Zip { expected, .. } => expected.entry.size,
            EntrySource::Inline(data) => data.len() as u64,
            EntrySource::Loose | EntrySource::Recompressed => 0,
        }
    }
}

/// A run of the package's lines. What comes from zips is read once: verified and copied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteJob {
    /// How hard to compress.
    pub compression: Compression,
    /// The number of its first line.
    pub first: u32,
    /// Sorted by path.
    pub entries: Vec<PackageEntry>,
    /// Unzipped bytes.
    pub bytes: u64,
}

/// One compressed file in a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShardEntry {
    /// Where the entry stands in the package.
    pub entry_index: u32,
    /// Where its bytes begin in the shard.
    pub offset: u64,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// Of the unzipped bytes.
    pub crc: u32,
    /// Bytes in the zip.
    pub compressed: u64,
    /// Unzipped bytes.
    pub size: u64,
    /// Whether its first bytes are those of a program.
    pub executable: bool,
}

/// What compressing made, by line, and in which of the host's files it is.
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
    /// Takes out which lines are to be read as native files, by their numbers in the job: it is the same without.
    pub fn take_natives(&mut self) -> Vec<u32> {
        numbers_of_natives(self.entries.iter_mut().map(PackageEntry::expected))
    }

    /// Puts in what [`WriteJob::take_natives`] took out.
    pub fn put_natives(&mut self, numbers: &[u32]) {
        for number in numbers {
            let expected = self.entries.get_mut(*number as usize).and_then(PackageEntry::expected);
            expected.into_iter().for_each(|expected| expected.is_native = true);
        }
    }

    /// The lines with their numbers in the package.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &PackageEntry)> {
        (self.first..).zip(&self.entries)
    }

    /// Compressed bytes it copies from zips.
    pub fn copied(&self) -> u64 {
        total(self.entries.iter().map(|package_entry| match &package_entry.source {
            EntrySource::Zip { expected, .. } => expected.entry.compressed,
            _ => 0,
        }))
    }

    /// What it reads, in that order.
    pub fn spans(&self, shard_entries: &ShardEntries) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (number, package_entry) in self.numbered() {
            let span = match &package_entry.source {
                EntrySource::Inline(_) => None,
                EntrySource::Zip { file, expected: Expected { entry, .. } } => {
                    Some(Span { file: *file, start: entry.header, end: reach(entry) })
                }
                EntrySource::Loose | EntrySource::Recompressed => {
                    shard_entries.get(&number).map(|(file, shard_entry)| Span {
                        file: *file,
                        start: shard_entry.offset,
                        end: shard_entry.offset + shard_entry.compressed,
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

/// Whether one span begins where the other goes on, or little later.
fn touches(last: &Span, next: &Span) -> bool {
    next.start >= last.start && next.start <= last.end.saturating_add(SLACK)
}
