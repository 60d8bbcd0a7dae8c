//! Uses of attributes of modules: attributes of the standard library that not every version has, such as
//! `inspect.getargspec`, and the attributes of other modules that the user's modules use.

use super::dotted::{Aliases, named};
use super::{Certainty, ModuleAnalysis};
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
    /// The line number, from 1.
    pub line: u32,
    /// How certain it is that the use runs. If it is in a function: that it runs when the function is called.
    pub certainty: Certainty,
    /// The outermost function that it is in.
    pub function: Option<String>,
    /// How many of the imports stand before it.
    pub after: usize,
}

/// What is gathered while a source is walked.
#[derive(Default)]
pub struct Uses {
    /// Modules, by the names that surely stand for them here.
    bound: Aliases,
    /// What names stood for before. They are restored at the end of a scope.
    before: Vec<(String, Option<String>)>,
    /// Uses of attributes of the standard library that not every version has.
    found: Vec<Use>,
    /// Whether uses of other modules are kept.
    keeps_others: bool,
    others: Vec<Use>,
    /// The uses in `others`: the dotted name, and whether the use surely runs when the module is imported.
    known_others: BTreeSet<(String, bool)>,
    /// Dotted names of modules that are used as values, and so may be passed to other code.
    handed_out: BTreeSet<String>,
    /// Names of attributes that the code looks for by `hasattr` or `getattr`.
    looked_for: BTreeSet<String>,
    /// Attributes that the code sets itself: module and name.
    set: BTreeSet<(String, String)>,
}

impl Uses {
    pub fn new(keeps_others: bool) -> Uses {
        Uses { keeps_others, ..Uses::default() }
    }

    /// Notes that from here on, the name stands for that module, or for something unknown.
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

    /// Begins a scope; see [`Uses::leave`].
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

    /// The module and the name of an attribute, if they are known.
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

    /// Notes a module that is used as a value, `inject(m)`: other code may add names to it.
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
        let is_sure = one.certainty == Certainty::Certain && one.function.is_none();
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

    /// Writes the result to `code`: the uses of attributes that the code does not look for first, and what
    /// the code sets.
    pub fn finish(self, code: &mut ModuleAnalysis) {
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
