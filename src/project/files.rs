//! Chooses the dropped files that a function is packaged from.

use super::Text;
use super::model::FileRef;
use crate::collections::BTreeSet;
use std::cell::Cell;

/// Files that list requirements, at the root of a function's folder. The planner interprets them.
const REQUIREMENTS: &[&str] = &[
    "requirements.txt",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pylock.toml",
    "pyproject.toml",
];

pub const PROJECT: &str = "pyproject.toml";

/// Folders that tools write and that contain no code of the function (aws-lambda-builders, `EXCLUDED_FILES` of its
/// Python builder; the manuals of the other tools).
const TOOL_FOLDERS: &[&str] =
    &[".aws-sam", ".chalice", ".git", ".serverless", ".terraform", "cdk.out", "node_modules"];

/// Configuration files of deployment tools. They are not part of a function's code.
const TOOL_FILES: &[&str] =
    &["samconfig.toml", "samconfig.yaml", "samconfig.yml", "cdk.json", "cdk.context.json"];

/// Maximum number of files of all functions together. The page can hold this many.
const MAX_FILES: usize = 1_000_000;
/// Maximum number of files that are examined for all functions together. For each function, a file counts once, and
/// once more for each of the function's patterns.
const MAX_PATTERN_CHECKS: usize = 10_000_000;

/// All dropped files.
pub struct Listing<'a> {
    texts: &'a [Text],
    /// Files that are templates, whatever their names are. They are not packaged.
    templates: &'a [&'a str],
    /// Sorted paths and their indices in the drop. The files of a folder are next to each other.
    sorted: Vec<(&'a str, u32)>,
    /// Paths of wheels, and their indices in the drop.
    wheels: Vec<(&'a str, u32)>,
    files: Cell<usize>,
    looks: Cell<usize>,
}

impl<'a> Listing<'a> {
    /// Lists paths as dropped, with `/` between folders. `templates`: the templates that do not have a usual name.
    pub fn new(paths: &'a [String], texts: &'a [Text], templates: &'a [&'a str]) -> Listing<'a> {
        let all = paths.iter().enumerate().map(|(index, path)| (path.as_str(), index as u32));
        let wheels = all.clone().filter(|(path, _)| path.ends_with(".whl")).collect();
        let mut sorted: Vec<(&str, u32)> = all.collect();
        crate::collections::sort(&mut sorted);
        Listing { texts, templates, sorted, wheels, files: Cell::new(0), looks: Cell::new(0) }
    }

    /// Whether a limit on files was exceeded. Functions that are read after that get no files.
    pub fn is_spent(&self) -> bool {
        self.files.get() > MAX_FILES || self.looks.get() > MAX_PATTERN_CHECKS
    }
}

/// Which files list the requirements that are installed in addition to the files of a folder.
#[derive(Clone, Copy)]
pub enum Installs<'n> {
    /// None: the files are packaged as they are.
    Nothing,
    /// The files with the usual names.
    Found,
    /// A file with this name in the folder. It has the format of a `requirements.txt`.
    Named(&'n str),
}

/// Access to the dropped files, shared by all readers.
#[derive(Clone, Copy)]
pub struct Dropped<'a> {
    listing: &'a Listing<'a>,
}

impl<'a> Dropped<'a> {
    /// Creates the access to a listing.
    pub fn new(listing: &'a Listing<'a>) -> Dropped<'a> {
        Dropped { listing }
    }

    fn place(self, path: &str) -> Option<usize> {
        self.listing.sorted.binary_search_by(|(other, _)| (*other).cmp(path)).ok()
    }

    /// Returns the files in a folder and its subfolders: path and index in the drop.
    pub fn inside(self, folder: &str) -> &'a [(&'a str, u32)] {
        if folder.is_empty() {
            return &self.listing.sorted;
        }
        let start = format!("{folder}/");
        let sorted = &self.listing.sorted;
        let from = sorted.partition_point(|(path, _)| *path < start.as_str());
        let rest = sorted.get(from..).unwrap_or_default();
        let count = rest.partition_point(|(path, _)| path.starts_with(&start));
        rest.get(..count).unwrap_or_default()
    }

    /// Whether there is a file with exactly this path.
    pub fn has_file(self, path: &str) -> bool {
        self.place(path).is_some()
    }

    /// Whether the folder contains any file.
    pub fn has_folder(self, folder: &str) -> bool {
        !self.inside(folder).is_empty()
    }

    /// Returns a folder whose path differs from this one only in upper and lower case.
    pub fn alike(self, folder: &str) -> Option<&'a str> {
        let start = |path: &'a str| path.get(..folder.len());
        let is_alike = |path: &str| {
            path.as_bytes().get(folder.len()) == Some(&b'/')
                && path.get(..folder.len()).is_some_and(|start| start.eq_ignore_ascii_case(folder))
        };
        self.listing.sorted.iter().find(|(path, _)| is_alike(path)).and_then(|(path, _)| start(path))
    }

    /// Returns the files of a function whose code is a whole folder. Files of tools are omitted. If the folder lists
    /// requirements, all dropped wheels are included. `as_is`: nothing is installed.
    pub fn files_of(self, folder: &str, as_is: bool) -> Vec<FileRef> {
        let installs = if as_is { Installs::Nothing } else { Installs::Found };
        self.files_where(folder, installs, 0, |_| true)
    }

    /// Returns the files of a function whose code is a whole folder, with those that have the names of files of tools.
    pub fn all_files_of(self, folder: &str, installs: Installs<'_>) -> Vec<FileRef> {
        self.chosen(folder, installs, 0, |_| false, |_| true)
    }

    /// Returns the files of a function whose code is a part of a folder: the files for which `is_wanted` returns true.
    /// `patterns`: the number of patterns that `is_wanted` compares each file with.
    ///
    /// If the files that `installs` selects contain any requirement, these files and all wheels are included too: they
    /// are installed and not packaged themselves. The result is empty once a limit on files is exceeded: see
    /// [`Listing::is_spent`].
    pub fn files_where(
        self,
        folder: &str,
        installs: Installs<'_>,
        patterns: usize,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<FileRef> {
        self.chosen(folder, installs, patterns, is_of_tool, is_wanted)
    }

    /// See [`Dropped::files_where`]. Files for which `is_of_tool` returns true are omitted.
    fn chosen(
        self,
        folder: &str,
        installs: Installs<'_>,
        patterns: usize,
        is_of_tool: impl Fn(&str) -> bool,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<FileRef> {
        let (listing, inside) = (self.listing, self.inside(folder));
        let looks = inside.len().saturating_mul(patterns + 1);
        listing.looks.set(listing.looks.get().saturating_add(looks));
        if listing.is_spent() {
            return Vec::new();
        }
        let top = top_of(folder);
        let own = inside.iter().filter_map(|(path, index)| Some((*path, *index, within(path, folder)?)));
        let says = |rest: &str| match installs {
            Installs::Nothing => false,
            Installs::Found => is_requirements(rest),
            Installs::Named(name) => rest == name,
        };
        let is_installed = own.clone().any(|(path, _, rest)| says(rest) && !self.is_silent(path));
        let own = own.filter_map(|(path, index, rest)| {
            let is_template = is_of_tool(rest) || listing.templates.contains(&path);
            let is_left = is_template || is_requirements(rest) && !says(rest);
            let is_for_installing = is_installed && (says(rest) || rest.ends_with(".whl"));
            // Planning recognizes such a file by this name.
            let is_named = matches!(installs, Installs::Named(_)) && says(rest);
            let name = if is_named { "requirements.txt" } else { rest };
            (!is_left && (is_for_installing || is_wanted(rest))).then(|| FileRef {
                index,
                path: format!("{top}{name}"),
                for_requirements: false,
            })
        });
        let mut files: Vec<FileRef> = own.collect();
        crate::collections::sort_by_key(&mut files, |file| file.index);
        if is_installed {
            files.extend(self.wheels(folder));
        }
        listing.files.set(listing.files.get().saturating_add(files.len()));
        if listing.is_spent() { Vec::new() } else { files }
    }

    /// Returns the text of the file in the format of a `requirements.txt` that lists the requirements of a folder.
    /// `None` if a lock file takes precedence, or if the host did not pass the text.
    pub fn requirements_text(self, folder: &str, installs: Installs<'_>) -> Option<&'a str> {
        let name = match installs {
            Installs::Nothing => return None,
            Installs::Found => "requirements.txt",
            Installs::Named(name) => name,
        };
        let is_lock = |rest: &str| ![name, PROJECT].contains(&rest) && is_requirements(rest);
        let mut inside = self.inside(folder).iter();
        if matches!(installs, Installs::Found)
            && inside.any(|(path, _)| within(path, folder).is_some_and(is_lock))
        {
            return None;
        }
        self.text(&below(folder, name))
    }

    /// Returns the text of a dropped file, if the host passed it.
    pub fn text(self, path: &str) -> Option<&'a str> {
        self.listing.texts.iter().find(|text| text.path == path).map(|text| text.text.as_str())
    }

    /// Whether the text of a requirements file is known and contains no requirement.
    fn is_silent(self, path: &str) -> bool {
        path.ends_with(".txt") && self.text(path).is_some_and(requires_nothing)
    }

    /// Returns the folder of a file, and the file as the only file of a function.
    pub fn single(self, path: &str) -> (String, Vec<FileRef>) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let index =
            self.place(path).and_then(|place| self.listing.sorted.get(place)).map(|(_, index)| *index);
        let files = index.map(|index| FileRef { index, path: name.to_string(), for_requirements: false });
        (folder_of(path).to_string(), files.into_iter().collect())
    }

    /// Returns all files of a folder whose project is installed from it; none once a limit on files is exceeded.
    pub fn all_of(self, folder: &str) -> Vec<FileRef> {
        if self.listing.is_spent() {
            return Vec::new();
        }
        let top = top_of(folder);
        let files = self.inside(folder).iter().filter_map(|(path, index)| {
            Some(FileRef {
                index: *index,
                path: format!("{top}{}", within(path, folder)?),
                for_requirements: false,
            })
        });
        let files: Vec<FileRef> = files.collect();
        self.listing.files.set(self.listing.files.get().saturating_add(files.len()));
        files
    }

    /// Returns the wheels outside of a folder. If several have the same name, the first one.
    fn wheels(self, folder: &str) -> Vec<FileRef> {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let outside = self.listing.wheels.iter().filter(|(path, _)| within(path, folder).is_none());
        let named = outside.map(|(path, index)| (path.rsplit('/').next().unwrap_or(path), *index));
        let first = named.filter(|(name, _)| names.insert(*name));
        first
            .map(|(name, index)| FileRef { index, path: name.to_string(), for_requirements: false })
            .collect()
    }
}

/// Returns the path of a file relative to a folder. `None` if the file is not in the folder.
pub fn within<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Returns the parent folders of a folder, the nearest first. The last one is the root of the drop.
pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| folder_of(folder))).skip(1)
}

/// Returns the path of a file in a folder.
pub fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// Returns the folder of a file; empty at the root of the drop.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the prefix of the paths of a function's files: the name of its folder and a slash.
pub fn top_of(folder: &str) -> String {
    match folder.rsplit('/').next() {
        Some(name) if !name.is_empty() => format!("{name}/"),
        _ => String::new(),
    }
}

/// Joins a folder's path and a relative path. `None` if the result is outside of the drop.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether the text of a `requirements.txt` contains no requirement.
pub fn requires_nothing(text: &str) -> bool {
    text.lines().all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#'))
}

pub fn is_requirements(path: &str) -> bool {
    REQUIREMENTS.contains(&path) || (path.starts_with("pylock.") && path.ends_with(".toml"))
}

/// Whether a file belongs to a tool and is not code. `path`: relative to the function's folder.
fn is_of_tool(path: &str) -> bool {
    let (top, is_folder) = path.split_once('/').map_or((path, false), |(top, _)| (top, true));
    if is_folder {
        return TOOL_FOLDERS.contains(&top);
    }
    TOOL_FILES.contains(&top) || super::project_kinds::project_kind(top).is_some()
}
