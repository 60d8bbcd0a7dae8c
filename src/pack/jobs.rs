//! A plan cut into jobs. They are plain data, so that they can travel to other workers.

use super::compress::Piece;
use crate::plan::{FileHashCheck, Plan};
use crate::python::pyc::Header;
use crate::python::record::Digest;
use crate::source::zip::{DEFLATED, LOCAL_HEADER_LENGTH, STORED, ZipEntry, total};
use crate::source::{Content, FileId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

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
/// The same, of lines to write: see [`Part::work`].
const WRITE_WORK: u64 = 8 << 20;
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
    /// Its line in the package.
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

/// Where the bytes of a line are when it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Copied as it stands in a dropped zip, and verified on the way.
    Zip { file: FileId, expected: Expected },
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
pub struct Line {
    pub path: String,
    pub mode: u32,
    pub part: Part,
    /// The item it comes from, as dropped.
    pub from: String,
}

impl Part {
    /// Unzipped bytes, where they are known without the shards.
    pub fn size(&self) -> u64 {
        match self {
            Part::Zip { expected, .. } => expected.entry.size,
            Part::Inline(data) => data.len() as u64,
            Part::Loose | Part::Recompressed => 0,
        }
    }

    /// What writing it costs, in bytes decompressed: the others are only copied. Corrupt entries claim to be larger
    /// than what they become, and jobs hold what they read.
    fn work(&self, size: u64) -> u64 {
        match self {
            Part::Zip { expected, .. } => size.max(expected.entry.compressed),
            _ => size / 8,
        }
    }
}

/// A run of the package's lines. What comes from zips is read once: verified and copied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteJob {
    pub compression: Compression,
    /// The number of its first line.
    pub first: u32,
    /// Sorted by path.
    pub lines: Vec<Line>,
    /// Unzipped bytes.
    pub bytes: u64,
}

/// What compressing made, by line, and in which of the host's files it is.
pub type Pieces = HashMap<u32, (FileId, Piece)>;

/// A run of a file's bytes that writing needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    pub file: FileId,
    pub start: u64,
    pub end: u64,
}

impl WriteJob {
    /// The lines with their numbers in the package.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Line)> {
        (self.first..).zip(&self.lines)
    }

    /// Compressed bytes it copies from zips.
    pub fn copied(&self) -> u64 {
        total(self.lines.iter().map(|line| match &line.part {
            Part::Zip { expected, .. } => expected.entry.compressed,
            _ => 0,
        }))
    }

    /// What it reads, in that order.
    pub fn spans(&self, pieces: &Pieces) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (number, line) in self.numbered() {
            let span = match &line.part {
                Part::Inline(_) => None,
                Part::Zip { file, expected: Expected { entry, .. } } => {
                    Some(Span { file: *file, start: entry.header, end: reach(entry) })
                }
                Part::Loose | Part::Recompressed => pieces.get(&number).map(|(file, piece)| Span {
                    file: *file,
                    start: piece.offset,
                    end: piece.offset + piece.compressed,
                }),
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

/// All of a plan's jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jobs {
    /// In the order of the package. Lines that are compressed first wait for that.
    pub write: Vec<WriteJob>,
    /// What is not copied, but has to be right: in any order.
    pub verify: Vec<VerifyJob>,
    pub compress: Vec<CompressJob>,
    pub recompress: Vec<RecompressJob>,
}

impl Jobs {
    /// The jobs of a plan. They depend on nothing but the plan and the option.
    pub fn of(plan: &Plan, compression: Compression) -> Jobs {
        let mut jobs = Jobs::default();
        let mut checks: BTreeMap<(FileId, &str), Vec<Expected>> = BTreeMap::new();
        let mut loose = Vec::new();
        let mut lines = Vec::new();
        for entry in &plan.entries {
            let line = lines.len() as u32;
            let (content, header) = match &entry.content {
                Content::Pyc { body, header } => (&**body, Some(*header)),
                content => (content, None),
            };
            let part = match content {
                Content::Zip { file, entry: zip } => {
                    let expected =
                        Expected { entry: zip.clone(), digest: entry.digest.clone(), is_native: false };
                    if matches!(zip.method, STORED | DEFLATED) && header.is_none() {
                        Part::Zip { file: *file, expected }
                    } else {
                        checks.entry((*file, &entry.from)).or_default().push(expected);
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
                Content::Bytes(bytes) => Part::Inline(bytes.clone()),
            };
            let (path, from) = (entry.path.clone(), entry.from.clone());
            lines.push((Line { path, mode: entry.mode, part, from }, entry.size));
        }
        let mut first = 0;
        for run in cut(lines, WRITE_WORK, |(line, size)| line.part.work(*size)) {
            let bytes = total(run.iter().map(|(_, size)| *size));
            let lines: Vec<Line> = run.into_iter().map(|(line, _)| line).collect();
            let next = first + lines.len() as u32;
            jobs.write.push(WriteJob { compression, first, lines, bytes });
            first = next;
        }
        for check in &plan.entry_checks {
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
        for FileHashCheck { file, from, size, digests } in &plan.file_checks {
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
        let is_native = |file, expected: &Expected| natives.contains(&(file, expected.entry.header));
        for job in &mut self.verify {
            for expected in &mut job.entries {
                expected.is_native = is_native(job.file, expected);
            }
        }
        for line in self.write.iter_mut().flat_map(|job| &mut job.lines) {
            if let Part::Zip { file, expected } = &mut line.part {
                expected.is_native = is_native(*file, expected);
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
