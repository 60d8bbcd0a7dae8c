//! A walk over the syntax tree that notes imports and names.

use super::conditions::{Context, Flags, Truth, truth};
use super::dotted::{Aliases, named};
use super::environment;
use super::exports::Exports;
use super::handlers;
use super::modules::Made;
use super::uses::{Uses, is_load};
use super::{Certainty, ModuleAnalysis, Name, line_of};
use crate::collections::BTreeSet;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Mod, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};
use std::ops::Range;

pub fn read(module: &Mod, text: &str, minor: u8, (is_own, has_words): (bool, bool)) -> ModuleAnalysis {
    let mut reader = Reader {
        code: ModuleAnalysis::default(),
        text: text.as_bytes(),
        minor,
        known: (0, 1),
        certainty: Certainty::Certain,
        function: None,
        is_top: true,
        is_dead: false,
        aliases: Aliases::new(),
        flags: Flags::new(),
        fallback_for: None,
        passes_load_errors: false,
        looked_for: None,
        uses: Uses::new(is_own),
        made: Made::default(),
        exports: Exports::default(),
        is_lenient: false,
        are_asks_caught: false,
        // Annotations are not evaluated since 3.14 (PEP 649), and with `from __future__ import annotations`.
        has_lazy_annotations: minor >= 14,
        has_words,
        is_docstring: false,
        is_base: false,
        inner_names: BTreeSet::new(),
    };
    match module {
        Mod::Module(module) => reader.all(&module.body),
        Mod::Expression(_) => {}
    }
    reader.uses.finish(&mut reader.code);
    reader.made.finish(&mut reader.code);
    reader.exports.finish(&mut reader.code);
    reader.code
}

pub struct Reader<'t> {
    pub code: ModuleAnalysis,
    pub text: &'t [u8],
    minor: u8,
    /// A known offset and its line. Later lines are counted from there on.
    known: (usize, u32),
    pub certainty: Certainty,
    pub function: Option<String>,
    /// Whether names that are bound belong to the module.
    pub is_top: bool,
    /// Whether the code never runs on Lambda.
    pub is_dead: bool,
    pub aliases: Aliases,
    flags: Flags,
    pub fallback_for: Option<Range<usize>>,
    /// Whether the guards around the code catch only the error of a missing module, and no other errors.
    pub passes_load_errors: bool,
    /// The module that a condition around the code looks for, see [`Import::looked_for`].
    pub looked_for: Option<String>,
    pub uses: Uses,
    /// Whether the next expression is the base of an attribute.
    is_base: bool,
    pub made: Made,
    pub exports: Exports,
    /// Whether the error of a missing attribute is caught.
    pub is_lenient: bool,
    /// Whether the error of a lookup that finds nothing is caught.
    pub are_asks_caught: bool,
    /// Whether the words of strings are kept.
    pub has_words: bool,
    /// Whether a string that is a statement of its own is visited, such as a docstring.
    pub is_docstring: bool,
    /// Whether annotations are not evaluated.
    pub has_lazy_annotations: bool,
    /// Variables whose value is a path in the package.
    pub inner_names: BTreeSet<String>,
}

impl Reader<'_> {
    pub fn line(&mut self, at: TextSize) -> u32 {
        let at = at.to_usize();
        let (from, line) = self.known;
        let line = match self.text.get(from..at) {
            Some(between) => line + line_of(between, between.len()) - 1,
            None => line_of(self.text, at),
        };
        self.known = (at, line);
        line
    }

    pub fn all(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.visit_stmt(stmt);
        }
    }

    /// Visits statements that run with this certainty at most.
    pub fn all_at(&mut self, certainty: Certainty, body: &[Stmt]) {
        let before = self.certainty;
        self.certainty = before.min(certainty);
        self.all(body);
        self.certainty = before;
    }

    fn context(&self) -> Context<'_> {
        Context { minor: self.minor, aliases: &self.aliases, flags: &self.flags }
    }

    pub fn truth(&self, test: &Expr) -> Truth {
        truth(test, &self.context())
    }

    /// Notes `NAME = condition` if it surely runs: the name stands for the condition until it is bound again.
    fn flag(&mut self, target: &Expr, value: &Expr) {
        // The value of a variable of the environment is more than a condition: such names are often bound again.
        let values = value.as_bool_op_expr().map_or(std::slice::from_ref(value), |all| &all.values);
        let is_condition = !matches!(value, Expr::BooleanLiteral(_) | Expr::NumberLiteral(_))
            && values.iter().all(|value| environment::value(value, &self.aliases).is_none());
        if let Expr::Name(name) = target
            && is_condition
            && self.is_top
            && self.certainty == Certainty::Certain
            && self.fallback_for.is_none()
        {
            let truth = self.truth(value);
            if truth != Truth::Unknown {
                self.flags.insert(name.id.to_string(), truth);
            }
        }
    }

    /// Notes `__all__ = […]` if it surely runs.
    fn export(&mut self, target: &Expr, value: &Expr) {
        if self.is_top && self.certainty == Certainty::Certain && self.fallback_for.is_none() {
            self.exports.assign(target, value);
        }
    }

    pub fn bind(&mut self, name: &str, value: Name) {
        if !self.is_dead {
            self.uses.bind(name, None);
        }
        if self.is_top && !self.is_dead {
            self.flags.remove(name);
            self.code.bound_after.entry(name.to_string()).or_insert(self.code.imports.len());
            self.code.names.insert(name.to_string(), value);
        }
    }

    pub fn dotted(&self, expr: &Expr) -> Option<String> {
        named(&self.aliases, expr)
    }

    /// Visits statements that never run. They bind no names.
    pub fn all_dead(&mut self, body: &[Stmt]) {
        let before = std::mem::replace(&mut self.is_dead, true);
        self.all_at(Certainty::Guarded, body);
        self.is_dead = before;
    }

    fn function(&mut self, function: &StmtFunctionDef) {
        let name = function.name.as_str();
        let is_decorated = !function.decorator_list.is_empty();
        let line = self.line(function.name.start());
        if let Some(kind) = handlers::kind(name, &function.parameters, function.is_async && !is_decorated) {
            self.handler(name, kind);
        }
        self.factory(function);
        let takes_event = handlers::takes_event(&function.parameters) || self.certainty < Certainty::Certain;
        self.bind(name, Name::Function { is_async: function.is_async, is_decorated, takes_event, line });
        function.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
        self.visit_parameters(&function.parameters);
        function.returns.iter().for_each(|returns| self.visit_annotation(returns));
        let scope = self.uses.enter();
        function.parameters.iter().for_each(|one| self.uses.bind(one.name().as_str(), None));
        let outer = (self.is_top, self.function.clone(), self.fallback_for.take());
        self.is_top = false;
        self.function.get_or_insert_with(|| name.to_string());
        self.all(&function.body);
        (self.is_top, self.function, self.fallback_for) = outer;
        self.uses.leave(scope);
    }
}

impl<'a> Visitor<'a> for Reader<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.name.as_str();
                    let index = self.import(name, 0, None, import.start());
                    let top = name.split('.').next().unwrap_or(name);
                    let bound = alias.asname.as_ref().map_or(top, |asname| asname.as_str());
                    self.bind(bound, Name::Import(index));
                    let origin = if alias.asname.is_some() { name } else { top };
                    self.alias(bound, origin.to_string());
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => {
                self.bind(class.name.as_str(), Name::Other);
                class.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                class.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                let is_top = std::mem::replace(&mut self.is_top, false);
                let scope = self.uses.enter();
                self.all(&class.body);
                self.uses.leave(scope);
                self.is_top = is_top;
            }
            Stmt::If(branches) => self.branches(branches),
            Stmt::Try(tries) => self.tries(tries),
            Stmt::With(with) => self.with(with),
            Stmt::For(_) | Stmt::While(_) | Stmt::Match(_) => {
                if matches!(stmt, Stmt::Match(_)) {
                    // Patterns bind names too.
                    self.code.has_hidden_names |= self.is_top;
                }
                if let Stmt::For(loop_) = stmt {
                    self.note_path(&loop_.target, &loop_.iter);
                }
                let before = self.certainty;
                self.certainty = before.min(Certainty::Possible);
                walk_stmt(self, stmt);
                self.certainty = before;
            }
            Stmt::Assign(assign) => {
                if assign.targets.iter().any(|target| self.is_sys_path(target)) {
                    self.adds_path(&assign.value);
                }
                let unbound: Vec<_> =
                    assign.targets.iter().filter_map(|target| self.unbound(target)).collect();
                walk_stmt(self, stmt);
                assign.targets.iter().for_each(|target| self.note_path(target, &assign.value));
                unbound.iter().for_each(|name| self.value(name, &assign.value));
                if let [target] = &assign.targets[..] {
                    self.handler_value(target, &assign.value);
                    self.flag(target, &assign.value);
                    self.export(target, &assign.value);
                }
            }
            // `sys.path += [...]`
            Stmt::AugAssign(assign) => {
                if self.is_sys_path(&assign.target) {
                    self.adds_path(&assign.value);
                }
                walk_stmt(self, stmt);
            }
            Stmt::AnnAssign(assign) => {
                let unbound = self.unbound(&assign.target);
                walk_stmt(self, stmt);
                unbound.iter().zip(&assign.value).for_each(|(name, value)| self.value(name, value));
                assign.value.iter().for_each(|value| self.note_path(&assign.target, value));
                assign.value.iter().for_each(|value| self.export(&assign.target, value));
            }
            Stmt::Global(global) if !self.is_dead => {
                for name in &global.names {
                    self.flags.remove(name.as_str());
                    let known = self.code.names.entry(name.to_string()).or_insert(Name::Other);
                    if matches!(known, Name::Value { .. } | Name::Function { .. }) {
                        *known = Name::Other;
                    }
                    // It is not known when the function is called.
                    self.code.bound_after.insert(name.to_string(), 0);
                }
            }
            Stmt::TypeAlias(alias) => {
                if let Expr::Name(name) = &*alias.name {
                    self.bind(name.id.as_str(), Name::Other);
                }
            }
            Stmt::Expr(expr) => {
                self.is_docstring = expr.value.is_string_literal_expr();
                walk_stmt(self, stmt);
                self.is_docstring = false;
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_annotation(&mut self, expr: &'a Expr) {
        let certainty = if self.has_lazy_annotations { Certainty::Guarded } else { Certainty::Certain };
        self.expr_at(certainty, expr);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if !std::mem::take(&mut self.is_base) {
            self.uses.hand_out(expr);
        }
        if let Expr::Name(name) = expr {
            self.exports.mention(name.id.as_str());
        }
        match expr {
            // Targets of assignments, loops and walruses.
            Expr::Name(name) if !name.ctx.is_load() => {
                if matches!(name.id.as_str(), "__path__" | "__getattr__") {
                    self.code.has_hidden_names = true;
                }
                // `path += [...]` after `from sys import path`
                match self.aliases.get(name.id.as_str()).map(String::as_str) {
                    Some("sys.path") => self.code.changes_path = true,
                    Some(_) => {
                        self.aliases.remove(name.id.as_str());
                    }
                    None => {}
                }
                self.bind(name.id.as_str(), Name::Other);
            }
            Expr::StringLiteral(literal) => self.words(literal.value.to_str()),
            Expr::Attribute(attribute) => {
                self.attribute(expr);
                self.made.attribute(attribute);
                match self.dotted(expr).as_deref() {
                    Some("sys.modules") => {
                        self.code.has_hidden_names = true;
                        self.made.mention();
                    }
                    Some("sys.meta_path" | "sys.path_hooks") => {
                        self.code.has_hidden_imports = true;
                        self.code.changes_path = true;
                        self.code.makes_more = true;
                    }
                    Some("sys.path") if !is_load(expr) => self.code.changes_path = true,
                    _ => {}
                }
                self.is_base = true;
                walk_expr(self, expr);
            }
            // `sys.path[:0] = [...]`
            Expr::Subscript(part) => {
                if !part.ctx.is_load() && self.dotted(&part.value).as_deref() == Some("sys.path") {
                    self.code.changes_path = true;
                }
                if self.dotted(&part.value).as_deref() == Some("sys.modules") {
                    self.made.subscript(part);
                }
                walk_expr(self, expr);
            }
            Expr::Compare(compare) => {
                let mut right = compare.comparators.iter();
                if right.any(|right| self.dotted(right).as_deref() == Some("sys.modules")) {
                    self.made.look();
                }
                walk_expr(self, expr);
            }
            Expr::Call(call) => {
                match self.dotted(&call.func) {
                    Some(function) => self.call(&function, &call.arguments, call.start()),
                    None => self.made.call("", &call.arguments),
                }
                walk_expr(self, expr);
            }
            Expr::Lambda(lambda) => {
                let before = self.certainty;
                self.certainty = before.min(Certainty::Possible);
                let scope = self.uses.enter();
                let parameters = lambda.parameters.iter().flat_map(|parameters| parameters.iter());
                parameters.for_each(|one| self.uses.bind(one.name().as_str(), None));
                walk_expr(self, expr);
                self.uses.leave(scope);
                self.certainty = before;
            }
            Expr::If(choice) => self.choice(choice),
            Expr::BoolOp(chain) => self.chain(chain),
            // The iterable may be empty.
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                let before = self.certainty;
                self.certainty = before.min(Certainty::Possible);
                walk_expr(self, expr);
                self.certainty = before;
            }
            _ => walk_expr(self, expr),
        }
    }
}
