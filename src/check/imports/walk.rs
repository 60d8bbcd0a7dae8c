//! Imports followed from where Lambda begins, through the user's own modules.

use super::resolve::{Outcome, Rest, resolve};
use crate::check::Subject;
use crate::check::modules::{Modules, below_root, dotted, is_own};
use crate::python::code::{Certainty, Code, Import, Name};
use crate::python::stdlib::Standard;
use crate::source::Missing;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

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
    /// A module of the user's has no such name.
    Name { name: String, of: usize },
    /// A library's package has no such module.
    Submodule { name: String, of: usize },
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
    /// Entries of libraries that are imported.
    pub libraries: BTreeSet<usize>,
    pub failures: BTreeMap<Failure, (Certainty, BTreeSet<Place>)>,
}

struct Walker<'w, 's, 'p> {
    modules: &'w Modules<'p>,
    subject: &'w mut Subject<'s>,
    starts: &'w [Start],
    walk: Walk,
    queue: BTreeMap<Certainty, VecDeque<usize>>,
    is_missing: bool,
}

pub fn walk(modules: &Modules, starts: &[Start], subject: &mut Subject) -> Result<Walk, Missing> {
    let mut walker =
        Walker { modules, subject, starts, walk: Walk::default(), queue: BTreeMap::new(), is_missing: false };
    for start in starts {
        walker.queue.entry(start.certainty).or_default().push_back(start.entry);
    }
    // What runs most surely first, so that each module is met at its surest.
    while let Some(mut most) = walker.queue.last_entry() {
        let certainty = *most.key();
        match most.get_mut().pop_front() {
            Some(entry) => walker.visit(entry, certainty),
            None => {
                most.remove();
            }
        }
    }
    if walker.is_missing { Err(Missing) } else { Ok(walker.walk) }
}

/// Of an import's parts, the dotted name and what it is called in code.
enum Named {
    Absolute(String),
    Failed(Failure),
}

impl Walker<'_, '_, '_> {
    fn code(&mut self, entry: usize) -> Option<Rc<Code>> {
        let plan = self.subject.plan;
        let entry = plan.entries.get(entry).filter(|entry| entry.path.ends_with(".py"))?;
        let minor = self.subject.target.runtime.minor;
        match self.subject.shelf.code(&entry.content, entry.size, minor, self.subject.store) {
            Ok(code) => Some(code),
            Err(Missing) => {
                self.is_missing = true;
                None
            }
        }
    }

    fn visit(&mut self, entry: usize, certainty: Certainty) {
        if self.walk.visited.contains_key(&entry) {
            return;
        }
        let Some(code) = self.code(entry) else { return };
        self.walk.visited.insert(entry, (certainty, code.clone()));
        let handler = self.starts.iter().find(|start| start.entry == entry).and_then(|s| s.function.clone());
        // What is imported under guard elsewhere in the module may be absent.
        let tops = |import: &Import| import.module.split('.').next().unwrap_or_default().to_string();
        let guarded: BTreeSet<String> =
            code.imports.iter().filter(|one| one.certainty == Certainty::Guarded).map(tops).collect();
        let mut failed = Vec::with_capacity(code.imports.len());
        for import in &code.imports {
            let mut local = import.certainty;
            if local == Certainty::Perhaps && import.level == 0 && guarded.contains(&tops(import)) {
                local = Certainty::Guarded;
            }
            if import.function.is_some() && import.function != handler {
                local = local.min(Certainty::Perhaps);
            }
            if let Some(body) = &import.fallback_for
                && !failed.get(body.clone()).is_some_and(|body: &[bool]| body.contains(&true))
            {
                local = Certainty::Guarded;
            }
            let certainty = certainty.min(local);
            let failure = self.import(entry, import, certainty, &code);
            failed.push(failure.is_some());
            if let Some(failure) = failure.filter(|_| certainty > Certainty::Guarded) {
                let place = Place { entry, line: import.line, function: import.function.clone() };
                let known = self.walk.failures.entry(failure).or_insert((certainty, BTreeSet::new()));
                known.0 = known.0.max(certainty);
                known.1.insert(place);
            }
        }
    }

    /// Runs what an import runs; the failure, if it fails.
    fn import(
        &mut self,
        entry: usize,
        import: &Import,
        certainty: Certainty,
        code: &Code,
    ) -> Option<Failure> {
        let module = match self.absolute(entry, import) {
            Named::Absolute(module) => module,
            Named::Failed(failure) => return Some(failure),
        };
        let minor = self.subject.target.runtime.minor;
        let name = import.name.as_deref().filter(|name| *name != "*");
        // `from . import a` at the top of a namespace names nothing but its files.
        let outcome = match (module.is_empty(), name) {
            (true, Some(name)) => resolve(self.modules, name, minor),
            (true, None) => return None,
            (false, _) => resolve(self.modules, &module, minor),
        };
        let whole = name.filter(|_| !module.is_empty()).map(|name| format!("{module}.{name}"));
        // What is wanted says best who brings it.
        let outcome = match (&outcome, &whole) {
            (Outcome::Missing { .. }, Some(whole)) => resolve(self.modules, whole, minor),
            _ => outcome,
        };
        if let Some(failure) = self.run(outcome, certainty, code) {
            return Some(failure);
        }
        let outcome = resolve(self.modules, &whole?, minor);
        self.run(outcome, certainty, code)
    }

    fn run(&mut self, outcome: Outcome, certainty: Certainty, code: &Code) -> Option<Failure> {
        match outcome {
            Outcome::Elsewhere => None,
            Outcome::Missing { part, .. }
                if code.changes_path && self.modules.is_anywhere(&part.replace('.', "/")) =>
            {
                None
            }
            Outcome::Missing { part, standard } => Some(Failure::Module { part, standard }),
            Outcome::Runs { entries, rest } => {
                let plan = self.subject.plan;
                for entry in entries {
                    match plan.entries.get(entry).is_some_and(is_own) {
                        true => self.queue.entry(certainty).or_default().push_back(entry),
                        false => {
                            self.walk.libraries.insert(entry);
                        }
                    }
                }
                self.rest(rest?)
            }
        }
    }

    /// A name that is no file: whether the module or package can have it otherwise.
    fn rest(&mut self, rest: Rest) -> Option<Failure> {
        let plan = self.subject.plan;
        let entry = plan.entries.get(rest.of)?;
        let is_own = is_own(entry);
        let is_import = rest.name.contains('.');
        // What libraries make of themselves is theirs to know.
        if !is_own || self.has_name(rest.of, rest.name.split('.').next()?, &mut BTreeSet::new()) {
            return None;
        }
        let name = rest.name;
        Some(if is_import {
            Failure::Submodule { name, of: rest.of }
        } else {
            Failure::Name { name, of: rest.of }
        })
    }

    /// Whether a module of the user's has a name, or may have it.
    fn has_name(&mut self, entry: usize, name: &str, seen: &mut BTreeSet<usize>) -> bool {
        if !seen.insert(entry) {
            return false;
        }
        let Some(code) = self.code(entry) else { return true };
        if code.has_hidden_names
            || code.fault.is_some()
            || code.names.contains_key(name)
            || code.names.contains_key("__getattr__")
            || is_given(name)
        {
            return true;
        }
        let stars: Vec<&Import> =
            code.imports.iter().filter(|import| import.name.as_deref() == Some("*")).collect();
        stars.into_iter().any(|star| match self.star(entry, star) {
            Some(of) => self.has_name(of, name, seen),
            None => true,
        })
    }

    /// The user's module that `from a import *` takes all from; `None` for others.
    pub fn star(&mut self, entry: usize, import: &Import) -> Option<usize> {
        let Named::Absolute(module) = self.absolute(entry, import) else { return None };
        let minor = self.subject.target.runtime.minor;
        let Outcome::Runs { entries, rest: None } = resolve(self.modules, &module, minor) else {
            return None;
        };
        let last = *entries.last()?;
        self.subject.plan.entries.get(last).filter(|entry| is_own(entry)).map(|_| last)
    }

    /// The module an import names, without dots.
    fn absolute(&self, entry: usize, import: &Import) -> Named {
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
        let path = self.subject.plan.entries.get(entry).map(|entry| below_root(entry, self.subject.target));
        let Some((own, is_package)) = path.and_then(dotted) else { return failed() };
        let mut parts: Vec<&str> = own.split('.').collect();
        for _ in 0..import.level - u32::from(is_package) {
            parts.pop();
        }
        if parts.is_empty() {
            return failed();
        }
        if !import.module.is_empty() {
            parts.push(&import.module);
        }
        Named::Absolute(parts.join("."))
    }
}

/// Names every module has.
fn is_given(name: &str) -> bool {
    matches!(
        name,
        "__name__"
            | "__doc__"
            | "__file__"
            | "__spec__"
            | "__loader__"
            | "__package__"
            | "__path__"
            | "__dict__"
            | "__builtins__"
            | "__annotations__"
    )
}

/// Whether the module of an entry has a function, and which; follows `from x import handler`.
pub fn find_function(
    modules: &Modules,
    entry: usize,
    name: &str,
    subject: &mut Subject,
) -> Result<Function, Missing> {
    let mut walker = Walker {
        modules,
        subject,
        starts: &[],
        walk: Walk::default(),
        queue: BTreeMap::new(),
        is_missing: false,
    };
    let found = walker.function(entry, name, &mut BTreeSet::new());
    if walker.is_missing { Err(Missing) } else { Ok(found) }
}

/// What became of a handler's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Function {
    Plain,
    /// `async def` without a decorator, in that entry and line.
    Async {
        entry: usize,
        line: u32,
    },
    /// It may be there: nobody can tell.
    Unknown,
    Absent,
}

impl Walker<'_, '_, '_> {
    fn function(&mut self, entry: usize, name: &str, seen: &mut BTreeSet<usize>) -> Function {
        if !seen.insert(entry) {
            return Function::Absent;
        }
        let is_own = self.subject.plan.entries.get(entry).is_some_and(is_own);
        let Some(code) = self.code(entry).filter(|_| is_own) else { return Function::Unknown };
        match code.names.get(name) {
            Some(Name::Function { is_async: true, is_decorated: false, line }) => {
                Function::Async { entry, line: *line }
            }
            Some(Name::Function { .. } | Name::Other) => Function::Plain,
            Some(Name::Import(index)) => match code.imports.get(*index) {
                Some(import) => self.imported_function(entry, import, seen),
                None => Function::Unknown,
            },
            None if code.has_hidden_names
                || code.fault.is_some()
                || code.names.contains_key("__getattr__") =>
            {
                Function::Unknown
            }
            None => {
                let stars: Vec<&Import> =
                    code.imports.iter().filter(|import| import.name.as_deref() == Some("*")).collect();
                let found = stars.into_iter().map(|star| match self.star(entry, star) {
                    Some(of) => self.function(of, name, seen),
                    None => Function::Unknown,
                });
                // A name one of them has, or else may have.
                let found: Vec<Function> = found.collect();
                let certain =
                    found.iter().find(|found| matches!(found, Function::Plain | Function::Async { .. }));
                certain
                    .or(found.iter().find(|found| **found == Function::Unknown))
                    .cloned()
                    .unwrap_or(Function::Absent)
            }
        }
    }

    /// Where an import fails, it is the import that is reported.
    fn imported_function(&mut self, entry: usize, import: &Import, seen: &mut BTreeSet<usize>) -> Function {
        match (self.star(entry, import), &import.name) {
            (Some(of), Some(name)) => match self.function(of, name, seen) {
                Function::Absent => Function::Unknown,
                found => found,
            },
            _ => Function::Unknown,
        }
    }
}
