//! Fixes that findings of several families offer.

use crate::fix::Fix;
use crate::plan::Entry;
use crate::source::drop::ignore::IGNORE_FILE;

/// Leaves out a file of the user: by a line in the `.lambdaignore` of the dropped folder, or by removing the item if
/// the file was dropped alone.
pub fn ignoring(entry: &Entry) -> Option<Fix> {
    let folder = entry.from.strip_suffix(&entry.path)?;
    match folder {
        "" => Some(Fix::Remove { path: entry.from.clone() }),
        _ if folder.ends_with('/') => {
            Some(Fix::Ignore { path: format!("{folder}{IGNORE_FILE}"), line: format!("/{}", entry.path) })
        }
        _ => None,
    }
}

/// Leaves out a distribution, even if others require it.
pub fn without(name: &str) -> Fix {
    Fix::Override { name: name.to_string(), version: None }
}
