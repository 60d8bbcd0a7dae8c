//! Applies `.lambdaignore` to the files of libraries. Its patterns are relative to the root of the package.

use super::merge::Merged;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding};
use crate::format;
use crate::source::SourceKind;
use crate::source::drop::ignore::Rules;
use std::rc::Rc;

/// Removes the files that a line matches, and reports the lines that match nothing.
pub fn apply(merged: &mut Merged, rules: &[(String, Rc<Rules>)], findings: &mut Vec<Finding>) {
    for (file, rules) in rules {
        let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
        merged.entries.retain(|path, chosen| {
            if chosen.candidate.kind == SourceKind::Function {
                return true;
            }
            match rules.skips_library(path.strip_prefix("../").unwrap_or(path)) {
                Some(skip) => {
                    *skipped.entry(skip.line.to_string()).or_default() += 1;
                    false
                }
                None => true,
            }
        });
        if !skipped.is_empty() {
            let count: usize = skipped.values().sum();
            let (files, are) = if count == 1 { ("file", "is") } else { ("files", "are") };
            let lines: Vec<String> = skipped.into_keys().map(|line| format!("\"{line}\"")).collect();
            let (count, lines) = (format::count(count), lines.join(", "));
            let message = format!("{count} {files} of libraries {are} skipped by {lines} of \"{file}\"");
            findings.push(Finding::new(Code::FilesSkipped, file, message));
        }
        findings.extend(rules.unused().into_iter().map(|line| {
            let message = format!("The line \"{line}\" of \"{file}\" matches nothing");
            Finding::new(Code::IgnoreUnused, file, message)
        }));
    }
}
