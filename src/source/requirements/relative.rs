//! Paths in requirements files, relative to the folders of these files.

use crate::source::path::{self, Verdict};

/// Resolves a path that is relative to the folder of `file`. `None` if it leads out of the drop.
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

/// The path of a file in a folder of the drop. The root is the empty folder.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// The last part of a path: the folder may have been dropped without those above it, and what the path names beside it.
pub fn without_folders(relative: &str) -> Option<&str> {
    let name = relative.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next()?;
    (!matches!(name, "" | "." | "..")).then_some(name)
}
