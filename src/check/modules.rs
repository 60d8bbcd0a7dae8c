//! The modules that imports find in the package, by the rules of CPython's path finder.

use super::import_outcome::ImportOutcome;
use crate::collections::{BTreeMap, BTreeSet, sort, sort_by_key};
use crate::plan::{Entry, Plan};
use crate::source::SourceKind as From;
use crate::target::{PackageKind, Target};
use std::cell::{OnceCell, RefCell};

/// What a dotted name refers to. Numbers are indices of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    /// A folder with an `__init__`.
    Package(usize),
    Module(usize),
    /// A folder without an `__init__`. It may have portions in other folders of the path.
    Namespace,
    NotFound,
}

/// A folder of Python's path.
#[derive(Default)]
struct Root {
    /// Index of each module, by its path without extension.
    modules: BTreeMap<String, usize>,
    folders: BTreeSet<String>,
}

impl Root {
    /// Adds a file. `path_of` returns the path of an index that was added before.
    fn add<'p>(&mut self, path: &'p str, index: usize, path_of: impl Fn(usize) -> Option<&'p str>) {
        for (at, _) in path.rmatch_indices('/') {
            let folder = path.get(..at).unwrap_or_default();
            if self.folders.contains(folder) {
                break;
            }
            self.folders.insert(folder.to_string());
        }
        if let Some((stem, rank)) = stem(path) {
            let known = self.modules.entry(stem.to_string()).or_insert(index);
            let other = path_of(*known).and_then(crate::check::modules::stem);
            if other.is_some_and(|(_, other)| rank < other) {
                *known = index;
            }
        }
    }
}

/// The modules of a package and of the function's layers. They are the same for all plans of one shape.
pub struct Modules {
    /// The folders of the package that are on Python's path, in order.
    roots: Vec<Root>,
    /// The layers of the function. Their numbers are indices of the layer's files.
    layers: Vec<Root>,
    /// The user's own modules: dotted name and entry.
    own: Vec<(String, usize)>,
    /// Modules by the last part of their names, for [`Modules::anywhere`].
    by_last: OnceCell<BTreeMap<String, Vec<(String, usize)>>>,
    /// Cached results of [`Modules::outcome`], by dotted name.
    outcomes: RefCell<BTreeMap<String, ImportOutcome>>,
}

/// Maximum number of outcomes that are cached.
const MAX_CACHED_OUTCOMES: usize = 20_000;

/// Whether the file is the user's own. Files of an existing package that no RECORD lists count as the user's own.
pub fn is_own(entry: &Entry) -> bool {
    match entry.kind {
        From::Function => true,
        From::Archive => entry.owner.is_none(),
        From::Wheel | From::Virtualenv | From::TargetTree => false,
    }
}

/// The path of an entry, relative to the package's root folder for Python files.
pub fn below_root<'p>(entry: &'p Entry, target: &Target) -> &'p str {
    let root = if entry.layer { PackageKind::Layer.root() } else { target.kind.root() };
    entry.path.strip_prefix(root).unwrap_or(&entry.path)
}

/// The path of a module without its extension, and the rank of the extension: the finder tries lower ranks first. The
/// extension of a native module includes the tags before it.
fn stem(path: &str) -> Option<(&str, u8)> {
    if let Some(stem) = path.strip_suffix(".py") {
        return Some((stem, 1));
    }
    if let Some(stem) = path.strip_suffix(".pyc") {
        return Some((stem, 2));
    }
    let is_native = path.ends_with(".so") || path.ends_with(".pyd") || path.ends_with(".dylib");
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path.get(name..)?.find('.')?;
    is_native.then(|| path.get(..name + dot).map(|stem| (stem, 0)))?
}

impl Modules {
    pub fn new(plan: &Plan, target: &Target) -> Modules {
        let mut roots = vec![Root::default(), Root::default()];
        for (index, entry) in plan.entries.iter().enumerate() {
            let path = below_root(entry, target);
            let Some(root) = roots.get_mut(usize::from(entry.layer)) else { continue };
            root.add(path, index, |other| plan.entries.get(other).map(|other| below_root(other, target)));
        }
        let layers = plan.layers.iter().map(|layer| {
            let mut root = Root::default();
            for (index, path) in layer.files.iter().enumerate() {
                root.add(path, index, |other| layer.files.get(other).map(String::as_str));
            }
            root
        });
        let (layers, own) = (layers.collect(), own(&roots, plan));
        Modules { roots, layers, own, by_last: OnceCell::new(), outcomes: RefCell::default() }
    }

    /// The outcome of importing a dotted name: the cached one, or that of `find`.
    pub fn outcome(&self, dotted: &str, find: impl FnOnce() -> ImportOutcome) -> ImportOutcome {
        if let Some(known) = self.outcomes.borrow().get(dotted) {
            return known.clone();
        }
        let outcome = find();
        let mut outcomes = self.outcomes.borrow_mut();
        if outcomes.len() < MAX_CACHED_OUTCOMES {
            outcomes.insert(dotted.to_string(), outcome.clone());
        }
        outcome
    }

    /// What a path such as `a/b` refers to in the function's layers. The number in the result is not an index of an
    /// entry.
    pub fn in_layers(&self, path: &str) -> ModuleKind {
        let mut found = ModuleKind::NotFound;
        for root in &self.layers {
            match Modules::in_root(root, path) {
                ModuleKind::NotFound => {}
                ModuleKind::Namespace => found = ModuleKind::Namespace,
                other => return other,
            }
        }
        found
    }

    /// What a path such as `a/b` refers to in one folder of Python's path.
    fn in_root(root: &Root, path: &str) -> ModuleKind {
        if let Some(init) = root.modules.get(format!("{path}/__init__").as_str()) {
            ModuleKind::Package(*init)
        } else if let Some(module) = root.modules.get(path) {
            ModuleKind::Module(*module)
        } else if root.folders.contains(path) {
            ModuleKind::Namespace
        } else {
            ModuleKind::NotFound
        }
    }

    /// What a path such as `a/b` refers to. After a namespace, the search continues in the next folder of Python's
    /// path.
    pub fn at(&self, path: &str) -> ModuleKind {
        let mut found = ModuleKind::NotFound;
        for root in &self.roots {
            match Modules::in_root(root, path) {
                ModuleKind::NotFound => {}
                ModuleKind::Namespace => found = ModuleKind::Namespace,
                other => return other,
            }
        }
        found
    }

    /// A module or package of that name in any folder, for code that changes `sys.path`. Of several, the shallowest.
    pub fn anywhere(&self, name: &str) -> Option<usize> {
        let last = name.rsplit('/').next().unwrap_or(name);
        let (module, package) = (format!("/{name}"), format!("/{name}/__init__"));
        let fits = |stem: &str| stem.ends_with(&module) || stem.ends_with(&package);
        let named = self.by_last.get_or_init(|| self.by_last()).get(last)?;
        let fitting = named.iter().filter(|(stem, _)| fits(stem));
        fitting.min_by_key(|(stem, _)| (stem.matches('/').count(), stem)).map(|(_, index)| *index)
    }

    fn by_last(&self) -> BTreeMap<String, Vec<(String, usize)>> {
        let mut named: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (stem, index) in self.roots.iter().flat_map(|root| &root.modules) {
            let path = stem.strip_suffix("/__init__").unwrap_or(stem);
            let last = path.rsplit('/').next().unwrap_or(path);
            named.entry(last.to_string()).or_default().push((stem.clone(), *index));
        }
        named
    }

    /// The user's own modules: dotted name and entry.
    pub fn own(&self) -> impl Iterator<Item = (String, usize)> {
        self.own.iter().cloned()
    }

    /// The top-level modules and packages, with their names.
    pub fn tops(&self) -> Vec<(&str, ModuleKind)> {
        let mut tops: Vec<(&str, ModuleKind)> = Vec::new();
        for root in &self.roots {
            for (stem, index) in &root.modules {
                match stem.split_once('/') {
                    None => tops.push((stem, ModuleKind::Module(*index))),
                    Some((top, "__init__")) => tops.push((top, ModuleKind::Package(*index))),
                    Some(_) => {}
                }
            }
        }
        sort_by_key(&mut tops, |(name, spot)| (*name, matches!(spot, ModuleKind::Module(_))));
        tops
    }
}

fn own(roots: &[Root], plan: &Plan) -> Vec<(String, usize)> {
    let modules = roots.iter().flat_map(|root| &root.modules);
    let own = modules.filter(|(_, index)| plan.entries.get(**index).is_some_and(is_own));
    let mut own: Vec<(String, usize)> = own
        .filter(|(stem, _)| !stem.contains('.'))
        .map(|(stem, index)| (stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', "."), *index))
        .collect();
    sort(&mut own);
    own
}

/// The dotted name of a module's file, and whether it is a package.
pub fn dotted(path: &str) -> Option<(String, bool)> {
    let (stem, _) = stem(path)?;
    match stem.strip_suffix("/__init__") {
        Some(package) => Some((package.replace('/', "."), true)),
        None => Some((stem.replace('/', "."), false)),
    }
}

/// The first module below a folder, if there is one.
fn first_below(root: &Root, folder: &str) -> Option<usize> {
    let below = root.modules.iter().filter(|(stem, _)| {
        stem.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') && rest != "/__init__")
    });
    below.min_by_key(|(stem, _)| *stem).map(|(_, index)| *index)
}

impl Modules {
    /// Modules and packages that hide a folder of modules with the same name. The hiding module is a file beside the
    /// folder, or an `__init__` in the same folder of the other zip. Returns the entries of the hiding and of a hidden
    /// module.
    pub fn hidden_portions(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for root in &self.roots {
            for folder in &root.folders {
                let Some(module) = root.modules.get(folder) else { continue };
                if !root.modules.contains_key(format!("{folder}/__init__").as_str()) {
                    found.extend(first_below(root, folder).map(|hidden| (*module, hidden)));
                }
            }
        }
        if let [one, other] = &self.roots[..] {
            for (one, other) in [(one, other), (other, one)] {
                for folder in one.folders.iter().filter(|folder| other.folders.contains(*folder)) {
                    let init = format!("{folder}/__init__");
                    let Some(package) = one.modules.get(init.as_str()) else { continue };
                    if !other.modules.contains_key(init.as_str()) {
                        found.extend(first_below(other, folder).map(|hidden| (*package, hidden)));
                    }
                }
            }
        }
        sort(&mut found);
        // One pair for each hiding module: everything below a hidden folder is hidden too.
        found.dedup_by_key(|(hiding, _)| *hiding);
        found
    }

    /// Whether the folder that a module or package hides contains something of that name.
    pub fn is_hidden_below(&self, hiding: usize, name: &str) -> bool {
        let stem = self.roots.iter().flat_map(|root| &root.modules).find(|(_, index)| **index == hiding);
        let Some((stem, _)) = stem else { return false };
        let path = format!("{}/{name}", stem.strip_suffix("/__init__").unwrap_or(stem));
        self.roots.iter().any(|root| Modules::in_root(root, &path) != ModuleKind::NotFound)
    }
}
