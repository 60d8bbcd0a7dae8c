//! Virtualenvs inside a project's folder, such as `.venv`: each is a source of libraries, like one that was dropped
//! separately.

use super::ignore::Rules;
use super::sniffer::{SniffedSource, Sniffer};
use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::source::WantsRead;
use crate::source::environment::InstalledTree;
use crate::source::environment::links::Links;
use crate::source::environment::virtualenv::{self, EnvironmentLayout};
use crate::source::item::FolderFiles;

/// Names that venv, uv, poetry and users give a virtualenv, the most common name first.
const NAMES: &[&str] = &[".venv", "venv", "env", ".env", "virtualenv"];

/// Files that exist only at the root of a virtualenv or of a conda environment.
const MARKS: &[&str] = &["/pyvenv.cfg", "/conda-meta/history"];

impl<'a> Sniffer<'a, '_> {
    /// Removes the virtualenvs from the files of a project, except those that its `.lambdaignore` excludes. Which of
    /// them is used is decided when the whole drop is known.
    pub(super) fn take_virtualenvs(
        &mut self,
        top: &'a str,
        rules: &Rules,
        files: FolderFiles<'a>,
    ) -> FolderFiles<'a> {
        let roots = roots(&files, rules);
        if roots.is_empty() {
            return files;
        }
        let mut inside: BTreeMap<&str, FolderFiles> = BTreeMap::new();
        let mut own = Vec::new();
        for (path, item) in files {
            match root_of(path, &roots) {
                Some((root, rest)) => inside.entry(root).or_default().push((rest, item)),
                None => own.push((path, item)),
            }
        }
        for (root, files) in inside {
            let home = EnvironmentLayout::detect(&files);
            let site =
                files.iter().filter_map(|(path, item)| Some((virtualenv::site_packages(path)?, *item)));
            let files = virtualenv::without_twins(site.collect());
            let path = format!("{top}/{root}");
            self.inner.push((top, InstalledTree { path, files, home, links: Links::default() }));
        }
        own
    }

    /// Chooses one virtualenv for each project, unless installed libraries were dropped separately.
    pub(super) fn place_virtualenvs(&mut self) {
        let mut by_project: BTreeMap<&str, Vec<InstalledTree>> = BTreeMap::new();
        for (top, tree) in std::mem::take(&mut self.inner) {
            by_project.entry(top).or_default().push(tree);
        }
        let is_installed = |found: &SniffedSource| {
            matches!(found, SniffedSource::Virtualenv(_) | SniffedSource::TargetTree(_))
        };
        let dropped = self.found.iter().find(|found| is_installed(found)).and_then(SniffedSource::tree);
        let dropped = dropped.map(|tree| tree.path.clone());
        for trees in by_project.into_values() {
            let (mut usable, empty): (Vec<InstalledTree>, Vec<InstalledTree>) =
                trees.into_iter().partition(|tree| !tree.files.is_empty());
            let fits: BTreeMap<String, bool> =
                usable.iter().map(|tree| (tree.path.clone(), self.is_made_for(tree))).collect();
            let fits = |tree: &InstalledTree| fits.get(&tree.path).copied().unwrap_or_default();
            sort_by_key(&mut usable, |tree| {
                let name = tree.path.rsplit('/').next().unwrap_or_default();
                let rank = NAMES.iter().position(|known| *known == name).unwrap_or(NAMES.len());
                (!fits(tree), tree.path.matches('/').count(), rank, tree.path.clone())
            });
            let mut usable = usable.into_iter();
            let used = match &dropped {
                Some(path) => Some(path.clone()),
                None => usable.next().map(|tree| {
                    let path = tree.path.clone();
                    self.found.push(SniffedSource::Virtualenv(tree));
                    path
                }),
            };
            for tree in usable {
                let used = used.as_deref().unwrap_or_default();
                self.skip(&tree, &format!("the libraries of \"{used}\" are used"));
                if let Some(finding) = self.findings.last_mut() {
                    // If the tree that is used is removed, the libraries of this virtualenv are used.
                    finding.fix = Some(Fix::Remove { path: used.to_string() });
                }
            }
            for tree in empty {
                self.skip(&tree, "no library is installed in it");
            }
        }
    }

    /// Whether a virtualenv was made for the Python of the target and for Linux, as far as its files state it.
    fn is_made_for(&mut self, tree: &InstalledTree) -> bool {
        match virtualenv::made_for(&tree.home, self.cache) {
            Ok(made) => made.is_for(self.target.runtime.minor),
            Err(WantsRead) => {
                self.missing = true;
                false
            }
        }
    }

    fn skip(&mut self, tree: &InstalledTree, why: &str) {
        let message = format!("The virtualenv \"{}\" is left out: {why}", tree.path);
        let finding = Finding::new(Code::VirtualenvSkipped, &tree.path, message);
        self.findings.push(Finding { hint: None, ..finding });
    }
}

/// The outermost folders that are virtualenvs.
fn roots<'a>(files: &FolderFiles<'a>, rules: &Rules) -> BTreeSet<&'a str> {
    let marked = files.iter().filter_map(|(path, _)| {
        let root = MARKS.iter().find_map(|mark| path.strip_suffix(mark))?;
        rules.skips_library(path).is_none().then_some(root)
    });
    let all: BTreeSet<&str> = marked.collect();
    all.iter().copied().filter(|root| root_of(root, &all).is_none()).collect()
}

/// The root that contains a path, and the path relative to it.
fn root_of<'a>(path: &'a str, roots: &BTreeSet<&str>) -> Option<(&'a str, &'a str)> {
    path.match_indices('/').find_map(|(at, _)| {
        let (root, rest) = (path.get(..at)?, path.get(at + 1..)?);
        roots.contains(root).then_some((root, rest))
    })
}
