//! `__all__`: the names that `from module import *` imports, if they can be determined.

use super::{ModuleAnalysis, Name};
use ruff_python_ast::Expr;

/// What is gathered while a source is walked.
#[derive(Default)]
pub struct Exports {
    names: Vec<String>,
    /// How often the source names `__all__`. If it does so more than once, it may change the list.
    mentions: usize,
}

impl Exports {
    pub fn mention(&mut self, name: &str) {
        if name == "__all__" {
            self.mentions += 1;
        }
    }

    /// `__all__ = ["a", "b"]`
    pub fn assign(&mut self, target: &Expr, value: &Expr) {
        let is_all = matches!(target, Expr::Name(name) if name.id.as_str() == "__all__");
        let listed = match value {
            Expr::List(list) if is_all => &list.elts,
            Expr::Tuple(tuple) if is_all => &tuple.elts,
            _ => return,
        };
        let names = listed.iter().map(|one| match one {
            Expr::StringLiteral(name) => Some(name.value.to_str().to_string()),
            _ => None,
        });
        self.names = names.collect::<Option<_>>().unwrap_or_default();
    }

    pub fn finish(self, code: &mut ModuleAnalysis) {
        let is_bound = matches!(code.names.get("__all__"), Some(Name::Other | Name::Value { .. }));
        let is_one = self.mentions == 1 && is_bound;
        if is_one {
            code.exports = self.names;
        }
    }
}
