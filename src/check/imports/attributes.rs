//! Names that the user's modules use as attributes of one another, and that never are there: `m.B`, or `class A(m.B)`, at
//! the top level. Only what surely runs and can be read is told.

use super::names::is_open;
use super::resolve::{Outcome, resolve};
use super::walker::{Failure, Walk, Walker};
use crate::check::modules::is_own;
use crate::python::code::{Certainty, Code, Use};

impl Walker<'_, '_, '_> {
    /// Of a module of the user's that runs as surely as this.
    pub fn uses_of_own(&mut self, entry: usize, code: &Code, certainty: Certainty) {
        for one in &code.uses_of_others {
            // Such names every object has, and some come with its class.
            let is_given = one.name.starts_with("__") && one.name.ends_with("__");
            if is_given || one.function.is_some() || one.certainty < Certainty::Surely {
                continue;
            }
            if let Some(of) = self.never_has(entry, &one.module, &one.name) {
                let failure =
                    Failure::OwnAttribute { module: one.module.clone(), name: one.name.clone(), of };
                self.fail(failure, certainty, entry, one.line, &None);
            }
        }
    }

    /// The user's module of that name, if it surely never has this name.
    fn never_has(&mut self, entry: usize, module: &str, name: &str) -> Option<usize> {
        let minor = self.context.target.runtime.minor;
        let Outcome::Runs { entries, rest: None } = resolve(self.modules, module, minor) else {
            return None;
        };
        let of = *entries.last()?;
        if of == entry || !self.context.plan.entries.get(of).is_some_and(is_own) {
            return None;
        }
        // A file of that name may have been imported elsewhere.
        let whole = resolve(self.modules, &format!("{module}.{name}"), minor);
        if !matches!(whole, Outcome::Runs { rest: Some(_), .. }) {
            return None;
        }
        let code = self.code(of)?;
        let is_sure = !is_open(&code) && !self.has_name(of, name) && !self.is_rebound(module);
        is_sure.then_some(of)
    }
}

/// Takes out what another module that runs may have put there.
pub fn excuse(walk: &mut Walk) {
    let Walk { visited, failures, .. } = walk;
    let is_put = |module: &str, name: &str| {
        visited.values().any(|(_, code)| {
            let is_set = code.attributes_set.contains(name);
            let is_module_made = code.makes_more || code.makes.contains(module);
            let is_dict = |one: &Use| one.module == module && one.name == "__dict__";
            let is_given = code.handed_out.contains(module) || code.uses_of_others.iter().any(is_dict);
            is_set
                || is_module_made
                || is_given
                || code.sets.contains(&(module.to_string(), name.to_string()))
        })
    };
    failures.retain(|failure, _| match failure {
        Failure::OwnAttribute { module, name, .. } => !is_put(module, name),
        _ => true,
    });
}
