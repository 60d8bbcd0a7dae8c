//! Rewrites the RECORD of each installed wheel, so that it lists exactly the files in the package.

use super::merge::Merged;
use crate::collections::{BTreeMap, BTreeSet};
use crate::digest::Digest;
use crate::python::record;
use crate::source::{Candidate, Content, LoadedSource, REGULAR, ReadCache, SourceKind, Store, WantsRead};
use sha2::{Digest as _, Sha256};
use std::rc::Rc;

/// Creates an empty RECORD for each wheel. [`fill`] writes it once the packaged files are known.
pub fn find(loaded: &[Rc<LoadedSource>]) -> Vec<Option<Candidate>> {
    let record = |source: &Rc<LoadedSource>| {
        Some(Candidate {
            path: format!("{}/RECORD", source.dist_info.as_ref()?),
            size: 0,
            mode: REGULAR,
            content: Content::Bytes(Vec::new()),
            digest: None,
            from: source.path.clone(),
            kind: SourceKind::Wheel,
            distribution: Some(0),
        })
    };
    loaded.iter().map(record).collect()
}

/// Writes the RECORDs.
pub fn fill(loaded: &[Rc<LoadedSource>], Merged { entries, listed, .. }: &mut Merged) {
    for (index, source) in loaded.iter().enumerate() {
        let Some(dist_info) = &source.dist_info else {
            continue;
        };
        let own = format!("{dist_info}/RECORD");
        let rows: BTreeMap<&str, (Option<Digest>, u64)> = listed[index]
            .iter()
            .filter(|candidate| candidate.path != own && entries.contains_key(&candidate.path))
            .map(|candidate| (candidate.path.as_str(), (digest(candidate), candidate.size)))
            .collect();
        let text =
            record::write(rows.iter().map(|(path, (digest, size))| (*path, digest.as_ref(), *size)), &own);
        if let Some(chosen) = entries.get_mut(&own).filter(|chosen| chosen.source == index) {
            chosen.record = Some(text);
        }
    }
}

/// Removes files that are not in the package from the RECORDs of installed distributions. From the RECORDs of an old
/// package, only files that were left out here are removed.
///
/// # Errors
/// `WantsRead` if a RECORD has to be read first.
pub fn prune(
    loaded: &[Rc<LoadedSource>],
    merged: &mut Merged,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<(), WantsRead> {
    let mut missing = false;
    let mut pruned = Vec::new();
    for (path, chosen) in merged.entries.iter().filter(|(path, _)| is_record(path)) {
        let candidate = chosen.candidate;
        let Some(source) = loaded.get(chosen.source).filter(|_| candidate.kind != SourceKind::Wheel) else {
            continue;
        };
        let is_archive = candidate.kind == SourceKind::Archive;
        let ours: BTreeSet<&str> = match is_archive {
            true => source.candidates.iter().map(|one| one.path.as_str()).collect(),
            false => BTreeSet::new(),
        };
        let is_kept = |row: &str| {
            let row = row.replace('\\', "/");
            let row = row.trim_start_matches("../");
            let is_foreign = is_archive && !ours.contains(row) && !source.omitted.contains(row);
            is_foreign || merged.entries.contains_key(row)
        };
        match cache.kept_bytes(&candidate.content, store) {
            Err(WantsRead) => missing = true,
            Ok(Ok(text)) => pruned.extend(record::without(&text, is_kept).map(|text| (path.clone(), text))),
            // Verification reports it.
            Ok(Err(_)) => {}
        }
    }
    for (path, text) in pruned {
        if let Some(chosen) = merged.entries.get_mut(&path) {
            chosen.record = Some(text);
        }
    }
    if missing { Err(WantsRead) } else { Ok(()) }
}

/// Whether a path is the path of a RECORD at the root of site-packages.
pub fn is_record(path: &str) -> bool {
    matches!(path.split_once('/'), Some((folder, "RECORD")) if folder.ends_with(".dist-info"))
}

fn digest(candidate: &Candidate) -> Option<Digest> {
    match &candidate.content {
        Content::Bytes(bytes) => Some(Digest::sha256(Sha256::digest(bytes).into())),
        _ => candidate.digest.clone(),
    }
}
