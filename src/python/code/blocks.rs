//! Statements that make it less certain that code runs: conditions, `try`, `with`.

use super::Certainty;
use super::Name;
use super::conditions::Truth;
use super::guards::{ExceptHandlers, catches_attribute_error, catches_import_error, catches_load_error};
use super::reader::Reader;
use super::runtime_lookups;
use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{
    BoolOp, CmpOp, ExceptHandler, Expr, ExprBoolOp, ExprIf, Stmt, StmtIf, StmtTry, StmtWith, UnaryOp,
};

impl Reader<'_> {
    pub fn branches(&mut self, stmt: &StmtIf) {
        let tests = std::iter::once((Some(&*stmt.test), &stmt.body))
            .chain(stmt.elif_else_clauses.iter().map(|clause| (clause.test.as_ref(), &clause.body)));
        // The certainty of the branches that can still be reached.
        let mut certainty = Certainty::Certain;
        let mut is_decided = false;
        let looked_for = self.looked_for.clone();
        for (test, body) in tests {
            let is_else = test.is_none();
            let truth = test.map_or(Truth::True, |test| self.truth(test));
            if let Some(test) = test {
                self.visit_expr(test);
            }
            match truth {
                _ if is_decided => self.all_dead(body),
                Truth::True => {
                    self.all_at(certainty, body);
                    is_decided = !is_else;
                }
                Truth::False => self.all_dead(body),
                Truth::Looks => {
                    let (here, otherwise) =
                        test.map_or_else(Default::default, |test| self.looked_for_by(test));
                    self.looked_for = Some(here);
                    self.all_at(Certainty::Guarded, body);
                    self.looked_for = Some(otherwise);
                    certainty = Certainty::Guarded;
                }
                Truth::Unknown => {
                    certainty = certainty.min(Certainty::Possible);
                    self.all_at(certainty, body);
                }
            }
        }
        self.looked_for = looked_for;
    }

    /// The module that was found if a condition holds, and the module that was found if it does not:
    /// `find_spec("x")`, `find_spec("x") is None`. Empty if it cannot be determined.
    fn looked_for_by(&self, test: &Expr) -> (String, String) {
        match test {
            Expr::UnaryOp(not) if not.op == UnaryOp::Not => {
                let (here, otherwise) = self.looked_for_by(&not.operand);
                (otherwise, here)
            }
            Expr::Compare(compare) => match (&*compare.ops, self.looked_for_by(&compare.left)) {
                ([CmpOp::Is | CmpOp::Eq], (here, otherwise)) => (otherwise, here),
                (_, found) => found,
            },
            Expr::Call(call) => {
                let is_spec = self.dotted(&call.func).is_some_and(|name| name.ends_with("find_spec"));
                match call.arguments.args.first() {
                    Some(Expr::StringLiteral(name)) if is_spec => {
                        (name.value.to_str().to_string(), String::new())
                    }
                    _ => Default::default(),
                }
            }
            _ => Default::default(),
        }
    }

    pub fn tries(&mut self, stmt: &StmtTry) {
        let ExceptHandlers { catches, raises, passes_others } =
            ExceptHandlers::new(&stmt.handlers, &self.aliases);
        let certainty = if catches && !raises { Certainty::Guarded } else { Certainty::Certain };
        let start = self.code.imports.len();
        let catches_attributes = ExceptHandlers::catch_attributes(&stmt.handlers);
        let is_lenient = self.is_lenient;
        self.is_lenient |= catches_attributes;
        let are_asks_caught = self.are_asks_caught;
        self.are_asks_caught |= runtime_lookups::are_caught(&stmt.handlers);
        // An earlier statement may have raised the exception that is caught: `int_types = int, long`.
        let is_import = |stmt: &Stmt| matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_));
        let first = stmt.body.iter().position(|stmt| !is_import(stmt)).map_or(stmt.body.len(), |at| at + 1);
        let (sure, rest) = stmt.body.split_at(first);
        let passes_load_errors = self.passes_load_errors;
        let looked_for = self.looked_for.clone();
        if catches && !raises {
            self.passes_load_errors = self.may_pass(passes_others);
            self.looked_for.take_if(|_| !passes_others);
        }
        self.all_at(certainty, sure);
        let of_rest = if stmt.handlers.is_empty() || catches { certainty } else { Certainty::Possible };
        self.all_at(certainty.min(of_rest), rest);
        self.passes_load_errors = passes_load_errors;
        self.looked_for = looked_for;
        self.are_asks_caught = are_asks_caught;
        self.is_lenient = is_lenient;
        let body = start..self.code.imports.len();
        for ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            handler.type_.iter().for_each(|type_| self.visit_expr(type_));
            if let Some(name) = &handler.name {
                self.bind(name.as_str(), Name::Other);
            }
            let is_fallback = handler.type_.as_deref().is_none_or(catches_import_error) && !body.is_empty();
            if is_fallback && self.fallback_for.is_none() {
                self.fallback_for = Some(body.clone());
                self.all(&handler.body);
                self.fallback_for = None;
            } else {
                self.all_at(Certainty::Guarded, &handler.body);
            }
        }
        // The `else` block runs only if the body raised nothing.
        self.is_lenient |= catches_attributes;
        self.all_at(certainty, &stmt.orelse);
        self.is_lenient = is_lenient;
        self.all(&stmt.finalbody);
    }

    /// Whether load errors pass this guard and the guards around it. Code that is already guarded in another way does
    /// not fail.
    fn may_pass(&self, passes_others: bool) -> bool {
        passes_others && (self.passes_load_errors || self.certainty > Certainty::Guarded)
    }

    pub fn with(&mut self, stmt: &StmtWith) {
        let suppresses = |expr: &Expr, catches: fn(&Expr) -> bool| match expr {
            Expr::Call(call) => {
                self.dotted(&call.func)
                    .is_some_and(|name| name == "suppress" || name == "contextlib.suppress")
                    && call.arguments.args.iter().any(catches)
            }
            _ => false,
        };
        let is_guarded = stmt.items.iter().any(|item| suppresses(&item.context_expr, catches_import_error));
        let passes_others = !stmt.items.iter().any(|item| suppresses(&item.context_expr, catches_load_error));
        let passes_load_errors = self.passes_load_errors;
        let is_lenient = self.is_lenient;
        self.is_lenient |=
            stmt.items.iter().any(|item| suppresses(&item.context_expr, catches_attribute_error));
        for item in &stmt.items {
            self.visit_expr(&item.context_expr);
            item.optional_vars.iter().for_each(|target| self.visit_expr(target));
        }
        let looked_for = self.looked_for.clone();
        if is_guarded {
            self.passes_load_errors = self.may_pass(passes_others);
            self.looked_for.take_if(|_| !passes_others);
        }
        self.all_at(if is_guarded { Certainty::Guarded } else { Certainty::Certain }, &stmt.body);
        self.passes_load_errors = passes_load_errors;
        self.looked_for = looked_for;
        self.is_lenient = is_lenient;
    }

    /// `a if condition else b`
    pub fn choice(&mut self, choice: &ExprIf) {
        self.visit_expr(&choice.test);
        let (body, orelse) = match self.truth(&choice.test) {
            Truth::True => (Certainty::Certain, Certainty::Guarded),
            Truth::False => (Certainty::Guarded, Certainty::Certain),
            Truth::Looks => (Certainty::Guarded, Certainty::Guarded),
            Truth::Unknown => (Certainty::Possible, Certainty::Possible),
        };
        self.expr_at(body, &choice.body);
        self.expr_at(orelse, &choice.orelse);
    }

    /// `a and b`: whether `b` runs depends on `a`.
    pub fn chain(&mut self, chain: &ExprBoolOp) {
        let mut certainty = Certainty::Certain;
        for value in &chain.values {
            self.expr_at(certainty, value);
            let next = match (self.truth(value), chain.op) {
                (Truth::True, BoolOp::And) | (Truth::False, BoolOp::Or) => Certainty::Certain,
                (Truth::False, BoolOp::And) | (Truth::True, BoolOp::Or) => Certainty::Guarded,
                (Truth::Looks, _) => Certainty::Guarded,
                (Truth::Unknown, _) => Certainty::Possible,
            };
            certainty = certainty.min(next);
        }
    }

    pub fn expr_at(&mut self, certainty: Certainty, expr: &Expr) {
        let before = self.certainty;
        self.certainty = before.min(certainty);
        self.visit_expr(expr);
        self.certainty = before;
    }
}
