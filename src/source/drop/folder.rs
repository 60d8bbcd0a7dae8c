//! Determines what a dropped folder is: a virtualenv, libraries, a function, or several of these in one.

use super::ignore::{BYTECODE, IGNORE_FILE, Rules, Skip, is_never, is_silent_default};
use super::sniffer::{SniffedSource, Sniffer, placed};
use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::finding::{Code, Finding};
use crate::format;
use crate::python::{text, wheel_filename};
use crate::source::environment::installed;
use crate::source::environment::links::Links;
use crate::source::environment::owners::Owners;
use crate::source::environment::project;
use crate::source::environment::tree::InstalledTree;
use crate::source::environment::virtualenv::{self, EnvironmentLayout};
use crate::source::item::FolderFiles;
use crate::source::loose::IncludedFile;
use crate::source::path::{is_bytecode_cache, is_stale_bytecode};
use crate::source::{Item, WantsRead};

use std::rc::Rc;

impl<'a> Sniffer<'a, '_> {
    pub(super) fn folder(&mut self, top: &'a str, files: FolderFiles<'a>) {
        let is_virtualenv = files.iter().any(|(path, _)| *path == virtualenv::CONFIG);
        let is_site = matches!(top, "site-packages" | "dist-packages");
        let site: FolderFiles = if is_site {
            files.clone()
        } else {
            files.iter().filter_map(|(path, item)| Some((virtualenv::site_packages(path)?, *item))).collect()
        };
        let home = EnvironmentLayout::detect(&files);
        if is_virtualenv || home.is_conda || has_metadata(&site) {
            let own = if is_site || home.is_conda { Vec::new() } else { self.project(&files) };
            if site.is_empty() && own.is_empty() {
                return self.report(
                    Code::VirtualenvEmpty,
                    top,
                    format!("The virtualenv \"{top}\" has no site-packages"),
                );
            }
            if !site.is_empty() {
                // If the folder is also the function's, the tree is named after its site-packages.
                let path = match own.first() {
                    Some(_) => site_folder(&site).unwrap_or(top),
                    None => top,
                };
                let tree = InstalledTree { home, ..tree(path, virtualenv::without_twins(site)) };
                self.found.push(SniffedSource::Virtualenv(tree));
            }
            if !own.is_empty() {
                if project::is_layer(&files) {
                    self.layers.insert(top);
                }
                self.own_folder(top, own);
            }
            return;
        }
        self.own_folder(top, files);
    }

    /// Handles a folder that is not a virtualenv.
    fn own_folder(&mut self, top: &'a str, files: FolderFiles<'a>) {
        if has_dist_info(&files) { self.target_tree(top, files) } else { self.function_folder(top, files) }
    }

    /// Returns the files of a folder that do not belong to its virtualenv: some users create a virtualenv in the
    /// folder of their code.
    fn project(&mut self, files: &FolderFiles<'a>) -> FolderFiles<'a> {
        let own = project::beside_libraries(files, self.target.kind);
        if own.is_empty() {
            return Vec::new();
        }
        match project::recorded(files, self.cache) {
            Ok(recorded) => own
                .into_iter()
                .filter(|(_, path, _)| !recorded.contains(*path))
                .map(|(path, _, item)| (path, item))
                .collect(),
            Err(WantsRead) => {
                self.missing = true;
                Vec::new()
            }
        }
    }

    /// Handles a folder that libraries were installed into. Files that no distribution installed are the function's
    /// own, and are treated as in a function folder.
    fn target_tree(&mut self, top: &'a str, files: FolderFiles<'a>) {
        // The rules are requested before metadata can be missing, so that both are read together.
        let rules = self.rules(&files);
        let files = self.take_virtualenvs(top, &rules, files);
        let all = placed(files.clone());
        let installed = match installed::list(all.iter(), self.cache) {
            Ok(installed) => installed,
            Err(WantsRead) => return self.missing = true,
        };
        let owners = Owners::new(&installed);
        let (owned, own): (FolderFiles, FolderFiles) =
            files.into_iter().partition(|(path, _)| owners.of_file(path).is_some());
        let own = self.without_ignored(top, &rules, own);
        let mut files = owned;
        files.extend(own);
        sort_by_key(&mut files, |(path, _)| *path);
        self.found.push(SniffedSource::TargetTree(tree(top, placed(files))));
    }

    fn function_folder(&mut self, top: &'a str, files: FolderFiles<'a>) {
        let rules = self.rules(&files);
        let files = self.take_virtualenvs(top, &rules, files);
        let files = self.without_ignored(top, &rules, files);
        let (files, trees) = split_trees(files);
        for (folder, files) in trees {
            if folder == "python" {
                self.layers.insert(top);
            }
            self.found.push(SniffedSource::TargetTree(tree(&format!("{top}/{folder}"), placed(files))));
        }
        let (wheels, files): (FolderFiles, FolderFiles) =
            files.into_iter().partition(|(path, _)| wheel_filename::is_wheel(path));
        // A source distribution beside wheels should have been built as a wheel. Elsewhere, a tarball is data.
        let folder_of = |path: &'a str| path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wheelhouses: BTreeSet<&str> = wheels.iter().map(|(path, _)| folder_of(path)).collect();
        for (_, item) in wheels {
            self.wheel(item);
        }
        let is_sdist =
            |path: &'a str| wheelhouses.contains(folder_of(path)) && wheel_filename::is_sdist(path);
        let (sdists, files): (FolderFiles, FolderFiles) =
            files.into_iter().partition(|(path, _)| is_sdist(path));
        for (_, item) in sdists {
            self.sdist(item);
        }
        if files.iter().any(|(path, _)| !is_bytecode_cache(path)) {
            if !wheelhouses.is_empty() && !files.iter().any(|(path, _)| path.ends_with(".py")) {
                self.wheelhouses.insert(top);
            }
            self.functions.push((top, files));
        }
    }

    /// The defaults and the `.lambdaignore` among the files.
    pub(super) fn rules(&mut self, files: &FolderFiles<'a>) -> Rc<Rules> {
        let file = files.iter().find(|(path, _)| *path == IGNORE_FILE);
        let path = file.map_or("", |(_, item)| item.path.as_str());
        let text = match file.map(|(_, item)| self.cache.text(item.file)) {
            Some(Err(WantsRead)) => {
                self.missing = true;
                None
            }
            Some(Ok(Ok(bytes))) => Some(text::decode(&bytes)),
            Some(Ok(Err(words))) => {
                self.report(Code::FileUnreadable, path, format!("\"{path}\" cannot be read: {words}"));
                None
            }
            None => None,
        };
        let (rules, faults) = Rules::new(text.as_deref());
        for fault in faults {
            self.report(Code::IgnoreInvalid, path, format!("A line of \"{path}\" is invalid: {fault}"));
        }
        let rules = Rc::new(rules);
        if text.is_some() {
            self.found.push(SniffedSource::Rules { path: path.to_string(), rules: rules.clone() });
        }
        rules
    }

    fn without_ignored(&mut self, top: &str, rules: &Rules, files: FolderFiles<'a>) -> FolderFiles<'a> {
        let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
        let sources: BTreeSet<&str> = files.iter().map(|(path, _)| *path).collect();
        let kept = files
            .iter()
            .copied()
            .filter(|(path, _)| match rules.skips(path).filter(|skip| !is_module(path, *skip, &sources)) {
                Some(skip) => {
                    *skipped.entry(skip.line.to_string()).or_default() += 1;
                    false
                }
                None => true,
            })
            .collect();
        skipped.retain(|pattern, _| !is_silent_default(pattern));
        for is_final in [false, true] {
            let of_kind: Vec<_> =
                skipped.iter().filter(|(pattern, _)| is_never(pattern) == is_final).collect();
            if of_kind.is_empty() {
                continue;
            }
            let count: usize = of_kind.iter().map(|(_, count)| **count).sum();
            let (files, are) = if count == 1 { ("file", "is") } else { ("files", "are") };
            let patterns: Vec<String> = of_kind.iter().map(|(pattern, _)| format!("\"{pattern}\"")).collect();
            let message = format!(
                "{} {files} of \"{top}\" {are} skipped by {}",
                format::count(count),
                patterns.join(", ")
            );
            let finding = Finding::new(Code::FilesSkipped, top, message);
            self.findings.push(match is_final {
                true => finding.hint("They never ship: Terraform's state has secrets in plain text"),
                false => finding,
            });
        }
        kept
    }
}

/// Whether a default pattern would skip bytecode that is the module itself, because there is no source beside it.
pub(super) fn is_module(path: &str, skip: Skip, files: &BTreeSet<&str>) -> bool {
    skip.is_default && skip.line == BYTECODE && !is_stale_bytecode(path, files)
}

/// Whether site-packages has metadata of installed libraries, written by current tools (dist-info) or older ones
/// (egg-info).
fn has_metadata(site: &[(&str, &Item)]) -> bool {
    has_dist_info(site) || site.iter().any(|(path, _)| path.ends_with(".egg-info/PKG-INFO"))
}

fn tree<'a>(path: &str, files: Vec<IncludedFile<'a>>) -> InstalledTree<'a> {
    InstalledTree {
        path: path.to_string(),
        files,
        home: EnvironmentLayout::default(),
        links: Links::default(),
    }
}

fn has_dist_info(files: &[(&str, &Item)]) -> bool {
    files.iter().any(|(path, _)| matches!(path.split_once(".dist-info/"), Some((folder, "METADATA" | "RECORD")) if !folder.contains('/')))
}

/// The path, as dropped, of the folder that contains these files of site-packages.
fn site_folder<'a>(site: &[(&'a str, &'a Item)]) -> Option<&'a str> {
    let (path, item) = site.first()?;
    item.path.strip_suffix(path).map(|folder| folder.trim_end_matches('/'))
}

/// Separates sub-folders that `pip install --target` filled ("package/" in AWS's guide): their libraries belong at
/// the root. Folders that are Python packages themselves are not separated.
fn split_trees<'a>(files: FolderFiles<'a>) -> (FolderFiles<'a>, BTreeMap<&'a str, FolderFiles<'a>>) {
    let mut children: BTreeMap<&str, FolderFiles> = BTreeMap::new();
    for (path, item) in &files {
        if let Some((child, rest)) = path.split_once('/') {
            children.entry(child).or_default().push((rest, item));
        }
    }
    let is_package = |files: &FolderFiles| files.iter().any(|(path, _)| *path == "__init__.py");
    children.retain(|_, files| has_dist_info(files) && !is_package(files));
    let is_own = |path: &str| path.split_once('/').is_none_or(|(child, _)| !children.contains_key(child));
    (files.into_iter().filter(|(path, _)| is_own(path)).collect(), children)
}
