//! Sniffing: what each dropped thing is, by content and layout, not by its name alone.

use super::accept::is_cache;
use super::folder::Placed;
use super::ignore::{IGNORE_FILE, Rules};
use super::links::Links;
use super::path::{self, Verdict};
use super::tree::Tree;
use super::virtualenv::{self, Home};
use super::zip_entry::{self, ZipEntry};
use super::{Item, Missing, Shelf, Store, archive, editable};
use crate::finding::{Code, Finding};
use crate::format;
use crate::python::metadata::Headers;
use crate::python::wheel_name::{self, WheelName};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A dropped thing and what it was taken for.
pub enum Found<'a> {
    Wheel {
        item: &'a Item,
        name: WheelName,
    },
    Archive {
        item: &'a Item,
        entries: Rc<Vec<ZipEntry>>,
    },
    /// The site-packages of a virtualenv.
    Virtualenv(Tree<'a>),
    TargetTree(Tree<'a>),
    /// A function folder, or the files dropped loose (then `path` is empty).
    Function {
        path: String,
        files: Vec<Placed<'a>>,
    },
}

/// Files of a folder, relative to it.
type Files<'a> = Vec<(&'a str, &'a Item)>;

/// Sorts the drop out. `items` must be sorted by path.
pub fn sniff<'a>(
    items: &'a [Item],
    shelf: &mut Shelf,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Found<'a>>, Missing> {
    let mut loose = Vec::new();
    let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
    for item in items {
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
    let mut sniffer =
        Sniffer { shelf, store, findings, found: Vec::new(), functions: Vec::new(), missing: false };
    let loose = sniffer.loose(loose);
    for (top, files) in folders {
        sniffer.folder(top, files);
    }
    sniffer.link_trees();
    sniffer.place_functions(loose);
    if sniffer.missing { Err(Missing) } else { Ok(sniffer.found) }
}

struct Sniffer<'a, 's> {
    shelf: &'s mut Shelf,
    store: &'s mut dyn Store,
    findings: &'s mut Vec<Finding>,
    found: Vec<Found<'a>>,
    /// Function folders by name, whose root is settled when all are known.
    functions: Vec<(&'a str, Files<'a>)>,
    /// More must be read; what else is missing is found out first, so that it is read together.
    missing: bool,
}

impl<'a> Sniffer<'a, '_> {
    /// Classifies files dropped without a folder; returns those of the function.
    fn loose(&mut self, items: Vec<&'a Item>) -> Files<'a> {
        let mut own = Vec::new();
        for item in items {
            let name = item.path.as_str();
            let is_zip = item.head.starts_with(b"PK\x03\x04") || item.head.starts_with(b"PK\x05\x06");
            let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
            if let Some(words) = &item.unreadable {
                self.report(Code::FileUnreadable, name, format!("\"{name}\" cannot be read: {words}"));
            } else if wheel_name::is_wheel(name) {
                self.wheel(item);
            } else if wheel_name::is_sdist(name) {
                self.sdist(item);
            } else if extension.as_deref() == Some("zip") || (is_zip && extension.is_none()) {
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

    fn report(&mut self, code: Code, path: &str, message: String) {
        self.findings.push(Finding::new(code, path, message));
    }

    fn sdist(&mut self, item: &Item) {
        self.report(
            Code::Sdist,
            &item.path,
            format!("\"{}\" is a source distribution, which has to be built before it can run", item.path),
        );
    }

    fn wheel(&mut self, item: &'a Item) {
        let filename = item.path.rsplit('/').next().unwrap_or(&item.path);
        match WheelName::parse(filename) {
            Ok(name) => self.found.push(Found::Wheel { item, name }),
            Err(why) => self.report(
                Code::WheelFilenameInvalid,
                &item.path,
                format!("The wheel filename \"{filename}\" is invalid: {why}"),
            ),
        }
    }

    fn zip(&mut self, item: &'a Item) {
        let entries = match self.shelf.listing(item.file, self.store) {
            Ok(Ok(entries)) => entries,
            Ok(Err(why)) => {
                let why = if item.size == 0 { "it is empty".into() } else { why };
                return self.report(
                    Code::ArchiveUnreadable,
                    &item.path,
                    format!("\"{}\" cannot be read: {why}", item.path),
                );
            }
            Err(Missing) => return self.missing = true,
        };
        if is_sdist_layout(&entries) {
            return self.sdist(item);
        }
        match archive::is_wheel(item, &entries, self.store)
            .and_then(|is| if is { self.wheel_by_layout(item, &entries) } else { Ok(None) })
        {
            Err(Missing) => self.missing = true,
            Ok(Some(name)) => self.found.push(Found::Wheel { item, name }),
            Ok(None) => self.found.push(Found::Archive { item, entries }),
        }
    }

    /// The name of a wheel that was renamed, from its dist-info.
    fn wheel_by_layout(&mut self, item: &Item, entries: &[ZipEntry]) -> Result<Option<WheelName>, Missing> {
        let Some(entry) = entries.iter().find(|entry| entry.name.ends_with(".dist-info/WHEEL")) else {
            return Ok(None);
        };
        let text = match zip_entry::content(self.store, item.file, entry) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Err(Missing),
            Err(_) => return Ok(None),
        };
        let folder = entry.name.trim_end_matches("/WHEEL");
        let headers = Headers::parse(&String::from_utf8_lossy(&text));
        Ok(WheelName::from_dist_info(folder, headers.all("Tag")))
    }

    fn folder(&mut self, top: &'a str, files: Files<'a>) {
        let is_virtualenv = files.iter().any(|(path, _)| *path == virtualenv::CONFIG);
        let is_site = matches!(top, "site-packages" | "dist-packages");
        let site: Files = if is_site {
            files.clone()
        } else {
            files.iter().filter_map(|(path, item)| Some((virtualenv::site_packages(path)?, *item))).collect()
        };
        let home = Home::of(&files);
        if is_virtualenv || home.is_conda || has_metadata(&site) {
            if site.is_empty() {
                return self.report(
                    Code::VirtualenvEmpty,
                    top,
                    format!("The virtualenv \"{top}\" has no site-packages"),
                );
            }
            let tree = Tree { home, ..tree(top, virtualenv::without_twins(site)) };
            return self.found.push(Found::Virtualenv(tree));
        }
        if has_dist_info(&files) {
            return self.found.push(Found::TargetTree(tree(top, placed(files))));
        }
        self.function_folder(top, files);
    }

    fn function_folder(&mut self, top: &'a str, files: Files<'a>) {
        let files = self.without_ignored(top, files);
        let files = self.without_virtualenvs(top, files);
        let (files, trees) = split_trees(files);
        for (folder, files) in trees {
            self.found.push(Found::TargetTree(tree(&format!("{top}/{folder}"), placed(files))));
        }
        let (wheels, files): (Files, Files) =
            files.into_iter().partition(|(path, _)| wheel_name::is_wheel(path));
        // Beside wheels, a source distribution is one that should have been built; elsewhere a
        // tarball is data.
        let folder_of = |path: &'a str| path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wheelhouses: BTreeSet<&str> = wheels.iter().map(|(path, _)| folder_of(path)).collect();
        for (_, item) in wheels {
            self.wheel(item);
        }
        let is_sdist = |path: &'a str| wheelhouses.contains(folder_of(path)) && wheel_name::is_sdist(path);
        let (sdists, files): (Files, Files) = files.into_iter().partition(|(path, _)| is_sdist(path));
        for (_, item) in sdists {
            self.sdist(item);
        }
        if files.iter().any(|(path, _)| !is_cache(path)) {
            self.functions.push((top, files));
        }
    }

    fn without_ignored(&mut self, top: &str, files: Files<'a>) -> Files<'a> {
        let text = match files
            .iter()
            .find(|(path, _)| *path == IGNORE_FILE)
            .map(|(_, item)| self.shelf.text(item.file))
        {
            Some(Err(Missing)) => {
                self.missing = true;
                None
            }
            Some(Ok(Ok(text))) => Some(text),
            Some(Ok(Err(words))) => {
                self.report(
                    Code::FileUnreadable,
                    &format!("{top}/{IGNORE_FILE}"),
                    format!("\"{top}/{IGNORE_FILE}\" cannot be read: {words}"),
                );
                None
            }
            None => None,
        };
        let text = text.map(|text| String::from_utf8_lossy(&text).into_owned());
        let (rules, faults) = Rules::new(text.as_deref());
        for fault in faults {
            self.report(
                Code::IgnoreInvalid,
                &format!("{top}/{IGNORE_FILE}"),
                format!("A line of \"{top}/{IGNORE_FILE}\" is invalid: {fault}"),
            );
        }
        let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
        let kept = files
            .into_iter()
            .filter(|(path, _)| match rules.skips(path) {
                Some(pattern) => {
                    *skipped.entry(pattern.to_string()).or_default() += 1;
                    false
                }
                None => true,
            })
            .collect();
        skipped.remove(&format!("/{IGNORE_FILE}"));
        if !skipped.is_empty() {
            let count: usize = skipped.values().sum();
            let (files, are) = if count == 1 { ("file", "is") } else { ("files", "are") };
            let patterns: Vec<String> = skipped.into_keys().map(|pattern| format!("\"{pattern}\"")).collect();
            self.report(
                Code::FilesSkipped,
                top,
                format!(
                    "{} {files} of \"{top}\" {are} skipped by {}",
                    format::count(count),
                    patterns.join(", ")
                ),
            );
        }
        kept
    }

    /// A virtualenv inside a function folder is the developer's tool, not the function.
    fn without_virtualenvs(&mut self, top: &str, files: Files<'a>) -> Files<'a> {
        let roots: BTreeSet<&str> =
            files.iter().filter_map(|(path, _)| path.strip_suffix("/pyvenv.cfg")).collect();
        for root in &roots {
            self.report(
                Code::VirtualenvSkipped,
                &format!("{top}/{root}"),
                format!("The virtualenv \"{top}/{root}\" inside the function folder is skipped"),
            );
        }
        let is_inside = |path: &str| path.match_indices('/').any(|(at, _)| roots.contains(&path[..at]));
        files.into_iter().filter(|(path, _)| !is_inside(path)).collect()
    }

    /// Gives editable installs the code they point to, where it was dropped too.
    fn link_trees(&mut self) {
        for found in &mut self.found {
            if let Found::Virtualenv(tree) | Found::TargetTree(tree) = found {
                match editable::claim(&tree.files, &mut self.functions, self.shelf) {
                    Ok(links) => tree.links = links,
                    Err(Missing) => self.missing = true,
                }
            }
        }
    }

    /// A single dropped folder is the root of the function. Beside other folders or Python files it
    /// is a part of it, and keeps its name.
    fn place_functions(&mut self, loose: Files<'a>) {
        let is_alone = self.functions.len() == 1 && !loose.iter().any(|(path, _)| path.ends_with(".py"));
        for (top, files) in std::mem::take(&mut self.functions) {
            let files = if is_alone {
                placed(files)
            } else {
                self.report(
                    Code::FolderKept,
                    top,
                    format!(
                        "The folder \"{top}\" keeps its name in the package, because it was not dropped alone"
                    ),
                );
                files.into_iter().map(|(path, item)| Placed { path: format!("{top}/{path}"), item }).collect()
            };
            self.found.push(Found::Function { path: top.into(), files });
        }
        let (rules, _) = Rules::new(None);
        let loose: Files = loose.into_iter().filter(|(path, _)| rules.skips(path).is_none()).collect();
        if !loose.is_empty() {
            self.found.push(Found::Function { path: String::new(), files: placed(loose) });
        }
    }
}

fn placed<'a>(files: Files<'a>) -> Vec<Placed<'a>> {
    files.into_iter().map(|(path, item)| Placed { path: path.to_string(), item }).collect()
}

/// Of libraries installed into site-packages, by tools old and new.
fn has_metadata(site: &[(&str, &Item)]) -> bool {
    has_dist_info(site) || site.iter().any(|(path, _)| path.ends_with(".egg-info/PKG-INFO"))
}

fn tree<'a>(path: &str, files: Vec<Placed<'a>>) -> Tree<'a> {
    Tree { path: path.to_string(), files, home: Home::default(), links: Links::default() }
}

fn has_dist_info(files: &[(&str, &Item)]) -> bool {
    files.iter().any(|(path, _)| matches!(path.split_once(".dist-info/"), Some((folder, "METADATA" | "RECORD")) if !folder.contains('/')))
}

/// Sub-folders that `pip install --target` filled ("package/" in AWS's guide): their libraries
/// belong at the root. Folders that are Python packages themselves are not meant.
fn split_trees<'a>(files: Files<'a>) -> (Files<'a>, BTreeMap<&'a str, Files<'a>>) {
    let mut children: BTreeMap<&str, Files> = BTreeMap::new();
    for (path, item) in &files {
        if let Some((child, rest)) = path.split_once('/') {
            children.entry(child).or_default().push((rest, item));
        }
    }
    let is_package = |files: &Files| files.iter().any(|(path, _)| *path == "__init__.py");
    children.retain(|_, files| has_dist_info(files) && !is_package(files));
    let is_own = |path: &str| path.split_once('/').is_none_or(|(child, _)| !children.contains_key(child));
    (files.into_iter().filter(|(path, _)| is_own(path)).collect(), children)
}

/// An sdist as zip: one top folder with PKG-INFO and something that builds it.
fn is_sdist_layout(entries: &[ZipEntry]) -> bool {
    let Some(top) = entries.first().and_then(|entry| entry.name.split('/').next()) else {
        return false;
    };
    let has = |name: &str| entries.iter().any(|entry| entry.name == format!("{top}/{name}"));
    has("PKG-INFO")
        && (has("pyproject.toml") || has("setup.py"))
        && entries.iter().all(|entry| entry.name.split('/').next() == Some(top))
}
