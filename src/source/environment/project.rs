//! A project with its virtualenv in the same folder: `python -m venv .` creates one among the user's own code.

use super::virtualenv::{self, site_packages};
use crate::collections::BTreeSet;
use crate::python::record::Record;
use crate::source::item::FolderFiles;
use crate::source::{Item, ReadCache, WantsRead};
use crate::target::PackageKind;

/// Files that tools put at the root of a virtualenv. [`FOLDERS`] lists the folders.
const FILES: &[&str] = &[
    virtualenv::CONFIG,
    // venv of Python 3.13 and virtualenv write one that ignores everything.
    ".gitignore",
    // uv
    ".lock",
    "CACHEDIR.TAG",
    // virtualenvwrapper, and old versions of pip
    ".project",
    "pip-selfcheck.json",
];

/// The folders of a virtualenv on any system (sysconfig's scheme `venv`), and those for the data of wheels.
const FOLDERS: &[&str] =
    &["bin", "include", "Include", "lib64", "Lib", "libs", "local", "man", "Scripts", "share", "DLLs"];

/// Returns the files of a folder with site-packages that do not belong to the libraries. Each has its path in the
/// function and its path in the folder: in a layer, files beside site-packages in `python` are on Python's path, too.
pub fn beside_libraries<'a>(files: &FolderFiles<'a>, kind: PackageKind) -> Vec<(&'a str, &'a str, &'a Item)> {
    let has_site = |prefix: &str| {
        files.iter().any(|(path, _)| path.starts_with(prefix) && site_packages(path).is_some())
    };
    // A layer's other files stay where they are.
    let is_layer = kind == PackageKind::Function && has_site("python/");
    let is_virtualenv = files.iter().any(|(path, _)| *path == virtualenv::CONFIG)
        || ["lib/", "lib64/", "Lib/", "local/"].into_iter().any(has_site);
    let placed = |path: &'a str| path.strip_prefix("python/").filter(|_| is_layer).unwrap_or(path);
    let is_own = |path: &str| site_packages(path).is_none() && !(is_virtualenv && is_of_virtualenv(path));
    let own = files.iter().filter(|(path, _)| is_own(path));
    own.map(|(path, item)| (placed(path), *path, *item)).collect()
}

/// Whether the libraries are in a layer's `python`.
pub fn is_layer(files: &FolderFiles) -> bool {
    files.iter().any(|(path, _)| path.starts_with("python/") && site_packages(path).is_some())
}

fn is_of_virtualenv(path: &str) -> bool {
    match path.split_once('/') {
        None => FILES.contains(&path),
        Some(("lib", rest)) => rest.starts_with("python3") || rest.starts_with("pypy3"),
        Some((top, _)) => FOLDERS.contains(&top),
    }
}

/// Returns the files outside of site-packages that RECORDs in it list: wheels may put data into any folder of a
/// virtualenv.
pub fn recorded(files: &FolderFiles, cache: &mut ReadCache) -> Result<BTreeSet<String>, WantsRead> {
    let mut recorded = BTreeSet::new();
    let mut missing = false;
    for (path, item) in files.iter().filter(|(path, _)| path.ends_with(".dist-info/RECORD")) {
        let Some(site) = site_packages(path).and_then(|rest| path.strip_suffix(rest)) else {
            continue;
        };
        match cache.text(item.file) {
            Ok(Ok(text)) => {
                let rows = Record::parse(&text).rows.into_keys().filter(|row| row.starts_with("../"));
                recorded.extend(rows.filter_map(|row| joined(site, &row)));
            }
            // Such a file has a finding where it would ship.
            Ok(Err(_)) => {}
            Err(WantsRead) => missing = true,
        }
    }
    if missing { Err(WantsRead) } else { Ok(recorded) }
}

/// Joins a folder and a path relative to it, and resolves "..". `None` if that leads above the root.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}
