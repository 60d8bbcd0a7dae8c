//! The state of a walk over imports: the modules of the package, the results, and the modules that are still to be
//! visited.

use super::resolve::resolve;
use crate::check::context::CheckContext;
use crate::check::import_outcome::ImportOutcome;
use crate::check::modules::{Modules, below_root, dotted, is_own};
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::code::{Certainty, Import, ModuleAnalysis};
use crate::python::stdlib::StdlibStatus;
use crate::source::WantsRead;
use std::collections::VecDeque;
use std::rc::Rc;

/// Maximum number of library modules that are read, and their maximum total size in bytes. Reading more would take too
/// long. Importing pandas runs 360 modules of 11 MB (measured).
const MAX_LIBRARY_MODULES: (usize, u64) = (2000, 12 << 20);

/// A module that the walk starts with.
#[derive(Clone, Debug)]
pub struct Start {
    pub entry: usize,
    pub certainty: Certainty,
    /// The handler function. Its imports run whenever it is called.
    pub function: Option<String>,
}

/// Why an import fails.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// The module was not found.
    Module { part: String, standard: StdlibStatus },
    /// The standard library's module has no such attribute in this version.
    Attribute { part: String, standard: StdlibStatus },
    /// A module has no such name.
    Name { name: String, of: usize },
    /// A module does not have a name that its `__all__` lists, and that `from module import *` takes.
    Exported { module: String, name: String, of: usize },
    /// A package has no such module.
    Submodule { name: String, of: usize },
    /// A module of the user does not have the name yet: the import runs while this module is still running.
    Early { name: String, of: usize },
    /// Like `Early`, for a name that is used as an attribute of the module.
    EarlyAttribute { name: String, of: usize },
    /// A module of the user never has a name that is used as its attribute.
    OwnAttribute { module: String, name: String, of: usize },
    /// The folder of a project is imported instead of the package in it. The folder is a namespace package without
    /// names.
    Empty { name: String },
    /// A name of a library exists, but not the module that it needs.
    Extra { part: String, by: String },
    /// A relative import without a package to be relative to.
    Relative { text: String },
}

/// The place of an import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportSite {
    pub entry: usize,
    pub line: u32,
    pub function: Option<String>,
}

/// The results of a walk.
#[derive(Default)]
pub struct Walk {
    /// The user's modules that run, by entry, with their certainty and their code.
    pub visited: BTreeMap<usize, (Certainty, Rc<ModuleAnalysis>)>,
    /// Entries of libraries that the user's code itself imports.
    pub libraries: BTreeSet<usize>,
    /// The modules of libraries that run, by entry, with their certainty and their code.
    pub followed: BTreeMap<usize, (Certainty, Rc<ModuleAnalysis>)>,
    /// For modules of libraries, the place in the user's code that leads to them.
    pub origins: BTreeMap<usize, ImportSite>,
    pub failures: BTreeMap<Failure, (Certainty, BTreeSet<ImportSite>)>,
    /// Modules in `visited` that seem to be published. Only failures of their code that certainly runs are reported.
    pub published: BTreeSet<usize>,
    /// Names that imports take from a module or package and that are not files: its entry and the name.
    pub asked: BTreeSet<(usize, String)>,
}

pub struct Walker<'w, 's> {
    pub modules: &'w Modules,
    pub context: &'w mut CheckContext<'s>,
    pub starts: &'w [Start],
    /// Whether packages and modules seem to be published, by path; see `library.rs`.
    pub published: BTreeMap<String, bool>,
    pub walk: Walk,
    pub queue: BTreeMap<Certainty, VecDeque<usize>>,
    /// Whether one of the modules changes `sys.path`. The change applies to all modules.
    pub changes_path: bool,
    pub is_missing: bool,
    /// Whether the imports of libraries are followed.
    pub follows_libraries: bool,
    /// The number of library modules that may still be read, and their total size in bytes.
    pub left: (usize, u64),
    /// The place of the import that is being followed.
    pub place: Option<ImportSite>,
    /// The number of modules that may still be searched for names.
    pub patience: usize,
}

/// The absolute dotted name of the module that an import names, or the failure if there is none.
pub enum Named {
    Absolute(String),
    Failed(Failure),
}

impl<'w, 's> Walker<'w, 's> {
    /// Maximum number of modules that are searched for names, including those of star imports.
    const PATIENCE: usize = 1 << 18;

    pub fn new(
        modules: &'w Modules,
        context: &'w mut CheckContext<'s>,
        starts: &'w [Start],
    ) -> Walker<'w, 's> {
        Walker {
            modules,
            context,
            starts,
            published: BTreeMap::new(),
            walk: Walk::default(),
            queue: BTreeMap::new(),
            changes_path: false,
            is_missing: false,
            follows_libraries: false,
            left: MAX_LIBRARY_MODULES,
            place: None,
            patience: Walker::PATIENCE,
        }
    }

    pub fn code(&mut self, entry: usize) -> Option<Rc<ModuleAnalysis>> {
        let plan = self.context.plan;
        let entry = plan.entries.get(entry).filter(|entry| entry.path.ends_with(".py"))?;
        let minor = self.context.target.runtime.minor;
        let (cache, store) = (&mut self.context.cache, &mut *self.context.store);
        let read = match is_own(entry) {
            true => cache.code(&entry.content, entry.size, minor, store),
            false => cache.library_code(&entry.content, entry.size, minor, store),
        };
        match read {
            Ok(code) => Some(code),
            Err(WantsRead) => {
                self.is_missing = true;
                None
            }
        }
    }

    /// The entry of the module that `from a import *` takes its names from. `None` if it is not a module of the
    /// package.
    pub fn star(&mut self, entry: usize, import: &Import) -> Option<usize> {
        let Named::Absolute(module) = self.absolute(entry, import) else { return None };
        let minor = self.context.target.runtime.minor;
        let ImportOutcome::Runs { entries, rest: None } = resolve(self.modules, &module, minor) else {
            return None;
        };
        entries.last().copied()
    }

    /// The module that an import names, without leading dots.
    pub fn absolute(&self, entry: usize, import: &Import) -> Named {
        if import.level == 0 {
            return Named::Absolute(import.module.clone());
        }
        let failed = || {
            let dots = ".".repeat(import.level as usize);
            let text = match &import.name {
                Some(name) => format!("from {dots}{} import {name}", import.module),
                None => format!("import {dots}{}", import.module),
            };
            Named::Failed(Failure::Relative { text })
        };
        match absolute(self.context, entry, import.level, &import.module) {
            Some(module) => Named::Absolute(module),
            None => failed(),
        }
    }
}

/// The dotted name of `below`, relative to the package that `level` dots mean in a module (PEP 328). `None` above the
/// topmost package.
fn absolute(context: &CheckContext, entry: usize, level: u32, below: &str) -> Option<String> {
    let path = below_root(context.plan.entries.get(entry)?, context.target);
    let (own, is_package) = dotted(path)?;
    let mut parts: Vec<&str> = own.split('.').collect();
    for _ in 0..level - u32::from(is_package) {
        parts.pop();
    }
    if parts.is_empty() {
        return None;
    }
    if !below.is_empty() {
        parts.push(below);
    }
    Some(parts.join("."))
}

/// The absolute dotted name of a module that the code of an entry names with or without leading dots.
pub fn absolute_name(context: &CheckContext, entry: usize, module: &str) -> Option<String> {
    let below = module.trim_start_matches('.');
    match (module.len() - below.len()) as u32 {
        0 => Some(module.to_string()),
        level => absolute(context, entry, level, below),
    }
}
