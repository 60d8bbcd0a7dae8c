//! A plan cut into jobs. The only file of this folder that knows plans.

use super::jobs::{
    CompressJob, Compression, Expected, Line, LooseFile, Part, RecompressJob, VerifyJob, WriteJob,
};
use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::digest::Digest;
use crate::plan::{FileHashCheck, Plan};
use crate::source::zip::{DEFLATED, STORED, total};
use crate::source::{Content, FileId};

/// Decompressed bytes of one job: enough to outweigh the message that brings it, few enough that
/// the last job does not keep all others waiting.
const VERIFY_BYTES: u64 = 8 << 20;
/// The same, of lines to write: see [`work`].
const WRITE_WORK: u64 = 8 << 20;
const COMPRESS_BYTES: u64 = 4 << 20;

/// All of a plan's jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jobs {
    /// In the order of the package. Lines that are compressed first wait for that.
    pub write: Vec<WriteJob>,
    /// What is not copied, but has to be right: in any order.
    pub verify: Vec<VerifyJob>,
    /// Loose files, in groups.
    pub compress: Vec<CompressJob>,
    /// Entries that are compressed anew.
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
                    let digest = entry.digest.as_ref().or(entry.recorded.as_ref()).cloned();
                    let is_installed = entry.recorded.is_some();
                    let expected = Expected { entry: zip.clone(), digest, is_installed, is_native: false };
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
                    let recorded = entry.recorded.as_ref().map(Digest::to_string);
                    loose.push(LooseFile { line, file: *file, size, from, header, recorded });
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
        for run in cut(lines, WRITE_WORK, |(line, size)| work(&line.part, *size), |(line, _)| &line.path) {
            let bytes = total(run.iter().map(|(_, size)| *size));
            let lines: Vec<Line> = run.into_iter().map(|(line, _)| line).collect();
            let next = first + lines.len() as u32;
            jobs.write.push(WriteJob { compression, first, lines, bytes });
            first = next;
        }
        for check in &plan.entry_checks {
            let (entry, digest) = (check.entry.clone(), Some(check.digest.clone()));
            let expected = Expected { entry, digest, is_installed: false, is_native: false };
            checks.entry((check.file, &check.from)).or_default().push(expected);
        }
        for ((file, from), mut entries) in checks {
            sort_by_key(&mut entries, |expected| expected.entry.header);
            let size = |expected: &Expected| expected.entry.size;
            for entries in cut(entries, VERIFY_BYTES, size, |expected| &expected.entry.name) {
                let bytes = total(entries.iter().map(|expected| expected.entry.size));
                let from = from.to_string();
                jobs.verify.push(VerifyJob { file, from, entries, digests: Vec::new(), bytes });
            }
        }
        for FileHashCheck { file, from, size, digests } in &plan.file_checks {
            let (digests, from) = (digests.clone(), from.clone());
            jobs.verify.push(VerifyJob { file: *file, from, entries: Vec::new(), digests, bytes: *size });
        }
        for files in cut(loose, COMPRESS_BYTES, |loose| loose.size, |loose| &loose.from) {
            let bytes = total(files.iter().map(|loose| loose.size));
            jobs.compress.push(CompressJob { compression, files, bytes });
        }
        jobs
    }

    /// Lets verifying read the headers of these native files, by zip and local header.
    pub fn read_natives(&mut self, natives: &BTreeSet<(FileId, u64)>) {
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

/// What writing a line of `size` bytes costs, in bytes decompressed: the others are only copied. Corrupt entries claim to
/// be larger than what they become, and jobs hold what they read.
fn work(part: &Part, size: u64) -> u64 {
    match part {
        Part::Zip { expected, .. } => size.max(expected.entry.compressed),
        _ => size / 2,
    }
}

/// Of so many neighbours, one may be the last of its job.
const LAST: u32 = 8;

/// Cuts a list into runs whose sizes sum up to at least `least`, except for the last. Where one is cut is decided by the
/// names there, so that a change makes few other runs than before: those that are the same need not be made again.
fn cut<T>(
    list: Vec<T>,
    least: u64,
    size: impl Fn(&T) -> u64,
    name: impl for<'t> Fn(&'t T) -> &'t str,
) -> Vec<Vec<T>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    let mut total = 0;
    for one in list {
        total += size(&one);
        let is_last = crc32fast::hash(name(&one).as_bytes()) % LAST == 0 || total >= 2 * least;
        run.push(one);
        if total >= least && is_last {
            runs.push(std::mem::take(&mut run));
            total = 0;
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}
