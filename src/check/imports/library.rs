//! Recognizes libraries without dist-info, which was removed to save space. What libraries import in functions and
//! under conditions may be for features that the function does not use, and is left to the library.

use super::walker::Walker;
use crate::check::modules::{ModuleKind, below_root};
use crate::python::code::Certainty;

/// Files that show that a package was published.
const MARKS: &[&str] = &["__about__.py", "__version__.py", "_version.py", "py.typed", "version.py"];

/// Names in a package that show that it was published.
const NAMES: &[&str] = &["__author__", "__copyright__", "__license__", "__version__", "__version_info__"];

impl Walker<'_, '_> {
    /// Whether the module seems to belong to a published package. The package that Lambda starts with does not count
    /// as published.
    pub fn looks_published(&mut self, entry: usize) -> bool {
        let Some(root) = self.root(entry) else { return false };
        if let Some(known) = self.published.get(&root) {
            return *known;
        }
        let starts = self.starts.iter().filter(|start| start.certainty == Certainty::Certain);
        let begins = starts.map(|start| start.entry).any(|start| self.root(start).as_ref() == Some(&root));
        let looks = !begins && (self.has_marks(&root) || self.has_names(&root));
        self.published.insert(root, looks);
        looks
    }

    /// The path of the outermost package that contains a module, with a slash at the end. For a module outside of
    /// packages, its own path.
    fn root(&self, entry: usize) -> Option<String> {
        let entry = self.context.plan.entries.get(entry)?;
        let below = below_root(entry, self.context.target);
        let start = entry.path.len() - below.len();
        let package = below.match_indices('/').find_map(|(at, _)| {
            let folder = below.get(..at)?;
            matches!(self.modules.at(folder), ModuleKind::Package(_))
                .then(|| entry.path.get(..start + at + 1))?
        });
        Some(package.unwrap_or(&entry.path).to_string())
    }

    fn has_marks(&self, root: &str) -> bool {
        let entries = &self.context.plan.entries;
        let first = entries.partition_point(|entry| *entry.path < *root);
        let below = entries.iter().skip(first).map_while(|entry| entry.path.strip_prefix(root));
        below.into_iter().any(|path| {
            let is_tagged = path.ends_with(".so") && (path.contains(".cpython-") || path.contains(".abi3"));
            is_tagged || MARKS.contains(&path)
        })
    }

    fn has_names(&mut self, root: &str) -> bool {
        let path = if root.ends_with('/') { format!("{root}__init__.py") } else { root.to_string() };
        let found = self.context.plan.entries.binary_search_by(|entry| entry.path.as_str().cmp(&path));
        let code = found.ok().and_then(|index| self.code(index));
        code.is_some_and(|code| NAMES.iter().any(|name| code.names.contains_key(*name)))
    }
}
