//! Each installed wheel's RECORD is written anew, to list exactly what is in the package.

use super::merge::Merged;
use crate::digest::Digest;
use crate::python::record;
use crate::source::{Candidate, Content, Loaded, REGULAR, SourceKind};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Gives each wheel a RECORD, empty until [`fill`] knows what ships.
pub fn add(loaded: &mut [Loaded]) {
    for source in loaded {
        let Some(dist_info) = &source.dist_info else {
            continue;
        };
        source.candidates.push(Candidate {
            path: format!("{dist_info}/RECORD"),
            size: 0,
            mode: REGULAR,
            content: Content::Bytes(Vec::new()),
            digest: None,
            from: source.path.clone(),
            kind: SourceKind::Wheel,
            distribution: Some(0),
        });
    }
}

/// Writes the RECORDs.
pub fn fill(loaded: &[Loaded], Merged { entries, listed }: &mut Merged) {
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

fn digest(candidate: &Candidate) -> Option<Digest> {
    match &candidate.content {
        Content::Bytes(bytes) => Some(Digest::sha256(Sha256::digest(bytes).into())),
        _ => candidate.digest.clone(),
    }
}
