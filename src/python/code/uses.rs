//! Attributes of modules: `inspect.getargspec`, which not every version of the standard library has, and
//! what the user's modules use of others.

use super::conditions::{Aliases, named};
use super::{Certainty, Code};
use crate::collections::BTreeSet;
use crate::python::stdlib_names;
use ruff_python_ast::Expr;

/// An attribute of a module, where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Dotted, with the leading dots of a relative import.
    pub module: String,
    /// The attribute.
    pub name: String,
    /// Counted from one.
    pub line: u32,
    /// Whether it happens when the module is imported.
    pub certainty: Certainty,
    /// The outermost function it stands in.
    pub function: Option<String>,
    /// How many of the imports stand before it.
    pub after: usize,
}

/// What is gathered while a source is walked.
#[derive(Default)]
pub struct Uses {
    /// Modules by the names they are surely bound to here.
    bound: Aliases,
    /// What names were bound to before, to go back at the end of a scope.
    before: Vec<(String, Option<String>)>,
    /// Of the standard library, what not every version has.
    found: Vec<Use>,
    /// Whether what is used of other modules is kept.
    keeps_others: bool,
    others: Vec<Use>,
    /// Such as are known: dotted, and whether they surely run when the module is imported.
    known_others: BTreeSet<(String, bool)>,
    /// Modules that are given to others, as they are or by their `__dict__`.
    handed_out: BTreeSet<String>,
    /// Names the code looks for, by `hasattr` or `getattr`.
    looked_for: BTreeSet<String>,
    /// Module and name that the code sets itself.
    set: BTreeSet<(String, String)>,
}

impl Uses {
    pub fn new(keeps_others: bool) -> Uses {
        Uses { keeps_others, ..Uses::default() }
    }

    /// From here on the name is that module, or something of which nobody knows.
    pub fn bind(&mut self, name: &str, module: Option<&str>) {
        let module = module.filter(|module| self.keeps_others || stdlib_names::has_names_below(module));
        let before = match module {
            Some(module) => self.bound.insert(name.to_string(), module.to_string()),
            None => self.bound.remove(name),
        };
        if before.is_some() || module.is_some() {
            self.before.push((name.to_string(), before));
        }
    }

    /// The beginning of a scope; see [`Uses::leave`].
    pub fn enter(&self) -> usize {
        self.before.len()
    }

    pub fn leave(&mut self, scope: usize) {
        while self.before.len() > scope {
            match self.before.pop() {
                Some((name, Some(module))) => self.bound.insert(name, module),
                Some((name, None)) => self.bound.remove(&name),
                None => return,
            };
        }
    }

    /// Module and name of an attribute.
    pub fn known(&self, expr: &Expr) -> Option<(String, String)> {
        let mut base = expr;
        while let Expr::Attribute(attribute) = base {
            base = &attribute.value;
        }
        let is_bound = matches!(base, Expr::Name(name) if self.bound.contains_key(name.id.as_str()));
        let dotted = is_bound.then(|| named(&self.bound, expr)).flatten()?;
        let (module, name) = dotted.rsplit_once('.')?;
        let is_wanted = self.keeps_others || stdlib_names::is_listed(module, name);
        is_wanted.then(|| (module.to_string(), name.to_string()))
    }

    /// A module that is a value by itself, `inject(m)`, may be given names.
    pub fn hand_out(&mut self, expr: &Expr) {
        if self.keeps_others
            && let Expr::Name(_) | Expr::Attribute(_) = expr
            && let Some(module) = named(&self.bound, expr)
        {
            self.handed_out.insert(module);
        }
    }

    pub fn add(&mut self, one: Use) {
        if stdlib_names::is_listed(&one.module, &one.name) {
            self.found.push(one);
            return;
        }
        let is_sure = one.certainty == Certainty::Surely && one.function.is_none();
        if self.known_others.insert((format!("{}.{}", one.module, one.name), is_sure)) {
            self.others.push(one);
        }
    }

    /// `hasattr(time, "clock")`, `getattr(time, "clock", None)`, `setattr(time, "clock", clock)`.
    pub fn call(&mut self, function: &str, arguments: &[Expr]) {
        let (Some(of), Some(Expr::StringLiteral(name))) = (arguments.first(), arguments.get(1)) else {
            return;
        };
        let name = name.value.to_str().to_string();
        match function {
            "hasattr" | "getattr" => {
                self.looked_for.insert(name);
            }
            "setattr" => {
                if let Some(module) = named(&self.bound, of) {
                    self.set(module, name);
                }
            }
            _ => {}
        }
    }

    pub fn set(&mut self, module: String, name: String) {
        self.set.insert((module, name));
    }

    /// Puts what is used without a look whether it is there, and what is set, where others find it.
    pub fn finish(self, code: &mut Code) {
        let Uses { mut found, mut others, looked_for, set, handed_out, .. } = self;
        for uses in [&mut found, &mut others] {
            uses.retain(|one| !looked_for.contains(&one.name));
        }
        (code.uses, code.uses_of_others, code.sets) = (found, others, set);
        code.handed_out = handed_out;
    }
}

/// Whether an expression is read, not set or deleted.
pub fn is_load(expr: &Expr) -> bool {
    match expr {
        Expr::Attribute(attribute) => attribute.ctx.is_load(),
        _ => true,
    }
}
