//! Leaves out what the user named: distributions before merging, files and folders after it.

use super::libraries::Libraries;
use super::merge::Merged;
use super::model::{LEFT_OUT_BY_USER, LeftOut};
use super::options::LeaveOut;
use crate::collections::{BTreeSet, sort};
use crate::python::PackageName;
use crate::source::{Candidate, zip};
use std::rc::Rc;

/// Removes the distributions that the options name.
pub fn distributions(libraries: &mut Libraries, options: &LeaveOut) {
    let names: BTreeSet<PackageName> =
        options.distributions.iter().filter_map(|name| name.parse().ok()).collect();
    if !names.is_empty() {
        let left_out = take_out(libraries, |name| names.contains(name), LEFT_OUT_BY_USER);
        libraries.left_out.extend(left_out);
        sort(&mut libraries.left_out);
    }
}

/// Removes the files and folders that the options name.
pub fn paths(merged: &mut Merged, options: &LeaveOut) {
    let is_named = |path: &str| {
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        folders.chain([path]).any(|part| options.paths.contains(part))
    };
    if !options.paths.is_empty() {
        merged.entries.retain(|path, _| !is_named(path));
    }
}

/// Removes distributions with all their files, and returns them. `why`: the reason, as a clause.
pub fn take_out(libraries: &mut Libraries, is_out: impl Fn(&PackageName) -> bool, why: &str) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for shared in &mut libraries.loaded {
        let named = shared.distributions.iter().enumerate().filter(|(_, one)| is_out(&one.name));
        for index in named.map(|(index, _)| index).collect::<Vec<_>>() {
            let source = Rc::make_mut(shared);
            let (gone, rest): (Vec<Candidate>, Vec<Candidate>) = std::mem::take(&mut source.candidates)
                .into_iter()
                .partition(|candidate| candidate.distribution == Some(index));
            source.candidates = rest;
            if let Some(distribution) = source.distributions.get(index).filter(|_| !gone.is_empty()) {
                left_out.push(LeftOut {
                    name: distribution.name.to_string(),
                    version: distribution.version.clone(),
                    from: distribution.from.clone(),
                    unzipped_size: zip::total(gone.iter().map(|candidate| candidate.size)),
                    why: why.into(),
                });
            }
        }
    }
    libraries.loaded.retain(|source| source.dist_info.is_none() || !source.candidates.is_empty());
    let remaining: BTreeSet<&str> = libraries.loaded.iter().map(|source| source.path.as_str()).collect();
    libraries.file_checks.retain(|whole| remaining.contains(whole.from.as_str()));
    left_out
}
