//! What several sources bring under one path, settled by rank and never by order.

use crate::collections::{BTreeMap, sort_by_key};
use crate::finding::{Code, Finding, Severity};
use crate::python::pyc::Header;
use crate::source::environment::fit;
use crate::source::zip::ZipEntry;
use crate::source::{Candidate, Content, FileId, Loaded, ReadCache, SourceKind, Store, WantsRead};
use crate::target::Target;
use std::cmp::Reverse;
use std::rc::Rc;

/// The candidate that ships.
pub struct Chosen<'a> {
    pub source: usize,
    pub candidate: &'a Candidate,
    /// Index of its distribution in the source.
    pub owner: Option<usize>,
    /// The text of a RECORD written anew.
    pub record: Option<Vec<u8>>,
    /// The header bytecode gets instead of its own.
    pub header: Option<Header>,
}

pub struct Merged<'a> {
    pub entries: BTreeMap<String, Chosen<'a>>,
    /// By source, what it brought that is in the package with the same bytes.
    pub listed: Vec<Vec<&'a Candidate>>,
    /// Paths that several brought.
    pub contested: Vec<&'a str>,
}

/// A distribution that a source of higher rank brings too is left out whole: a mixture of two
/// versions works by chance only.
pub fn replace_distributions(loaded: &mut [Rc<Loaded>], target: &Target, findings: &mut Vec<Finding>) {
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

/// The rank of a distribution. Of two installed ones, that which fits the target stands higher.
fn standing(source: &Loaded, distribution: usize) -> (u8, bool) {
    (source.kind.rank(), source.unfit.iter().all(|(at, _)| *at != distribution))
}

/// One candidate a path.
pub fn merge<'a>(
    loaded: &'a [Rc<Loaded>],
    records: &'a [Option<Candidate>],
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Merged<'a>, WantsRead> {
    let mut all: Vec<(usize, &Candidate)> = Vec::new();
    for (source, (one, record)) in loaded.iter().zip(records).enumerate() {
        all.extend(one.candidates.iter().chain(record).map(|candidate| (source, candidate)));
    }
    // Each source is nearly sorted, so this costs less than a map.
    sort_by_key(&mut all, |(_, candidate)| candidate.path.as_str());
    let mut listed: Vec<Vec<&Candidate>> = vec![Vec::new(); loaded.len()];
    let mut entries = Vec::with_capacity(all.len());
    let mut contested = Vec::new();
    let mut overridden: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let mut missing = false;
    let mut comparison = Comparison { cache, store, left: TWINS };
    for rivals in all.chunk_by_mut(|(_, one), (_, other)| one.path == other.path) {
        // Between wheels the distribution that comes last by normalized name wins, as if pip had
        // installed them in that order.
        rivals.sort_by_cached_key(|(source, candidate)| {
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

/// Two files that cannot both be at their path.
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

fn overridden_finding(by: &Loaded, of: &Loaded, paths: &[&str]) -> Finding {
    let name = |source: &Loaded| {
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
    // Newer files over an old package are what people drop them for; libraries are rarely meant to
    // overwrite one another.
    let severity = if of.kind == SourceKind::Archive { Severity::Info } else { Severity::Warning };
    Finding::new(Code::PathOverridden, paths.first().copied().unwrap_or_default(), message).severity(severity)
}

/// Entries of one zip under one path are read and compared, up to so many bytes each and together. What is
/// larger counts as different: no honest tool writes it.
const TWIN: u64 = 1 << 20;
const TWINS: u64 = 64 << 20;

/// Tells whether files have the same bytes.
struct Comparison<'c> {
    cache: &'c mut ReadCache,
    store: &'c mut dyn Store,
    /// Bytes of entries that may still be compared.
    left: u64,
}

impl Comparison<'_> {
    /// Same size and CRC-32 (and digest, where RECORD has one): as good as the same bytes, since what ships is
    /// verified. Which of two in one zip ships is not said, so there it takes more.
    fn same_bytes(&mut self, one: &Candidate, other: &Candidate) -> Result<bool, WantsRead> {
        if one.size != other.size {
            return Ok(false);
        }
        // Of wheels alone, which are verified: what is installed may differ from its RECORD.
        let are_wheels = one.kind == SourceKind::Wheel && other.kind == SourceKind::Wheel;
        let has_one_digest = matches!(
            (&one.digest, &other.digest),
            (Some(one), Some(other)) if are_wheels && one.algorithm == other.algorithm
        );
        if let (Content::Zip { file, entry }, Content::Zip { file: other_file, entry: other_entry }) =
            (&one.content, &other.content)
            && file == other_file
        {
            // Both digests are of one row of RECORD, perhaps: both entries are verified when they are packed.
            let may_be = entry.crc == other_entry.crc && one.digest == other.digest;
            return match may_be && !has_one_digest {
                true => self.same_entries(*file, entry, other_entry),
                false => Ok(may_be),
            };
        }
        if has_one_digest {
            return Ok(one.digest == other.digest);
        }
        // Both are asked for before either is missed, so that they are read together.
        let (one, other) = (checksum(one, self.cache), checksum(other, self.cache));
        let (one, other) = (one?, other?);
        Ok(one.is_some() && one == other)
    }

    /// A CRC-32 can be forged, so the bytes are compared.
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

/// `None` if the file cannot be read, which is a finding of its own.
fn checksum(candidate: &Candidate, cache: &mut ReadCache) -> Result<Option<u32>, WantsRead> {
    match &candidate.content {
        Content::Zip { entry, .. } => Ok(Some(entry.crc)),
        Content::Bytes(bytes) => Ok(Some(crc32fast::hash(bytes))),
        Content::File(file) => cache.checksum(*file).map(Result::ok),
        Content::Pyc { .. } => Ok(None),
    }
}

/// A file cannot lie where another file needs a directory: the higher rank stays.
fn settle_directories(entries: &mut BTreeMap<String, Chosen>, findings: &mut Vec<Finding>) {
    let mut dropped = Vec::new();
    // Those that are files of the folders a path lies in: for neighbours, mostly the same.
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

/// The folder a path lies in; none is empty.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// All folders a path lies in, from the outermost.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Paths, or folders of paths, that differ in case only. One finding a pair.
fn find_case_conflicts(entries: &BTreeMap<String, Chosen>, findings: &mut Vec<Finding>) {
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    // Its spelling is known not to conflict.
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
