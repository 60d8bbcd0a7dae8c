//! Projects that something requires by their folder: `./lib` in a requirements file, path dependencies, and the members
//! of a workspace. If the folder was dropped, its packages are installed from it, as pip and uv do.

use super::project::ProjectFiles;
use super::reader::{Reader, wheel_of};
use super::relative::{join, resolve};
use crate::python::requirement_set::{LocalProject, RequirementEntry, RequirementSet};
use crate::python::toml_file::{TomlFile, string, table};
use crate::python::{PackageName, pyproject};
use crate::source::Item;

/// Build backends that put packages of pure Python into a wheel as they are. These are the beginnings of
/// `build-backend`; without one, setuptools builds (specification "pyproject.toml", "Declaring build system
/// dependencies").
const BACKENDS: &[&str] = &[
    "setuptools",
    "hatchling",
    "flit_core",
    "pdm.backend",
    "pdm.pep517",
    "poetry.core",
    "poetry.masonry",
    "uv_build",
];

/// Endings of sources that a build compiles, so that the folder is not what is installed.
const COMPILED: &[&str] = &[".c", ".cc", ".cpp", ".cxx", ".f", ".f90", ".pyx", ".rs"];

/// Installs the required projects whose folders were dropped: removes their requirements, and adds what they require. A
/// wheel of the same name takes precedence.
pub fn take(required: &mut RequirementSet, reader: &mut Reader) {
    let mut at = 0;
    while let Some(entry) = required.requirements.get(at) {
        let applies = entry.requirement.applies(reader.selection.environment, &[]);
        let Some((folder, pyproject)) = Some(entry).filter(|_| applies).and_then(|entry| find(entry, reader))
        else {
            at += 1;
            continue;
        };
        let entry = required.requirements.remove(at);
        let name = entry.requirement.name.clone();
        required.own.insert(name.clone());
        if required.projects.iter().any(|known| known.folder == folder) {
            continue;
        }
        // A lock file already lists what the project requires.
        if !required.exact {
            let find = |name: &str| reader.paths.get(join(&folder, name).as_str()).copied();
            let files = ProjectFiles {
                pyproject: Some(pyproject),
                config: find("setup.cfg"),
                program: find("setup.py"),
            };
            let found = reader.other_project(&entry, files);
            required.extend(found);
        }
        required.projects.push(LocalProject { folder, name, origin: entry.origin.clone() });
        // No public index may be asked for the name.
        required.sources.push(entry);
    }
    // The members of a workspace that were not dropped. The lock of the workspace says nothing more about them.
    if required.exact {
        let own = &required.own;
        required.requirements.retain(|entry| !own.contains(&entry.requirement.name));
    }
}

/// Returns the folder of a requirement as dropped, and its pyproject.toml.
fn find<'a>(entry: &RequirementEntry, reader: &mut Reader<'a, '_>) -> Option<(String, &'a Item)> {
    let address = entry.requirement.address.as_deref()?;
    let path = address.strip_prefix("file:").unwrap_or(address);
    let name = &entry.requirement.name;
    let has_wheel = reader.paths.keys().any(|path| wheel_of(path).is_some_and(|wheel| wheel == *name));
    if path.contains("://") || path.starts_with('/') || has_wheel {
        return None;
    }
    let file = entry.origin.file.as_str();
    let above = std::iter::successors(file.rsplit_once('/').map(|(folder, _)| folder), |folder| {
        folder.rsplit_once('/').map(|(folder, _)| folder)
    });
    let folders = above.chain([""]).filter_map(|folder| resolve(&join(folder, "_"), path));
    let stated: Vec<String> = folders.collect();
    let named: Vec<String> = match stated.iter().any(|folder| is_project(folder, reader)) {
        true => stated,
        // The folder may have been dropped without those above it.
        false => projects(reader),
    };
    let is_other = |folder: &str| !folder.is_empty() && !file.starts_with(&format!("{folder}/"));
    named.into_iter().filter(|folder| is_other(folder)).find_map(|folder| {
        let pyproject = *reader.paths.get(join(&folder, "pyproject.toml").as_str())?;
        (is_pure(&folder, reader) && name_of(pyproject, reader)? == *name).then_some((folder, pyproject))
    })
}

fn is_project(folder: &str, reader: &Reader) -> bool {
    reader.paths.contains_key(join(folder, "pyproject.toml").as_str())
}

/// The folders of all projects in the drop.
fn projects(reader: &Reader) -> Vec<String> {
    let folders = reader.paths.keys().filter_map(|path| path.strip_suffix("/pyproject.toml"));
    folders.map(str::to_string).collect()
}

/// Whether a folder has Python modules, and nothing that a build compiles.
fn is_pure(folder: &str, reader: &Reader) -> bool {
    let prefix = format!("{folder}/");
    let files = || reader.paths.keys().filter(|path| path.starts_with(&prefix));
    files().any(|path| path.ends_with(".py"))
        && !files().any(|path| COMPILED.iter().any(|ending| path.ends_with(ending)))
}

/// The name of a project that one of [`BACKENDS`] builds.
fn name_of(pyproject: &Item, reader: &mut Reader) -> Option<PackageName> {
    let text = reader.text(pyproject)?.ok()?;
    let toml = TomlFile::parse(&pyproject.path, &text, &mut RequirementSet::default())?;
    let system = table(&toml.root, &["build-system"]);
    let backend = system.and_then(|system| string(system, "build-backend"));
    let is_known = backend.is_none_or(|stated| BACKENDS.iter().any(|known| stated.starts_with(known)));
    pyproject::name(&toml.root).filter(|_| is_known)
}
