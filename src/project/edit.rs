//! Templates in which the code of functions is elsewhere. Only the bytes of the changed values differ: comments, order
//! and formatting stay.

use super::document::{Document, Fault, Node, Place};
use super::template::Resource;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where the code of a function or layer is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CodeLocation {
    /// In a folder, relative to the template.
    Folder(String),
    /// In a bucket.
    Bucket {
        /// Its name.
        bucket: String,
        /// The object's key.
        key: String,
    },
}

/// A function or layer, and where its code is from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Relocation {
    /// The logical id.
    pub id: String,
    /// Where its code is.
    pub code: CodeLocation,
}

/// Bytes of a text, and what takes their place.
struct Edit {
    span: Range<usize>,
    text: String,
}

/// A template whose functions and layers have their code elsewhere. Without any, it is the same, byte for byte.
///
/// # Errors
///
/// The text is no template, or it is written in a way in which a value cannot be changed.
pub fn relocated(text: &str, relocations: &[Relocation]) -> Result<String, Fault> {
    let document = Document::parse(text)?;
    let root = document.root();
    let mut edits = Vec::new();
    for relocation in relocations {
        let resource = resource(root, &relocation.id)?;
        edits.push(edit(text, &resource, &relocation.code));
    }
    let edited = applied(text, edits);
    check(&edited, relocations)?;
    Ok(edited)
}

fn resource<'d>(root: Node<'d>, id: &str) -> Result<Resource<'d>, Fault> {
    let entries = root.get("Resources").into_iter().flat_map(Node::own_entries);
    let found = entries.rev_find(id).and_then(|(key, body)| Resource::of(root, key, body));
    found.ok_or_else(|| Fault { why: format!("it has no function or layer \"{id}\""), place: root.place() })
}

/// The last entry of a name: it is the one that counts.
trait RevFind<'d>: Iterator<Item = (Node<'d>, Node<'d>)> + Sized {
    fn rev_find(self, id: &str) -> Option<(Node<'d>, Node<'d>)> {
        self.filter(|(key, _)| key.text() == Some(id)).last()
    }
}

impl<'d, I: Iterator<Item = (Node<'d>, Node<'d>)>> RevFind<'d> for I {}

fn edit(text: &str, resource: &Resource, code: &CodeLocation) -> Edit {
    let name = resource.kind.code;
    let Some(properties) = resource.body.own("Properties") else {
        let is_flow = resource.body.is_flow();
        let value = value(resource, code, true);
        return inserted(
            text,
            resource.body,
            "Properties",
            &format!("{{{}: {value}}}", quoted(name)),
            is_flow,
        );
    };
    if properties.is_alias() {
        // What is merged keeps its name, and the code is beside it.
        let (alias, value) = (text.get(properties.span()).unwrap_or_default(), value(resource, code, true));
        let text = format!("{{<<: {alias} , {}: {value}}}", quoted(name));
        return Edit { span: properties.span(), text };
    }
    if !properties.is_mapping() {
        // Nothing stands there: what begins does so behind the colon.
        let key = resource.body.own_entries().find(|(key, _)| key.text() == Some("Properties"));
        let key_end = key.map_or(properties.span().start, |(key, _)| key.span().end);
        let colon =
            text.get(key_end..).and_then(|rest| rest.find(':')).map_or(key_end, |colon| key_end + colon + 1);
        let text = format!(" {{{}: {}}}", quoted(name), value(resource, code, true));
        return Edit { span: colon..colon, text };
    }
    let is_flow = properties.is_flow();
    let value = value(resource, code, is_flow);
    let Some(own) = properties.own(name) else { return inserted(text, properties, name, &value, is_flow) };
    Edit { span: own.span(), text: value }
}

/// An entry before the first one of a mapping.
fn inserted(text: &str, mapping: Node, key: &str, value: &str, is_flow: bool) -> Edit {
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
    // A key may stand behind the dash of a list.
    let indent: String = line.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Edit { span: at..at, text: format!("{key}: {value}{end}{indent}") }
}

/// The value of the property that says where the code is.
fn value(resource: &Resource, code: &CodeLocation, is_flow: bool) -> String {
    let text = match code {
        CodeLocation::Folder(folder) => folder.clone(),
        CodeLocation::Bucket { bucket, key } if resource.kind.is_sam() => format!("s3://{bucket}/{key}"),
        CodeLocation::Bucket { bucket, key } => {
            let (of_bucket, of_key) = resource.kind.s3;
            let entry = |name: &str, value: &str| format!("{}: {}", quoted(name), quoted(value));
            return format!("{{{}, {}}}", entry(of_bucket, bucket), entry(of_key, key));
        }
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-:".contains(c);
    let begins_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_plain = begins_well && text.chars().all(is_plain) && !text.ends_with(':');
    if is_flow || !is_plain { quoted(&text) } else { text }
}

/// A text as JSON has it, which YAML reads the same (ECMA-404, 9).
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
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

/// Reads the result again: what it says must be what was meant.
fn check(edited: &str, relocations: &[Relocation]) -> Result<(), Fault> {
    let document = Document::parse(edited)?;
    for Relocation { id, code } in relocations {
        let resource = resource(document.root(), id)?;
        let value = resource.own(resource.kind.code);
        let is_meant = value.is_some_and(|value| match code {
            CodeLocation::Folder(folder) => value.str() == Some(folder),
            CodeLocation::Bucket { bucket, key } if resource.kind.is_sam() => {
                value.str().is_some_and(|text| text == format!("s3://{bucket}/{key}"))
            }
            CodeLocation::Bucket { bucket, key } => {
                let (of_bucket, of_key) = resource.kind.s3;
                let text = |name: &str| value.get(name).and_then(Node::str);
                text(of_bucket) == Some(bucket) && text(of_key) == Some(key)
            }
        });
        if !is_meant {
            let name = resource.kind.code;
            let why = format!("\"{name}\" of \"{id}\" is written in a way in which it cannot be changed");
            return Err(Fault { why, place: place(value, resource.key) });
        }
    }
    Ok(())
}

fn place(value: Option<Node>, otherwise: Node) -> Place {
    value.unwrap_or(otherwise).place()
}
