//! Edits of a text. Only the bytes of the changed values differ.

use crate::format::quoted;
use crate::project::document::Node;
use std::ops::Range;

/// A range of bytes in a text, and its replacement.
pub struct Edit {
    /// The bytes that are replaced.
    pub span: Range<usize>,
    /// The replacement.
    pub text: String,
}

/// Adds a property to a resource, or replaces its value. `value`: returns the value as text; its argument says whether
/// the value is inside a flow mapping (in braces).
pub fn set_property(text: &str, body: Node, name: &str, value: impl Fn(bool) -> String) -> Edit {
    let Some(properties) = body.own("Properties") else {
        let entry = format!("{{{}: {}}}", quoted(name), value(true));
        return inserted(text, body, "Properties", &entry, body.is_flow());
    };
    if properties.is_alias() {
        // The new mapping merges the aliased one and has the property in addition.
        let alias = text.get(properties.span()).unwrap_or_default();
        let text = format!("{{<<: {alias} , {}: {}}}", quoted(name), value(true));
        return Edit { span: properties.span(), text };
    }
    if !properties.is_mapping() {
        // `Properties` has no value, so the new mapping is inserted after the colon.
        let key = body.own_entries().find(|(key, _)| key.text() == Some("Properties"));
        let key_end = key.map_or(properties.span().start, |(key, _)| key.span().end);
        let colon =
            text.get(key_end..).and_then(|rest| rest.find(':')).map_or(key_end, |colon| key_end + colon + 1);
        let text = format!(" {{{}: {}}}", quoted(name), value(true));
        return Edit { span: colon..colon, text };
    }
    let is_flow = properties.is_flow();
    match properties.own(name) {
        Some(own) => Edit { span: own.span(), text: value(is_flow) },
        None => inserted(text, properties, name, &value(is_flow), is_flow),
    }
}

/// Inserts an entry before the first entry of a mapping.
pub fn inserted(text: &str, mapping: Node, key: &str, value: &str, is_flow: bool) -> Edit {
    let first = mapping.own_entries().next().map(|(key, _)| key.span().start);
    if is_flow {
        let start = mapping.span().start;
        let open = text.get(start..).and_then(|rest| rest.find('{')).map_or(start, |brace| start + brace + 1);
        let space = first.and_then(|first| text.get(open..first)).unwrap_or_default();
        let space = if space.trim().is_empty() { space } else { " " };
        let comma = if first.is_some() { "," } else { "" };
        return Edit { span: open..open, text: format!("{space}{}: {value}{comma}", quoted(key)) };
    }
    let at = first.unwrap_or(mapping.span().start);
    let line = text.get(..at).map_or("", |before| before.rsplit('\n').next().unwrap_or_default());
    // A key may follow the dash of a list item.
    let indent: String = line.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let end = line_end(text);
    Edit { span: at..at, text: format!("{key}: {value}{end}{indent}") }
}

/// Returns the line ending of a text.
pub fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Applies edits to a text.
pub fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    crate::collections::sort_by_key(&mut edits, |edit| edit.span.start);
    let mut result = String::with_capacity(text.len() + 64 * edits.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.span.start).unwrap_or_default());
        result.push_str(&edit.text);
        at = edit.span.end.max(at);
    }
    result.push_str(text.get(at..).unwrap_or_default());
    result
}
