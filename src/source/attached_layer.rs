//! The layers that the function uses. They do not ship; only the names and sizes of their files are needed.

use super::layer::{BESIDE, LayerTree};
use super::loaded_source::Distribution;
use super::path::is_bytecode_cache;
use super::zip::EntryKind;
use super::{Item, ReadCache, Store, WantsRead};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding, Severity};
use crate::python::dist_info_name;
use crate::target::{Architecture, PackageKind, Target};
use serde::Serialize;

/// A layer of the function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AttachedLayer {
    /// The dropped zip or folder.
    pub path: String,
    /// The total size of its files, in bytes.
    pub unzipped_size: u64,
    /// What is installed in it, sorted by name.
    pub distributions: Vec<LayerDistribution>,
    /// The files below its folders that are on Python's path, relative to these folders.
    #[serde(skip)]
    pub files: Vec<String>,
    /// The names of native libraries in its folder `lib`.
    #[serde(skip)]
    pub libraries: Vec<String>,
}

/// A distribution in a layer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LayerDistribution {
    /// Normalized.
    pub name: String,
    /// As its metadata spells it.
    pub version: String,
}

impl AttachedLayer {
    /// Returns its distributions, in the same form as those of the sources that ship.
    pub fn provided(&self) -> impl Iterator<Item = Distribution> {
        self.distributions.iter().filter_map(|LayerDistribution { name, version }| {
            let (name, version, from) = (name.parse().ok()?, version.clone(), self.path.clone());
            // Its entry_points.txt has not been read, so it may have plugins.
            Some(Distribution { name, version, from, has_plugins: true })
        })
    }
}

/// Loads the layers, one for each dropped zip and folder. `items` contains only items of layers.
pub fn load(
    items: &[Item],
    target: &Target,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Vec<AttachedLayer>, WantsRead> {
    let mut files: BTreeMap<&str, Vec<(String, u64)>> = BTreeMap::new();
    let mut missing = false;
    for item in items {
        if let Some((top, rest)) = item.path.split_once('/') {
            files.entry(top).or_default().push((rest.to_string(), item.size));
            continue;
        }
        let path = item.path.as_str();
        match cache.listing(item.file, store) {
            Ok(Ok(entries)) => {
                let entries = entries.iter().filter(|entry| entry.kind != EntryKind::Directory);
                let entries = entries.map(|entry| (entry.path().into_owned(), entry.size));
                files.entry(path).or_default().extend(entries);
            }
            Ok(Err(why)) => {
                let message = format!("The layer \"{path}\" cannot be read: {why}");
                findings.push(Finding::new(Code::ArchiveUnreadable, path, message));
            }
            Err(WantsRead) => missing = true,
        }
    }
    if missing {
        return Err(WantsRead);
    }
    Ok(files.into_iter().map(|(path, files)| one(path, files, target, findings)).collect())
}

fn one(path: &str, files: Vec<(String, u64)>, target: &Target, findings: &mut Vec<Finding>) -> AttachedLayer {
    let tree = LayerTree::detect(files.iter().map(|(path, _)| path.as_str()), false, target);
    findings.extend(tree.finding(path, false, target));
    // A zip is unpacked into /opt as it is. A wheel, or a folder, may still be put into `python`.
    let is_zip = path.ends_with(".zip");
    let is_flat = !tree.is_layer() && is_zip && has_modules(&files);
    if is_flat {
        let message = format!(
            "The layer \"{path}\" has no folder \"python\": its files lie in /opt, where Python does not look for them"
        );
        findings.push(
            Finding::new(Code::LayerWrongPython, path, message)
                .severity(Severity::Warning)
                .hint("Make the layer again with its libraries in the folder \"python\""),
        );
    }
    let root = PackageKind::Layer.root();
    let (mut python, mut libraries) = (Vec::new(), Vec::new());
    let mut unzipped_size = 0u64;
    for (file, size) in &files {
        unzipped_size = unzipped_size.saturating_add(*size);
        if is_zip && let Some(library) = file.strip_prefix("lib/") {
            libraries.push(library.to_string());
            continue;
        }
        // A wheel, or a folder whose contents go into `python`, has no folder `python` itself.
        if is_zip && !tree.is_layer() || tree.other_python().is_some_and(|other| file.starts_with(other)) {
            continue;
        }
        if !tree.is_layer() || file.starts_with(root) {
            python.push(tree.within(file, PackageKind::Function));
        } else if let Some(library) = file.strip_prefix("lib/") {
            libraries.push(library.to_string());
        }
    }
    python.retain(|file| !is_bytecode_cache(file));
    findings.extend(foreign(path, &python, target));
    let infos = python.iter().filter_map(|file| file.strip_suffix("/METADATA"));
    let distributions = infos.filter_map(|folder| {
        let (name, version) = dist_info_name(folder)?;
        Some(LayerDistribution { name: name.to_string(), version: version.to_string() })
    });
    let mut distributions: Vec<LayerDistribution> = distributions.collect();
    crate::collections::sort(&mut distributions);
    AttachedLayer { path: path.to_string(), unzipped_size, distributions, files: python, libraries }
}

/// Whether there are Python's files in a zip.
fn has_modules(files: &[(String, u64)]) -> bool {
    // A folder with an `__init__.py` is a package, whatever its name. In `lib` there are no modules of programs, but
    // those of virtual environments.
    let is_beside = |path: &str| {
        let (top, rest) = path.split_once('/').unwrap_or_default();
        BESIDE.contains(&top) && top != "lib" && rest != "__init__.py"
    };
    // An extension of Lambda may be a program in Python with modules of its own.
    let has_extension = files.iter().any(|(path, _)| path.starts_with("extensions/"));
    let is_module = |path: &str| path.ends_with(".py") || path.contains(".cpython-");
    !has_extension && files.iter().any(|(path, _)| is_module(path) && !is_beside(path))
}

/// The finding if extension modules of a layer are for another Python or architecture, by the tags in their names
/// (PEP 3149): `x.cpython-312-x86_64-linux-gnu.so`.
fn foreign(layer: &str, files: &[String], target: &Target) -> Option<Finding> {
    let minor = target.runtime.minor;
    let architecture = match target.architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "aarch64",
    };
    let python = format!("3{minor}");
    let is_own = |tag: &str| tag.split('-').take(2).eq([python.as_str(), architecture]);
    let tagged =
        || files.iter().filter_map(|file| Some((file, file.strip_suffix(".so")?.split_once(".cpython-")?)));
    let fitting: BTreeSet<&str> =
        tagged().filter(|(_, (_, tag))| is_own(tag)).map(|(_, (stem, _))| stem).collect();
    let mut all = tagged().filter(|(_, (stem, tag))| !is_own(tag) && !fitting.contains(*stem));
    let (file, (_, tag)) = all.next()?;
    let others = match all.count() {
        0 => String::new(),
        1 => ", and so is another".to_string(),
        count => format!(", and so are {count} others"),
    };
    let (code, made) = match tag.split('-').next() {
        Some(one) if one != python => (Code::NativeWrongPython, "another Python than the target's"),
        _ => (Code::NativeWrongArchitecture, "another architecture than the target's"),
    };
    let message = format!("\"{file}\" of the layer \"{layer}\" is built for {made}{others}");
    Some(
        Finding::new(code, layer, message).severity(Severity::Warning).hint(
            "Attach a layer that is made for this runtime and architecture, or choose those of the layer",
        ),
    )
}
