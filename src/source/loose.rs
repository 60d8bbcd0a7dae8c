//! Function folders and loose files: the user's own code.

use super::path::is_bytecode_cache;
use super::path::{self, Verdict};
use super::{Candidate, Content, Item, LoadedSource, SourceKind, mode_by_head};
use crate::finding::{Code, Finding};

/// A loose file, with the path that it gets in the package.
pub struct IncludedFile<'a> {
    /// Relative to where Python's files go.
    pub path: String,
    pub item: &'a Item,
}

/// Makes a candidate of a loose file, or adds a finding that states why it cannot ship.
pub fn candidate(placed: &IncludedFile, kind: SourceKind, findings: &mut Vec<Finding>) -> Option<Candidate> {
    let IncludedFile { path, item } = placed;
    if let Some(words) = &item.unreadable {
        findings.push(Finding::new(
            Code::FileUnreadable,
            &item.path,
            format!("\"{}\" cannot be read: {words}", item.path),
        ));
        return None;
    }
    let path = match path::inspect(path) {
        Verdict::Clean => path.clone(),
        Verdict::Repaired(clean) => {
            findings.push(Finding::new(
                Code::PathRepaired,
                &item.path,
                format!("\"{}\" is packed as \"{clean}\"", item.path),
            ));
            clean
        }
        Verdict::Unsafe(why) => {
            findings.push(Finding::new(
                Code::PathUnsafe,
                &item.path,
                format!("\"{}\" is refused: {why}", item.path),
            ));
            return None;
        }
        Verdict::TooLong => {
            findings.push(Finding::new(
                Code::PathTooLong,
                &item.path,
                format!("\"{}\" is too long for Linux", item.path),
            ));
            return None;
        }
    };
    Some(Candidate {
        path,
        size: item.size,
        mode: mode_by_head(&item.head),
        content: Content::File(item.file),
        digest: None,
        from: item.path.clone(),
        kind,
        distribution: None,
    })
}

/// Makes a candidate of a file of __pycache__; `None` if it is not bytecode.
pub fn bytecode(placed: &IncludedFile, kind: SourceKind) -> Option<Candidate> {
    // Problems of cached bytecode are not reported.
    candidate(placed, kind, &mut Vec::new()).filter(|candidate| candidate.path.ends_with(".pyc"))
}

/// Loads the files of a function folder, or files that were dropped loose.
pub fn load(path: &str, files: &[IncludedFile], findings: &mut Vec<Finding>) -> LoadedSource {
    let mut loaded = LoadedSource::new(path, SourceKind::Function);
    for placed in files {
        if is_bytecode_cache(&placed.path) {
            loaded.bytecode.extend(bytecode(placed, SourceKind::Function));
        } else {
            loaded.candidates.extend(candidate(placed, SourceKind::Function, findings));
        }
    }
    loaded
}
