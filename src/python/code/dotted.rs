//! Dotted names of expressions.

use crate::collections::BTreeMap;
use ruff_python_ast::Expr;

/// Names that a module gives to parts of the standard library, with the dotted names of those parts.
pub type Aliases = BTreeMap<String, String>;

/// The dotted name `a.b.c` of an expression. `None` for any other expression.
pub fn dotted(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", dotted(&attribute.value)?, attribute.attr)),
        _ => None,
    }
}

/// [`dotted`], with aliases replaced.
pub fn named(aliases: &Aliases, expr: &Expr) -> Option<String> {
    let name = dotted(expr)?;
    let (first, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    Some(aliases.get(first).map(|origin| format!("{origin}{rest}")).unwrap_or(name))
}
