//! The arrangement of files in a layer: Python's files are below `python`, all others beside it (AWS Lambda developer
//! guide, "Packaging your layer content", "Layer paths for each Lambda runtime").

use crate::collections::BTreeSet;
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::target::{PackageKind, Runtime, Target};

/// Folders at the root of a tree that are not packages and belong beside `python`. Programs are found in `/opt/bin`,
/// libraries in `/opt/lib`; data is usually in `/opt/share`.
pub const BESIDE: &[&str] = &["bin", "extensions", "lib", "share"];

/// What a dropped zip or folder has at its root.
#[derive(Clone, Debug, Default)]
pub struct LayerTree {
    /// Prefixes that are removed from paths. The first one that matches is removed; the shortest, `python/`, comes
    /// last.
    prefixes: Vec<String>,
    /// Whether it is a layer: files beside `python` then stay there.
    is_layer: bool,
    /// If it is a tree of packages: its folders that belong beside `python`.
    beside: BTreeSet<&'static str>,
    /// The folder for a Python version other than the target's, and whether its files are used.
    other: Option<(String, bool)>,
}

impl LayerTree {
    /// Examines the paths of all files. `is_layer` is set if it is already known that there was a folder `python`.
    pub fn detect<'p>(
        paths: impl Iterator<Item = &'p str> + Clone,
        is_layer: bool,
        target: &Target,
    ) -> LayerTree {
        let root = PackageKind::Layer.root();
        let is_for_layer = target.kind == PackageKind::Layer;
        let has = |start: &str| paths.clone().any(|path| path.starts_with(start));
        let is_package = has("python/__init__.");
        // A function that has a folder of that name is not a layer.
        let has_code = || paths.clone().any(|path| is_at_root(path, is_for_layer));
        let is_layer = is_layer || (has(root) && !is_package && !has_code());
        if !is_layer {
            let beside =
                BESIDE.iter().copied().filter(|top| is_for_layer && belongs_beside(top, paths.clone()));
            return LayerTree { beside: beside.collect(), ..LayerTree::default() };
        }
        let own = format!("{root}lib/python3.{}/site-packages/", target.runtime.minor);
        let mut prefixes = vec![own.clone()];
        let other = if has(&own) { None } else { other_python(paths, root, target) };
        prefixes
            .extend(other.iter().filter(|(_, is_taken)| *is_taken).map(|(folder, _)| format!("{folder}/")));
        prefixes.push(root.to_string());
        LayerTree { prefixes, is_layer, beside: BTreeSet::new(), other }
    }

    /// Whether `python` lies at the root.
    pub fn is_layer(&self) -> bool {
        self.is_layer
    }

    /// The two folders of a layer with Python's files, each with its slash. The one that Python searches first comes
    /// first. Python never searches the folder of another version, so that folder comes second: its files are used
    /// only where `python` has none of the same name.
    pub fn order(&self) -> Option<[&str; 2]> {
        match &self.prefixes[..] {
            [own, root] => Some([own, root]),
            [_, other, root] => Some([root, other]),
            _ => None,
        }
    }

    /// Returns the path relative to the folder of Python's files. `../` leads to the folder above, beside `python`.
    pub fn within(&self, path: &str, kind: PackageKind) -> String {
        if let Some(within) = self.prefixes.iter().find_map(|prefix| path.strip_prefix(prefix.as_str())) {
            return within.to_string();
        }
        let top = path.split_once('/').map(|(top, _)| top);
        let is_beside = self.is_layer || top.is_some_and(|top| self.beside.contains(top));
        if is_beside && kind == PackageKind::Layer { format!("../{path}") } else { path.to_string() }
    }

    /// The folder for a Python version other than the target's, if there is no folder for the target's.
    pub fn other_python(&self) -> Option<&str> {
        self.other.as_ref().map(|(folder, _)| folder.as_str())
    }

    /// The finding about a folder for another Python. `dropped` is the zip or folder. `is_packed` is set if its files
    /// ship.
    pub fn finding(&self, dropped: &str, is_packed: bool, target: &Target) -> Option<Finding> {
        let (folder, is_taken) = self.other.as_ref()?;
        let name = target.runtime.name;
        let message =
            format!("\"{folder}\" of \"{dropped}\" is for another Python: {name} never searches it");
        if !is_taken || !is_packed {
            let runtime = folder.split('/').find_map(|part| Runtime::named(part).ok());
            let runtime = runtime.filter(|runtime| runtime.is_supported()).map(|one| one.name.to_string());
            let fix = runtime.map(|runtime| Fix::Target { runtime: Some(runtime), architecture: None });
            return Some(Finding::new(Code::LayerWrongPython, dropped, message).fix_if_any(fix));
        }
        let message = format!("{message}; as nothing in it is compiled, its files are packed in \"python\"");
        let finding = Finding::new(Code::LayerWrongPython, dropped, message);
        Some(Finding { hint: None, ..finding.severity(Severity::Info) })
    }
}

/// Whether a path shows that Python's files are at the root: it is a module or, if the target is a function, part of
/// a package or of a dist-info.
fn is_at_root(path: &str, is_for_layer: bool) -> bool {
    match path.split_once('/') {
        None => path.ends_with(".py"),
        Some(_) if is_for_layer => false,
        Some((top, rest)) => rest.starts_with("__init__.") || top.ends_with(".dist-info"),
    }
}

/// Whether a folder at the root contains data, programs or libraries, and is not a package.
fn belongs_beside<'p>(top: &str, paths: impl Iterator<Item = &'p str> + Clone) -> bool {
    let files =
        || paths.clone().filter_map(|path| path.strip_prefix(top).and_then(|rest| rest.strip_prefix('/')));
    let is_native = |path: &str| path.ends_with(".so") || path.contains(".so.");
    match top {
        "lib" => {
            files().any(is_native) && !files().any(|path| path.ends_with(".py") || path.ends_with(".pyc"))
        }
        "extensions" => files().next().is_some() && !files().any(|path| path.ends_with(".py")),
        _ => files().next().is_some() && !files().any(|path| path.starts_with("__init__.")),
    }
}

/// Finds the site-packages folder of another Python version, the newest if there are several. The flag is set if none
/// of its files is tied to another Python version.
fn other_python<'p>(
    paths: impl Iterator<Item = &'p str> + Clone,
    root: &str,
    target: &Target,
) -> Option<(String, bool)> {
    let start = format!("{root}lib/python3.");
    let minors = paths.clone().filter_map(|path| {
        let (minor, rest) = path.strip_prefix(start.as_str())?.split_once('/')?;
        rest.starts_with("site-packages/").then(|| minor.parse::<u8>().ok())?
    });
    let minor = minors.max()?;
    let folder = format!("{start}{minor}/site-packages");
    let own = format!("cpython-3{}-", target.runtime.minor);
    let is_tied = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_bytecode = name.ends_with(".pyc") && !path.contains("/__pycache__/");
        is_bytecode || (name.ends_with(".so") && name.contains(".cpython-") && !name.contains(own.as_str()))
    };
    let is_taken = !paths.into_iter().any(|path| path.starts_with(folder.as_str()) && is_tied(path));
    Some((folder, is_taken))
}
