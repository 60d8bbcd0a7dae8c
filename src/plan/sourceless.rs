//! Checks bytecode without a source file. Python imports such a file as the module itself if the magic number is its
//! own, and fails otherwise (CPython's `SourcelessFileLoader`).

use super::merge::Merged;
use crate::finding::{Code, Finding};
use crate::python::pyc::{self, Bytecode};
use crate::source::path::is_bytecode_cache;
use crate::source::{ReadCache, SourceKind, Store, WantsRead};
use crate::target::Runtime;

/// Reports each file that the target's Python cannot import. Files of a function that are not bytecode at all are left
/// out.
///
/// # Errors
/// `WantsRead` if headers have to be read first.
pub fn check(
    merged: &mut Merged,
    runtime: &Runtime,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let Some(bytecode) = Bytecode::for_minor(runtime.minor) else { return Ok(()) };
    let mut missing = false;
    let mut litter = Vec::new();
    let alone = merged.entries.iter().filter(|(path, _)| {
        let is_module = path.ends_with(".pyc") && !is_bytecode_cache(path);
        is_module && !merged.entries.contains_key(path.trim_end_matches('c'))
    });
    for (path, chosen) in alone {
        let candidate = chosen.candidate;
        let header = match cache.header(&candidate.content, store) {
            Err(WantsRead) => {
                missing = true;
                continue;
            }
            Ok(header) => header,
        };
        let name = runtime.name;
        let message = match header.map(|header| (bytecode.matches(&header), pyc::python_of(&header))) {
            Some((true, _)) => continue,
            Some((_, Some(python))) => {
                format!("\"{path}\" is bytecode of {python}, which {name} does not import, and has no source")
            }
            _ if candidate.kind == SourceKind::Function => {
                litter.push(path.clone());
                if let Some((top, _)) = candidate.from.split_once('/') {
                    let message =
                        format!("\"{}\" is skipped by \"*.pyc\": it is no bytecode", candidate.from);
                    findings.push(Finding::new(Code::FilesSkipped, top, message));
                }
                continue;
            }
            _ => format!("\"{path}\" is no bytecode, so {name} does not import it, and has no source"),
        };
        findings.push(Finding::new(Code::BytecodeForeign, path, message));
    }
    if missing {
        return Err(WantsRead);
    }
    merged.entries.retain(|path, _| !litter.contains(path));
    Ok(())
}
