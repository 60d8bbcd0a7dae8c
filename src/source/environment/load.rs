//! Installed libraries: the site-packages of a virtualenv, or what `pip install --target` made.

use super::installed::{self, InstalledDistribution};
use super::omitted::{self, INSTALLERS, Omitted};
use super::owners::Owners;
use super::tree::{InstalledTree, TreeContext};
use super::virtualenv;
use super::{fit, link_report};
use crate::collections::BTreeSet;
use crate::finding::Finding;
use crate::python::PackageName;
use crate::source::loose::{IncludedFile, bytecode, candidate};
use crate::source::path::{is_bytecode_cache, is_stale_bytecode};
use crate::source::recorded::{Installation, Present, names_install_place};
use crate::source::{Distribution, LoadedSource, ReadCache, SourceKind, WantsRead};

/// Files that virtualenv itself puts into site-packages, for its own start-up.
const VIRTUALENV_FILES: &[&str] = &["_virtualenv.py", "_virtualenv.pth"];

/// Files that are never of use in a package.
const LITTER: &[&str] = &[".DS_Store", "Icon\r", "Thumbs.db"];

/// Loads the libraries of a tree. In a `--target` tree, files that no RECORD lists are the function's own: some users
/// install libraries into the folder of their function.
pub fn load(
    tree: &InstalledTree,
    kind: SourceKind,
    context: &TreeContext,
    cache: &mut ReadCache,
    findings: &mut Vec<Finding>,
) -> Result<LoadedSource, WantsRead> {
    let files = || tree.files.iter().chain(tree.links.files.iter().map(|(_, placed)| placed));
    let installed = installed::list(files(), cache)?;
    let mut made = virtualenv::made_for(&tree.home, cache)?;
    let Omitted { names: omitted, reasons } = Omitted::new(&installed, kind, context);
    findings.extend(installed.iter().filter_map(|one| omitted::finding(one, &reasons, &tree.path)));
    let owners = Owners::new(&installed);
    let all_recorded = installed.iter().all(|one| one.files.is_some());
    let unrecorded_omitted: BTreeSet<&str> = INSTALLERS
        .iter()
        .filter(|(name, _)| omitted.iter().any(|left| left.as_ref() == *name))
        .flat_map(|(_, tops)| tops.iter().copied())
        .chain(if kind == SourceKind::Virtualenv { VIRTUALENV_FILES } else { &[] }.iter().copied())
        .collect();
    let done = tree.links.done();
    let is_omitted = |path: &str, owner: Option<usize>| match owner {
        Some(owner) => omitted.contains(&installed[owner].distribution.name),
        None => unrecorded_omitted.contains(path.split('/').next().unwrap_or(path)),
    };
    let sources: BTreeSet<&str> = files().map(|placed| placed.path.as_str()).collect();
    let sizes = tree.files.iter().map(|placed| (placed.path.as_str(), placed.item.size));
    let present = Present::new(sizes, installed.iter().map(|one| &one.rows));
    let linked = tree.links.files.iter().map(|(link, placed)| (Some(*link), placed));
    let mut loaded = LoadedSource::new(&tree.path, kind);
    let mut owned: Vec<Vec<&IncludedFile>> = vec![Vec::new(); installed.len()];
    for (link, placed) in tree.files.iter().map(|placed| (None, placed)).chain(linked) {
        let path = placed.path.as_str();
        let owner = match link {
            Some(link) => owners.of_link(&tree.links.links[link]).or_else(|| owners.of_file(path)),
            None => owners.of_file(path),
        };
        let last = path.rsplit('/').next().unwrap_or(path);
        // `._` is the start of AppleDouble files.
        let is_litter = LITTER.contains(&last) || (last.starts_with("._") && owner.is_none());
        let is_done = link.is_none() && done.contains(path);
        if is_omitted(path, owner) || is_litter || is_done || is_stale_bytecode(path, &sources) {
            continue;
        }
        let is_own = kind == SourceKind::TargetTree && owner.is_none() && all_recorded;
        let kind = if is_own { SourceKind::Function } else { kind };
        if is_bytecode_cache(path) {
            loaded.bytecode.extend(bytecode(placed, kind));
            continue;
        }
        let is_local = owner.and_then(|owner| installed.get(owner)).is_some_and(|one| one.is_local);
        if names_install_place(path, is_local) {
            loaded.omitted.insert(path.to_string());
            continue;
        }
        owned.iter_mut().skip(owner.unwrap_or(usize::MAX)).take(1).for_each(|files| files.push(placed));
        if let Some(mut candidate) = candidate(placed, kind, findings) {
            candidate.distribution = owner;
            let one = owner
                .and_then(|owner| installed.get(owner))
                .filter(|_| link.is_none() && !tree.home.is_conda);
            let row = one.and_then(|one| present.claim(&one.rows, path));
            candidate.digest = row.and_then(|row| row.digest.clone());
            loaded.candidates.push(candidate);
        }
    }
    let mut unfit = Vec::new();
    let is_installer = |file: &str| is_omitted(file, owners.of_file(file));
    link_report::report(tree, &installed, &owners, is_installer, findings);
    for (one, files) in installed.iter().zip(&owned) {
        one.tags.iter().flat_map(|tags| &tags.platform).for_each(|platform| made.note_platform(platform));
        unfit.push(fit::unfit(one, files, context));
    }
    // Conda writes its own paths into files, and does not update RECORD.
    let compared = installed.iter().enumerate().filter(|_| !tree.home.is_conda);
    for (index, InstalledDistribution { distribution, rows, .. }) in compared {
        let Distribution { name, version, from, .. } = distribution;
        let one = Installation { name, version, of: &tree.path, from, rows };
        let found = present.differences(&one);
        loaded.differences.extend(found.into_iter().map(|finding| (index, finding)));
    }
    if tree.home.is_conda {
        let is_native = |files: &&Vec<&IncludedFile>| files.iter().any(|placed| placed.path.ends_with(".so"));
        findings.extend(fit::conda(&tree.path, owned.iter().filter(is_native).count()));
    }
    loaded.made = made;
    renumber(&mut loaded, installed, unfit, &omitted);
    Ok(loaded)
}

/// Keeps only the distributions that ship, and updates the indices of distributions.
fn renumber(
    loaded: &mut LoadedSource,
    installed: Vec<InstalledDistribution>,
    unfit: Vec<Option<String>>,
    omitted: &BTreeSet<PackageName>,
) {
    let mut kept = Vec::new();
    for (one, unfit) in installed.into_iter().zip(unfit) {
        if omitted.contains(&one.distribution.name) {
            kept.push(None);
            continue;
        }
        let index = loaded.distributions.len();
        kept.push(Some(index));
        loaded.distributions.push(one.distribution);
        loaded.unfit.extend(unfit.map(|why| (index, why)));
    }
    let differences = std::mem::take(&mut loaded.differences);
    let kept_of = |owner: usize| kept.get(owner).copied().flatten();
    loaded.differences =
        differences.into_iter().filter_map(|(owner, finding)| Some((kept_of(owner)?, finding))).collect();
    for candidate in &mut loaded.candidates {
        candidate.distribution = candidate.distribution.and_then(|owner| kept[owner]);
    }
}
