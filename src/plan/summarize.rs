//! Makes the layout of the package from the merged files.

use super::merge::{Chosen, Merged};
use super::model::{Distribution, Entry, EntryCheck, SourceSummary};
use super::slim::Savings;
use crate::collections::{BTreeMap, BTreeSet, sort, sort_by};
use crate::finding::{Code, Finding};
use crate::source::environment_info::EnvironmentInfo;
use crate::source::zip::total;
use crate::source::{Candidate, Content, LoadedSource, SourceKind};
use crate::target::{PackageKind, Target};
use std::rc::Rc;

/// The index of a source, and the index of a distribution in it.
type Owner = (usize, usize);

/// The contents of the package.
#[derive(Clone)]
pub struct PackageLayout {
    pub entries: Rc<Vec<Entry>>,
    pub distributions: Vec<Distribution>,
    pub sources: Vec<SourceSummary>,
    pub unfit: BTreeSet<usize>,
    pub entry_checks: Vec<EntryCheck>,
    pub savings: Savings,
    pub is_split: bool,
    pub shape: Rc<()>,
}

/// Makes the layout of the package from the merged files.
pub fn layout(
    loaded: &[Rc<LoadedSource>],
    merged: Merged,
    target: &Target,
    split: bool,
    savings: Savings,
    findings: &mut Vec<Finding>,
) -> PackageLayout {
    if merged.entries.is_empty() {
        findings.push(Finding::new(Code::PackageEmpty, "", "Nothing that was dropped can go into a package"));
    }
    let sources = sources(loaded, &merged);
    let (distributions, positions) = distributions(loaded, &merged);
    let entries = merged.entries.into_iter().map(|(path, chosen)| {
        let owner = owner(&chosen).and_then(|owner| positions.get(&owner).copied());
        entry(&path, chosen, owner, target, split)
    });
    let mut entries: Vec<Entry> = entries.collect();
    // The paths of the function and of the layer are each sorted. This sorts them together.
    sort_by(&mut entries, |one, other| one.path.cmp(&other.path));
    PackageLayout {
        is_split: entries.iter().any(|entry| entry.layer),
        savings,
        unfit: unfit(loaded, &positions),
        entry_checks: entry_checks(loaded),
        entries: Rc::new(entries),
        distributions,
        sources,
        shape: Rc::new(()),
    }
}

fn owner(chosen: &Chosen) -> Option<Owner> {
    chosen.owner.map(|distribution| (chosen.source, distribution))
}

/// Returns the unzipped size of an entry in bytes.
fn size(chosen: &Chosen) -> u64 {
    chosen.record.as_ref().map_or(chosen.candidate.size, |record| record.len() as u64)
}

fn entry(path: &str, chosen: Chosen, owner: Option<usize>, target: &Target, split: bool) -> Entry {
    let size = size(&chosen);
    let candidate = chosen.candidate;
    let layer = split && target.kind == PackageKind::Function && is_library(candidate);
    let kind = if layer { PackageKind::Layer } else { target.kind };
    Entry {
        kind: candidate.kind,
        owner,
        layer,
        path: kind.place(path),
        size,
        mode: candidate.mode,
        from: candidate.from.clone(),
        digest: candidate.digest.clone().filter(|_| candidate.kind == SourceKind::Wheel),
        recorded: candidate.digest.clone().filter(|_| candidate.kind != SourceKind::Wheel),
        content: match (chosen.record, chosen.header) {
            (Some(record), _) => Content::Bytes(record),
            (None, Some(header)) => Content::Pyc { body: Box::new(candidate.content.clone()), header },
            (None, None) => candidate.content.clone(),
        },
    }
}

/// Returns the distributions that have bytes in the package, sorted, and the index of each.
fn distributions(
    loaded: &[Rc<LoadedSource>],
    merged: &Merged,
) -> (Vec<Distribution>, BTreeMap<Owner, usize>) {
    let mut sizes: BTreeMap<Owner, u64> = BTreeMap::new();
    for chosen in merged.entries.values() {
        if let Some(owner) = owner(chosen) {
            let sum = sizes.entry(owner).or_default();
            *sum = total([*sum, size(chosen)]);
        }
    }
    let mut distributions: Vec<(Distribution, Owner)> = sizes
        .into_iter()
        .filter(|(_, unzipped_size)| *unzipped_size > 0)
        .filter_map(|(owner, unzipped_size)| {
            let distribution = loaded.get(owner.0)?.distributions.get(owner.1)?;
            let name = distribution.name.to_string();
            let (version, from) = (distribution.version.clone(), distribution.from.clone());
            Some((Distribution { name, version, from, unzipped_size, removable_size: unzipped_size }, owner))
        })
        .collect();
    sort(&mut distributions);
    let positions =
        distributions.iter().enumerate().map(|(position, (_, owner))| (*owner, position)).collect();
    (distributions.into_iter().map(|(distribution, _)| distribution).collect(), positions)
}

/// Returns the indices of distributions that do not fit the target.
fn unfit(loaded: &[Rc<LoadedSource>], positions: &BTreeMap<Owner, usize>) -> BTreeSet<usize> {
    let unfit = loaded
        .iter()
        .enumerate()
        .flat_map(|(source, one)| one.unfit.iter().map(move |(at, _)| (source, *at)));
    unfit.filter_map(|owner| positions.get(&owner).copied()).collect()
}

fn sources(loaded: &[Rc<LoadedSource>], merged: &Merged) -> Vec<SourceSummary> {
    let mut counts = vec![0; loaded.len()];
    for chosen in merged.entries.values() {
        counts[chosen.source] += 1;
    }
    let summaries = loaded.iter().zip(counts).map(|(one, entries)| {
        let EnvironmentInfo { python, system } = one.made.clone();
        SourceSummary { path: one.path.clone(), kind: one.kind, entries, python, system }
    });
    let mut sources: Vec<SourceSummary> = summaries.collect();
    sort(&mut sources);
    sources
}

fn entry_checks(loaded: &[Rc<LoadedSource>]) -> Vec<EntryCheck> {
    let checks = loaded.iter().flat_map(|one| {
        one.checked.iter().map(|(file, entry, digest)| EntryCheck {
            file: *file,
            from: one.path.clone(),
            entry: entry.clone(),
            digest: digest.clone(),
        })
    });
    checks.collect()
}

/// Whether a file belongs to a library. Files of an old package do if a RECORD in it lists them.
fn is_library(candidate: &Candidate) -> bool {
    match candidate.kind {
        SourceKind::Function => false,
        SourceKind::Archive => candidate.distribution.is_some(),
        SourceKind::Wheel | SourceKind::Virtualenv | SourceKind::TargetTree => true,
    }
}
