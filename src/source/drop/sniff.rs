//! Classifies the whole drop as wheels, packages, trees and functions.

use super::folder::is_module;
use super::ignore::is_own_metadata;
use super::layout::{self, Layout};
use super::sniffer::{SniffedSource, Sniffer, placed};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::format;
use crate::python::wheel_filename;
use crate::source::environment::editable::{self, Project};
use crate::source::item::FolderFiles;
use crate::source::loose::IncludedFile;
use crate::source::path::{self, Verdict};
use crate::source::wheel::detect;
use crate::source::zip::ZipEntry;
use crate::source::{Item, ReadCache, Role, Store, WantsRead};
use crate::target::Target;

/// Classifies the drop. `items` must be sorted by path. `keep_paths`: the files of projects keep their paths.
///
/// # Errors
///
/// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
pub fn sniff<'a>(
    items: &'a [Item],
    target: &Target,
    keep_paths: bool,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Vec<SniffedSource<'a>>, WantsRead> {
    let mut loose = Vec::new();
    let mut folders: BTreeMap<&str, FolderFiles> = BTreeMap::new();
    // macOS adds a file `Icon\r` to folders that have a custom icon. It is ignored without a finding about its name.
    let dropped = items.iter().filter(|item| item.role != Role::Requirements);
    for item in dropped.filter(|item| !item.path.ends_with("Icon\r")) {
        if let Verdict::Unsafe(why) = path::inspect(&item.path) {
            findings.push(Finding::new(
                Code::PathUnsafe,
                &item.path,
                format!("\"{}\" is refused: {why}", item.path),
            ));
            continue;
        }
        match item.path.split_once('/') {
            Some((top, rest)) if !top.is_empty() && !rest.is_empty() => {
                folders.entry(top).or_default().push((rest, item))
            }
            _ => loose.push(item),
        }
    }
    let mut sniffer = Sniffer {
        target,
        keep_paths,
        cache,
        store,
        findings,
        found: Vec::new(),
        functions: Vec::new(),
        inner: Vec::new(),
        wheelhouses: BTreeSet::new(),
        layers: BTreeSet::new(),
        missing: false,
    };
    let is_alone = loose.len() == 1 && folders.is_empty();
    let loose = sniffer.loose(loose, is_alone);
    for (top, files) in folders {
        sniffer.folder(top, files);
    }
    sniffer.place_virtualenvs();
    sniffer.link_trees();
    sniffer.place_functions(loose);
    if sniffer.missing { Err(WantsRead) } else { Ok(sniffer.found) }
}

impl<'a> Sniffer<'a, '_> {
    /// Classifies files that were dropped without a folder, and returns those of the function. A zip that was dropped
    /// alone may have any name. Beside other files, a zip with another extension may be data.
    fn loose(&mut self, items: Vec<&'a Item>, is_alone: bool) -> FolderFiles<'a> {
        let mut own = Vec::new();
        for item in items {
            let name = item.path.as_str();
            let is_zip = item.head.starts_with(b"PK\x03\x04") || item.head.starts_with(b"PK\x05\x06");
            let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
            if item.unreadable.is_some() {
                self.unreadable(item);
            } else if wheel_filename::is_wheel(name) {
                self.wheel(item);
            } else if wheel_filename::is_sdist(name) {
                self.sdist(item);
            } else if extension.as_deref() == Some("zip") || (is_zip && (is_alone || extension.is_none())) {
                self.zip(item);
            } else {
                if item.size == 0 && !matches!(name, "__init__.py" | "py.typed") {
                    self.report(Code::FileEmpty, name, format!("\"{name}\" is empty"));
                }
                own.push((name, item));
            }
        }
        own
    }

    fn zip(&mut self, item: &'a Item) {
        let entries = match self.cache.listing(item.file, self.store) {
            Ok(Ok(entries)) => entries,
            Ok(Err(why)) => {
                let why = if item.size == 0 { "it is empty".into() } else { why };
                return self.report(
                    Code::ArchiveUnreadable,
                    &item.path,
                    format!("\"{}\" cannot be read: {why}", item.path),
                );
            }
            Err(WantsRead) => return self.missing = true,
        };
        if is_sdist_layout(&entries) {
            return self.sdist(item);
        }
        let (cache, store) = (&mut self.cache.entries, &mut *self.store);
        match detect::is_wheel(item, &entries, cache, store)
            .and_then(|is| if is { detect::name(item, &entries, cache, store) } else { Ok(None) })
        {
            Err(WantsRead) => self.missing = true,
            Ok(Some(name)) => self.found.push(SniffedSource::Wheel { item, name }),
            Ok(None) => self.found.push(SniffedSource::Archive { item, entries }),
        }
    }

    /// Links editable installs to the code that they point to, if that code was dropped too.
    fn link_trees(&mut self) {
        for found in &mut self.found {
            if let SniffedSource::Virtualenv(tree) | SniffedSource::TargetTree(tree) = found {
                let functions = &mut self.functions;
                let linked = project_around(&tree.path, functions, self.cache)
                    .and_then(|around| editable::claim(&tree.files, functions, around.as_ref(), self.cache));
                match linked {
                    Ok(links) => tree.links = links,
                    Err(WantsRead) => self.missing = true,
                }
            }
        }
    }

    /// Returns the files of a project, at the paths where an installer would put them.
    fn installed(&mut self, top: &str, layout: &Layout, files: FolderFiles<'a>) -> Vec<IncludedFile<'a>> {
        let count = files.len();
        let placed = files.into_iter().filter_map(|(path, item)| {
            let path = layout.installed(path)?;
            Some(IncludedFile { path, item })
        });
        let placed: Vec<IncludedFile> = placed.collect();
        let folders = layout.folders();
        let left = match count - placed.len() {
            0 => String::new(),
            1 => "; 1 other file stays behind".to_string(),
            more => format!("; {} other files stay behind", format::count(more)),
        };
        let message =
            format!("The packages of the project \"{top}\" are taken from {folders}, as installers do{left}");
        self.report(Code::ProjectLayout, top, message);
        placed
    }

    /// Places the function folders. A folder that was dropped alone is the root of the function. A folder beside
    /// other folders or Python files is a part of the function, and keeps its name.
    fn place_functions(&mut self, loose: FolderFiles<'a>) {
        let functions = std::mem::take(&mut self.functions);
        // Other files in a folder of wheels do not make it a second function folder.
        let rivals: Vec<&str> =
            functions.iter().map(|(top, _)| *top).filter(|top| !self.wheelhouses.contains(top)).collect();
        let only = match (&rivals[..], &functions[..]) {
            ([only], _) | ([], [(only, _)]) => Some(*only),
            _ => None,
        };
        let has_sources = loose.iter().any(|(path, _)| path.ends_with(".py"));
        let only = only.filter(|_| !has_sources);
        // Beside only one other folder: if that one is removed, this one is alone.
        let pair = match rivals[..] {
            [one, other] if !has_sources => Some((one, other)),
            _ => None,
        };
        for (top, mut files) in functions {
            let count = files.len();
            files.retain(|(path, _)| !is_own_metadata(path));
            if files.len() < count {
                let message = format!("The metadata of \"{top}\" itself is skipped: \"*.egg-info\"");
                self.findings.push(Finding { hint: None, ..Finding::new(Code::FilesSkipped, top, message) });
            }
            let layout = if self.keep_paths { Ok(None) } else { layout::detect(&files, None, self.cache) };
            let layout = layout.unwrap_or_else(|WantsRead| {
                self.missing = true;
                None
            });
            let files = if let Some(layout) = layout {
                self.installed(top, &layout, files)
            } else if only == Some(top) {
                placed(files)
            } else {
                let message = format!(
                    "The folder \"{top}\" keeps its name in the package, because it was not dropped alone"
                );
                let fix = pair.filter(|(one, other)| *one == top || *other == top).map(|(one, other)| {
                    Fix::Remove { path: if one == top { other } else { one }.to_string() }
                });
                self.findings.push(Finding::new(Code::FolderKept, top, message).fix_if_any(fix));
                files
                    .into_iter()
                    .map(|(path, item)| IncludedFile { path: format!("{top}/{path}"), item })
                    .collect()
            };
            let is_layer = only == Some(top) && self.layers.contains(top);
            self.found.push(SniffedSource::Function { path: top.into(), files, is_layer });
        }
        let rules = self.rules(&loose);
        let sources: BTreeSet<&str> = loose.iter().map(|(path, _)| *path).collect();
        let is_kept = |path: &str| rules.skips(path).is_none_or(|skip| is_module(path, skip, &sources));
        let loose: FolderFiles = loose.iter().copied().filter(|(path, _)| is_kept(path)).collect();
        if !loose.is_empty() {
            let files = placed(loose);
            self.found.push(SniffedSource::Function { path: String::new(), files, is_layer: false });
        }
    }
}

/// The project that contains a virtualenv.
fn project_around<'a>(
    tree: &str,
    functions: &[(&'a str, FolderFiles<'a>)],
    cache: &mut ReadCache,
) -> Result<Option<Project<'a>>, WantsRead> {
    let top = tree.split_once('/').map(|(top, _)| top);
    let Some((name, files)) = functions.iter().find(|(name, _)| Some(*name) == top) else {
        return Ok(None);
    };
    let layout = layout::detect(files, None, cache)?;
    let at_root = layout.map_or_else(|| vec![String::new()], |layout| layout.at_root());
    Ok(Some(Project { name, at_root }))
}

/// Whether a zip is an sdist: one top folder with PKG-INFO, and a file for building it.
fn is_sdist_layout(entries: &[ZipEntry]) -> bool {
    let Some(top) = entries.first().and_then(|entry| entry.name.split('/').next()) else {
        return false;
    };
    let has = |name: &str| entries.iter().any(|entry| entry.name == format!("{top}/{name}"));
    has("PKG-INFO")
        && (has("pyproject.toml") || has("setup.py"))
        && entries.iter().all(|entry| entry.name.split('/').next() == Some(top))
}
