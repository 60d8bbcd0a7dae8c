//! Sources and target → what will be in the package, and everything wrong with it.

mod bytecode;
mod context;
mod libraries;
mod links;
mod merge;
mod options;
mod readers;
mod records;
mod runtime;
mod slim;

use crate::digest::Digest;
use crate::finding::{Code, Finding, Severity};
use crate::python::environment::marker_environment;
use crate::python::required::Optional;
use crate::python::tags::Tags;
use crate::source::drop::{self, Found};
use crate::source::environment;
use crate::source::made_for::MadeFor;
use crate::source::zip::{ZipEntry, total};
use crate::source::{
    self, Candidate, Content, FileId, Item, Loaded, Missing, ReadCache, Store, archive, loose,
};
use crate::target::{PackageKind, Target};
use libraries::{Drop, Libraries};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub use context::PlanContext;
pub use options::{Options, Slim};
pub use slim::Savings;

/// A file of the package.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub path: String,
    /// Unzipped bytes.
    pub size: u64,
    /// Unix mode with its file type.
    pub mode: u32,
    /// The item it comes from, as dropped.
    pub from: String,
    #[serde(rename = "sha256", serialize_with = "hex", skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    #[serde(skip)]
    pub content: Content,
    /// What it came in.
    #[serde(skip)]
    pub kind: source::SourceKind,
    /// Index of its distribution in [`Plan::distributions`].
    #[serde(skip)]
    pub owner: Option<usize>,
    /// Goes into the layer that was asked for beside the function.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub layer: bool,
}

fn hex<S: serde::Serializer>(digest: &Option<Digest>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&digest.as_ref().map(Digest::hex))
}

/// A distribution in the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    pub name: String,
    pub version: String,
    pub from: String,
    pub unzipped_size: u64,
    /// What the package loses without it and what only it needs.
    pub removable_size: u64,
}

/// A distribution that was at hand, but is not in the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    pub name: String,
    pub version: String,
    pub from: String,
    /// What it would have added.
    pub unzipped_size: u64,
    /// The reason, in a clause.
    pub why: String,
}

/// A dropped file whose bytes have to have one of these digests. Packing verifies it: planning
/// never reads a whole wheel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHashCheck {
    pub file: FileId,
    pub from: String,
    pub size: u64,
    pub digests: Vec<Digest>,
}

/// What a dropped thing was taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SourceSummary {
    /// The dropped file or folder; empty for the files dropped loose.
    pub path: String,
    pub kind: source::SourceKind,
    /// How many entries of the package come from it.
    pub entries: usize,
    /// The Python a virtualenv was made for, such as `3.13.2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// The system a virtualenv was made for: `Linux`, `macOS` or `Windows`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<&'static str>,
}

/// Bytes of a dropped zip that packing verifies though they do not ship as they are.
#[derive(Clone, Debug)]
pub struct EntryCheck {
    pub file: FileId,
    pub from: String,
    pub entry: ZipEntry,
    pub digest: Digest,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Sorted by path, each path once.
    pub entries: Vec<Entry>,
    pub distributions: Vec<Distribution>,
    pub left_out: Vec<LeftOut>,
    pub sources: Vec<SourceSummary>,
    /// Extras and dependency groups there are to choose from.
    pub optional: Optional,
    /// Handlers the package may have, the most likely first.
    pub handlers: Vec<String>,
    pub unzipped_size: u64,
    pub savings: Savings,
    /// Sorted, the worst first.
    pub findings: Vec<Finding>,
    #[serde(skip)]
    pub entry_checks: Vec<EntryCheck>,
    /// Distributions that a finding says do not fit the target, by index.
    #[serde(skip)]
    pub unfit: BTreeSet<usize>,
    #[serde(skip)]
    pub is_split: bool,
    #[serde(skip)]
    pub file_checks: Vec<FileHashCheck>,
}

impl Plan {
    /// The zips to make: the package, and the layer where libraries are split off.
    pub fn zips(&self) -> Vec<Plan> {
        let part = |layer: bool| Plan {
            entries: self.entries.iter().filter(|entry| entry.layer == layer).cloned().collect(),
            // Scripts are checked with the libraries they came with.
            entry_checks: self.entry_checks.iter().filter(|_| layer || !self.is_split).cloned().collect(),
            file_checks: self.file_checks.iter().filter(|_| layer || !self.is_split).cloned().collect(),
            ..self.clone()
        };
        if self.is_split { vec![part(false), part(true)] } else { vec![part(false)] }
    }

    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Works out the package. The order of `items` does not matter. `Missing` means that the host has
/// to read what the cache needs and call again.
pub fn make(context: &mut PlanContext, options: &Options) -> Result<Plan, Missing> {
    let PlanContext { items, target, cache, store } = context;
    let store: &mut dyn Store = *store;
    let mut findings = Vec::new();
    let mut items = items.to_vec();
    items.sort_by(|a, b| (&a.path, a.size, a.file).cmp(&(&b.path, b.size, b.file)));
    let found = drop::sniff(&items, cache, store, &mut findings)?;
    let mut libraries = load(found, &items, target, options, cache, store, &mut findings)?;
    merge::replace_distributions(&mut libraries.loaded, &mut findings);
    runtime::report_life(target.runtime, &mut findings);
    if options.exclude_runtime {
        runtime::exclude(&mut libraries, target, cache, store, &mut findings)?;
    }
    let Libraries { mut loaded, left_out, optional, file_checks, .. } = libraries;
    records::add(&mut loaded);
    let mut merged = merge::merge(&loaded, cache, &mut findings)?;
    links::refuse(&mut merged, target.kind, cache, store, &mut findings)?;
    let savings = slim::apply(&loaded, &mut merged, &options.slim, cache, &mut findings);
    let keep = options.bytecode;
    let bytecode = bytecode::add(&loaded, &mut merged, keep, target.runtime, cache, store, &mut findings);
    // What both lack is read together.
    let savings = Savings { bytecode: bytecode?, ..savings? };
    records::fill(&loaded, &mut merged);
    let plan = summarize(&loaded, merged, target, options.split, findings);
    Ok(Plan { left_out, optional, file_checks, savings, ..plan })
}

fn load(
    found: Vec<Found>,
    items: &[Item],
    target: &Target,
    options: &Options,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Libraries, Missing> {
    let environment = marker_environment(target);
    let tags = Tags::of(target);
    let trees = found.iter().filter_map(|found| match found {
        Found::Virtualenv(tree) | Found::TargetTree(tree) => Some(tree.path.clone()),
        _ => None,
    });
    let trees: BTreeSet<String> = trees.collect();
    let required = environment
        .as_ref()
        .map(|environment| libraries::required(items, &trees, environment, options, cache));
    let is_unread = matches!(required, Some(Err(Missing)));
    let required = required.and_then(Result::ok).flatten();
    let elsewhere = libraries::elsewhere(required.as_ref(), environment.as_ref());
    let context = environment::TreeContext {
        target,
        tags: &tags,
        environment: environment.as_ref(),
        elsewhere: &elsewhere,
    };
    let mut sources = Vec::new();
    let mut wheels = Vec::new();
    let mut missing = false;
    for found in found {
        let source = match found {
            Found::Wheel { item, name } => {
                wheels.push((item, name));
                continue;
            }
            Found::Archive { item, entries } => {
                archive::load(item, &entries, target, options.strip_root, &mut cache.entries, store, findings)
            }
            Found::Virtualenv(tree) => {
                environment::load(&tree, source::SourceKind::Virtualenv, &context, cache, findings)
            }
            Found::TargetTree(tree) => {
                environment::load(&tree, source::SourceKind::TargetTree, &context, cache, findings)
            }
            Found::Function { path, files } => Ok(loose::load(&path, &files, findings)),
        };
        match source {
            Ok(source) => sources.push(source),
            // The others are loaded all the same, so that what they lack is read together.
            Err(Missing) => missing = true,
        }
    }
    // What wheels are needed is not known yet.
    if is_unread {
        return Err(Missing);
    }
    let drop = Drop { items, target };
    let libraries = libraries::install(wheels, sources, required, &drop, cache, store, findings);
    if missing { Err(Missing) } else { libraries }
}

fn summarize(
    loaded: &[Loaded],
    merged: merge::Merged,
    target: &Target,
    split: bool,
    mut findings: Vec<Finding>,
) -> Plan {
    let mut sizes: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut counts = vec![0; loaded.len()];
    let mut entries = Vec::with_capacity(merged.entries.len());
    let mut owners = Vec::with_capacity(merged.entries.len());
    for (path, chosen) in merged.entries {
        let candidate = chosen.candidate;
        counts[chosen.source] += 1;
        let size = chosen.record.as_ref().map_or(candidate.size, |record| record.len() as u64);
        if let Some(distribution) = chosen.owner {
            let sum: &mut u64 = sizes.entry((chosen.source, distribution)).or_default();
            *sum = total([*sum, size]);
        }
        let layer = split && target.kind == PackageKind::Function && is_library(candidate);
        let root = if layer { PackageKind::Layer.root() } else { target.kind.root() };
        owners.push(chosen.owner.map(|distribution| (chosen.source, distribution)));
        entries.push(Entry {
            kind: candidate.kind,
            owner: None,
            layer,
            path: placed(root, &path),
            size,
            mode: candidate.mode,
            from: candidate.from.clone(),
            digest: candidate.digest.clone(),
            content: match (chosen.record, chosen.header) {
                (Some(record), _) => Content::Bytes(record),
                (None, Some(header)) => Content::Pyc { body: Box::new(candidate.content.clone()), header },
                (None, None) => candidate.content.clone(),
            },
        });
    }
    if entries.is_empty() {
        findings.push(Finding::new(Code::PackageEmpty, "", "Nothing that was dropped can go into a package"));
    }
    let mut distributions: Vec<(Distribution, (usize, usize))> = sizes
        .into_iter()
        .filter(|(_, unzipped_size)| *unzipped_size > 0)
        .filter_map(|(key, unzipped_size)| {
            let distribution = loaded.get(key.0)?.distributions.get(key.1)?;
            let name = distribution.name.to_string();
            let (version, from) = (distribution.version.clone(), distribution.from.clone());
            Some((Distribution { name, version, from, unzipped_size, removable_size: unzipped_size }, key))
        })
        .collect();
    distributions.sort();
    let positions: BTreeMap<_, _> =
        distributions.iter().enumerate().map(|(position, (_, key))| (*key, position)).collect();
    for (entry, owner) in entries.iter_mut().zip(owners) {
        entry.owner = owner.and_then(|key| positions.get(&key).copied());
    }
    let unfit = loaded
        .iter()
        .enumerate()
        .flat_map(|(source, one)| one.unfit.iter().map(move |(at, _)| (source, *at)));
    let unfit = unfit.filter_map(|key| positions.get(&key).copied()).collect();
    let distributions = distributions.into_iter().map(|(distribution, _)| distribution).collect();
    let mut sources: Vec<SourceSummary> = loaded
        .iter()
        .zip(counts)
        .map(|(one, entries)| {
            let MadeFor { python, system } = one.made.clone();
            SourceSummary { path: one.path.clone(), kind: one.kind, entries, python, system }
        })
        .collect();
    sources.sort();
    findings.sort();
    findings.dedup();
    let entry_checks = loaded
        .iter()
        .flat_map(|one| {
            one.checked.iter().map(|(file, entry, digest)| EntryCheck {
                file: *file,
                from: one.path.clone(),
                entry: entry.clone(),
                digest: digest.clone(),
            })
        })
        .collect();
    // Two zips' paths, each sorted, make one sorted list.
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    Plan {
        is_split: entries.iter().any(|entry| entry.layer),
        savings: Savings::default(),
        handlers: Vec::new(),
        unzipped_size: total(entries.iter().map(|entry| entry.size)),
        entries,
        distributions,
        left_out: Vec::new(),
        sources,
        optional: Optional::default(),
        findings,
        unfit,
        entry_checks,
        file_checks: Vec::new(),
    }
}

/// The path in the package of a file that lies at `path` where Python's files go, or beside there.
fn placed(root: &str, path: &str) -> String {
    match path.strip_prefix("../") {
        Some(beside) => beside.to_string(),
        None => format!("{root}{path}"),
    }
}

/// Whether a file belongs to a library: an old package's files do if a RECORD in it lists them.
fn is_library(candidate: &Candidate) -> bool {
    match candidate.kind {
        source::SourceKind::Function => false,
        source::SourceKind::Archive => candidate.distribution.is_some(),
        source::SourceKind::Wheel | source::SourceKind::Virtualenv | source::SourceKind::TargetTree => true,
    }
}
