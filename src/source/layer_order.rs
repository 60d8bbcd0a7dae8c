//! A layer has two folders of Python files. If a name is in both, Python first finds the one in
//! `python/lib/python3.X/site-packages` (AWS, "Working with layers for Python functions": both folders are in
//! `sys.path`, this one first).

use super::content::Content;
use super::loaded_source::{Candidate, LoadedSource};
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use crate::python::dist_info_name;

/// The files in the two folders under one name that Python searches for.
#[derive(Default)]
struct Rivals {
    /// The indexes of the candidates in each folder.
    files: [Vec<usize>; 2],
    /// Whether each folder has a module or a regular package (not a namespace package) of that name, at which Python
    /// stops searching.
    ends_search: [bool; 2],
}

/// Removes the files that Python would not find. `folders` are in the order in which Python searches them, with their
/// slashes. One may be inside the other.
pub(super) fn settle(loaded: &mut LoadedSource, folders: &[String; 2], findings: &mut Vec<Finding>) {
    let [first, second] = folders;
    let is_first_inner = first.starts_with(second.as_str());
    let mut names: BTreeMap<String, Rivals> = BTreeMap::new();
    for (index, candidate) in loaded.candidates.iter().enumerate() {
        if candidate.path.starts_with("../") {
            continue;
        }
        let rivals = names.entry(sought_name(&candidate.path)).or_default();
        let folder = match is_first_inner {
            true => usize::from(!lies_in(candidate, first)),
            false => usize::from(lies_in(candidate, second)),
        };
        rivals.files[folder].push(index);
        rivals.ends_search[folder] |= ends_search(&candidate.path);
    }
    let mut hidden = Vec::new();
    for (name, rivals) in &names {
        let [first, second] = &rivals.files;
        if first.is_empty() || second.is_empty() {
            continue;
        }
        let (loser, found): (&Vec<usize>, &Vec<usize>) = match rivals.ends_search {
            [true, _] => (second, first),
            [false, true] => (first, second),
            // A namespace package consists of both folders; a file that is in both is taken from the first.
            [false, false] => (second, first),
        };
        let is_whole = rivals.ends_search != [false, false];
        let rival = |index: &usize| {
            let path = &loaded.candidates[*index].path;
            found.iter().map(|other| &loaded.candidates[*other]).find(|other| other.path == *path)
        };
        let gone: Vec<usize> =
            loser.iter().filter(|index| is_whole || rival(index).is_some()).copied().collect();
        let differs =
            |index: &&usize| !rival(index).is_some_and(|other| is_same(&loaded.candidates[**index], other));
        if let Some(example) = gone.iter().find(differs).and_then(|at| inner(&loaded.candidates[*at])) {
            let from = &loaded.path;
            let message = format!(
                "\"{example}\" of \"{from}\" is left out: of the two folders that have \"{name}\", Python looks \
                 into the other one"
            );
            findings.push(Finding::new(Code::PathOverridden, from, message).severity(Severity::Warning));
        }
        hidden.extend(gone);
    }
    crate::collections::sort(&mut hidden);
    let mut index = 0;
    loaded.candidates.retain(|_| {
        index += 1;
        hidden.binary_search(&(index - 1)).is_err()
    });
}

/// The first part of a path, as Python searches for it: a module without its extension, a dist-info without its
/// version.
fn sought_name(path: &str) -> String {
    let (top, is_folder) = path.split_once('/').map_or((path, false), |(top, _)| (top, true));
    if let Some((name, _)) = dist_info_name(top) {
        return format!("{name}.dist-info");
    }
    match top.split_once('.') {
        Some((module, _)) if !is_folder && is_module(top) => module.to_string(),
        _ => top.to_string(),
    }
}

fn is_module(file: &str) -> bool {
    [".py", ".pyc", ".so"].iter().any(|ending| file.ends_with(ending))
}

fn ends_search(path: &str) -> bool {
    match path.split_once('/') {
        None => is_module(path),
        Some((top, rest)) => {
            dist_info_name(top).is_some() || rest.starts_with("__init__.") && is_module(rest)
        }
    }
}

/// The path in the zip.
fn inner(candidate: &Candidate) -> Option<&str> {
    match &candidate.content {
        Content::Zip { entry, .. } => Some(&entry.name),
        _ => None,
    }
}

fn lies_in(candidate: &Candidate, folder: &str) -> bool {
    match &candidate.content {
        Content::Zip { entry, .. } => entry.path().starts_with(folder),
        _ => false,
    }
}

fn is_same(one: &Candidate, other: &Candidate) -> bool {
    match (&one.content, &other.content) {
        (Content::Zip { entry: one, .. }, Content::Zip { entry: other, .. }) => {
            (one.size, one.crc) == (other.size, other.crc)
        }
        _ => false,
    }
}
