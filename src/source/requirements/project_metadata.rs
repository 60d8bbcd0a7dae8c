//! The dist-info of projects that are installed from their folders, which `importlib.metadata` looks up by name.

use super::reader::Reader;
use super::relative::join;
use crate::python::PackageName;
use crate::python::requirement_set::RequirementSet;
use crate::python::toml_file::{TomlFile, string, strings, table};
use crate::source::Item;
use pep440_rs::Version;
use std::fmt::Write;
use std::str::FromStr;
use toml::de::DeTable;

/// Tables with the path of the file that states the version: of hatchling ("Versioning"), of pdm-backend ("Dynamic
/// project version"), and of setuptools ("Dynamic Metadata").
const IN_FILES: &[(&[&str], &str)] = &[
    (&["tool", "hatch", "version"], "path"),
    (&["tool", "pdm", "version"], "path"),
    (&["tool", "setuptools", "dynamic", "version"], "file"),
];

/// Returns the files of the dist-info by their paths. It is empty if only a build knows the version.
pub fn dist_info(
    pyproject: &Item,
    folder: &str,
    name: &PackageName,
    reader: &mut Reader,
) -> Vec<(String, Vec<u8>)> {
    let text = reader.text(pyproject).and_then(Result::ok).unwrap_or_default();
    let Some(toml) = TomlFile::parse(&pyproject.path, &text, &mut RequirementSet::default()) else {
        return Vec::new();
    };
    let root = &toml.root;
    let version = stated_version(root)
        .map(str::to_string)
        .or_else(|| version_in_files(root, folder, name, reader))
        .and_then(|version| Version::from_str(&version).ok());
    let Some(version) = version else { return Vec::new() };
    let mut files = vec![("METADATA", format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"))];
    let points = entry_points(root);
    if !points.is_empty() {
        files.push(("entry_points.txt", points));
    }
    let info = format!("{}-{version}.dist-info", name.as_dist_info_name());
    files.into_iter().map(|(file, text)| (join(&info, file), text.into_bytes())).collect()
}

fn stated_version<'v>(root: &'v DeTable) -> Option<&'v str> {
    let of = |keys: &[&str]| string(table(root, keys)?, "version");
    of(&["project"]).or_else(|| of(&["tool", "poetry"]))
}

/// The version as a backend reads it from the project's files.
fn version_in_files(root: &DeTable, folder: &str, name: &PackageName, reader: &mut Reader) -> Option<String> {
    let mut paths: Vec<String> = IN_FILES
        .iter()
        .filter_map(|(keys, key)| Some((table(root, keys)?, key)))
        .flat_map(|(table, key)| string(table, key).into_iter().chain(strings(table, key)))
        .map(str::to_string)
        .collect();
    let dynamic = table(root, &["tool", "setuptools", "dynamic", "version"]);
    let attribute = dynamic.and_then(|version| string(version, "attr"));
    let system = table(root, &["build-system"]);
    let is_flit = system
        .and_then(|system| string(system, "build-backend"))
        .is_some_and(|backend| backend.starts_with("flit_core"));
    let stated = match attribute.and_then(|attribute| attribute.rsplit_once('.')) {
        Some((module, variable)) => Some((module.replace('.', "/"), variable)),
        // flit reads the module itself.
        None => is_flit.then(|| (name.as_dist_info_name().to_string(), "__version__")),
    };
    let variable = stated.as_ref().map_or("", |(_, variable)| variable);
    if let Some((module, _)) = &stated {
        for top in ["", "src/"] {
            paths.extend([".py", "/__init__.py"].map(|ending| format!("{top}{module}{ending}")));
        }
    }
    let items: Vec<_> =
        paths.iter().filter_map(|path| reader.paths.get(join(folder, path).as_str()).copied()).collect();
    items.into_iter().find_map(|item| {
        let text = reader.text(item)?.ok()?;
        match item.path.ends_with(".py") {
            true => text.lines().find_map(|line| assigned(line, variable)),
            false => text.lines().next().map(|line| line.trim().to_string()),
        }
    })
}

/// The text that a line assigns to the variable, or to those that hatchling searches for.
fn assigned(line: &str, variable: &str) -> Option<String> {
    let (left, right) = line.split_once('=')?;
    let name = left.split(':').next()?.trim_end();
    let is_it = [variable, "__version__", "version"].iter().any(|known| known.eq_ignore_ascii_case(name));
    let right = right.trim_start();
    let quote = right.chars().next().filter(|first| is_it && matches!(first, '"' | '\''))?;
    right.get(1..)?.split(quote).next().map(str::to_string)
}

/// The text of entry_points.txt, without scripts (specification "Entry points").
fn entry_points(root: &DeTable) -> String {
    let mut text = String::new();
    for keys in [["project", "entry-points"].as_slice(), &["tool", "poetry", "plugins"]] {
        for (group, points) in table(root, keys).into_iter().flatten() {
            let Some(points) = points.get_ref().as_table() else { continue };
            let _ = writeln!(text, "[{}]", group.get_ref());
            for (name, value) in points {
                if let Some(value) = value.get_ref().as_str() {
                    let _ = writeln!(text, "{} = {value}", name.get_ref());
                }
            }
        }
    }
    text
}
