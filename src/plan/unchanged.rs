//! Lays out the package, and reuses the layout for the next plan if nothing but the bytes of the user's own files has
//! changed. This is possible because paths, and the bytes of unchanged files, decide which file is chosen, what is left
//! out and what RECORDs list.

use super::merge;
use super::model::Entry;
use super::options::Options;
use super::records::is_record;
use super::slim::Savings;
use super::summarize::{self, PackageLayout};
use super::{bytecode, ignored, left_out, links, readers, records, slim, sourceless};
use crate::finding::Finding;
use crate::source::drop::ignore::Rules;
use crate::source::{Candidate, Content, LoadedSource, ReadCache, SourceKind, Store, WantsRead};
use crate::target::{Architecture, PackageKind, Target};
use std::rc::Rc;

/// Maximum number of entries of a layout that is kept. What is kept needs as much memory as a plan.
const MAX_CACHED_ENTRIES: usize = 20_000;

/// The result of the last plan.
struct Kept {
    of: (PackageKind, u8, Architecture),
    options: Options,
    loaded: Vec<Rc<LoadedSource>>,
    /// Paths for which there were several candidates.
    contested: Vec<String>,
    /// What reads the metadata of distributions.
    readers: Option<String>,
    laid: PackageLayout,
    findings: Vec<Finding>,
}

fn target_key(target: &Target) -> (PackageKind, u8, Architecture) {
    (target.kind, target.runtime.minor, target.architecture)
}

/// Lays out the package from everything that was loaded.
pub fn layout(
    loaded: Vec<Rc<LoadedSource>>,
    rules: &[(String, Rc<Rules>)],
    target: &Target,
    options: &Options,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<PackageLayout, WantsRead> {
    // With rules, nothing is reused: they must record which of their lines match nothing.
    if let Some(mut kept) = cache.memos.take::<Kept>().filter(|_| rules.is_empty())
        && let Some(changes) = kept.changes(&loaded, target, options)
    {
        kept.take_over(&changes);
        kept.loaded = loaded.clone();
        let readers = readers::find(&loaded, own(&kept.laid.entries), cache);
        if readers.as_ref().is_ok_and(|readers| *readers == kept.readers) {
            findings.extend_from_slice(&kept.findings);
            let laid = kept.laid.clone();
            cache.memos.put(kept);
            return Ok(laid);
        }
        if let Err(WantsRead) = readers {
            cache.memos.put(kept);
            return Err(WantsRead);
        }
    }
    let before = findings.len();
    let records = records::find(&loaded);
    let mut merged = merge::merge(&loaded, &records, cache, store, findings)?;
    links::refuse(&mut merged, target.kind, cache, store, findings)?;
    ignored::apply(&mut merged, rules, findings);
    left_out::paths(&mut merged, &options.leave_out);
    sourceless::check(&mut merged, target.runtime, cache, store, findings)?;
    let candidates = merged.entries.iter().map(|(path, chosen)| (path.as_str(), chosen.candidate));
    let own = candidates.filter(|(_, candidate)| candidate.kind == SourceKind::Function);
    let own = own.map(|(path, candidate)| (path, candidate.size, &candidate.content));
    let readers = readers::find(&loaded, own, cache);
    let savings = match &readers {
        Ok(readers) => slim::apply(&loaded, &mut merged, &options.slim, readers.as_deref(), findings),
        Err(WantsRead) => Savings::default(),
    };
    let keep = options.bytecode;
    let bytecode = bytecode::add(&loaded, &mut merged, keep, target.runtime, cache, store, findings);
    // The missing bytes of both are read together.
    let (readers, savings) = (readers?, Savings { bytecode: bytecode?, ..savings });
    records::fill(&loaded, &mut merged);
    records::prune(&loaded, &mut merged, cache, store)?;
    let contested = merged.contested.iter().map(|path| path.to_string()).collect();
    let laid = summarize::layout(&loaded, merged, target, options.split, savings, findings);
    if rules.is_empty() && laid.entries.len() <= MAX_CACHED_ENTRIES {
        cache.memos.put(Kept {
            of: target_key(target),
            options: options.clone(),
            loaded,
            contested,
            readers,
            laid: laid.clone(),
            findings: findings.get(before..).unwrap_or_default().to_vec(),
        });
    }
    Ok(laid)
}

/// Returns path, size and content of each of the user's own files.
fn own(entries: &[Entry]) -> impl Iterator<Item = (&str, u64, &Content)> + Clone {
    let own = entries.iter().filter(|entry| entry.kind == SourceKind::Function);
    own.map(|entry| (entry.path.as_str(), entry.size, &entry.content))
}

impl Kept {
    /// Returns the files whose bytes have changed, each with the index of its entry. `None` if anything else has
    /// changed.
    fn changes<'l>(
        &self,
        loaded: &'l [Rc<LoadedSource>],
        target: &Target,
        options: &Options,
    ) -> Option<Vec<(usize, &'l Candidate)>> {
        if self.of != target_key(target) || self.options != *options || self.loaded.len() != loaded.len() {
            return None;
        }
        let mut changes = Vec::new();
        for (before, now) in self.loaded.iter().zip(loaded) {
            if Rc::ptr_eq(before, now) {
                continue;
            }
            if !is_alike(before, now) {
                return None;
            }
            for (before, now) in before.candidates.iter().zip(&now.candidates) {
                if before.content != now.content || before.mode != now.mode {
                    self.change(before, now, target.kind, &mut changes)?;
                }
            }
        }
        // Whether bytecode is valid depends on the bytes of its source.
        (changes.is_empty() || !options.bytecode).then_some(changes)
    }

    /// Adds a changed file. `None` if its bytes may affect more than its own entry.
    fn change<'l>(
        &self,
        before: &Candidate,
        now: &'l Candidate,
        kind: PackageKind,
        changes: &mut Vec<(usize, &'l Candidate)>,
    ) -> Option<()> {
        let path = now.path.as_str();
        let is_loose = matches!((&before.content, &now.content), (Content::File(_), Content::File(_)));
        let is_own = now.kind == SourceKind::Function && now.distribution.is_none();
        let decides =
            path.ends_with(".pyc") || is_record(path) || self.contested.iter().any(|one| one == path);
        if !is_loose || !is_own || decides {
            return None;
        }
        let (path, entries) = (kind.place(path), &self.laid.entries);
        // The file was left out and remains left out.
        let Ok(at) = entries.binary_search_by(|entry| entry.path.cmp(&path)) else { return Some(()) };
        let is_it = entries.get(at).is_some_and(|entry| entry.content == before.content);
        changes.push((at, now));
        is_it.then_some(())
    }

    fn take_over(&mut self, changes: &[(usize, &Candidate)]) {
        for (at, candidate) in changes {
            if let Some(entry) = Rc::make_mut(&mut self.laid.entries).get_mut(*at) {
                (entry.size, entry.mode) = (candidate.size, candidate.mode);
                entry.content = candidate.content.clone();
            }
        }
    }
}

/// Whether two sources are the same except for the bytes of their files.
fn is_alike(one: &LoadedSource, other: &LoadedSource) -> bool {
    let files = || one.candidates.iter().zip(&other.candidates);
    let bytecode = || one.bytecode.iter().zip(&other.bytecode);
    let is_alike = |(one, other): (&Candidate, &Candidate)| {
        one.path == other.path
            && one.from == other.from
            && one.kind == other.kind
            && one.distribution == other.distribution
            && one.digest == other.digest
    };
    // A wheel is the same object in every plan, unless it has changed.
    one.dist_info.is_none()
        && other.dist_info.is_none()
        && one.path == other.path
        && one.kind == other.kind
        && one.distributions == other.distributions
        && one.unfit == other.unfit
        && one.omitted == other.omitted
        && one.made == other.made
        && one.candidates.len() == other.candidates.len()
        && one.bytecode.len() == other.bytecode.len()
        && files().all(is_alike)
        && bytecode().all(is_alike)
        && bytecode().all(|(one, other)| one.content == other.content)
}
