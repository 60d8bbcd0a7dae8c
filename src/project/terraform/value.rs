//! What an expression is, as far as the files of its module say it: literals, the module's own folder, locals, and the
//! defaults of variables.

use super::module::Index;
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::template::Element;
use std::cell::Cell;

/// Names within names that are followed, and expressions in all.
const MOST_DEPTH: usize = 16;
const MOST_STEPS: usize = 10_000;
/// Bytes of a text that is put together.
const MOST_BYTES: usize = 64 << 10;

/// Texts of one module.
pub struct Values<'m> {
    index: &'m Index<'m>,
    steps: Cell<usize>,
}

impl<'m> Values<'m> {
    /// Of a module.
    pub fn new(index: &'m Index<'m>) -> Values<'m> {
        Values { index, steps: Cell::new(0) }
    }

    /// Counts anew: what one block takes is not taken from the others.
    pub fn begin(&self) {
        self.steps.set(0);
    }

    /// The text that an expression is.
    ///
    /// # Errors
    ///
    /// The files do not say it: why, in a clause.
    pub fn text(&self, expression: &Expression) -> Result<String, String> {
        self.text_at(expression, 0)
    }

    fn text_at(&self, expression: &Expression, depth: usize) -> Result<String, String> {
        self.steps.set(self.steps.get() + 1);
        if depth > MOST_DEPTH || self.steps.get() > MOST_STEPS {
            return Err("its values are nested too deep".to_string());
        }
        match expression {
            Expression::String(text) => Ok(text.as_str().to_string()),
            Expression::Parenthesis(inner) => self.text_at(inner.inner(), depth + 1),
            Expression::StringTemplate(template) => {
                let mut text = String::new();
                for element in template.iter() {
                    match element {
                        Element::Literal(literal) => text.push_str(literal),
                        Element::Interpolation(part) => text.push_str(&self.text_at(&part.expr, depth + 1)?),
                        Element::Directive(_) => return Err("it is no literal".to_string()),
                    }
                    if text.len() > MOST_BYTES {
                        return Err("its text is too long".to_string());
                    }
                }
                Ok(text)
            }
            Expression::Traversal(_) => {
                let names = names(expression).ok_or("it is no literal")?;
                match &names[..] {
                    ["path", "module"] => Ok(".".to_string()),
                    ["local", name] => {
                        let value = self.index.local(name);
                        self.text_at(value.ok_or_else(|| format!("there is no local \"{name}\""))?, depth + 1)
                    }
                    ["var", name] => {
                        let value = self.index.default(name);
                        let none = || format!("the variable \"{name}\" has no default");
                        self.text_at(value.ok_or_else(none)?, depth + 1)
                    }
                    _ => Err(only_later(&names.join("."))),
                }
            }
            Expression::FuncCall(call) => Err(only_later(&format!("{}(…)", call.name.name.as_str()))),
            _ => Err("it is no literal".to_string()),
        }
    }
}

fn only_later(name: &str) -> String {
    format!("\"{name}\" is known only when Terraform runs")
}

/// The names of `a.b.c`. `None` if it is something else.
pub fn names(expression: &Expression) -> Option<Vec<&str>> {
    let Expression::Traversal(traversal) = expression else { return None };
    let Expression::Variable(first) = &traversal.expr else { return None };
    let rest = traversal.operators.iter().map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    });
    std::iter::once(Some(first.as_str())).chain(rest).collect()
}
