//! Edits of templates: new locations of code, and new layers. Only the bytes of the changed values differ: comments,
//! order and formatting are preserved.
//!
//! - `change`: replacements of bytes
//! - `local_paths`: the other files and folders that a template names
//! - `share`: layers that are added, and the functions that use them

mod change;
mod local_paths;
mod share;

pub use share::{AddedLayer, with_layers};

use super::document::{Document, Fault, Node, Position};
use super::template::Resource;
use crate::format::quoted;
use change::{Edit, applied, set_property};
use local_paths::LocalPath;
use serde::{Deserialize, Serialize};

/// The new location of the code of a function or layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CodeLocation {
    /// A folder, relative to the template.
    Folder(String),
    /// An object in a bucket.
    Bucket {
        /// Its name.
        bucket: String,
        /// The object's key.
        key: String,
    },
}

/// A function or layer, and the new location of its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Relocation {
    /// The logical id.
    pub id: String,
    /// Where its code is.
    pub code: CodeLocation,
}

/// Returns a template in which the code of functions and layers has new locations. Without relocations, the text is
/// unchanged. `back`: if the template is put into another folder, the path from there to the template's current folder;
/// all other local paths then begin with it.
///
/// # Errors
///
/// The text is no template, it does not have one of the functions or layers, or a value is written in a way in which it
/// cannot be changed.
pub fn relocated(text: &str, relocations: &[Relocation], back: Option<&str>) -> Result<String, Fault> {
    let document = Document::parse(text)?;
    let root = document.root();
    let mut edits = Vec::new();
    for relocation in relocations {
        let resource = resource(root, &relocation.id)?;
        edits.push(edit(text, &resource, &relocation.code));
    }
    let mut moved = Vec::new();
    if let Some(back) = back {
        for path in others(root, relocations) {
            let new = path.moved(back);
            let edit = path.edit(text, &new);
            // A value that several resources share is changed once.
            if !edits
                .iter()
                .any(|other| other.span == edit.span && (!edit.span.is_empty() || other.text == edit.text))
            {
                edits.push(edit);
            }
            moved.push((path, new));
        }
    }
    let edited = applied(text, edits);
    check(&edited, relocations)?;
    if !moved.is_empty() {
        check_moved(&edited, relocations, &moved)?;
    }
    Ok(edited)
}

/// Returns the local files and folders that a template still names if the code of these functions and layers has new
/// locations. Each is listed once, as written.
///
/// # Errors
///
/// The text is no template.
pub fn remaining_paths(text: &str, relocations: &[Relocation]) -> Result<Vec<String>, Fault> {
    let document = Document::parse(text)?;
    let mut paths: Vec<String> = Vec::new();
    for path in others(document.root(), relocations) {
        if !paths.iter().any(|other| other == path.text) {
            paths.push(path.text.to_string());
        }
    }
    Ok(paths)
}

/// The local paths besides those of the relocated code.
fn others<'d>(root: Node<'d>, relocations: &[Relocation]) -> Vec<LocalPath<'d>> {
    local_paths::find(root, &|id| relocations.iter().any(|relocation| relocation.id == id))
}

/// Reads the result again and checks that it states the moved paths.
fn check_moved(edited: &str, relocations: &[Relocation], moved: &[(LocalPath, String)]) -> Result<(), Fault> {
    let document = Document::parse(edited)?;
    let found = others(document.root(), relocations);
    let mut all = moved.iter().enumerate();
    match all.find(|(at, (_, new))| found.get(*at).is_none_or(|other| other.text != new)) {
        None => Ok(()),
        Some((_, (path, _))) => {
            let why = format!("\"{}\" is written in a way in which it cannot be changed", path.text);
            Err(Fault { why, place: path.value.place() })
        }
    }
}

fn resource<'d>(root: Node<'d>, id: &str) -> Result<Resource<'d>, Fault> {
    let entries = root.get("Resources").into_iter().flat_map(Node::own_entries);
    let found = entries.rev_find(id).and_then(|(key, body)| Resource::from_node(root, key, body));
    found.ok_or_else(|| Fault { why: format!("it has no function or layer \"{id}\""), place: root.place() })
}

/// Finds the last entry with a name, because the last one counts.
trait RevFind<'d>: Iterator<Item = (Node<'d>, Node<'d>)> + Sized {
    fn rev_find(self, id: &str) -> Option<(Node<'d>, Node<'d>)> {
        self.filter(|(key, _)| key.text() == Some(id)).last()
    }
}

impl<'d, I: Iterator<Item = (Node<'d>, Node<'d>)>> RevFind<'d> for I {}

fn edit(text: &str, resource: &Resource, code: &CodeLocation) -> Edit {
    set_property(text, resource.body, resource.kind.code, |is_flow| value(resource, code, is_flow))
}

/// Returns the value of the property that states the location of the code.
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
    scalar(&text, is_flow)
}

/// Returns a text as a value.
fn scalar(text: &str, is_flow: bool) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-:".contains(c);
    let begins_well = text.starts_with(|c: char| c.is_ascii_alphabetic()) || text.starts_with("../");
    let is_plain = begins_well && text.chars().all(is_plain) && !text.ends_with(':');
    if is_flow || !is_plain { quoted(text) } else { text.to_string() }
}

/// Reads the result again and checks that it states the new locations.
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

fn place(value: Option<Node>, otherwise: Node) -> Position {
    value.unwrap_or(otherwise).place()
}
