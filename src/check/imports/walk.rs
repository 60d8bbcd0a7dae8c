//! Imports followed from where Lambda begins, through the user's own modules.

use super::resolve::{Outcome, Rest, resolve};
use super::walker::{Failure, Named, Place, Start, Walk, Walker};
use crate::check::context::CheckContext;
use crate::check::modules::{Modules, Spot, is_own};
use crate::python::code::{Certainty, Import};
use crate::python::stdlib::Standard;
use crate::python::stdlib_names;
use crate::source::WantsRead;
use std::collections::BTreeSet;

/// Modules that a package makes importable when it is imported itself.
const GIVEN: &[(&str, &str)] = &[("distutils", "setuptools")];

/// What the modules run, from where Lambda begins. Where one of them changes `sys.path`, what lies in
/// any folder may be found by all: by those, too, that were imported before it was met.
pub fn walk(modules: &Modules, starts: &[Start], context: &mut CheckContext) -> Result<Walk, WantsRead> {
    let mut walk = walk_with(modules, starts, context, false)?;
    if walk.visited.values().any(|(_, code)| code.changes_path) {
        walk = walk_with(modules, starts, context, true)?;
    }
    // Who sets what is missing sets it for all.
    let sets = walk.visited.values().flat_map(|(_, code)| &code.sets);
    let sets: BTreeSet<String> = sets.map(|(module, name)| format!("{module}.{name}")).collect();
    walk.failures.retain(|failure, _| match failure {
        Failure::Module { part, .. } | Failure::Attribute { part, .. } => !sets.contains(part),
        _ => true,
    });
    for (module, by) in GIVEN {
        if let Spot::Package(by) = modules.at(by)
            && (walk.libraries.contains(&by) || walk.visited.contains_key(&by))
        {
            let is_given =
                |failure: &Failure| matches!(failure, Failure::Module { part, .. } if part == module);
            walk.failures.retain(|failure, _| !is_given(failure));
        }
    }
    Ok(walk)
}

fn walk_with(
    modules: &Modules,
    starts: &[Start],
    context: &mut CheckContext,
    changes_path: bool,
) -> Result<Walk, WantsRead> {
    let mut walker = Walker::new(modules, context, starts);
    walker.changes_path = changes_path;
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
    if walker.is_missing { Err(WantsRead) } else { Ok(walker.walk) }
}

impl Walker<'_, '_, '_> {
    fn visit(&mut self, entry: usize, certainty: Certainty) {
        if self.walk.visited.contains_key(&entry) {
            return;
        }
        let Some(code) = self.code(entry) else { return };
        self.walk.visited.insert(entry, (certainty, code.clone()));
        let is_published = self.looks_published(entry);
        if is_published {
            self.walk.published.insert(entry);
        }
        let handler = self.starts.iter().find(|start| start.entry == entry).and_then(|s| s.function.clone());
        let least = if is_published { Certainty::Surely } else { Certainty::Perhaps };
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
            let failure = self.import(entry, import, certainty);
            failed.push(failure.is_some());
            if let Some(failure) = failure.filter(|_| certainty >= least) {
                self.fail(failure, certainty, entry, import.line, &import.function);
            }
        }
        for one in &code.uses {
            let local = if one.function.is_some() { Certainty::Perhaps } else { one.certainty };
            let certainty = certainty.min(local).min(one.certainty);
            let (module, minor) = (&one.module, self.context.target.runtime.minor);
            let lacks = match stdlib_names::find(module, &one.name, minor) {
                standard @ (Standard::Gone { .. } | Standard::Coming { .. }) => Some(standard),
                _ => None,
            };
            let is_standard = || resolve(self.modules, module, minor) == Outcome::Elsewhere;
            if let Some(standard) = lacks.filter(|_| certainty >= least && is_standard()) {
                let failure = Failure::Attribute { part: format!("{module}.{}", one.name), standard };
                self.fail(failure, certainty, entry, one.line, &one.function);
            }
        }
    }

    fn fail(
        &mut self,
        failure: Failure,
        certainty: Certainty,
        entry: usize,
        line: u32,
        function: &Option<String>,
    ) {
        let known = self.walk.failures.entry(failure).or_insert((certainty, BTreeSet::new()));
        known.0 = known.0.max(certainty);
        known.1.insert(Place { entry, line, function: function.clone() });
    }

    /// Runs what an import runs; the failure, if it fails.
    fn import(&mut self, entry: usize, import: &Import, certainty: Certainty) -> Option<Failure> {
        let module = match self.absolute(entry, import) {
            Named::Absolute(module) => module,
            Named::Failed(failure) => return Some(failure),
        };
        let minor = self.context.target.runtime.minor;
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
        let is_elsewhere = outcome == Outcome::Elsewhere;
        let asked = [module.as_str(), whole.as_deref().unwrap_or_default()];
        if let Some(failure) = self.run(outcome, certainty, &asked) {
            return Some(failure);
        }
        if is_elsewhere {
            return lacks(&module, name, minor);
        }
        let outcome = resolve(self.modules, whole.as_deref()?, minor);
        self.run(outcome, certainty, &asked)
    }

    fn run(&mut self, outcome: Outcome, certainty: Certainty, asked: &[&str]) -> Option<Failure> {
        match outcome {
            Outcome::Elsewhere => None,
            Outcome::Missing { part, standard } => {
                let names = std::iter::once(part.as_str()).chain(asked.iter().copied());
                let found: Vec<usize> = match self.changes_path {
                    true => names.filter_map(|name| self.modules.anywhere(&name.replace('.', "/"))).collect(),
                    false => Vec::new(),
                };
                // Whether that is the folder, and what else lies there, nobody can tell.
                for entry in &found {
                    self.reach(*entry, certainty.min(Certainty::Perhaps));
                }
                if found.is_empty() { Some(Failure::Module { part, standard }) } else { None }
            }
            Outcome::Runs { entries, rest } => {
                for entry in entries {
                    self.reach(entry, certainty);
                }
                self.rest(rest?)
            }
        }
    }

    fn reach(&mut self, entry: usize, certainty: Certainty) {
        if self.context.plan.entries.get(entry).is_some_and(is_own) {
            self.queue.entry(certainty).or_default().push_back(entry);
        } else {
            self.walk.libraries.insert(entry);
        }
    }

    /// A name that is no file: whether the module or package can have it otherwise.
    fn rest(&mut self, rest: Rest) -> Option<Failure> {
        let plan = self.context.plan;
        let entry = plan.entries.get(rest.of)?;
        let is_own = is_own(entry);
        let is_import = rest.name.contains('.');
        let first = rest.name.split('.').next()?;
        self.walk.asked.insert((rest.of, first.to_string()));
        // What libraries make of themselves is theirs to know.
        if !is_own || self.has_name(rest.of, first) {
            return None;
        }
        let name = rest.name;
        Some(if is_import {
            Failure::Submodule { name, of: rest.of }
        } else {
            Failure::Name { name, of: rest.of }
        })
    }
}

/// A name that the standard library's module lacks in this version: of `from module import name`, or
/// the last part of `import module.name`.
fn lacks(module: &str, name: Option<&str>, minor: u8) -> Option<Failure> {
    let (of, name) = name.map(|name| (module, name)).or_else(|| module.rsplit_once('.'))?;
    match stdlib_names::find(of, name, minor) {
        standard @ (Standard::Gone { .. } | Standard::Coming { .. }) => {
            Some(Failure::Module { part: format!("{of}.{name}"), standard })
        }
        _ => None,
    }
}
