//! Names that one module of the user takes from another, and that never exist there: attributes that are used at the
//! top level, such as `m.B` or `class A(m.B)`, and names that `from m import *` takes because `__all__` lists them.
//! Only code that certainly runs and can be read is reported.

use super::names::is_open;
use super::resolve::resolve;
use super::walker::{Failure, Named, Walk, Walker, absolute_name};
use crate::check::context::CheckContext;
use crate::check::import_outcome::ImportOutcome;
use crate::check::modules::is_own;
use crate::collections::BTreeSet;
use crate::python::code::{Certainty, Import, ModuleAnalysis};

impl Walker<'_, '_> {
    /// Records attributes that a user's module uses and other modules of the user never have. `certainty` is that of
    /// the module.
    pub fn uses_of_own(&mut self, entry: usize, code: &ModuleAnalysis, certainty: Certainty) {
        for one in &code.uses_of_others {
            // Every object has some of these names, and its class may give it others.
            let is_given = one.name.starts_with("__") && one.name.ends_with("__");
            if is_given || one.function.is_some() || one.certainty < Certainty::Certain {
                continue;
            }
            let Some(module) = absolute_name(self.context, entry, &one.module) else { continue };
            if let Some(of) = self.never_has(entry, &module, &one.name) {
                let failure = Failure::OwnAttribute { module, name: one.name.clone(), of };
                self.fail(failure, certainty, entry, one.line, &None);
            }
        }
    }

    /// Records names that `from module import *` takes from a user's module that never has them. The names that it
    /// takes are those in `__all__` (CPython, `import_all_from`).
    pub fn exports(&mut self, entry: usize, import: &Import, certainty: Certainty) {
        let Named::Absolute(module) = self.absolute(entry, import) else { return };
        let Some(code) = self.star(entry, import).and_then(|of| self.code(of)) else { return };
        let is_given = |name: &str| name.starts_with("__") && name.ends_with("__");
        for name in code.exports.iter().filter(|name| !is_given(name)) {
            if let Some(of) = self.never_has(entry, &module, name) {
                let failure = Failure::Exported { module: module.clone(), name: name.clone(), of };
                self.fail(failure, certainty, entry, import.line, &import.function);
            }
        }
    }

    /// The entry of the user's module `module`, if this module certainly never has the name `name`.
    fn never_has(&mut self, entry: usize, module: &str, name: &str) -> Option<usize> {
        let minor = self.context.target.runtime.minor;
        let ImportOutcome::Runs { entries, rest: None } = resolve(self.modules, module, minor) else {
            return None;
        };
        let of = *entries.last()?;
        if of == entry || !self.context.plan.entries.get(of).is_some_and(is_own) {
            return None;
        }
        // A submodule of that name may have been imported elsewhere.
        let whole = resolve(self.modules, &format!("{module}.{name}"), minor);
        if !matches!(whole, ImportOutcome::Runs { rest: Some(_), .. }) {
            return None;
        }
        let code = self.code(of)?;
        let is_sure = !is_open(&code) && !self.has_name(of, name) && !self.is_rebound(module);
        is_sure.then_some(of)
    }
}

/// Removes failures for names that another running module may have set.
pub fn excuse(walk: &mut Walk, context: &CheckContext) {
    // Each has the form `module.name`, where a star stands for any.
    let mut put = BTreeSet::new();
    for (entry, (_, code)) in &walk.visited {
        let mut add = |module: &str, name: &str| {
            if let Some(module) = absolute_name(context, *entry, module) {
                put.insert(format!("{module}.{name}"));
            }
        };
        if code.makes_more {
            add("*", "*");
        }
        for module in code.makes.iter().chain(&code.handed_out) {
            add(module, "*");
        }
        for one in code.uses_of_others.iter().filter(|one| one.name == "__dict__") {
            add(&one.module, "*");
        }
        for name in &code.attributes_set {
            add("*", name);
        }
        for (module, name) in &code.sets {
            add(module, name);
        }
    }
    walk.failures.retain(|failure, _| match failure {
        Failure::OwnAttribute { module, name, .. } | Failure::Exported { module, name, .. } => {
            let (module, name) = (module.as_str(), name.as_str());
            let ways = [(module, name), (module, "*"), ("*", name), ("*", "*")];
            !ways.iter().any(|(module, name)| put.contains(&format!("{module}.{name}")))
        }
        _ => true,
    });
}
