//! Projects that something requires by their folder: `./lib` in a requirements file, path dependencies, and the members
//! of a workspace. If the folder was dropped, its packages are installed from it, as pip and uv do.

use super::project::ProjectFiles;
use super::project_metadata::dist_info;
use super::reader::{Reader, wheel_of};
use super::relative::{join, resolve};
use crate::collections::{BTreeMap, BTreeSet};
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
    let mut finder = Finder::new(reader);
    let mut at = 0;
    while let Some(entry) = required.requirements.get(at) {
        let applies = entry.requirement.applies(reader.selection.environment, &[]);
        let found = Some(entry).filter(|_| applies).and_then(|entry| finder.find(entry, reader));
        let Some((folder, pyproject)) = found else {
            at += 1;
            continue;
        };
        let entry = required.requirements.remove(at);
        let name = entry.requirement.name.clone();
        // Two requirements may name the same project.
        if !required.own.insert(name.clone()) && required.projects.iter().any(|known| known.name == name) {
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
        let dist_info = dist_info(pyproject, &folder, &name, reader);
        required.projects.push(LocalProject { folder, name, origin: entry.origin.clone(), dist_info });
        // No public index may be asked for the name.
        required.sources.push(entry);
    }
    required.findings.append(&mut finder.faults.findings);
    // The members of a workspace that were not dropped. The lock of the workspace says nothing more about them.
    if required.exact {
        let own = &required.own;
        required.requirements.retain(|entry| !own.contains(&entry.requirement.name));
    }
}

/// The folders of the projects that these requirements name.
pub fn folders(entries: &[RequirementEntry], reader: &mut Reader) -> BTreeSet<String> {
    let mut finder = Finder::new(reader);
    entries.iter().filter_map(|entry| Some(finder.find(entry, reader)?.0)).collect()
}

/// Finds projects in the drop.
struct Finder {
    /// The distributions of the dropped wheels.
    wheels: BTreeSet<PackageName>,
    /// The folders of all projects by name; `None` until they are needed.
    named: Option<BTreeMap<PackageName, String>>,
    /// What is wrong with files of the stated folders.
    faults: RequirementSet,
}

impl Finder {
    fn new(reader: &Reader) -> Finder {
        let wheels = reader.paths.keys().filter_map(|path| wheel_of(path)).collect();
        Finder { wheels, named: None, faults: RequirementSet::default() }
    }

    /// Returns the folder of a requirement as dropped, and its pyproject.toml.
    fn find<'a>(
        &mut self,
        entry: &RequirementEntry,
        reader: &mut Reader<'a, '_>,
    ) -> Option<(String, &'a Item)> {
        let address = entry.requirement.address.as_deref()?;
        let path = address.strip_prefix("file:").unwrap_or(address);
        let name = &entry.requirement.name;
        let is_elsewhere = path.contains("://") || path.starts_with("git+") || path.starts_with('/');
        if is_elsewhere || self.wheels.contains(name) {
            return None;
        }
        let file = entry.origin.file.as_str();
        let above = std::iter::successors(file.rsplit_once('/').map(|(folder, _)| folder), |folder| {
            folder.rsplit_once('/').map(|(folder, _)| folder)
        });
        let mut stated = above.chain([""]).filter_map(|folder| resolve(&join(folder, "_"), path));
        let folder = match stated.find(|folder| pyproject_in(folder, reader).is_some()) {
            Some(folder) => {
                let found = name_of(&folder, reader, &mut self.faults);
                found.filter(|other| other == name).map(|_| folder)?
            }
            // The folder may have been dropped without those above it.
            None => self.named(reader).get(name)?.clone(),
        };
        let is_own = folder.is_empty() || file.starts_with(&format!("{folder}/"));
        let pyproject = pyproject_in(&folder, reader)?;
        (!is_own && is_pure(&folder, reader)).then_some((folder, pyproject))
    }

    fn named(&mut self, reader: &mut Reader) -> &BTreeMap<PackageName, String> {
        self.named.get_or_insert_with(|| {
            let folders = reader.paths.keys().filter_map(|path| path.strip_suffix("/pyproject.toml"));
            let folders: Vec<String> = folders.map(str::to_string).collect();
            let mut named = BTreeMap::new();
            for folder in folders {
                // Projects that nothing requires may have faults.
                if let Some(name) = name_of(&folder, reader, &mut RequirementSet::default()) {
                    named.entry(name).or_insert(folder);
                }
            }
            named
        })
    }
}

fn pyproject_in<'a>(folder: &str, reader: &Reader<'a, '_>) -> Option<&'a Item> {
    reader.paths.get(join(folder, "pyproject.toml").as_str()).copied()
}

/// Whether a folder has Python modules, and nothing that a build compiles.
fn is_pure(folder: &str, reader: &Reader) -> bool {
    let prefix = format!("{folder}/");
    let files = || reader.paths.keys().filter(|path| path.starts_with(&prefix));
    files().any(|path| path.ends_with(".py"))
        && !files().any(|path| COMPILED.iter().any(|ending| path.ends_with(ending)))
}

/// The name of the project in a folder, if one of [`BACKENDS`] builds it.
fn name_of(folder: &str, reader: &mut Reader, faults: &mut RequirementSet) -> Option<PackageName> {
    let pyproject = pyproject_in(folder, reader)?;
    let text = reader.text(pyproject)?.ok()?;
    let toml = TomlFile::parse(&pyproject.path, &text, faults)?;
    let system = table(&toml.root, &["build-system"]);
    let backend = system.and_then(|system| string(system, "build-backend"));
    let is_known = backend.is_none_or(|stated| BACKENDS.iter().any(|known| stated.starts_with(known)));
    pyproject::name(&toml.root).filter(|_| is_known)
}
