//! What a walk over imports knows: the modules of the package, what was found, and what is still to
//! be looked into.

use super::resolve::resolve;
use crate::check::context::CheckContext;
use crate::check::modules::{Modules, below_root, dotted, is_own};
use crate::check::outcome::Outcome;
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::code::{Certainty, Code, Import};
use crate::python::stdlib::Standard;
use crate::source::WantsRead;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many modules of libraries are read, and how many bytes: who imports more waits too long for
/// the answer. Importing pandas runs 360 modules of 11 MB (measured).
const MAX_LIBRARY_MODULES: (usize, u64) = (2000, 12 << 20);

/// Where the walk begins.
#[derive(Clone, Debug)]
pub struct Start {
    pub entry: usize,
    pub certainty: Certainty,
    /// The handler: what it imports is imported whenever it is called.
    pub function: Option<String>,
}

/// Why an import fails.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// Nothing has the module.
    Module { part: String, standard: Standard },
    /// The standard library's module has no such attribute in this version.
    Attribute { part: String, standard: Standard },
    /// A module has no such name.
    Name { name: String, of: usize },
    /// The same, listed in its `__all__` and so taken by `from module import *`.
    Exported { module: String, name: String, of: usize },
    /// A package has no such module.
    Submodule { name: String, of: usize },
    /// A module of the user's does not have the name yet: it runs, and the import is a part of that.
    Early { name: String, of: usize },
    /// The same, used as an attribute of the module.
    EarlyAttribute { name: String, of: usize },
    /// A module of the user's never has the name, used as an attribute of it.
    OwnAttribute { module: String, name: String, of: usize },
    /// The folder of a project, imported for the package in it: a namespace package with nothing in it.
    Empty { name: String },
    /// A name of a library is there, and not what it needs.
    Extra { part: String, by: String },
    /// A relative import without a package to be relative to.
    Relative { text: String },
}

/// Where an import stands that fails.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub entry: usize,
    pub line: u32,
    pub function: Option<String>,
}

/// What the walk found.
#[derive(Default)]
pub struct Walk {
    /// Own modules by entry, with how surely they run, and what they say.
    pub visited: BTreeMap<usize, (Certainty, Rc<Code>)>,
    /// Entries of libraries that the user's code itself imports.
    pub libraries: BTreeSet<usize>,
    /// Modules of libraries that run, with how surely, and what they say.
    pub followed: BTreeMap<usize, (Certainty, Rc<Code>)>,
    /// Of each of them, where the user's code leads to it.
    pub origins: BTreeMap<usize, Place>,
    pub failures: BTreeMap<Failure, (Certainty, BTreeSet<Place>)>,
    /// Those of them that look as if they were published: only what surely runs of them is told.
    pub published: BTreeSet<usize>,
    /// What is asked of a module or package that has no such file: its entry and the name.
    pub asked: BTreeSet<(usize, String)>,
}

pub struct Walker<'w, 's> {
    pub modules: &'w Modules,
    pub context: &'w mut CheckContext<'s>,
    pub starts: &'w [Start],
    /// Packages and modules, and whether they look so; see `library.rs`.
    pub published: BTreeMap<String, bool>,
    pub walk: Walk,
    pub queue: BTreeMap<Certainty, VecDeque<usize>>,
    /// One of the modules changes `sys.path`, which is the same for all.
    pub changes_path: bool,
    pub is_missing: bool,
    /// Whether what libraries import is looked into.
    pub follows_libraries: bool,
    /// How many more modules of libraries may be, and of how many bytes together.
    pub left: (usize, u64),
    /// The import that is followed.
    pub place: Option<Place>,
    /// How many more modules may be looked into for names.
    pub patience: usize,
}

/// Of an import's parts, the dotted name and what it is called in code.
pub enum Named {
    Absolute(String),
    Failed(Failure),
}

impl<'w, 's> Walker<'w, 's> {
    /// How many modules are looked into for names that stars may bring.
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

    pub fn code(&mut self, entry: usize) -> Option<Rc<Code>> {
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

    /// The module of the package that `from a import *` takes all from; `None` for others.
    pub fn star(&mut self, entry: usize, import: &Import) -> Option<usize> {
        let Named::Absolute(module) = self.absolute(entry, import) else { return None };
        let minor = self.context.target.runtime.minor;
        let Outcome::Runs { entries, rest: None } = resolve(self.modules, &module, minor) else {
            return None;
        };
        entries.last().copied()
    }

    /// The module an import names, without dots.
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

/// What is `level` dots above a module (PEP 328), without dots; `None` above the topmost package.
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

/// A module as the code of an entry names it, with leading dots or without, as all call it.
pub fn absolute_name(context: &CheckContext, entry: usize, module: &str) -> Option<String> {
    let below = module.trim_start_matches('.');
    match (module.len() - below.len()) as u32 {
        0 => Some(module.to_string()),
        level => absolute(context, entry, level, below),
    }
}
