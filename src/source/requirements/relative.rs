//! Paths that requirements files write, relative to where they lie.

use crate::source::path::{self, Verdict};

/// A path relative to the folder of `file`. `None` if it leads out of the drop.
pub fn resolve(file: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    let relative = relative.replace('\\', "/");
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    (path.is_empty() || matches!(path::inspect(&path), Verdict::Clean)).then_some(path)
}

/// A name in a folder of the drop; the folder may be the root, which is empty.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}
