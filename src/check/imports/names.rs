//! Whether modules have a name, including names that come by `import *`.

use super::walker::Walker;
use crate::check::context::CheckContext;
use crate::check::modules::{Modules, is_own};
use crate::collections::BTreeSet;
use crate::python::code::{Import, ModuleAnalysis, Name};
use crate::source::WantsRead;

/// Finds a function by name in the module of an entry. Follows imports such as `from x import handler`.
pub fn find_function(
    modules: &Modules,
    entry: usize,
    name: &str,
    context: &mut CheckContext,
) -> Result<Function, WantsRead> {
    let mut walker = Walker::new(modules, context, &[]);
    let found = walker.function(entry, name);
    if walker.is_missing { Err(WantsRead) } else { Ok(found) }
}

/// Whether an entry is a module that cannot be a package: see [`Walker::is_plain_module`].
pub fn is_plain_module(
    modules: &Modules,
    entry: usize,
    context: &mut CheckContext,
) -> Result<bool, WantsRead> {
    let mut walker = Walker::new(modules, context, &[]);
    let is_plain = walker.is_plain_module(entry);
    if walker.is_missing { Err(WantsRead) } else { Ok(is_plain) }
}

/// The result of looking for a handler's function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Function {
    Plain,
    /// `async def` without a decorator, in that entry and line.
    Async {
        entry: usize,
        line: u32,
    },
    /// It is in that entry and line, and cannot be called with an event and a context.
    Uncallable {
        entry: usize,
        line: u32,
        /// What it is instead of a function.
        what: Option<&'static str>,
    },
    /// The function may exist: this cannot be determined.
    Unknown,
    Absent,
}

fn stars(code: &ModuleAnalysis) -> impl Iterator<Item = &Import> {
    code.imports.iter().filter(|import| import.name.as_deref() == Some("*"))
}

/// Whether a module may have names that cannot be read from its source.
fn is_opaque(code: &ModuleAnalysis) -> bool {
    code.has_hidden_names || code.fault.is_some() || code.names.contains_key("__getattr__")
}

/// Like [`is_opaque`], for a module of a library. Libraries have more ways to create names.
fn is_opaque_library(code: &ModuleAnalysis) -> bool {
    is_opaque(code) || code.is_handed_out || code.makes_more
}

/// Whether a module of the user may get names that cannot be read, including names that other modules set.
pub fn is_open(code: &ModuleAnalysis) -> bool {
    is_opaque_library(code) || !code.makes.is_empty()
}

impl Walker<'_, '_> {
    /// Whether an entry is a module, not a package, that has no names or submodules that cannot be read from its
    /// source.
    pub fn is_plain_module(&mut self, entry: usize) -> bool {
        let is_package =
            self.context.plan.entries.get(entry).is_none_or(|entry| entry.path.ends_with("/__init__.py"));
        let Some(code) = self.code(entry).filter(|_| !is_package) else { return false };
        let is_made = code.makes_more || !code.makes.is_empty() || code.names.contains_key("__path__");
        !is_opaque_library(&code) && !is_made && stars(&code).next().is_none()
    }

    /// Whether a module has a name, or may have it.
    pub fn has_name(&mut self, entry: usize, name: &str) -> bool {
        if is_given(name) {
            return true;
        }
        // A list instead of recursion: a chain of star imports can be as long as the number of files.
        let mut waiting = vec![entry];
        let mut seen = BTreeSet::new();
        while let Some(entry) = waiting.pop() {
            if !seen.insert(entry) {
                continue;
            }
            let Some(left) = self.patience.checked_sub(1) else { return true };
            self.patience = left;
            let Some(code) = self.code(entry) else { return true };
            let is_own = self.context.plan.entries.get(entry).is_some_and(is_own);
            if is_opaque(&code) || (!is_own && is_opaque_library(&code)) || code.names.contains_key(name) {
                return true;
            }
            for star in stars(&code) {
                match self.star(entry, star) {
                    Some(of) => waiting.push(of),
                    None => return true,
                }
            }
        }
        false
    }

    /// Whether a module that runs sets an attribute of this name: `app.handler = f`.
    fn is_set_elsewhere(&self, name: &str) -> bool {
        self.walk.visited.values().any(|(_, code)| code.attributes_set.contains(name))
    }

    fn function(&mut self, entry: usize, name: &str) -> Function {
        let mut waiting = vec![(entry, name.to_string())];
        let mut seen = BTreeSet::new();
        let mut if_none = Function::Absent;
        while let Some((entry, name)) = waiting.pop() {
            if !seen.insert((entry, name.clone())) {
                continue;
            }
            let is_own = self.context.plan.entries.get(entry).is_some_and(is_own);
            let Some(code) = self.code(entry) else {
                if_none = Function::Unknown;
                continue;
            };
            match code.names.get(&name) {
                Some(Name::Function { is_decorated: false, takes_event: false, line, .. })
                    if is_own && !is_opaque(&code) && !self.is_set_elsewhere(&name) =>
                {
                    return Function::Uncallable { entry, line: *line, what: None };
                }
                Some(Name::Value { what, line })
                    if is_own && !is_opaque(&code) && !self.is_set_elsewhere(&name) =>
                {
                    return Function::Uncallable { entry, line: *line, what: Some(*what) };
                }
                Some(Name::Function { is_async: true, is_decorated: false, line, .. }) => {
                    return Function::Async { entry, line: *line };
                }
                Some(Name::Function { .. } | Name::Value { .. } | Name::Other) => return Function::Plain,
                Some(Name::Import(index)) => {
                    // If the import itself fails, another finding reports it.
                    if_none = Function::Unknown;
                    let import = code.imports.get(*index);
                    let of = import.and_then(|import| self.star(entry, import));
                    waiting.extend(of.zip(import.and_then(|import| import.name.clone())));
                }
                None if is_opaque(&code) || (!is_own && is_opaque_library(&code)) => {
                    if_none = Function::Unknown
                }
                None => {
                    let before = waiting.len();
                    for star in stars(&code) {
                        match self.star(entry, star) {
                            Some(of) => waiting.push((of, name.clone())),
                            None => if_none = Function::Unknown,
                        }
                    }
                    // The first star import is searched first.
                    waiting[before..].reverse();
                }
            }
        }
        if_none
    }
}

/// Whether every module has this name.
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
