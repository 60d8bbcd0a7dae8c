//! CloudFormation's intrinsic functions, as far as their values follow from the template alone (AWS CloudFormation user
//! guide, "Intrinsic function reference").

use super::document::{Node, Position};
use std::cell::Cell;

/// Maximum depth of nested functions, and maximum number of evaluation steps for a resource.
const MAX_DEPTH: usize = 32;
const MAX_STEPS: usize = 10_000;
/// Maximum number of bytes of a text that is put together.
const MAX_BYTES: usize = 64 << 10;
/// Maximum number of bytes of all texts that are read for a resource.
const MAX_TOTAL_BYTES: usize = 4 << 20;

/// Pseudo parameters that have the same value nearly everywhere. The others depend on the stack.
const PSEUDO: &[(&str, &str)] = &[("AWS::Partition", "aws"), ("AWS::URLSuffix", "amazonaws.com")];

/// A value that cannot be determined: the reason and the position.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The reason, as a clause.
    pub why: String,
    /// Position of the value.
    pub place: Position,
}

/// A call of a function with its argument: `!Sub x` and `Fn::Sub: x` are the same.
pub struct Call<'d> {
    /// `Ref`, `Sub`, `GetAtt`, …
    pub name: &'d str,
    /// The whole call.
    node: Node<'d>,
    argument: Node<'d>,
}

impl<'d> Call<'d> {
    /// Reads a value as a call. `None` if it is no call.
    pub fn from_node(node: Node<'d>) -> Option<Call<'d>> {
        if let Some(name) = node.tag() {
            return Some(Call { name, node, argument: node });
        }
        let mut entries = node.own_entries();
        let (key, argument) = entries.next()?;
        let key = key.text()?;
        let name = match key {
            "Ref" | "Condition" => key,
            _ => key.strip_prefix("Fn::")?,
        };
        entries.next().is_none().then_some(Call { name, node, argument })
    }

    /// Returns the logical id that a `Ref` or `GetAtt` names.
    pub fn target(&self) -> Option<&'d str> {
        match self.name {
            "Ref" => self.argument.text(),
            "GetAtt" => match self.argument.text() {
                Some(text) => text.split('.').next(),
                None => self.argument.items().next()?.text(),
            },
            _ => None,
        }
    }
}

/// Parameter values from outside the template, as mappings by parameter name.
#[derive(Clone, Copy, Default)]
pub struct Given<'d> {
    /// Values that replace the defaults.
    pub overrides: Option<Node<'d>>,
    /// Values for parameters without a default.
    pub otherwise: Option<Node<'d>>,
}

/// What the values of a template are evaluated with.
pub struct Scope<'d> {
    template: Node<'d>,
    given: Given<'d>,
    steps: Cell<usize>,
    bytes: Cell<usize>,
}

impl<'d> Scope<'d> {
    /// Creates the scope of a whole template.
    pub fn new(template: Node<'d>, given: Given<'d>) -> Scope<'d> {
        Scope { template, given, steps: Cell::new(0), bytes: Cell::new(0) }
    }

    /// Resets the counters, so that the limits apply to each resource separately.
    pub fn begin(&self) {
        self.steps.set(0);
        self.bytes.set(0);
    }

    /// Returns the text of a value.
    ///
    /// # Errors
    ///
    /// The value cannot be determined from the template alone.
    pub fn text(&self, node: Node<'d>) -> Result<String, Unknown> {
        self.text_at(node, 0)
    }

    /// Returns the items of a list. An item is kept if its condition cannot be determined.
    ///
    /// # Errors
    ///
    /// The value cannot be determined from the template alone, or it is no list.
    pub fn list(&self, node: Node<'d>) -> Result<Vec<Node<'d>>, Unknown> {
        let node = self.plain(node, 0)?;
        if node.is_sequence() {
            let items = node.items().map(|item| self.plain_or_self(item));
            return Ok(items.filter(|item| !is_no_value(*item)).collect());
        }
        if node.text().is_some() { Ok(vec![node]) } else { Err(unknown(node, "it is no list")) }
    }

    /// Resolves the functions that select a value: `Fn::If`, `Fn::FindInMap`, `Fn::Select`, and `Ref` of a parameter.
    /// Any other value is returned as it is.
    ///
    /// # Errors
    ///
    /// The selected value depends on something outside of the template, or the call is invalid.
    pub fn plain(&self, node: Node<'d>, depth: usize) -> Result<Node<'d>, Unknown> {
        self.step(node, depth)?;
        let Some(call) = Call::from_node(node) else { return Ok(node) };
        match call.name {
            "If" => {
                let mut arguments = call.argument.items();
                let (Some(condition), Some(yes), Some(no)) =
                    (arguments.next(), arguments.next(), arguments.next())
                else {
                    return Err(unknown(node, "\"Fn::If\" has not three values"));
                };
                let name = condition.text().ok_or_else(|| unknown(node, "\"Fn::If\" names no condition"))?;
                let chosen = if self.named_condition(name, node, depth + 1)? { yes } else { no };
                self.plain(chosen, depth + 1)
            }
            "FindInMap" => self.find_in_map(&call, depth + 1),
            "Ref" => match call.target().and_then(|name| self.parameter(name)) {
                Some(value) => Ok(value),
                None => Ok(node),
            },
            "Select" => {
                let mut arguments = call.argument.items();
                let index = arguments.next().and_then(Node::text).and_then(|text| text.parse::<usize>().ok());
                let list = arguments.next().map(|list| self.plain(list, depth + 1)).transpose()?;
                let chosen = index.zip(list).and_then(|(index, list)| list.items().nth(index));
                let chosen = chosen.ok_or_else(|| unknown(node, "\"Fn::Select\" chooses nothing"))?;
                self.plain(chosen, depth + 1)
            }
            _ => Ok(node),
        }
    }

    fn plain_or_self(&self, node: Node<'d>) -> Node<'d> {
        self.plain(node, 1).unwrap_or(node)
    }

    fn step(&self, node: Node<'d>, depth: usize) -> Result<(), Unknown> {
        self.steps.set(self.steps.get() + 1);
        let is_endless = self.steps.get() > MAX_STEPS || self.bytes.get() > MAX_TOTAL_BYTES;
        if depth > MAX_DEPTH || is_endless {
            return Err(unknown(node, "its functions are nested too deep"));
        }
        Ok(())
    }

    fn text_at(&self, node: Node<'d>, depth: usize) -> Result<String, Unknown> {
        let node = self.plain(node, depth)?;
        let Some(call) = Call::from_node(node) else {
            let text = node.text().ok_or_else(|| unknown(node, "it is no text"))?;
            self.bytes.set(self.bytes.get().saturating_add(text.len()));
            return Ok(text.to_string());
        };
        match call.name {
            "Ref" => {
                let name = call.target().unwrap_or_default();
                let pseudo = PSEUDO.iter().find(|(pseudo, _)| *pseudo == name);
                pseudo.map(|(_, value)| value.to_string()).ok_or_else(|| {
                    let has = self.template.at(&["Parameters", name]).is_some();
                    let why = if has {
                        format!("the parameter \"{name}\" has no default")
                    } else {
                        format!("\"{name}\" is known only when the stack has been created")
                    };
                    unknown(node, why)
                })
            }
            "Sub" => self.substituted(&call, depth + 1),
            "Join" => {
                let mut arguments = call.argument.items();
                let separator = arguments.next().and_then(Node::text).unwrap_or_default();
                let list = arguments.next().ok_or_else(|| unknown(node, "\"Fn::Join\" has no list"))?;
                let mut joined = String::new();
                for (index, item) in self.plain(list, depth + 1)?.items().enumerate() {
                    joined.push_str(if index > 0 { separator } else { "" });
                    joined.push_str(&self.text_at(item, depth + 1)?);
                    bounded(&joined, node)?;
                }
                Ok(joined)
            }
            name => Err(unknown(node, format!("\"{name}\" is known only when the stack has been created"))),
        }
    }

    /// Evaluates `Fn::Sub`: `${Name}` is replaced by a value, `${!Name}` by the literal text `${Name}`.
    fn substituted(&self, call: &Call<'d>, depth: usize) -> Result<String, Unknown> {
        let mut arguments = call.argument.items();
        let text = call.argument.text().or_else(|| arguments.next()?.text());
        let text = text.ok_or_else(|| unknown(call.node, "\"Fn::Sub\" has no text"))?;
        let values = arguments.next();
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            result.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                return Err(unknown(call.node, "\"${\" has no end"));
            };
            rest = behind;
            self.step(call.node, depth)?;
            if let Some(literal) = name.strip_prefix('!') {
                result.push_str(&format!("${{{literal}}}"));
            } else if let Some(value) = values.and_then(|values| values.get(name)) {
                result.push_str(&self.text_at(value, depth + 1)?);
            } else if let Some(value) = self.parameter(name) {
                result.push_str(&self.text_at(value, depth + 1)?);
            } else if let Some((_, value)) = PSEUDO.iter().find(|(pseudo, _)| *pseudo == name) {
                result.push_str(value);
            } else {
                return Err(unknown(
                    call.node,
                    format!("\"${{{name}}}\" is known only when the stack has been created"),
                ));
            }
            bounded(&result, call.node)?;
        }
        result.push_str(rest);
        Ok(result)
    }

    /// Returns the value of a parameter: an override, else its default, else the value given for parameters without a
    /// default.
    fn parameter(&self, name: &str) -> Option<Node<'d>> {
        let parameter = self.template.at(&["Parameters", name])?;
        let given = |values: Option<Node<'d>>| values?.get(name);
        given(self.given.overrides)
            .or_else(|| parameter.get("Default"))
            .or_else(|| given(self.given.otherwise))
    }

    fn find_in_map(&self, call: &Call<'d>, depth: usize) -> Result<Node<'d>, Unknown> {
        let keys = call.argument.items().map(|key| self.text_at(key, depth + 1));
        let keys: Vec<String> = keys.collect::<Result<_, _>>()?;
        let value = match &keys[..] {
            [map, top, second] => self.template.at(&["Mappings", map, top, second]),
            _ => None,
        };
        value.ok_or_else(|| unknown(call.node, format!("the mappings have no \"{}\"", keys.join("\", \""))))
    }

    fn named_condition(&self, name: &str, node: Node<'d>, depth: usize) -> Result<bool, Unknown> {
        let condition = self.template.at(&["Conditions", name]);
        let condition =
            condition.ok_or_else(|| unknown(node, format!("there is no condition \"{name}\"")))?;
        self.condition(condition, depth)
    }

    fn condition(&self, node: Node<'d>, depth: usize) -> Result<bool, Unknown> {
        self.step(node, depth)?;
        let call = Call::from_node(node).ok_or_else(|| unknown(node, "it is no condition"))?;
        let arguments = || call.argument.items();
        match call.name {
            "Equals" => {
                let texts: Vec<String> =
                    arguments().map(|side| self.text_at(side, depth + 1)).collect::<Result<_, _>>()?;
                Ok(matches!(&texts[..], [left, right] if left == right))
            }
            "Not" => {
                let one = arguments().next().ok_or_else(|| unknown(node, "\"Fn::Not\" has no condition"))?;
                self.condition(one, depth + 1).map(|is| !is)
            }
            "And" => arguments().try_fold(true, |all, one| Ok(self.condition(one, depth + 1)? && all)),
            "Or" => arguments().try_fold(false, |any, one| Ok(self.condition(one, depth + 1)? || any)),
            "Condition" => {
                let name = call.argument.text().unwrap_or_default();
                self.named_condition(name, node, depth + 1)
            }
            name => Err(unknown(node, format!("\"{name}\" is no condition"))),
        }
    }
}

/// Whether a value is `!Ref AWS::NoValue`, which removes it.
pub fn is_no_value(node: Node) -> bool {
    Call::from_node(node)
        .is_some_and(|call| call.name == "Ref" && call.argument.text() == Some("AWS::NoValue"))
}

fn unknown(node: Node, why: impl Into<String>) -> Unknown {
    Unknown { why: why.into(), place: node.place() }
}

fn bounded(text: &str, node: Node) -> Result<(), Unknown> {
    if text.len() > MAX_BYTES { Err(unknown(node, "its text is too long")) } else { Ok(()) }
}
