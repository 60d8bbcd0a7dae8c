//! Each installed wheel's RECORD is written anew, to list exactly what is in the package.

use super::merge::Merged;
use crate::collections::{BTreeMap, BTreeSet};
use crate::digest::Digest;
use crate::python::record;
use crate::source::{Candidate, Content, Loaded, REGULAR, ReadCache, SourceKind, Store, WantsRead};
use sha2::{Digest as _, Sha256};
use std::rc::Rc;

/// A RECORD for each wheel, empty until [`fill`] knows what ships.
pub fn of(loaded: &[Rc<Loaded>]) -> Vec<Option<Candidate>> {
    let record = |source: &Rc<Loaded>| {
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
pub fn fill(loaded: &[Rc<Loaded>], Merged { entries, listed, .. }: &mut Merged) {
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

/// Takes what is not in the package out of the RECORDs of what was installed. An old package is left as it is but for
/// what was taken out of it here.
///
/// # Errors
/// A RECORD has to be read first.
pub fn prune(
    loaded: &[Rc<Loaded>],
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
            // That is a finding where it is verified.
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

/// Whether a path is that of a RECORD at the root of site-packages.
pub fn is_record(path: &str) -> bool {
    matches!(path.split_once('/'), Some((folder, "RECORD")) if folder.ends_with(".dist-info"))
}

fn digest(candidate: &Candidate) -> Option<Digest> {
    match &candidate.content {
        Content::Bytes(bytes) => Some(Digest::sha256(Sha256::digest(bytes).into())),
        _ => candidate.digest.clone(),
    }
}
