//! Syntax errors that CPython's compiler raises after parsing: statements and expressions in the wrong place.

use super::Fault;
use crate::collections::BTreeSet;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, ModModule, Parameters, Stmt};
use ruff_text_size::{Ranged, TextSize};

/// The kind of the innermost scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Module,
    Class,
    Function,
    AsyncFunction,
    /// Await may be in it, wherever it is.
    Generator,
}

struct Checker {
    scope: Scope,
    in_loop: bool,
    error: Option<(TextSize, String)>,
}

/// The first error, with its offset.
pub fn find(module: &ModModule) -> Option<(TextSize, String)> {
    let mut checker = Checker { scope: Scope::Module, in_loop: false, error: None };
    // The docstring and other such imports may come before it (the Python language reference, "Future statements").
    let is_first = |(at, stmt): (usize, &Stmt)| match stmt {
        Stmt::Expr(expr) => at == 0 && expr.value.is_string_literal_expr(),
        Stmt::ImportFrom(_) => is_future(stmt),
        _ => false,
    };
    let first = module.body.iter().enumerate().take_while(|(at, stmt)| is_first((*at, *stmt))).count();
    for stmt in module.body.iter().skip(first).filter(|stmt| is_future(stmt)) {
        checker.fail(stmt.start(), "from __future__ imports must occur at the beginning of the file");
    }
    checker.visit_body(&module.body);
    checker.error
}

fn is_future(stmt: &Stmt) -> bool {
    let Stmt::ImportFrom(import) = stmt else { return false };
    import.level == 0 && import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
}

impl Checker {
    fn fail(&mut self, at: TextSize, what: &str) {
        if self.error.as_ref().is_none_or(|(known, _)| at < *known) {
            self.error = Some((at, what.to_string()));
        }
    }

    fn within(&mut self, scope: Scope, visit: impl FnOnce(&mut Checker)) {
        let outer = (self.scope, self.in_loop);
        (self.scope, self.in_loop) = (scope, false);
        visit(self);
        (self.scope, self.in_loop) = outer;
    }

    fn is_function(&self) -> bool {
        !matches!(self.scope, Scope::Module | Scope::Class)
    }

    fn needs_async(&mut self, at: TextSize, what: &str) {
        if !matches!(self.scope, Scope::AsyncFunction | Scope::Generator) {
            self.fail(at, what);
        }
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let mut names = BTreeSet::new();
        for one in parameters.iter() {
            let name = one.name();
            if !names.insert(name.as_str()) {
                self.fail(name.start(), &format!("duplicate argument '{name}' in function definition"));
            }
        }
    }

    fn body_of_loop(&mut self, body: &[Stmt]) {
        let outer = std::mem::replace(&mut self.in_loop, true);
        self.visit_body(body);
        self.in_loop = outer;
    }

    fn generators(&mut self, generators: &[Comprehension], at: TextSize) {
        if generators.iter().any(|one| one.is_async) {
            self.needs_async(at, "asynchronous comprehension outside of an asynchronous function");
        }
    }
}

impl<'a> Visitor<'a> for Checker {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(function) => {
                function.decorator_list.iter().for_each(|one| self.visit_expr(&one.expression));
                self.parameters(&function.parameters);
                self.visit_parameters(&function.parameters);
                let scope = if function.is_async { Scope::AsyncFunction } else { Scope::Function };
                self.within(scope, |checker| checker.visit_body(&function.body));
                return;
            }
            Stmt::ClassDef(class) => {
                class.decorator_list.iter().for_each(|one| self.visit_expr(&one.expression));
                class.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                self.within(Scope::Class, |checker| checker.visit_body(&class.body));
                return;
            }
            Stmt::For(one) => {
                if one.is_async {
                    self.needs_async(one.start(), "'async for' outside async function");
                }
                self.visit_expr(&one.iter);
                self.body_of_loop(&one.body);
                self.visit_body(&one.orelse);
                return;
            }
            Stmt::While(one) => {
                self.visit_expr(&one.test);
                self.body_of_loop(&one.body);
                self.visit_body(&one.orelse);
                return;
            }
            Stmt::With(with) if with.is_async => {
                self.needs_async(with.start(), "'async with' outside async function");
            }
            Stmt::Return(_) if !self.is_function() => self.fail(stmt.start(), "'return' outside function"),
            Stmt::Break(_) if !self.in_loop => self.fail(stmt.start(), "'break' outside loop"),
            Stmt::Continue(_) if !self.in_loop => self.fail(stmt.start(), "'continue' not properly in loop"),
            Stmt::ImportFrom(import) if self.scope != Scope::Module => {
                if import.names.iter().any(|alias| alias.name.as_str() == "*") {
                    self.fail(stmt.start(), "import * only allowed at module level");
                } else if is_future(stmt) {
                    self.fail(
                        stmt.start(),
                        "from __future__ imports must occur at the beginning of the file",
                    );
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    // Annotations have scopes of their own (PEP 649).
    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Await(_) => {
                let what = match self.is_function() {
                    true => "'await' outside async function",
                    false => "'await' outside function",
                };
                self.needs_async(expr.start(), what);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) if !self.is_function() => {
                self.fail(expr.start(), "'yield' outside function");
            }
            Expr::YieldFrom(_) if self.scope == Scope::AsyncFunction => {
                self.fail(expr.start(), "'yield from' inside async function");
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.parameters(parameters);
                    self.visit_parameters(parameters);
                }
                return self.within(Scope::Function, |checker| checker.visit_expr(&lambda.body));
            }
            Expr::Generator(_) => {
                return self.within(Scope::Generator, |checker| walk_expr(checker, expr));
            }
            Expr::ListComp(one) => self.generators(&one.generators, one.start()),
            Expr::SetComp(one) => self.generators(&one.generators, one.start()),
            Expr::DictComp(one) => self.generators(&one.generators, one.start()),
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// Like [`find`], with the line of the offset.
pub fn fault(module: &ModModule, line: impl Fn(TextSize) -> u32) -> Option<Fault> {
    find(module).map(|(at, what)| Fault { line: line(at), what })
}
