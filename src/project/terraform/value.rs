//! Evaluates expressions, as far as the files of the module determine them. Supported are literals, the module's own
//! folder, locals, variables (the argument of the call or the value in a file of variables, else the default), and the keys and values of instances.

use super::module::{At, Index};
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, TraversalOperator};
use hcl_edit::template::Element;
use std::cell::Cell;

/// Maximum depth of nested names, and maximum number of expressions that are read for a block.
const MAX_DEPTH: usize = 32;
const MAX_STEPS: usize = 10_000;
/// Maximum number of instances of a block with a `count`.
const MAX_INSTANCES: u64 = 1_000;
/// Maximum number of bytes of a text that is put together.
const MAX_BYTES: usize = 64 << 10;

/// The context in which the expressions of a module, or of one instance of a block, are evaluated.
#[derive(Clone, Copy)]
pub struct Values<'v> {
    pub index: &'v Index<'v>,
    /// Prefix of the ids of the module's blocks: the names of the calls that lead to the module.
    pub prefix: &'v str,
    /// The value of `path.module`: the module's folder relative to the root module (Terraform, "Filesystem and
    /// Workspace Info").
    pub path: &'v str,
    /// The block that calls the module, and the context of its arguments. `None` for a root module.
    pub caller: Option<(At<'v>, &'v Values<'v>)>,
    /// The instance of the block.
    pub each: Option<&'v Each<'v>>,
    /// Number of expressions that were read since the last [`Values::begin`].
    pub steps: &'v Cell<usize>,
}

/// One instance of a block (Terraform, "The for_each Meta-Argument", "The count Meta-Argument").
pub struct Each<'v> {
    /// `each.key`, or `count.index`.
    pub key: String,
    value: Value<'v>,
}

/// The result of evaluating an expression.
#[derive(Clone)]
pub enum Value<'v> {
    /// A text that is not an expression of a file.
    Text(String),
    /// An expression that does not name another value, and the context to evaluate it in.
    At(&'v Expression, Values<'v>),
}

impl<'v> Values<'v> {
    /// Creates the context of a root module.
    pub fn new(index: &'v Index<'v>, steps: &'v Cell<usize>) -> Values<'v> {
        Values { index, prefix: "", path: ".", caller: None, each: None, steps }
    }

    /// Resets the counter, so that the limit applies to each block separately.
    pub fn begin(&self) {
        self.steps.set(0);
    }

    /// Returns the text of an expression.
    ///
    /// # Errors
    ///
    /// The text cannot be determined from the files. The error is the reason, as a clause.
    pub fn text(&self, expression: &'v Expression) -> Result<String, String> {
        self.text_at(expression, 0)
    }

    /// Returns the value of an expression. Names are followed.
    ///
    /// # Errors
    ///
    /// The value cannot be determined from the files. The error is the reason, as a clause.
    pub fn value(&self, expression: &'v Expression) -> Result<Value<'v>, String> {
        self.value_at(expression, 0)
    }

    /// Returns the items of a list, or the value itself if it is not a list.
    pub fn list(&self, list: &'v Expression) -> Vec<(&'v Expression, Values<'v>)> {
        match self.value(list) {
            Ok(Value::At(list, values)) => match list.as_array() {
                Some(array) => array.iter().map(|item| (item, values)).collect(),
                None => vec![(list, values)],
            },
            _ => vec![(list, *self)],
        }
    }

    /// Returns the items of a list that functions may put together, and the reasons, as clauses, why parts of it cannot
    /// be determined from the files.
    pub fn items(&self, list: &'v Expression) -> (Vec<(&'v Expression, Values<'v>)>, Vec<String>) {
        let (mut items, mut reasons) = (Vec::new(), Vec::new());
        self.add_items(list, false, 0, &mut items, &mut reasons);
        reasons.dedup();
        (items, reasons)
    }

    /// `is_flat`: lists in the list are replaced by their items.
    fn add_items(
        &self,
        list: &'v Expression,
        is_flat: bool,
        depth: usize,
        items: &mut Vec<(&'v Expression, Values<'v>)>,
        reasons: &mut Vec<String>,
    ) {
        let (expression, values) = match self.value_at(list, depth) {
            Ok(Value::At(expression, values)) => (expression, values),
            Ok(Value::Text(_)) => return reasons.push("it is no literal".to_string()),
            Err(why) => return reasons.push(why),
        };
        match expression {
            Expression::Null(_) => {}
            Expression::Array(array) => {
                for item in array {
                    let is_list = |value: &Value<'_>| matches!(value, Value::At(inner, _) if inner.is_array() || list_function(inner).is_some());
                    if is_flat && values.value_at(item, depth + 1).is_ok_and(|value| is_list(&value)) {
                        values.add_items(item, true, depth + 1, items, reasons);
                    } else {
                        items.push((item, values));
                    }
                }
            }
            _ => {
                let Some(call) = list_function(expression) else {
                    let why = values.text_at(expression, depth + 1);
                    return reasons.push(why.err().unwrap_or_else(|| "it is no literal".to_string()));
                };
                // The last argument of `concat(lists...)` is a list of lists.
                let is_flat = is_flat || call.name.name.as_str() == "flatten" || call.args.expand_final();
                for argument in call.args.iter() {
                    values.add_items(argument, is_flat, depth + 1, items, reasons);
                }
            }
        }
    }

    /// Returns the instances of a block. `None` if it has no `count` or `for_each`, or if they cannot be determined.
    pub fn instances(&self, at: At<'v>) -> Option<Vec<Each<'v>>> {
        if let Some(count) = at.argument("count") {
            let Ok(Value::At(Expression::Number(count), _)) = self.value(count) else { return None };
            let indices = 0..count.value().as_u64()?.min(MAX_INSTANCES);
            let each = |index: u64| Each { key: index.to_string(), value: Value::Text(index.to_string()) };
            return Some(indices.map(each).collect());
        }
        let all = at.argument("for_each")?;
        let mut all = self.value(all).ok()?;
        // The argument of `toset` is a list, the argument of `tomap` an object.
        if let Value::At(Expression::FuncCall(call), values) = &all
            && ["toset", "tomap"].contains(&call.name.name.as_str())
        {
            all = values.value(call.args.iter().next()?).ok()?;
        }
        let Value::At(all, values) = all else { return None };
        if let Some(object) = all.as_object() {
            let entries = object.iter().map(|(key, value)| {
                let value = value.expr();
                Some(Each { key: values.key(key, 1).ok()?, value: Value::At(value, values) })
            });
            return entries.collect();
        }
        let keys = all.as_array()?.iter().map(|item| values.text(item).ok());
        keys.map(|key| key.map(|key| Each { value: Value::Text(key.clone()), key })).collect()
    }

    fn step(&self, depth: usize) -> Result<(), String> {
        self.steps.set(self.steps.get() + 1);
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return Err("its values are nested too deep".to_string());
        }
        Ok(())
    }

    fn value_at(&self, expression: &'v Expression, depth: usize) -> Result<Value<'v>, String> {
        self.step(depth)?;
        match expression {
            Expression::Parenthesis(inner) => self.value_at(inner.inner(), depth + 1),
            // A template that consists of one interpolation has the value of the expression in it (Terraform,
            // "Strings and Templates"; HCL, "Template Unwrapping").
            Expression::StringTemplate(template) => match template.as_single_element() {
                Some(Element::Interpolation(only)) => self.value_at(&only.expr, depth + 1),
                _ => Ok(Value::At(expression, *self)),
            },
            Expression::Traversal(traversal) => {
                let name = traversal.expr.as_variable().ok_or("it is no literal")?;
                let mut keys =
                    traversal.operators.iter().map(|operator| self.operator(operator.value(), depth));
                let first = keys.next().unwrap_or_else(|| Err("it is no literal".to_string()))?;
                let mut value = match (name.as_str(), first.as_str()) {
                    ("path", "module") => Value::Text(self.path.to_string()),
                    ("path", "root" | "cwd") => Value::Text(".".to_string()),
                    ("local", name) => {
                        let local = self.index.local(name);
                        self.value_at(
                            local.ok_or_else(|| format!("there is no local \"{name}\""))?,
                            depth + 1,
                        )?
                    }
                    ("var", name) => self.variable(name, depth + 1)?,
                    ("each", "key") | ("count", "index") if self.each.is_some() => {
                        Value::Text(self.each.map(|each| each.key.clone()).unwrap_or_default())
                    }
                    ("each", "value") if self.each.is_some() => {
                        self.each.map_or(Value::Text(String::new()), |each| each.value.clone())
                    }
                    // Resources and data sources are identified by their names.
                    _ => return Ok(Value::At(expression, *self)),
                };
                for key in keys {
                    let key = key?;
                    let inner = match &value {
                        Value::At(object, values) => values.entry(object, &key, depth + 1)?,
                        Value::Text(_) => None,
                    };
                    value = inner.ok_or_else(|| format!("there is no \"{key}\" in it"))?;
                    if let Value::At(inner, values) = value {
                        value = values.value_at(inner, depth + 1)?;
                    }
                }
                Ok(value)
            }
            _ => Ok(Value::At(expression, *self)),
        }
    }

    /// Returns the value of a variable: the caller's argument, or for a root module the value in a file of variables,
    /// else the default.
    fn variable(&self, name: &str, depth: usize) -> Result<Value<'v>, String> {
        match self.caller {
            Some((call, values)) => {
                if let Some(argument) = call.argument(name) {
                    return values.value_at(argument, depth);
                }
            }
            None => {
                if let Some(given) = self.index.given(name) {
                    return self.value_at(given, depth);
                }
            }
        }
        let default = self.index.default(name);
        self.value_at(default.ok_or_else(|| format!("the variable \"{name}\" has no default"))?, depth)
    }

    /// Returns the key that an operator selects.
    fn operator(&self, operator: &'v TraversalOperator, depth: usize) -> Result<String, String> {
        match operator {
            TraversalOperator::GetAttr(name) => Ok(name.as_str().to_string()),
            TraversalOperator::Index(index) => self.text_at(index, depth + 1),
            TraversalOperator::LegacyIndex(index) => Ok(index.value().to_string()),
            _ => Err("it is no literal".to_string()),
        }
    }

    fn key(&self, key: &'v ObjectKey, depth: usize) -> Result<String, String> {
        match key {
            ObjectKey::Ident(name) => Ok(name.as_str().to_string()),
            ObjectKey::Expression(expression) => self.text_at(expression, depth),
        }
    }

    /// Returns an entry of an object or list.
    fn entry(&self, object: &'v Expression, key: &str, depth: usize) -> Result<Option<Value<'v>>, String> {
        if let Some(array) = object.as_array() {
            let item = key.parse().ok().and_then(|index| array.get(index));
            return Ok(item.map(|item| Value::At(item, *self)));
        }
        for (name, value) in object.as_object().into_iter().flat_map(|object| object.iter()) {
            if self.key(name, depth)? == key {
                return Ok(Some(Value::At(value.expr(), *self)));
            }
        }
        Ok(None)
    }

    fn text_at(&self, expression: &'v Expression, depth: usize) -> Result<String, String> {
        let (expression, values) = match self.value_at(expression, depth)? {
            Value::Text(text) => return Ok(text),
            Value::At(expression, values) => (expression, values),
        };
        match expression {
            Expression::String(text) => Ok(text.as_str().to_string()),
            Expression::Number(number) => {
                let whole = number.value().as_u64().map(|number| number.to_string());
                whole.ok_or_else(|| "it is no literal".to_string())
            }
            Expression::StringTemplate(template) => {
                let mut text = String::new();
                for element in template.iter() {
                    match element {
                        Element::Literal(literal) => text.push_str(literal),
                        Element::Interpolation(part) => {
                            text.push_str(&values.text_at(&part.expr, depth + 1)?)
                        }
                        Element::Directive(_) => return Err("it is no literal".to_string()),
                    }
                    if text.len() > MAX_BYTES {
                        return Err("its text is too long".to_string());
                    }
                }
                Ok(text)
            }
            Expression::Traversal(_) => {
                Err(only_later(&names(expression).ok_or("it is no literal")?.join(".")))
            }
            Expression::FuncCall(call) => Err(only_later(&format!("{}(…)", call.name.name.as_str()))),
            _ => Err("it is no literal".to_string()),
        }
    }
}

/// Functions that return the items of their arguments, in any order (Terraform, "Functions", "Collection Functions").
const LIST_FUNCTIONS: &[&str] =
    &["compact", "concat", "distinct", "flatten", "reverse", "setunion", "sort", "tolist", "toset"];

/// Returns the call of a function that returns the items of its arguments.
fn list_function(expression: &Expression) -> Option<&FuncCall> {
    let Expression::FuncCall(call) = expression else { return None };
    LIST_FUNCTIONS.contains(&call.name.name.as_str()).then_some(&**call)
}

fn only_later(name: &str) -> String {
    format!("\"{name}\" is known only when Terraform runs")
}

/// Returns the names of `a.b.c` or of `a.b[x].c`. `None` for other expressions.
pub fn names(expression: &Expression) -> Option<Vec<&str>> {
    let Expression::Traversal(traversal) = expression else { return None };
    let Expression::Variable(first) = &traversal.expr else { return None };
    let rest = traversal.operators.iter().filter_map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(Some(name.as_str())),
        TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => None,
        _ => Some(None),
    });
    std::iter::once(Some(first.as_str())).chain(rest).collect()
}

/// Returns the expression in the brackets of `a.b[x].c`.
pub fn index_of(expression: &Expression) -> Option<&Expression> {
    let Expression::Traversal(traversal) = expression else { return None };
    traversal.operators.iter().find_map(|operator| match operator.value() {
        TraversalOperator::Index(index) => Some(index),
        _ => None,
    })
}
