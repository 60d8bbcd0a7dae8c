//! The module of the pressing workers: they verify, compress and write.

use super::file_range::FileRange;
use super::files::{Files, free};
use super::hash::EntryDigests;
use super::loaded_codecs::LoadedCodecs;
use super::protocol::{NoInput, NumberedFile};
use super::read;
use super::scope::{Service, TaskContext, serve};
use super::sink::Sink;
use super::values::{Encoded, copied};
use crate::error::Error;
use crate::finding::{Code, Finding};
use crate::pack::compress::{self, Shard};
use crate::pack::jobs::{
    CompressJob, Compression, Expected, LooseFile, RecompressJob, ShardEntries, ShardEntry, VerifyJob,
    WriteJob,
};
use crate::pack::verify::{self, Verified};
use crate::pack::write::{self, Written};
use crate::source::FileId;
use crate::source::spans::Span;
use crate::warmup;
use js_sys::{Function, Uint8Array};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::io::Write;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// Block size in bytes for reading larger files. The next block is read while one is compressed.
const BLOCK: u64 = 2 << 20;

/// A task of a pressing worker.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) enum PressTask {
    /// Verifies entries of a zip.
    Verify(ZipTask),
    /// Compresses loose files into a shard.
    Compress(CompressTask),
    /// Compresses an entry of a zip again.
    Recompress(ZipTask),
    /// Writes entries of the package, and verifies those that come from zips.
    Write(WriteTask),
    /// Runs everything once and discards the result, so that the engine compiles the code.
    WarmUp(NoInput),
    /// Returns the size of WebAssembly's memory, in bytes.
    Memory(NoInput),
}

/// A job on one zip. It needs the bytes from `start` inclusive to `end` exclusive.
#[derive(Deserialize, Tsify)]
pub(super) struct ZipTask {
    pub zip: NumberedFile,
    pub start: u64,
    pub end: u64,
    /// Indexes, within the job, of the zip entries to read as native files.
    pub natives: Vec<u32>,
    pub job: Encoded,
}

/// Loose files to compress into one shard. The page reads them.
#[derive(Deserialize, Tsify)]
pub(super) struct CompressTask {
    pub job: Encoded,
}

/// Entries of the package to write.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct WriteTask {
    pub job: Encoded,
    /// The index of the job's first entry in the package.
    pub first: u32,
    /// Indexes, within the job, of the package entries to read as native files.
    pub natives: Vec<u32>,
    /// The zips and shards that the job reads.
    pub files: Vec<NumberedFile>,
    /// Bytes of the files that the page has read: for each file, everything that is needed or nothing.
    pub held: Vec<HeldSpan>,
    pub shards: Vec<ShardContents>,
    /// Whether nothing is written, and only the entries from zips are verified.
    pub verify_only: bool,
}

/// Bytes of a file, from `start` inclusive to `end` exclusive.
#[derive(Deserialize, Tsify)]
pub(super) struct HeldSpan {
    pub file: FileId,
    pub start: u64,
    pub end: u64,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub bytes: Uint8Array,
}

/// The entries of a shard.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShardContents {
    pub file: FileId,
    pub shard_entries: Encoded,
    /// The current index in the package of each shard entry, by the index that was stored when the shard was made.
    pub entry_indexes: Vec<u32>,
}

/// The answer to each task, under the task's name.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", content = "answer", rename_all = "camelCase")]
pub(super) enum PressAnswer {
    Verify(VerifiedEntries),
    Compress(CompressedShard),
    Recompress(CompressedShard),
    Write(WrittenEntries),
    /// A wheel for the warm-up of the planning worker.
    WarmUp(#[tsify(type = "Uint8Array<ArrayBuffer> | null")] Option<ByteBuf>),
    Memory(u64),
}

/// The result of verifying entries.
#[derive(Serialize, Tsify)]
pub(super) struct VerifiedEntries {
    pub findings: Vec<Finding>,
    /// What was read from native files, for the planner. Absent if nothing was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub natives: Option<Encoded>,
}

/// A shard. Its bytes are sent as chunks.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompressedShard {
    pub shard_entries: Encoded,
    pub findings: Vec<Finding>,
}

/// Entries of the package that were written. Their bytes are sent as chunks.
#[derive(Serialize, Tsify)]
pub(super) struct WrittenEntries {
    /// The encoded entries, from which the central directory is made.
    pub entries: Encoded,
    #[serde(flatten)]
    pub verified: VerifiedEntries,
}

/// The service of a pressing worker.
pub(super) struct Press;

/// Makes this worker press, starting with the next message. `start_codecs` starts the module "codecs" and returns its
/// exports.
#[wasm_bindgen]
pub fn press(
    probe: web_sys::Blob,
    #[wasm_bindgen(unchecked_param_type = "(module: WebAssembly.Module) => object")] start_codecs: Function,
) {
    serve(Press, probe.into(), LoadedCodecs::new(start_codecs));
}

impl Service for Press {
    type Task = PressTask;
    type Answer = PressAnswer;

    async fn run(&self, task: PressTask, job: &TaskContext) -> Result<Option<PressAnswer>, Error> {
        Ok(Some(match task {
            PressTask::Verify(task) => PressAnswer::Verify(verify_entries(task, job).await?),
            PressTask::Compress(task) => PressAnswer::Compress(compress_files(task, job).await?),
            PressTask::Recompress(task) => PressAnswer::Recompress(recompress_entry(task, job).await?),
            PressTask::Write(task) => PressAnswer::Write(write_entries(task, job).await?),
            PressTask::WarmUp(NoInput {}) => PressAnswer::WarmUp(warmup::press().map(ByteBuf::from)),
            PressTask::Memory(NoInput {}) => PressAnswer::Memory(super::memory()),
        }))
    }
}

/// Returns the files of a job on one zip. The bytes that the job needs have been read ahead.
async fn lend(zip: NumberedFile, start: u64, end: u64, job: &TaskContext) -> Files {
    let files = Files::new(job);
    let file = zip.id;
    files.add(file, zip.file);
    read::ahead(job, &files, &[Span { file, start, end }]).await;
    files
}

async fn verify_entries(task: ZipTask, job: &TaskContext) -> Result<VerifiedEntries, Error> {
    let mut verify: VerifyJob = task.job.decode()?;
    verify.put_natives(&task.natives);
    if verify.entries.iter().any(Expected::needs_codecs) {
        job.load_codecs().await?;
    }
    let mut files = lend(task.zip, task.start, task.end, job).await;
    let mut digests = EntryDigests::start();
    let mut verified = verify::verify(&verify, &mut files, Some(&mut digests), |bytes| job.progress(bytes));
    verified.findings.extend(verify::compare(&verify, &digests.finish().await?));
    VerifiedEntries::new(verified)
}

impl VerifiedEntries {
    fn new(Verified { findings, natives }: Verified) -> Result<VerifiedEntries, Error> {
        let natives = if natives.is_empty() { None } else { Some(Encoded::new(&natives)?) };
        Ok(VerifiedEntries { findings, natives })
    }
}

async fn recompress_entry(task: ZipTask, job: &TaskContext) -> Result<CompressedShard, Error> {
    let recompress: RecompressJob = task.job.decode()?;
    if compress::entry_needs_codecs(&recompress.entry) {
        job.load_codecs().await?;
    }
    let mut files = lend(task.zip, task.start, task.end, job).await;
    let shard_entries = match compress::recompress(&recompress, &mut files, Sink::new(job)) {
        Ok((shard_entries, sink)) => {
            flush(sink)?;
            shard_entries
        }
        // Verifying finds the same problem and reports it better.
        Err(Error::Zip { .. } | Error::Read { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(CompressedShard { shard_entries: Encoded::new(&shard_entries)?, findings: Vec::new() })
}

async fn write_entries(task: WriteTask, job: &TaskContext) -> Result<WrittenEntries, Error> {
    let WriteTask { job: write, first, natives, files: lent, held, shards, verify_only } = task;
    let mut write: WriteJob = write.decode()?;
    write.first = first;
    write.put_natives(&natives);
    if write.needs_codecs() {
        job.load_codecs().await?;
    }
    let mut shard_entries = ShardEntries::new();
    for ShardContents { file, shard_entries: of_shard, entry_indexes } in shards {
        let of_shard: Vec<ShardEntry> = of_shard.decode()?;
        let placed = of_shard.into_iter().filter_map(|shard_entry| {
            let entry_index = *entry_indexes.get(shard_entry.entry_index as usize)?;
            Some((entry_index, (file, ShardEntry { entry_index, ..shard_entry })))
        });
        shard_entries.extend(placed);
    }
    let mut files = Files::new(job);
    for NumberedFile { id, file } in lent {
        files.add(id, file);
    }
    let is_held = |span: &Span| held.iter().any(|held| held.file == span.file);
    let lacking: Vec<Span> = write.spans(&shard_entries).into_iter().filter(|span| !is_held(span)).collect();
    for HeldSpan { file, start, end, bytes } in held {
        files.hold(Span { file, start, end }, bytes);
    }
    read::ahead(job, &files, &lacking).await;
    let mut digests = EntryDigests::start();
    let mut sink = (!verify_only).then(|| Sink::of_entries(job));
    let progress = |bytes| job.progress(bytes);
    let written =
        write::write(&write, &shard_entries, &mut files, Some(&mut digests), sink.as_mut(), progress)?;
    let Written { entries, mut verified } = written;
    verified.findings.extend(write::compare(&write, &digests.finish().await?));
    Ok(WrittenEntries { entries: Encoded::new(&entries)?, verified: VerifiedEntries::new(verified)? })
}

async fn compress_files(task: CompressTask, job: &TaskContext) -> Result<CompressedShard, Error> {
    let CompressJob { compression, files, .. } = task.job.decode()?;
    if files.iter().any(|file| compress::file_needs_codecs(file.recorded.as_deref())) {
        job.load_codecs().await?;
    }
    let mut shard = LooseShard::new(compression, job);
    let groups = groups(&files);
    // All small files are requested at once: they are a few MiB, and the page reads while this worker compresses.
    let asked: Vec<_> = groups.iter().map(|group| (!is_large(group)).then(|| joined(job, group))).collect();
    for (group, asked) in groups.into_iter().zip(asked) {
        let bytes = match asked {
            Some(asked) => asked.await.ok(),
            None => None,
        };
        let Some(bytes) = bytes else {
            // The file is large, or reading the group failed because one file is gone or has changed.
            for file in group {
                shard.in_blocks(file).await?;
            }
            continue;
        };
        let mut at = 0;
        for file in group {
            let end = at + file.size as u32;
            shard.whole(file, &bytes.subarray(at, end))?;
            at = end;
        }
        free(&bytes);
    }
    shard.finish()
}

/// Groups neighbouring files that are read together.
fn groups(files: &[LooseFile]) -> Vec<&[LooseFile]> {
    let (mut rest, mut groups) = (files, Vec::new());
    for group in read::groups(files.iter().map(|file| part(file, 0, file.size)).collect()) {
        let (these, others) = rest.split_at(group.len());
        groups.push(these);
        rest = others;
    }
    groups
}

fn is_large(group: &[LooseFile]) -> bool {
    matches!(group, [file] if file.size > BLOCK)
}

/// Returns the part of a file from `start` to `end`, or to the end of the file.
fn part(file: &LooseFile, start: u64, end: u64) -> FileRange {
    FileRange::from_span(Span { file: file.file, start, end: end.min(file.size) }, file.size)
}

fn joined(
    job: &TaskContext,
    group: &[LooseFile],
) -> impl Future<Output = Result<Uint8Array, String>> + use<> {
    read::by_page(job, group.iter().map(|file| part(file, 0, file.size)).collect())
}

/// A shard of loose files that is being made.
struct LooseShard<'a> {
    job: &'a TaskContext,
    shard: Shard<Sink<'a>>,
    findings: Vec<Finding>,
    /// The bytes that are compressed next.
    buffer: Vec<u8>,
}

impl<'a> LooseShard<'a> {
    fn new(compression: Compression, job: &'a TaskContext) -> LooseShard<'a> {
        let shard = Shard::new(compression, Sink::new(job), job.codecs().loaded());
        LooseShard { job, shard, findings: Vec::new(), buffer: Vec::new() }
    }

    fn begin(&mut self, file: &LooseFile) -> Result<(), Error> {
        let recorded = file.recorded.as_deref();
        self.shard.begin(file.entry_index, file.size, &file.from, file.header, recorded)
    }

    fn write(&mut self, bytes: &Uint8Array) -> Result<(), Error> {
        copied(bytes, &mut self.buffer);
        self.shard.write(&self.buffer)?;
        self.job.progress(self.buffer.len() as u64);
        Ok(())
    }

    /// Compresses a file whose bytes have been read.
    fn whole(&mut self, file: &LooseFile, bytes: &Uint8Array) -> Result<(), Error> {
        self.begin(file)?;
        let written = self.write(bytes).and_then(|()| self.shard.end());
        self.settle(file, written)
    }

    /// Compresses a file block by block. The next block is read while one is compressed.
    async fn in_blocks(&mut self, file: &LooseFile) -> Result<(), Error> {
        self.begin(file)?;
        let block = |job, start| read::by_page(job, vec![part(file, start, start + BLOCK)]);
        let mut next = Some(block(self.job, 0));
        let mut start = 0;
        let mut written = Ok(());
        while let Some(reading) = next.take().filter(|_| written.is_ok()) {
            start += BLOCK;
            next = (start < file.size).then(|| block(self.job, start));
            written = match reading.await {
                Ok(bytes) => {
                    let written = self.write(&bytes);
                    free(&bytes);
                    written
                }
                Err(message) => Err(Error::Read { path: file.from.clone(), message }),
            };
        }
        let written = written.and_then(|()| self.shard.end());
        self.settle(file, written)
    }

    /// Turns a failure to read a file, or a change since it was planned, into a finding. Other files are still
    /// compressed.
    fn settle(&mut self, file: &LooseFile, written: Result<(), Error>) -> Result<(), Error> {
        match written {
            Err(error @ (Error::Changed { .. } | Error::Read { .. })) => {
                self.shard.abandon();
                self.findings.push(Finding::new(Code::FileUnreadable, &file.from, error.to_string()));
                Ok(())
            }
            other => other,
        }
    }

    fn finish(mut self) -> Result<CompressedShard, Error> {
        self.findings.extend(self.shard.take_changed());
        let (shard_entries, sink) = self.shard.finish();
        flush(sink)?;
        Ok(CompressedShard { shard_entries: Encoded::new(&shard_entries)?, findings: self.findings })
    }
}

fn flush(mut sink: Sink) -> Result<(), Error> {
    sink.flush().map_err(|error| Error::Write(error.to_string()))
}
