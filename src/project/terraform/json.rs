//! `.tf.json`: the same blocks and arguments as JSON (Terraform, "JSON Configuration Syntax").

use crate::collections::BTreeMap;
use crate::project::document::{Document, Fault, Node, Position};
use hcl_edit::Ident;
use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::parser::parse_template;
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::template::{Element, StringTemplate};

/// The blocks that are read, and the number of their labels.
const BLOCKS: &[(&str, usize)] =
    &[("data", 2), ("locals", 0), ("module", 1), ("resource", 2), ("variable", 1)];

/// The start positions of blocks and their arguments, by names.
#[derive(Default)]
pub struct Places(BTreeMap<Vec<String>, Position>);

impl Places {
    /// Returns the position of a block, or of its argument that contains an expression.
    pub fn position(&self, block: &Block, expression: Option<&Expression>) -> Position {
        let mut names = vec![block.ident.as_str().to_string()];
        names.extend(block.labels.iter().map(|label| label.as_str().to_string()));
        let argument = expression.and_then(|expression| {
            block.body.attributes().find(|argument| is_in(expression, &argument.value))
        });
        names.extend(argument.map(|argument| argument.key.as_str().to_string()));
        self.0.get(&names).copied().unwrap_or_default()
    }
}

fn is_in(expression: &Expression, value: &Expression) -> bool {
    let items = value.as_array().into_iter().flatten();
    std::ptr::eq(expression, value) || items.into_iter().any(|item| std::ptr::eq(expression, item))
}

/// Parses a text.
///
/// # Errors
///
/// The text cannot be parsed.
pub fn read(text: &str) -> Result<(Body, Places), Fault> {
    let document = Document::parse(text)?;
    let (mut body, mut places) = (Body::new(), Places::default());
    for (keyword, node) in document.root().own_entries() {
        let known = BLOCKS.iter().find(|(known, _)| keyword.text() == Some(known));
        if let Some((keyword, labels)) = known {
            blocks(node, vec![keyword.to_string()], *labels, &mut body, &mut places);
        }
    }
    Ok((body, places))
}

/// Parses a file of variables: a mapping of values by their names.
///
/// # Errors
///
/// The text cannot be parsed.
pub fn variables(text: &str) -> Result<(Body, Places), Fault> {
    let document = Document::parse(text)?;
    let mut body = Body::new();
    for (name, value) in document.root().own_entries() {
        if let Some(name) = name.text() {
            body.push(Attribute::new(Ident::new_sanitized(name), expression(value)));
        }
    }
    Ok((body, Places::default()))
}

/// Adds the blocks in a value. There is one level of objects per label, and at each level there may be a list of
/// objects. So the recursion is as deep as the number of labels.
fn blocks(node: Node, names: Vec<String>, labels: usize, body: &mut Body, places: &mut Places) {
    let nodes: Vec<Node> = if node.is_sequence() { node.items().collect() } else { vec![node] };
    for node in nodes.into_iter().filter(|node| node.is_mapping() && !node.is_alias()) {
        if labels == 0 {
            places.0.entry(names.clone()).or_insert(node.place());
            body.push(block(node, &names, places));
            continue;
        }
        for (label, inner) in node.own_entries() {
            if let Some(label) = label.text() {
                let names = names.iter().cloned().chain([label.to_string()]).collect();
                blocks(inner, names, labels - 1, body, places);
            }
        }
    }
}

fn block(node: Node, names: &[String], places: &mut Places) -> Block {
    let (keyword, labels) = names.split_first().map_or(("", names), |(first, rest)| (first.as_str(), rest));
    let mut block = Block::builder(Ident::new_sanitized(keyword)).labels(labels.iter().cloned());
    for (key, value) in node.own_entries() {
        // A comment.
        let Some(key) = key.text().filter(|key| *key != "//") else { continue };
        let place = names.iter().cloned().chain([key.to_string()]).collect();
        places.0.entry(place).or_insert(value.place());
        block = block.attribute(Attribute::new(Ident::new_sanitized(key), expression(value)));
    }
    block.build()
}

fn expression(node: Node) -> Expression {
    match node.text() {
        // The parser also reads YAML, which has aliases. They could be circular, and JSON has none.
        _ if node.is_alias() => Expression::null(),
        Some(text) => template(text),
        None if node.is_sequence() => Expression::Array(node.items().map(expression).collect::<Array>()),
        None if node.is_mapping() => {
            let entries = node.own_entries().filter_map(|(key, value)| {
                Some((ObjectKey::from(Expression::from(key.text()?)), ObjectValue::new(expression(value))))
            });
            Expression::Object(entries.collect::<Object>())
        }
        None => Expression::null(),
    }
}

/// Parses a text as a template. A text that consists of one interpolation becomes the expression inside it.
fn template(text: &str) -> Expression {
    let Ok(template) = parse_template(text) else { return Expression::from(text) };
    if !text.contains(['$', '%']) {
        return Expression::from(text);
    }
    if !matches!(template.as_single_element(), Some(Element::Interpolation(_))) {
        return Expression::from(StringTemplate::from(template));
    }
    match template.into_iter().next() {
        Some(Element::Interpolation(only)) => only.expr,
        _ => Expression::null(),
    }
}
