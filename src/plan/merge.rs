//! Chooses between files of several sources that have the same path. The rank of a source decides, not the order of the
//! drop.

use crate::collections::{BTreeMap, sort_by_key};
use crate::finding::{Code, Finding, Severity};
use crate::python::pyc::Header;
use crate::source::environment::fit;
use crate::source::zip::ZipEntry;
use crate::source::{Candidate, Content, FileId, LoadedSource, ReadCache, SourceKind, Store, WantsRead};
use crate::target::Target;
use std::cmp::Reverse;
use std::rc::Rc;

/// The candidate that is packaged.
pub struct Chosen<'a> {
    pub source: usize,
    pub candidate: &'a Candidate,
    /// Index of its distribution in the source.
    pub owner: Option<usize>,
    /// The new text, if the entry is a RECORD that is rewritten.
    pub record: Option<Vec<u8>>,
    /// The new header, if the entry is bytecode.
    pub header: Option<Header>,
}

pub struct Merged<'a> {
    pub entries: BTreeMap<String, Chosen<'a>>,
    /// For each source, its candidates that are in the package with the same bytes.
    pub listed: Vec<Vec<&'a Candidate>>,
    /// Paths for which there are several candidates.
    pub contested: Vec<&'a str>,
}

/// Leaves out each distribution that a source of higher rank has too, with all its files: a mixture of two versions
/// works only by chance.
pub fn replace_distributions(loaded: &mut [Rc<LoadedSource>], target: &Target, findings: &mut Vec<Finding>) {
    let mut best: BTreeMap<String, ((u8, bool), usize)> = BTreeMap::new();
    for (index, source) in loaded.iter().enumerate() {
        for (at, distribution) in source.distributions.iter().enumerate() {
            let entry = best.entry(distribution.name.to_string()).or_insert(((0, false), index));
            *entry = (*entry).max((standing(source, at), index));
        }
    }
    for index in 0..loaded.len() {
        let mut replaced = Vec::new();
        for (at, distribution) in loaded[index].distributions.iter().enumerate() {
            let own = standing(&loaded[index], at);
            let Some((_, other)) = best.get(distribution.name.as_ref()).filter(|(other, _)| *other > own)
            else {
                continue;
            };
            let Some(by) = loaded[*other].distributions.iter().find(|by| by.name == distribution.name) else {
                continue;
            };
            replaced.push(at);
            findings.push(Finding::new(
                Code::DistributionReplaced,
                &distribution.from,
                format!(
                    "{} {} of \"{}\" is replaced by {} {} of \"{}\"",
                    distribution.name,
                    distribution.version,
                    loaded[index].path,
                    by.name,
                    by.version,
                    loaded[*other].path
                ),
            ));
        }
        if !replaced.is_empty() {
            let source = Rc::make_mut(&mut loaded[index]);
            source
                .candidates
                .retain(|candidate| candidate.distribution.is_none_or(|at| !replaced.contains(&at)));
            source.unfit.retain(|(at, _)| !replaced.contains(at));
            source.differences.retain(|(at, _)| !replaced.contains(at));
        }
        findings.extend(fit::findings(&loaded[index], target));
        findings.extend(loaded[index].differences.iter().map(|(_, finding)| finding.clone()));
    }
}

/// Returns the rank of a distribution. Of two installed distributions, one that fits the target ranks higher.
fn standing(source: &LoadedSource, distribution: usize) -> (u8, bool) {
    (source.kind.rank(), source.unfit.iter().all(|(at, _)| *at != distribution))
}

/// Chooses one candidate for each path.
pub fn merge<'a>(
    loaded: &'a [Rc<LoadedSource>],
    records: &'a [Option<Candidate>],
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Merged<'a>, WantsRead> {
    let mut all: Vec<(usize, &Candidate)> = Vec::new();
    for (source, (one, record)) in loaded.iter().zip(records).enumerate() {
        all.extend(one.candidates.iter().chain(record).map(|candidate| (source, candidate)));
    }
    // The candidates of each source are nearly sorted, so sorting is faster than building a map.
    sort_by_key(&mut all, |(_, candidate)| candidate.path.as_str());
    let mut listed: Vec<Vec<&Candidate>> = vec![Vec::new(); loaded.len()];
    let mut entries = Vec::with_capacity(all.len());
    let mut contested = Vec::new();
    let mut overridden: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let mut missing = false;
    let mut comparison = Comparison { cache, store, left: TWINS };
    for rivals in all.chunk_by_mut(|(_, one), (_, other)| one.path == other.path) {
        // Between wheels, the distribution whose normalized name sorts last wins, as if pip had installed them in that
        // order.
        sort_by_key(rivals, |(source, candidate)| {
            let name = loaded[*source]
                .distributions
                .first()
                .filter(|_| candidate.kind == SourceKind::Wheel)
                .map(|one| one.name.clone());
            (Reverse(candidate.kind.rank()), Reverse(name), candidate.from.clone())
        });
        let Some((&mut (source, candidate), rivals)) = rivals.split_first_mut() else {
            continue;
        };
        let path = candidate.path.as_str();
        if !rivals.is_empty() {
            contested.push(path);
        }
        listed[source].push(candidate);
        let mut is_told = false;
        for &mut (other_source, other) in rivals {
            match comparison.same_bytes(candidate, other) {
                Err(WantsRead) => missing = true,
                Ok(true) => listed[other_source].push(other),
                Ok(false)
                    if source != other_source
                        && (candidate.kind.rank() != other.kind.rank()
                            || candidate.kind == SourceKind::Wheel) =>
                {
                    overridden.entry((source, other_source)).or_default().push(path);
                }
                Ok(false) if is_told => {}
                Ok(false) => {
                    is_told = true;
                    findings.push(Finding::new(Code::PathConflict, path, conflict(candidate, other)));
                }
            }
        }
        let chosen = Chosen { source, candidate, owner: candidate.distribution, record: None, header: None };
        entries.push((path.to_string(), chosen));
    }
    if missing {
        return Err(WantsRead);
    }
    findings.extend(
        overridden.into_iter().map(|((by, of), paths)| overridden_finding(&loaded[by], &loaded[of], &paths)),
    );
    let mut entries = BTreeMap::from_iter(entries);
    settle_directories(&mut entries, findings);
    find_case_conflicts(&entries, findings);
    Ok(Merged { entries, listed, contested })
}

/// Describes two different files that have the same path.
fn conflict(one: &Candidate, other: &Candidate) -> String {
    let path = &one.path;
    match (&one.content, &other.content) {
        (Content::Zip { file, entry }, Content::Zip { file: other_file, entry: other_entry })
            if file == other_file =>
        {
            let (from, name, other_name) = (&one.from, &entry.name, &other_entry.name);
            if name == other_name {
                return format!("\"{name}\" is in \"{from}\" twice, with different contents");
            }
            format!(
                "\"{name}\" and \"{other_name}\" of \"{from}\" are both packed as \"{path}\", with different contents"
            )
        }
        _ => format!(
            "\"{path}\" comes from \"{}\" and from \"{}\" with different contents",
            one.from, other.from
        ),
    }
}

fn overridden_finding(by: &LoadedSource, of: &LoadedSource, paths: &[&str]) -> Finding {
    let name = |source: &LoadedSource| {
        if source.path.is_empty() { "the dropped files".to_string() } else { format!("\"{}\"", source.path) }
    };
    let (by_name, of_name) = (name(by), name(of));
    let message = match paths {
        [path] => format!("\"{path}\" of {of_name} is replaced by that of {by_name}"),
        [path, ..] => format!(
            "{} files of {of_name}, such as \"{path}\", are replaced by those of {by_name}",
            paths.len()
        ),
        [] => String::new(),
    };
    // Users drop newer files together with an old package in order to replace its files. Libraries are rarely meant to
    // overwrite each other.
    let severity = if of.kind == SourceKind::Archive { Severity::Info } else { Severity::Warning };
    Finding::new(Code::PathOverridden, paths.first().copied().unwrap_or_default(), message).severity(severity)
}

/// Maximum number of bytes of one entry, and of all entries, that are read to compare entries of one zip that have the
/// same path. Larger entries count as different: usual tools do not write them.
const TWIN: u64 = 1 << 20;
const TWINS: u64 = 64 << 20;

/// Determines whether files have the same bytes.
struct Comparison<'c> {
    cache: &'c mut ReadCache,
    store: &'c mut dyn Store,
    /// Number of bytes of entries that may still be compared.
    left: u64,
}

impl Comparison<'_> {
    /// Whether two files have the same size, and the same digest if both are from wheels whose RECORDs state one,
    /// otherwise the same CRC-32. This is as good as comparing bytes, because packaged files are verified. For two
    /// entries of one zip a CRC-32 is not enough: the user does not learn which of them is packaged.
    fn same_bytes(&mut self, one: &Candidate, other: &Candidate) -> Result<bool, WantsRead> {
        if one.size != other.size {
            return Ok(false);
        }
        // Only for wheels, because they are verified. Installed files may differ from their RECORD.
        let are_wheels = one.kind == SourceKind::Wheel && other.kind == SourceKind::Wheel;
        let has_one_digest = matches!(
            (&one.digest, &other.digest),
            (Some(one), Some(other)) if are_wheels && one.algorithm == other.algorithm
        );
        if let (Content::Zip { file, entry }, Content::Zip { file: other_file, entry: other_entry }) =
            (&one.content, &other.content)
            && file == other_file
        {
            // Both digests may come from one row of RECORD. They can be trusted: both entries are verified during
            // packing.
            let may_be = entry.crc == other_entry.crc && one.digest == other.digest;
            return match may_be && !has_one_digest {
                true => self.same_entries(*file, entry, other_entry),
                false => Ok(may_be),
            };
        }
        if has_one_digest {
            return Ok(one.digest == other.digest);
        }
        // Both are requested before the first `?`, so that the host reads them together.
        let (one, other) = (checksum(one, self.cache), checksum(other, self.cache));
        let (one, other) = (one?, other?);
        Ok(one.is_some() && one == other)
    }

    /// Compares the bytes of two entries, because a CRC-32 can be forged.
    fn same_entries(&mut self, file: FileId, one: &ZipEntry, other: &ZipEntry) -> Result<bool, WantsRead> {
        let Some(left) = self.left.checked_sub(one.size) else {
            return Ok(false);
        };
        self.left = left;
        let mut read = |entry| self.cache.entries.content(file, entry, TWIN, self.store);
        let (one, other) = (read(one), read(other));
        Ok(matches!((one?, other?), (Ok(one), Ok(other)) if one == other))
    }
}

/// Returns the CRC-32 of a file. `None` if it is unknown or the file cannot be read, which another finding reports.
fn checksum(candidate: &Candidate, cache: &mut ReadCache) -> Result<Option<u32>, WantsRead> {
    match &candidate.content {
        Content::Zip { entry, .. } => Ok(Some(entry.crc)),
        Content::Bytes(bytes) => Ok(Some(crc32fast::hash(bytes))),
        Content::File(file) => cache.checksum(*file).map(Result::ok),
        Content::Pyc { .. } => Ok(None),
    }
}

/// Removes files whose path another file needs as a directory, or the other file if its rank is lower.
fn settle_directories(entries: &mut BTreeMap<String, Chosen>, findings: &mut Vec<Finding>) {
    let mut dropped = Vec::new();
    // The files whose paths are needed as folders for the current path. Neighbouring paths are mostly in the same
    // folder, so the list is reused.
    let (mut folder, mut files) = ("", Vec::new());
    for (path, chosen) in entries.iter() {
        if folder_of(path) != folder {
            folder = folder_of(path);
            files = folders_of(path).filter_map(|folder| entries.get_key_value(folder)).collect();
        }
        for (file_path, file) in &files {
            let (file_rank, rank) = (file.candidate.kind.rank(), chosen.candidate.kind.rank());
            let severity = if file_rank == rank { Severity::Error } else { Severity::Warning };
            findings.push(
                Finding::new(
                    Code::PathConflict,
                    path,
                    format!(
                        "\"{}\" of \"{}\" is a file, but \"{path}\" of \"{}\" needs a directory there",
                        file_path, file.candidate.from, chosen.candidate.from
                    ),
                )
                .severity(severity),
            );
            dropped.push(if file_rank > rank { path.clone() } else { file_path.to_string() });
        }
    }
    for path in dropped {
        entries.remove(&path);
    }
}

/// Returns the folder of a path; empty if the path has none.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns all folders of a path, the outermost first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Reports paths, or folders of paths, that differ only in case. One finding per pair.
fn find_case_conflicts(entries: &BTreeMap<String, Chosen>, findings: &mut Vec<Finding>) {
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    // The last folder, if its spelling does not conflict.
    let mut known = None;
    for path in entries.keys() {
        let folder = folder_of(path);
        let prefixes = folders_of(path).filter(|_| known != Some(folder)).chain([path.as_str()]);
        let conflict = prefixes.into_iter().find_map(|prefix| {
            let first = *spellings.entry(prefix.to_lowercase()).or_insert(prefix);
            (first != prefix).then_some((first, prefix))
        });
        known = conflict.is_none().then_some(folder);
        if let Some((first, prefix)) = conflict {
            findings.push(Finding::new(
                Code::PathCaseConflict,
                first,
                format!("\"{first}\" and \"{prefix}\" differ in case only"),
            ));
        }
    }
}
