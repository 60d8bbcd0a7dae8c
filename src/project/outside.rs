//! What the requirements file of a function names outside of the function's folder: other requirements files, and
//! projects that are installed from their folders. pip finds both where they are.

use super::files::{Dropped, ancestors, below, folder_of, joined, top_of, within};
use super::model::{BuildDefinition, FileRef};
use crate::collections::BTreeSet;

/// Something that a line of a requirements file names by its path (pip, "Requirements File Format").
enum Named<'t> {
    /// `-r` or `-c`: relative to the file.
    File(&'t str),
    /// `-e`, or a path alone: relative to the folder from which pip runs.
    Project(&'t str),
}

/// Returns the requirements files that a requirements file names, as paths in the drop.
pub fn files_in(path: &str, text: &str) -> Vec<String> {
    let files = named(text).filter_map(|named| match named {
        Named::File(file) => resolve(folder_of(path), file),
        Named::Project(_) => None,
    });
    files.collect()
}

/// Returns the files outside of the folder of a function that its requirements need, each with its path beside that
/// folder. Planning finds them there.
pub fn files_of(definition: &BuildDefinition, paths: &[String], dropped: Dropped<'_>) -> Vec<FileRef> {
    let folder = definition.folder.as_str();
    let own = format!("{}requirements.txt", top_of(folder));
    let own = definition.files.iter().find(|file| file.path == own);
    let mut queue: Vec<String> =
        own.and_then(|file| paths.get(file.index as usize)).into_iter().cloned().collect();
    let mut read = BTreeSet::new();
    let mut found: Vec<FileRef> = Vec::new();
    while let Some(file) = queue.pop() {
        let Some(text) = dropped.text(&file).filter(|_| read.insert(file.clone())) else { continue };
        for named in named(text) {
            match named {
                Named::File(path) => {
                    let path = resolve(folder_of(&file), path).filter(|path| dropped.has_file(path));
                    let Some(path) = path else { continue };
                    if within(&path, folder).is_none() {
                        found.extend(dropped.single(&path).1);
                    }
                    queue.push(path);
                }
                Named::Project(path) => {
                    let from = folder_of(&file);
                    let mut places = std::iter::once(from).chain(ancestors(from));
                    let project = places.find_map(|place| {
                        resolve(place, path).filter(|path| dropped.has_file(&below(path, "pyproject.toml")))
                    });
                    let is_around = |path: &String| within(folder, path).is_some();
                    let Some(project) = project.filter(|path| !is_around(path)) else { continue };
                    let is_beside = within(&project, folder).is_none() && top_of(&project) != top_of(folder);
                    // Many lines may name the same project.
                    if is_beside && read.insert(project.clone()) {
                        found.extend(dropped.all_of(&project));
                    }
                }
            }
        }
    }
    let known: BTreeSet<String> = definition.files.iter().map(|file| file.path.clone()).collect();
    found.retain(|file| !known.contains(&file.path));
    found.iter_mut().for_each(|file| file.for_requirements = true);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found.dedup_by(|one, other| one.path == other.path);
    found
}

/// Joins a folder and a path of a requirements file, which may have been written on Windows.
fn resolve(folder: &str, path: &str) -> Option<String> {
    joined(folder, &path.replace('\\', "/"))
}

fn named(text: &str) -> impl Iterator<Item = Named<'_>> {
    text.lines().filter_map(|line| {
        let line = line.split(" #").next().unwrap_or(line).trim();
        let after = |options: &[&str]| {
            let rest = options.iter().find_map(|option| line.strip_prefix(option))?;
            Some(rest.trim_start_matches([' ', '\t', '=']))
        };
        if let Some(file) = after(&["--requirement", "--constraint", "-r", "-c"]) {
            return Some(Named::File(file));
        }
        let path = after(&["--editable", "-e"]).unwrap_or(line);
        let path = path.split([';', '[']).next().unwrap_or(path).trim();
        // Such as "shared @ file:../shared".
        let path = path.split_once('@').map_or(path, |(_, address)| address.trim());
        let path = path.strip_prefix("file:").unwrap_or(path);
        let is_path = path.starts_with('.') || path.contains(['/', '\\']);
        (is_path && !path.contains([':', '@', '#'])).then_some(Named::Project(path))
    })
}
