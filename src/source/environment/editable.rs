//! The code of editable installs. If its folder was dropped too, the code is moved from the function to the
//! virtualenv that points to it.

use super::links;
use super::links::{Link, Links, parts};
use crate::collections::{BTreeMap, BTreeSet};
use crate::source::loose::IncludedFile;
use crate::source::{Item, ReadCache, WantsRead};

/// A dropped folder with its files, relative to it.
type Folder<'a> = (&'a str, Vec<(&'a str, &'a Item)>);

/// Folders of a project that are not installed.
const NOT_INSTALLED: &[&str] = &[
    "benchmarks",
    "build",
    "dist",
    "doc",
    "docs",
    "example",
    "examples",
    "requirements",
    "scripts",
    "test",
    "tests",
    "tools",
];
/// Python files at the top of a project that are not installed.
const NOT_MODULES: &[&str] = &["conftest.py", "noxfile.py", "setup.py", "tasks.py"];
/// Files that make a folder a project.
const PROJECT_FILES: &[&str] = &["pyproject.toml", "setup.py", "setup.cfg"];

/// The project that contains a virtualenv. If its code ships anyway, at the place where the install expects it, the
/// code stays the function's own.
pub struct Project<'p> {
    /// The dropped folder.
    pub name: &'p str,
    /// The folders in it whose contents go to the root; an empty path is the project itself.
    pub at_root: Vec<String>,
}

/// Finds the code that site-packages points to, among its own files and in the dropped folders. Files that are found
/// in a dropped folder are removed from it.
pub fn claim<'a>(
    files: &[IncludedFile<'a>],
    folders: &mut Vec<Folder<'a>>,
    around: Option<&Project>,
    cache: &mut ReadCache,
) -> Result<Links<'a>, WantsRead> {
    let mut links: Links<'a> = links::read(files, cache)?;
    let mut touched = BTreeSet::new();
    // For each target and module, the first link to them.
    let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    let all = links.links.iter().enumerate();
    let first =
        all.map(|(index, link)| *known.entry((&link.target, link.module.as_deref())).or_insert(index));
    let first: Vec<usize> = first.collect();
    for (index, first) in first.into_iter().enumerate() {
        if first < index {
            links.links[index].found = links.links[first].found.clone();
            continue;
        }
        let link = &links.links[index];
        let taken = match inside(link, files) {
            Some(taken) => Some(taken),
            None => from_folders(link, folders, around).inspect(|(at, placed)| {
                if !placed.is_empty() {
                    touched.insert(at.split('/').next().unwrap_or_default().to_string());
                }
            }),
        };
        if let Some((at, placed)) = taken {
            links.links[index].found = Some(at);
            links.files.extend(placed.into_iter().map(|placed| (index, placed)));
        }
    }
    // The rest of a project whose code was taken is the function only if it contains code.
    folders.retain(|(top, files)| {
        !touched.contains(*top) || files.iter().any(|(path, _)| is_code(path) && is_installed(path))
    });
    Ok(links)
}

/// Finds a folder of site-packages itself, as in pywin32.pth: its modules are needed at the root too.
fn inside<'a>(link: &Link, files: &[IncludedFile<'a>]) -> Option<(String, Vec<IncludedFile<'a>>)> {
    let is_absolute = link.target.starts_with(['/', '\\']) || link.target.contains(':');
    let folder = parts(&link.target).join("/");
    if is_absolute || link.module.is_some() || folder.is_empty() {
        return None;
    }
    let copies: Vec<IncludedFile> = files
        .iter()
        .filter_map(|placed| {
            let path = placed.path.strip_prefix(&folder)?.strip_prefix('/')?;
            Some(IncludedFile { path: path.to_string(), item: placed.item })
        })
        .collect();
    (!copies.is_empty()).then_some((folder, copies))
}

/// Finds the last parts of the recorded path, as many as possible, in the dropped folders.
fn from_folders<'a>(
    link: &Link,
    folders: &mut [Folder<'a>],
    around: Option<&Project>,
) -> Option<(String, Vec<IncludedFile<'a>>)> {
    let parts = parts(&link.target);
    (0..parts.len()).find_map(|from| {
        let (top, below) = (parts[from], parts[from + 1..].join("/"));
        let (_, files) = folders.iter_mut().find(|(name, _)| *name == top)?;
        let is_project = link.module.is_none()
            && files
                .iter()
                .any(|(path, _)| relative(path, &below).is_some_and(|p| PROJECT_FILES.contains(&p)));
        // The code of a project lies in "src", or beside its pyproject.toml.
        let source = format!("{below}/src").trim_start_matches('/').to_string();
        let has_source = files.iter().any(|(path, _)| relative(path, &source).is_some_and(is_code));
        let below = if is_project && has_source { source } else { below };
        let keeps_info = link.file.ends_with(".egg-link") || link.file == "easy-install.pth";
        let place = |path: &str| {
            let rest = relative(path, &below)?;
            let is_info = rest.split('/').next().is_some_and(|top| top.ends_with(".egg-info"));
            match &link.module {
                Some(module) => join(&module.replace('.', "/"), rest, path),
                None if is_info => Some(rest.to_string()).filter(|_| keeps_info),
                None if is_project => Some(rest.to_string()).filter(|rest| is_installed(rest)),
                None => Some(rest.to_string()),
            }
        };
        if !files.iter().any(|(path, _)| place(path).is_some_and(|path| is_code(&path))) {
            return None;
        }
        let at = if below.is_empty() { top.to_string() } else { format!("{top}/{below}") };
        if around.is_some_and(|project| project.name == top && project.at_root.contains(&below)) {
            return Some((at, Vec::new()));
        }
        let (taken, left) = std::mem::take(files).into_iter().partition(|(path, _)| place(path).is_some());
        *files = left;
        let placed = |(path, item): (&str, &'a Item)| Some(IncludedFile { path: place(path)?, item });
        let taken: Vec<(&str, &Item)> = taken;
        Some((at, taken.into_iter().filter_map(placed).collect()))
    })
}

/// The path relative to a folder; empty if it is the folder itself.
fn relative<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    rest.strip_prefix('/').or_else(|| rest.is_empty().then_some(rest))
}

/// The path at which a file of a module is placed. A module that is a single file keeps its extension.
fn join(module: &str, rest: &str, path: &str) -> Option<String> {
    match rest {
        "" => path.rsplit_once('.').map(|(_, ending)| format!("{module}.{ending}")),
        rest => Some(format!("{module}/{rest}")),
    }
}

/// Whether a file at the top of a project is one of its modules, and not a file that builds or tests it.
pub fn is_module_of_project(path: &str) -> bool {
    path.ends_with(".py") && !NOT_MODULES.contains(&path)
}

fn is_code(path: &str) -> bool {
    [".py", ".so", ".pyc"].iter().any(|ending| path.ends_with(ending)) && !path.contains("__pycache__/")
}

/// Whether a file of a project without a folder for its packages is installed.
pub fn is_installed(path: &str) -> bool {
    match path.split_once('/') {
        Some((top, _)) => !NOT_INSTALLED.contains(&top) && !top.starts_with('.'),
        None => is_module_of_project(path),
    }
}
