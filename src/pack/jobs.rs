//! A plan cut into jobs. They are plain data, so that they can travel to other workers.

use super::compress::{self, Piece};
use crate::plan::{Plan, Whole};
use crate::python::pyc::Header;
use crate::python::record::Digest;
use crate::source::zip_entry::{DEFLATED, LOCAL_HEADER_LENGTH, STORED, ZipEntry, total};
use crate::source::{Content, FileId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How hard to compress what is not compressed yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// zlib level 5: a third of the time, 3% larger (measured on numpy and pandas).
    Fast,
    /// zlib level 9.
    #[default]
    Default,
    /// The smallest of levels 6 to 9, file by file.
    Best,
}

/// Decompressed bytes of one job: enough to outweigh the message that brings it, few enough that
/// the last job does not keep all others waiting.
const VERIFY_BYTES: u64 = 8 << 20;
const COMPRESS_BYTES: u64 = 4 << 20;

/// An entry of a zip, and what its decompressed bytes have to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    pub entry: ZipEntry,
    /// `None` outside wheels: then the CRC-32 has to do.
    pub digest: Option<Digest>,
    /// What its headers say as a native file is asked for, while its bytes are at hand.
    pub is_native: bool,
}

/// Entries of one zip to verify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerifyJob {
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

impl VerifyJob {
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
pub struct LooseFile {
    /// Its line in the recipe.
    pub line: u32,
    pub file: FileId,
    pub size: u64,
    pub from: String,
    /// What stands in the place of the first bytes.
    pub header: Option<Header>,
}

/// Loose files to compress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompressJob {
    pub compression: Compression,
    pub files: Vec<LooseFile>,
    pub bytes: u64,
}

/// An entry of a zip to be compressed anew: Lambda may not know its method, or its first bytes are
/// replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecompressJob {
    pub compression: Compression,
    pub line: u32,
    pub file: FileId,
    pub from: String,
    pub entry: ZipEntry,
    /// What stands in the place of the first bytes.
    pub header: Option<Header>,
}

/// Where the bytes of a line are when it is assembled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Copied as it stands in a dropped zip.
    Zip { file: FileId, entry: ZipEntry },
    /// In the shard of a compress job: the piece with this line's number. Its first bytes decide
    /// whether it is executable.
    Loose,
    /// In the shard of a recompress job.
    Recompressed,
    /// Made while planning, compressed already.
    Inline { method: u16, crc: u32, size: u64, data: Vec<u8> },
}

/// One entry of the package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub path: String,
    pub mode: u32,
    pub part: Part,
    /// The item it comes from, as dropped.
    pub from: String,
}

/// What assembling needs besides the shards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Sorted by path.
    pub lines: Vec<Line>,
}

/// A run of a file's bytes that assembling needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    pub file: FileId,
    pub start: u64,
    pub end: u64,
}

/// Lines that are assembled together, and what has to be read for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// The line after the last.
    pub until: usize,
    pub spans: Vec<Span>,
}

/// Bytes read ahead for one batch of lines.
const BATCH_BYTES: u64 = 4 << 20;
/// Larger entries are read as they are copied, so that a batch does not outgrow memory.
const MOST_AHEAD: u64 = 32 << 20;

impl Recipe {
    /// The zips it copies from.
    pub fn zips(&self) -> Vec<FileId> {
        let zips: BTreeSet<FileId> = self
            .lines
            .iter()
            .filter_map(|line| match line.part {
                Part::Zip { file, .. } => Some(file),
                _ => None,
            })
            .collect();
        zips.into_iter().collect()
    }

    /// The lines in batches, so that the host can read the next one while this one is written.
    /// Very large entries are left to be read as they are copied, unless the host says that it
    /// must read ahead.
    pub fn batches(&self, pieces: &HashMap<u32, (FileId, &Piece)>, must_read_ahead: bool) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut batch = Batch::default();
        let mut bytes = 0;
        for (number, line) in self.lines.iter().enumerate() {
            let span =
                match &line.part {
                    Part::Inline { .. } => None,
                    Part::Zip { file, entry } => {
                        Some(Span { file: *file, start: entry.header, end: reach(entry) })
                    }
                    Part::Loose | Part::Recompressed => pieces.get(&(number as u32)).map(|(file, piece)| {
                        Span { file: *file, start: piece.offset, end: piece.offset + piece.compressed }
                    }),
                };
            batch.until = number + 1;
            let Some(span) = span.filter(|span| must_read_ahead || span.end - span.start <= MOST_AHEAD)
            else {
                continue;
            };
            match batch.spans.last_mut().filter(|last| last.file == span.file && touches(last, &span)) {
                Some(last) => {
                    bytes += span.end.saturating_sub(last.end);
                    last.end = last.end.max(span.end);
                }
                None => {
                    bytes += span.end - span.start;
                    batch.spans.push(span);
                }
            }
            if bytes >= BATCH_BYTES {
                batches.push(std::mem::take(&mut batch));
                bytes = 0;
            }
        }
        if batch.until > 0 {
            batches.push(batch);
        }
        batches
    }
}

/// Whether one span begins where the other goes on, or little later.
fn touches(last: &Span, next: &Span) -> bool {
    next.start >= last.start && next.start <= last.end.saturating_add(SLACK)
}

/// All of a plan's jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jobs {
    pub verify: Vec<VerifyJob>,
    pub compress: Vec<CompressJob>,
    pub recompress: Vec<RecompressJob>,
    pub recipe: Recipe,
}

impl Jobs {
    /// The jobs of a plan. They depend on nothing but the plan and the option.
    pub fn of(plan: &Plan, compression: Compression) -> Jobs {
        let mut jobs = Jobs::default();
        let mut checks: BTreeMap<(FileId, &str), Vec<Expected>> = BTreeMap::new();
        let mut loose = Vec::new();
        for (line, entry) in plan.entries.iter().enumerate() {
            let line = line as u32;
            let (content, header) = match &entry.content {
                Content::Pyc { body, header } => (&**body, Some(*header)),
                content => (content, None),
            };
            let part = match content {
                Content::Zip { file, entry: zip } => {
                    let expected =
                        Expected { entry: zip.clone(), digest: entry.digest.clone(), is_native: false };
                    checks.entry((*file, &entry.from)).or_default().push(expected);
                    if matches!(zip.method, STORED | DEFLATED) && header.is_none() {
                        Part::Zip { file: *file, entry: zip.clone() }
                    } else {
                        jobs.recompress.push(RecompressJob {
                            compression,
                            line,
                            file: *file,
                            from: entry.from.clone(),
                            entry: zip.clone(),
                            header,
                        });
                        Part::Recompressed
                    }
                }
                Content::File(file) => {
                    let (size, from) = (entry.size, entry.from.clone());
                    loose.push(LooseFile { line, file: *file, size, from, header });
                    Part::Loose
                }
                // Bytecode has no bytecode in it.
                Content::Pyc { .. } => continue,
                Content::Bytes(bytes) => {
                    let (method, data) = compress::small(bytes, compression);
                    Part::Inline { method, crc: crc32fast::hash(bytes), size: bytes.len() as u64, data }
                }
            };
            jobs.recipe.lines.push(Line {
                path: entry.path.clone(),
                mode: entry.mode,
                part,
                from: entry.from.clone(),
            });
        }
        for check in &plan.checks {
            let expected =
                Expected { entry: check.entry.clone(), digest: Some(check.digest.clone()), is_native: false };
            checks.entry((check.file, &check.from)).or_default().push(expected);
        }
        for ((file, from), mut entries) in checks {
            entries.sort_by_key(|expected| expected.entry.header);
            for entries in cut(entries, VERIFY_BYTES, |expected| expected.entry.size) {
                let bytes = total(entries.iter().map(|expected| expected.entry.size));
                let from = from.to_string();
                jobs.verify.push(VerifyJob { file, from, entries, digests: Vec::new(), bytes });
            }
        }
        for Whole { file, from, size, digests } in &plan.wholes {
            let (digests, from) = (digests.clone(), from.clone());
            jobs.verify.push(VerifyJob { file: *file, from, entries: Vec::new(), digests, bytes: *size });
        }
        for files in cut(loose, COMPRESS_BYTES, |loose| loose.size) {
            let bytes = total(files.iter().map(|loose| loose.size));
            jobs.compress.push(CompressJob { compression, files, bytes });
        }
        jobs
    }

    /// Lets verifying read the headers of these native files, by zip and local header.
    pub fn read_natives(&mut self, natives: &HashSet<(FileId, u64)>) {
        for job in &mut self.verify {
            for expected in &mut job.entries {
                expected.is_native = natives.contains(&(job.file, expected.entry.header));
            }
        }
    }
}

/// Cuts a list into runs that weigh at least `weight` each, but for the last.
fn cut<T>(list: Vec<T>, weight: u64, weigh: impl Fn(&T) -> u64) -> Vec<Vec<T>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    let mut total = 0;
    for one in list {
        total += weigh(&one);
        run.push(one);
        if total >= weight {
            runs.push(std::mem::take(&mut run));
            total = 0;
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}
