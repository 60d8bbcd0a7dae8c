//! Installs projects that something requires by their folder: their packages go to the root, as from a wheel.

use super::layout;
use super::sniffer::SniffedSource;
use crate::finding::{Code, Finding};
use crate::python::PackageName;
use crate::python::requirement_set::LocalProject;
use crate::source::environment::editable::is_installed;
use crate::source::item::FolderFiles;
use crate::source::loose::IncludedFile;
use crate::source::{Candidate, Content, Item, LoadedSource, REGULAR, ReadCache, SourceKind, WantsRead};

/// Adds the packages of the projects to what was found. A project that was dropped as a folder of its own is nothing
/// else; the files of a project inside a function's folder stay there too, because the function may use that path.
///
/// # Errors
///
/// `WantsRead` if texts must be read first.
pub fn place<'a>(
    found: &mut Vec<SniffedSource<'a>>,
    items: &'a [Item],
    projects: &[LocalProject],
    cache: &mut ReadCache,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let mut missing = false;
    for LocalProject { folder, name, origin, .. } in projects {
        let mut files = files_of(found, folder);
        if files.is_empty() {
            files = left_behind(items, folder);
        }
        let files = match installed(files, name, cache) {
            Ok(files) if files.is_empty() => continue,
            Ok(files) => files,
            Err(WantsRead) => {
                missing = true;
                continue;
            }
        };
        let own = found.iter_mut().find_map(|found| match found {
            SniffedSource::Function { path, files, .. } if path == folder || is_below(folder, path) => {
                Some((path, files))
            }
            _ => None,
        });
        match own {
            // Packages in a folder such as "src" were placed when the folder was classified.
            Some((path, placed)) if path == folder && placed.iter().any(|one| one.path != one.item.path) => {
                continue;
            }
            Some((path, placed)) if path == folder => *placed = files,
            Some((_, placed)) => placed.extend(files),
            None => found.push(SniffedSource::Function { path: folder.clone(), files, is_layer: false }),
        }
        findings.retain(|finding| !is_kept(finding, folder));
        let message = format!(
            "{origin} requires the project \"{folder}\": its packages go to the root of the package, as installers put them"
        );
        findings.push(Finding { hint: None, ..Finding::new(Code::ProjectLayout, folder, message) });
    }
    if missing {
        return Err(WantsRead);
    }
    if !projects.is_empty() {
        leave_alone(found, projects, findings);
    }
    Ok(())
}

/// Adds the dist-info of each project to the source with its packages. A virtualenv may have it already.
pub fn add_dist_infos(sources: &mut [LoadedSource], projects: &[LocalProject]) {
    for LocalProject { folder, name, dist_info, .. } in projects {
        let is_known = sources
            .iter()
            .any(|source| source.distributions.iter().any(|distribution| distribution.name == *name));
        let own = sources.iter_mut().find(|source| {
            source.kind == SourceKind::Function && (source.path == *folder || is_below(folder, &source.path))
        });
        let Some(source) = own.filter(|_| !is_known) else { continue };
        source.candidates.extend(dist_info.iter().map(|(path, text)| Candidate {
            path: path.clone(),
            size: text.len() as u64,
            mode: REGULAR,
            content: Content::Bytes(text.clone()),
            digest: None,
            from: format!("{folder}/pyproject.toml"),
            kind: SourceKind::Function,
            distribution: None,
        }));
    }
}

/// The files below a folder, wherever they were placed, each with its path relative to the folder.
fn files_of<'a>(found: &[SniffedSource<'a>], folder: &str) -> FolderFiles<'a> {
    let files = found.iter().filter_map(|found| match found {
        SniffedSource::Function { files, .. } => Some(files),
        _ => None,
    });
    let below = files.flatten().filter_map(|file| {
        let item = file.item;
        Some((item.path.strip_prefix(folder)?.strip_prefix('/')?, item))
    });
    below.collect()
}

/// The files below a folder that no function has: the packages of the project around it are in another folder.
fn left_behind<'a>(items: &'a [Item], folder: &str) -> FolderFiles<'a> {
    let below =
        items.iter().filter_map(|item| Some((item.path.strip_prefix(folder)?.strip_prefix('/')?, item)));
    below
        .filter(|(path, _)| !path.split('/').any(|part| part.starts_with('.') || part == "__pycache__"))
        .collect()
}

fn installed<'a>(
    files: FolderFiles<'a>,
    name: &PackageName,
    cache: &mut ReadCache,
) -> Result<Vec<IncludedFile<'a>>, WantsRead> {
    let layout = layout::detect(&files, Some(name), cache)?;
    let place = |path: &str| match &layout {
        Some(layout) => layout.installed(path),
        None => is_installed(path).then(|| path.to_string()),
    };
    Ok(files.into_iter().filter_map(|(path, item)| Some(IncludedFile { path: place(path)?, item })).collect())
}

/// Places the only folder that is left beside the projects as if it had been dropped alone.
fn leave_alone(found: &mut [SniffedSource], projects: &[LocalProject], findings: &mut Vec<Finding>) {
    let mut others = found.iter_mut().filter_map(|found| match found {
        SniffedSource::Function { path, files, .. }
            if projects.iter().all(|project| project.folder != *path) =>
        {
            Some((path, files))
        }
        _ => None,
    });
    let (Some((folder, files)), None) = (others.next(), others.next()) else { return };
    if !findings.iter().any(|finding| is_kept(finding, folder)) {
        return;
    }
    for file in files.iter_mut() {
        if let Some(rest) = file.path.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/')) {
            file.path = rest.to_string();
        }
    }
    findings.retain(|finding| !is_kept(finding, folder));
}

fn is_kept(finding: &Finding, folder: &str) -> bool {
    finding.code == Code::FolderKept && finding.path.as_deref() == Some(folder)
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
