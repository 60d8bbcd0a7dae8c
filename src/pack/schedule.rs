//! Splits a plan into jobs. This is the only file of this folder that depends on plans.

use super::jobs::{
    CompressJob, Compression, EntrySource, Expected, LooseFile, PackageEntry, RecompressJob, VerifyJob,
    WriteJob, is_small, may_be_copied,
};
use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::digest::Digest;
use crate::plan::{Entry, FileHashCheck, Plan};
use crate::source::zip::{STORED, ZipEntry, total};
use crate::source::{Content, FileId, SourceKind};

/// Number of decompressed bytes of one job. It is large enough to outweigh the cost of the job's message.
const VERIFY_BYTES: u64 = 8 << 20;
/// Amount of work of one job that writes entries: see [`work`].
const WRITE_WORK: u64 = 8 << 20;
const COMPRESS_BYTES: u64 = 4 << 20;

/// All jobs of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jobs {
    /// Jobs that write, in the order of the package. Entries that are compressed first have to wait for that.
    pub write: Vec<WriteJob>,
    /// Jobs that verify bytes that are not copied, in any order.
    pub verify: Vec<VerifyJob>,
    /// Jobs that compress groups of loose files.
    pub compress: Vec<CompressJob>,
    /// Jobs that recompress entries.
    pub recompress: Vec<RecompressJob>,
}

impl Jobs {
    /// Creates the jobs of a plan. They depend only on the plan and on the compression level.
    pub fn new(plan: &Plan, compression: Compression) -> Jobs {
        let mut jobs = Jobs::default();
        let mut checks: BTreeMap<(FileId, &str), Vec<Expected>> = BTreeMap::new();
        let mut loose = Vec::new();
        let mut entries = Vec::new();
        // Each group of entries that change equally often is split separately.
        let mut starts = Vec::new();
        for (changes, entry) in in_order_of_data(plan) {
            let entry_index = entries.len() as u32;
            if starts.last().is_none_or(|(last, _)| *last != changes) {
                starts.push((changes, entries.len()));
            }
            let (content, header) = match &entry.content {
                Content::Pyc { body, header } => (&**body, Some(*header)),
                content => (content, None),
            };
            let source = match content {
                Content::Zip { file, entry: zip } => {
                    let digest = entry.digest.as_ref().or(entry.recorded.as_ref()).cloned();
                    let is_installed = entry.recorded.is_some();
                    let expected = Expected { entry: zip.clone(), digest, is_installed, is_native: false };
                    if header.is_none() && may_be_copied(zip) && !may_shrink(zip, compression) {
                        EntrySource::Zip { file: *file, expected }
                    } else {
                        checks.entry((*file, &entry.from)).or_default().push(expected);
                        jobs.recompress.push(RecompressJob {
                            compression,
                            entry_index,
                            file: *file,
                            from: entry.from.clone(),
                            entry: zip.clone(),
                            header,
                        });
                        EntrySource::Recompressed
                    }
                }
                Content::File(file) => {
                    let (size, from) = (entry.size, entry.from.clone());
                    let recorded = entry.recorded.as_ref().map(Digest::to_string);
                    loose.push(LooseFile { entry_index, file: *file, size, from, header, recorded });
                    EntrySource::Loose
                }
                // This does not occur: bytecode does not contain bytecode.
                Content::Pyc { .. } => continue,
                Content::Bytes(bytes) => EntrySource::Inline(bytes.clone()),
            };
            let (path, from) = (entry.path.clone(), entry.from.clone());
            entries.push((PackageEntry { path, mode: entry.mode, source, from }, entry.size));
        }
        let mut first = 0;
        let work_of = |(entry, size): &(PackageEntry, u64)| work(&entry.source, *size);
        let mut lists = Vec::new();
        for (_, start) in starts.into_iter().rev() {
            lists.push(entries.split_off(start));
        }
        let lists = lists.into_iter().rev();
        for run in lists.flat_map(|entries| cut(entries, WRITE_WORK, work_of, |(entry, _)| &entry.path)) {
            let bytes = total(run.iter().map(|(_, size)| *size));
            let entries: Vec<PackageEntry> = run.into_iter().map(|(entry, _)| entry).collect();
            let next = first + entries.len() as u32;
            jobs.write.push(WriteJob { compression, first, entries, bytes });
            first = next;
        }
        for check in &plan.entry_checks {
            let (entry, digest) = (check.entry.clone(), Some(check.digest.clone()));
            let expected = Expected { entry, digest, is_installed: false, is_native: false };
            checks.entry((check.file, &check.from)).or_default().push(expected);
        }
        for ((file, from), mut entries) in checks {
            sort_by_key(&mut entries, |expected| expected.entry.header_offset);
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

    /// Marks native files whose headers are to be read during verification. `natives`: zip and offset of the local
    /// header of each.
    pub fn read_natives(&mut self, natives: &BTreeSet<(FileId, u64)>) {
        let is_native = |file, expected: &Expected| natives.contains(&(file, expected.entry.header_offset));
        for job in &mut self.verify {
            for expected in &mut job.entries {
                expected.is_native = is_native(job.file, expected);
            }
        }
        for entry in self.write.iter_mut().flat_map(|job| &mut job.entries) {
            if let EntrySource::Zip { file, expected } = &mut entry.source {
                expected.is_native = is_native(*file, expected);
            }
        }
    }
}

/// How often an entry changes from one package to the next. Entries of zips change least, then files of libraries, then
/// the user's own files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Changes {
    Seldom,
    WithLibraries,
    Often,
}

impl Changes {
    fn from_entry(entry: &Entry) -> Changes {
        match entry.content {
            Content::File(_) if entry.kind == SourceKind::Function => Changes::Often,
            Content::File(_) => Changes::WithLibraries,
            Content::Zip { .. } | Content::Bytes(_) | Content::Pyc { .. } => Changes::Seldom,
        }
    }
}

/// Returns the entries in the order of their data in the package. Entries that change often come last, so that the
/// bytes before them remain the same. Data may be in any order (APPNOTE 4.3.6); the central directory is sorted by
/// path.
fn in_order_of_data(plan: &Plan) -> Vec<(Changes, &Entry)> {
    let mut entries: Vec<_> = plan.entries.iter().map(|entry| (Changes::from_entry(entry), entry)).collect();
    sort_by_key(&mut entries, |(changes, _)| *changes);
    entries
}

/// Minimum compressed size in bytes of an entry that is recompressed to make it smaller. Smaller entries save only a
/// few bytes, and each one costs a message.
const WORTH: u64 = 1024;

/// Whether an entry that could be copied is recompressed, because the package is to be as small as possible. A large
/// entry is recompressed only if it is stored without compression, because otherwise it is not known in advance whether
/// it becomes smaller.
fn may_shrink(entry: &ZipEntry, compression: Compression) -> bool {
    let is_asked = compression == Compression::Best && entry.compressed_size >= WORTH;
    is_asked && (is_small(entry) || entry.method == STORED)
}

/// Returns the cost of writing an entry of `size` bytes, in decompressed bytes. Other entries than those copied from
/// zips cost half, because they are not decompressed. The compressed size counts if it is larger: corrupt entries may
/// state a wrong size, and jobs hold in memory what they read.
fn work(source: &EntrySource, size: u64) -> u64 {
    match source {
        EntrySource::Zip { expected, .. } => size.max(expected.entry.compressed_size),
        _ => size / 2,
    }
}

/// On average, a job may end after one of this many entries.
const LAST: u32 = 8;

/// The last jobs are smaller, so that all workers finish at about the same time. Jobs have half the size when at most
/// this many times `most` bytes are left, and a quarter when half as many are left.
const TAPER: u64 = 8;

/// Returns the minimum size of a job when `left` bytes are left.
fn least(most: u64, left: u64) -> u64 {
    match left {
        left if left <= most * TAPER / 2 => most / 4,
        left if left <= most * TAPER => most / 2,
        _ => most,
    }
}

/// Splits a list into runs with a size of about `most` each, or less towards the end.
///
/// The names of the elements decide where a run ends. So a change affects only a few runs, and the others need not be
/// made again. An element larger than `most` is a run of its own, so that it need not be made again because of a small
/// neighbour.
fn cut<T>(
    list: Vec<T>,
    most: u64,
    size: impl Fn(&T) -> u64,
    name: impl for<'t> Fn(&'t T) -> &'t str,
) -> Vec<Vec<T>> {
    let mut left = total(list.iter().map(&size));
    let mut runs = Vec::new();
    let mut run = Vec::new();
    let mut bytes = 0;
    for one in list {
        let is_large = size(&one) > most;
        if is_large && !run.is_empty() {
            runs.push(std::mem::take(&mut run));
            left = left.saturating_sub(bytes);
            bytes = 0;
        }
        bytes += size(&one);
        let least = least(most, left);
        let may_end =
            is_large || bytes >= 2 * least || crc32fast::hash(name(&one).as_bytes()).is_multiple_of(LAST);
        run.push(one);
        if bytes >= least && may_end {
            runs.push(std::mem::take(&mut run));
            left = left.saturating_sub(bytes);
            bytes = 0;
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns files with names, and with sizes as in a virtualenv, up to 120 KB.
    fn files(count: u32) -> Vec<(String, u64)> {
        let mut state = 1u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        (0..count)
            .map(|n| (format!("lib/p{}/m{n}.py", n / 30), 100 + random() % 350 * (random() % 350)))
            .collect()
    }

    fn runs(files: Vec<(String, u64)>) -> Vec<Vec<(String, u64)>> {
        cut(files, WRITE_WORK, |(_, size)| *size, |(name, _)| name)
    }

    fn bytes(files: &[(String, u64)]) -> u64 {
        total(files.iter().map(|(_, size)| *size))
    }

    /// Each job, in order, is given to the worker that has done the least work.
    #[test]
    fn workers_do_as_much_as_one_another() {
        let files = files(8000);
        for workers in [4, 8] {
            let mut done = vec![0; workers];
            for run in runs(files.clone()) {
                if let Some(least) = done.iter_mut().min() {
                    *least += bytes(&run);
                }
            }
            let most = done.iter().max().copied().unwrap_or_default() as f64;
            let even = bytes(&files) as f64 / workers as f64;
            assert!(most <= 1.1 * even, "{workers} workers: {most}, evenly {even}");
        }
    }

    #[test]
    fn what_is_large_is_alone() {
        let named = |name: &str, size| (name.to_string(), size);
        let runs = runs(vec![
            named("a.py", 9),
            named("b.so", WRITE_WORK + 1),
            named("c.so", 3 * WRITE_WORK),
            named("d.py", 9),
        ]);
        let names: Vec<Vec<&str>> =
            runs.iter().map(|run| run.iter().map(|(name, _)| name.as_str()).collect()).collect();
        assert_eq!(names, [["a.py"], ["b.so"], ["c.so"], ["d.py"]]);
    }

    #[test]
    fn a_change_makes_few_other_runs() {
        let files = files(8000);
        let before = runs(files.clone());
        assert!(before.len() > 40, "{}", before.len());
        assert_eq!(before.concat(), files);
        let mut others = Vec::new();
        let mut change = |changed: Vec<(String, u64)>| {
            others.push(runs(changed).into_iter().filter(|run| !before.contains(run)).count());
        };
        for at in (0..files.len()).step_by(500) {
            let (mut edited, mut longer, mut shorter) = (files.clone(), files.clone(), files.clone());
            edited[at].1 += 5000;
            longer.insert(at, ("new.py".to_string(), 20_000));
            shorter.remove(at);
            [edited, longer, shorter].into_iter().for_each(&mut change);
        }
        // In rare cases, all following runs differ.
        others.sort();
        assert!(
            others[others.len() * 3 / 4] <= 1 && others.iter().sum::<usize>() < 2 * others.len(),
            "{others:?}"
        );
    }
}
