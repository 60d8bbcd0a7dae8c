//! Names that one module of the user takes from another too early: `from a import x`, or `a.x`, while `a` itself is
//! still at an import above the definition of `x`. Only certain failures are reported. An import in a function or
//! under a condition may have run before, so nothing is certain about the modules that it leads to.

use super::resolve::resolve;
use super::walker::{Failure, ImportSite, Named, Walker, absolute_name};
use crate::check::import_outcome::ImportOutcome;
use crate::check::modules::is_own;
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::code::{Certainty, Import, ModuleAnalysis, Name};

/// A running module, and the index of its current import.
struct Frame {
    entry: usize,
    at: usize,
}

/// The state while modules run one after another, in the order of CPython.
#[derive(Default)]
struct Run {
    frames: Vec<Frame>,
    /// The modules of the frames, each with the index of its current import.
    running: BTreeMap<usize, usize>,
    done: BTreeSet<usize>,
    /// Modules that may have run before.
    unsure: BTreeSet<usize>,
}

impl Walker<'_, '_> {
    /// The first name that is used too early, and the place of the use, when these modules run in this order. Follows
    /// only imports that certainly run.
    pub fn early(&mut self, starts: &[usize]) -> Option<(Failure, ImportSite)> {
        let mut run = Run::default();
        for start in starts {
            if run.done.contains(start) {
                continue;
            }
            run.frames.push(Frame { entry: *start, at: 0 });
            while let Some(Frame { entry, at }) = run.frames.last().map(|one| Frame { ..*one }) {
                let code = self.code(entry).unwrap_or_default();
                if let Some(found) = self.used_too_early(&run, entry, at, &code) {
                    return Some(found);
                }
                let Some(import) = code.imports.get(at) else {
                    run.frames.pop();
                    run.running.remove(&entry);
                    run.done.insert(entry);
                    continue;
                };
                run.running.insert(entry, at);
                let entries = self.own_entries(entry, import);
                let is_sure = import.certainty == Certainty::Certain
                    && import.function.is_none()
                    && import.fallback_for.is_none();
                if !is_sure {
                    self.doubt(&mut run, entries);
                } else if let Some(next) =
                    entries.iter().find(|one| !run.done.contains(one) && !run.running.contains_key(one))
                {
                    run.frames.push(Frame { entry: *next, at: 0 });
                    continue;
                } else if let Some(failure) = self.too_early(&run, entry, import) {
                    return Some((failure, ImportSite { entry, line: import.line, function: None }));
                }
                run.frames.last_mut().into_iter().for_each(|frame| frame.at += 1);
            }
        }
        None
    }

    /// The user's modules that an import runs.
    fn own_entries(&self, entry: usize, import: &Import) -> Vec<usize> {
        let Named::Absolute(module) = self.absolute(entry, import) else { return Vec::new() };
        let minor = self.context.target.runtime.minor;
        let whole = import.name.iter().map(|name| match module.is_empty() {
            true => name.clone(),
            false => format!("{module}.{name}"),
        });
        let mut found = Vec::new();
        for name in [module.clone()].into_iter().chain(whole).filter(|name| !name.is_empty()) {
            if let ImportOutcome::Runs { entries, .. } = resolve(self.modules, &name, minor) {
                found.extend(entries);
            }
        }
        let is_own = |index: &usize| self.context.plan.entries.get(*index).is_some_and(is_own);
        found.retain(is_own);
        found
    }

    /// Marks these modules, and all modules that they import, as modules that may have run before.
    fn doubt(&mut self, run: &mut Run, mut waiting: Vec<usize>) {
        while let Some(entry) = waiting.pop() {
            if run.unsure.insert(entry) {
                let code = self.code(entry).unwrap_or_default();
                waiting.extend(code.imports.iter().flat_map(|import| self.own_entries(entry, import)));
            }
        }
    }

    /// The failure, if an import takes a name that is not defined yet.
    fn too_early(&mut self, run: &Run, entry: usize, import: &Import) -> Option<Failure> {
        let name = import.name.as_deref().filter(|name| *name != "*")?;
        let Named::Absolute(module) = self.absolute(entry, import) else { return None };
        let of = self.without(run, &module, name)?;
        Some(Failure::Early { name: name.to_string(), of })
    }

    /// The first attribute that another module does not have yet, among those that a module uses between two of its
    /// imports: before the import `at`, and after the one before it.
    fn used_too_early(
        &mut self,
        run: &Run,
        entry: usize,
        at: usize,
        code: &ModuleAnalysis,
    ) -> Option<(Failure, ImportSite)> {
        let uses = &code.uses_of_others;
        let first = uses.partition_point(|one| one.after < at);
        for one in uses.iter().skip(first).take_while(|one| one.after == at) {
            let is_sure = one.certainty == Certainty::Certain && one.function.is_none();
            let Some(module) = absolute_name(self.context, entry, &one.module) else { continue };
            if !is_sure || code.attributes_set.contains(&one.name) || self.is_rebound(&module) {
                continue;
            }
            if let Some(of) = self.without(run, &module, &one.name).filter(|of| *of != entry) {
                let failure = Failure::EarlyAttribute { name: one.name.clone(), of };
                return Some((failure, ImportSite { entry, line: one.line, function: None }));
            }
        }
        None
    }

    /// Whether a package uses the name of its submodule `module` for something else: `from .app import app`.
    pub fn is_rebound(&mut self, module: &str) -> bool {
        let Some((package, name)) = module.rsplit_once('.') else { return false };
        let minor = self.context.target.runtime.minor;
        let ImportOutcome::Runs { entries, rest: None } = resolve(self.modules, package, minor) else {
            return true;
        };
        let Some(of) = entries.last().copied() else { return false };
        let Some(code) = self.code(of) else { return true };
        match code.names.get(name) {
            None => false,
            Some(Name::Import(index)) => !code.imports.get(*index).is_some_and(|import| {
                let is_it = import.name.as_deref() == Some(name);
                is_it && matches!(self.absolute(of, import), Named::Absolute(from) if from == package)
            }),
            Some(_) => true,
        }
    }

    /// The entry of the module `module`, if it is running and certainly does not have the name `name` yet.
    fn without(&mut self, run: &Run, module: &str, name: &str) -> Option<usize> {
        let minor = self.context.target.runtime.minor;
        let ImportOutcome::Runs { entries, rest: None } = resolve(self.modules, module, minor) else {
            return None;
        };
        let of = *entries.last()?;
        let at = *run.running.get(&of)?;
        let since = run.frames.iter().skip_while(|frame| frame.entry != of);
        if since.into_iter().any(|frame| run.unsure.contains(&frame.entry)) {
            return None;
        }
        // A submodule of that name has its own file, and does not have to be defined in the module.
        let whole = resolve(self.modules, &format!("{module}.{name}"), minor);
        if !matches!(whole, ImportOutcome::Runs { rest: Some(_), .. }) {
            return None;
        }
        let code = self.code(of)?;
        let has_stars = || code.imports.iter().take(at).any(|one| one.name.as_deref() == Some("*"));
        let is_later = code.bound_after.get(name).is_some_and(|after| *after > at);
        (is_later && !is_open(&code) && !has_stars()).then_some(of)
    }
}

/// Whether a module may have names that cannot be read from its source.
fn is_open(code: &ModuleAnalysis) -> bool {
    code.has_hidden_names || code.fault.is_some() || code.names.contains_key("__getattr__")
}
