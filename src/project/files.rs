//! Which of the dropped files a function is pressed from.

use super::Text;
use super::model::{FileRef, Written};
use crate::collections::BTreeSet;
use std::cell::Cell;

/// Files that say what is required, at the root of a function's folder. What they mean is the planner's to say.
const REQUIREMENTS: &[&str] = &[
    "requirements.txt",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pylock.toml",
    "pyproject.toml",
];

/// The lock of a project, or of a workspace of projects, which lies at its root (uv documentation, "Using workspaces").
const WORKSPACE_LOCK: &str = "uv.lock";
const PROJECT: &str = "pyproject.toml";

/// Folders that tools write, which are no code (aws-lambda-builders, `EXCLUDED_FILES` of its Python builder; the
/// manuals of the others).
const TOOL_FOLDERS: &[&str] =
    &[".aws-sam", ".chalice", ".git", ".serverless", ".terraform", "cdk.out", "node_modules"];

/// Files of tools that state or deploy functions and are none of their code.
const TOOL_FILES: &[&str] =
    &["samconfig.toml", "samconfig.yaml", "samconfig.yml", "cdk.json", "cdk.context.json"];

/// Files of all functions together: as many as the page can hold.
const MAX_FILES: usize = 1_000_000;
/// Files that are looked at for all functions together, once for each pattern of theirs.
const MAX_PATTERN_CHECKS: usize = 10_000_000;

/// Everything that was dropped, listed once.
pub struct Listing<'a> {
    texts: &'a [Text],
    /// Files that are templates, whatever their names: none of them ships.
    templates: &'a [&'a str],
    /// The paths in order, so that a folder's lie together, and their places in the drop.
    sorted: Vec<(&'a str, u32)>,
    /// The places of wheels.
    wheels: Vec<(&'a str, u32)>,
    files: Cell<usize>,
    looks: Cell<usize>,
}

impl<'a> Listing<'a> {
    /// Of paths as dropped, with `/` between folders. `templates`: those that have a name of their own.
    pub fn new(paths: &'a [String], texts: &'a [Text], templates: &'a [&'a str]) -> Listing<'a> {
        let all = paths.iter().enumerate().map(|(index, path)| (path.as_str(), index as u32));
        let wheels = all.clone().filter(|(path, _)| path.ends_with(".whl")).collect();
        let mut sorted: Vec<(&str, u32)> = all.collect();
        crate::collections::sort(&mut sorted);
        Listing { texts, templates, sorted, wheels, files: Cell::new(0), looks: Cell::new(0) }
    }

    /// Whether some functions have no files because those before them have so many.
    pub fn is_spent(&self) -> bool {
        self.files.get() > MAX_FILES || self.looks.get() > MAX_PATTERN_CHECKS
    }
}

/// What says what is installed besides the files of a folder.
#[derive(Clone, Copy)]
pub enum Installs<'n> {
    /// Nothing does: the files are taken as they are.
    Nothing,
    /// The files of the usual names.
    Found,
    /// A file of this name in the folder, like a `requirements.txt`.
    Named(&'n str),
}

/// What was dropped, as all readers see it.
#[derive(Clone, Copy)]
pub struct Dropped<'a> {
    listing: &'a Listing<'a>,
}

impl<'a> Dropped<'a> {
    /// Of a listing.
    pub fn new(listing: &'a Listing<'a>) -> Dropped<'a> {
        Dropped { listing }
    }

    fn place(self, path: &str) -> Option<usize> {
        self.listing.sorted.binary_search_by(|(other, _)| (*other).cmp(path)).ok()
    }

    /// The files in a folder: what they are called in it, and their places in the drop.
    fn inside(self, folder: &str) -> &'a [(&'a str, u32)] {
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

    /// Whether there is a file of exactly this path.
    pub fn has_file(self, path: &str) -> bool {
        self.place(path).is_some()
    }

    /// Whether any file lies in the folder.
    pub fn has_folder(self, folder: &str) -> bool {
        !self.inside(folder).is_empty()
    }

    /// The folder whose name differs in capital and small letters alone.
    pub fn alike(self, folder: &str) -> Option<&'a str> {
        let start = |path: &'a str| path.get(..folder.len());
        let is_alike = |path: &str| {
            path.as_bytes().get(folder.len()) == Some(&b'/')
                && path.get(..folder.len()).is_some_and(|start| start.eq_ignore_ascii_case(folder))
        };
        self.listing.sorted.iter().find(|(path, _)| is_alike(path)).and_then(|(path, _)| start(path))
    }

    /// The files that a function is pressed from, whose code is all of a folder: without those of tools, and with the
    /// wheels at hand where the folder says what is required. `as_is`: nothing is installed.
    pub fn files_of(self, folder: &str, as_is: bool) -> Vec<FileRef> {
        let installs = if as_is { Installs::Nothing } else { Installs::Found };
        self.files_where(folder, installs, 0, |_| true)
    }

    /// The same, of those files of the folder that are wanted, by so many patterns. What says what is required, and the
    /// wheels that are at hand for it, are taken all the same: they are installed and do not ship. None, once all functions
    /// have too many: see [`Listing::is_spent`].
    pub fn files_where(
        self,
        folder: &str,
        installs: Installs<'_>,
        patterns: usize,
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
            // Planning knows such a file by its name.
            let is_named = matches!(installs, Installs::Named(_)) && says(rest);
            let name = if is_named { "requirements.txt" } else { rest };
            (!is_left && (is_for_installing || is_wanted(rest)))
                .then(|| FileRef { index, path: format!("{top}{name}") })
        });
        let mut files: Vec<FileRef> = own.collect();
        crate::collections::sort_by_key(&mut files, |file| file.index);
        if is_installed {
            files.extend(self.wheels(folder));
        }
        listing.files.set(listing.files.get().saturating_add(files.len()));
        if listing.is_spent() { Vec::new() } else { files }
    }

    /// The lock of the workspace that a folder is a member of, as if it were that of the member alone, where nothing in the
    /// folder itself says more than its project does.
    pub fn workspace_lock(self, folder: &str) -> Option<Written> {
        let says =
            |path: &str| within(path, folder).is_some_and(|rest| rest != PROJECT && is_requirements(rest));
        if !self.has_file(&below(folder, PROJECT)) || self.inside(folder).iter().any(|(path, _)| says(path)) {
            return None;
        }
        let locks = ancestors(folder).map(|root| below(root, WORKSPACE_LOCK));
        let text_of = |path: &str| self.listing.texts.iter().find(|text| text.path == path);
        // The nearest lock is that of the project's workspace, if it names the project.
        let lock = locks.filter_map(|path| text_of(&path)).next()?;
        let member = within(folder, folder_of(&lock.path))?;
        let mut is_of_member = false;
        let lines = lock.text.split_inclusive('\n').map(|line| {
            // uv writes it so.
            let local = ["editable", "virtual"].iter().find_map(|kind| {
                let start = format!("source = {{ {kind} = \"");
                Some((*kind, line.strip_prefix(start.as_str())?.trim_end().strip_suffix("\" }")?))
            });
            match local {
                Some((kind, path)) if path == member => {
                    is_of_member = true;
                    format!("source = {{ {kind} = \".\" }}\n")
                }
                // The other members lie elsewhere than what is dropped for this one.
                Some((_, path)) => format!("source = {{ directory = \"{path}\" }}\n"),
                None => line.to_string(),
            }
        });
        let text: String = lines.collect();
        is_of_member.then(|| Written { path: format!("{}{WORKSPACE_LOCK}", top_of(folder)), text })
    }

    /// Whether a file of requirements is known to ask for nothing.
    fn is_silent(self, path: &str) -> bool {
        let text = self.listing.texts.iter().find(|text| text.path == path);
        let is_nothing = |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('#');
        path.ends_with(".txt") && text.is_some_and(|text| text.text.lines().all(is_nothing))
    }

    /// The folder of a file, and the file alone.
    pub fn single(self, path: &str) -> (String, Vec<FileRef>) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let index =
            self.place(path).and_then(|place| self.listing.sorted.get(place)).map(|(_, index)| *index);
        let files = index.map(|index| FileRef { index, path: name.to_string() });
        (folder_of(path).to_string(), files.into_iter().collect())
    }

    /// The wheels outside of a folder; of several with one name the first.
    fn wheels(self, folder: &str) -> Vec<FileRef> {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let outside = self.listing.wheels.iter().filter(|(path, _)| within(path, folder).is_none());
        let named = outside.map(|(path, index)| (path.rsplit('/').next().unwrap_or(path), *index));
        let first = named.filter(|(name, _)| names.insert(*name));
        first.map(|(name, index)| FileRef { index, path: name.to_string() }).collect()
    }
}

/// The path of a file relative to a folder that it lies in.
pub fn within<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// The locks of workspaces among dropped files: those with a project in a folder below theirs.
pub fn workspace_locks(paths: &[String]) -> Vec<String> {
    let of = |name: &'static str| {
        paths.iter().filter(move |path| path.rsplit('/').next() == Some(name)).map(|path| folder_of(path))
    };
    let projects: Vec<&str> = of(PROJECT).collect();
    let roots = of(WORKSPACE_LOCK).filter(|root| {
        projects.iter().any(|project| project != root && ancestors(project).any(|other| other == *root))
    });
    roots.map(|root| below(root, WORKSPACE_LOCK)).collect()
}

/// The folders that a folder lies in, the nearest first; at last the root of the drop.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| folder_of(folder))).skip(1)
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// The folder of a file; empty at the root of the drop.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What the paths of a function's files begin with: the name of its folder, and a slash.
pub fn top_of(folder: &str) -> String {
    match folder.rsplit('/').next() {
        Some(name) if !name.is_empty() => format!("{name}/"),
        _ => String::new(),
    }
}

/// A folder's path, and below it that of another. `None` if it leads out of the drop.
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

fn is_requirements(path: &str) -> bool {
    REQUIREMENTS.contains(&path) || (path.starts_with("pylock.") && path.ends_with(".toml"))
}

/// Whether a file, by its path within a function's folder, is a tool's and no code.
fn is_of_tool(path: &str) -> bool {
    let (top, is_folder) = path.split_once('/').map_or((path, false), |(top, _)| (top, true));
    if is_folder {
        return TOOL_FOLDERS.contains(&top);
    }
    TOOL_FILES.contains(&top) || super::statements::statement_of(top).is_some()
}
