//! Bytecode for the target's Python is packaged as unchecked hash-based files (PEP 552). All files of a package have
//! the same date, so bytecode that is validated by the date of its source would be stale. Lambda's file system is
//! read-only, so new bytecode could not be written there.

use super::merge::{Chosen, Merged};
use crate::finding::{Code, Finding};
use crate::python::pyc::{self, Bytecode, Header};
use crate::source::{Candidate, LoadedSource, ReadCache, Store, WantsRead};
use crate::target::Runtime;
use std::rc::Rc;

/// Numbers of files that were left out, by reason.
#[derive(Default)]
struct Skipped {
    /// Bytecode of another Python, or optimized bytecode, which Python does not read in a normal start.
    other: usize,
    /// Bytecode that was compiled from a different source text, or for which this cannot be determined.
    stale: usize,
    /// Bytecode whose source was left out, or replaced by a file of another source.
    alone: usize,
}

/// Adds the bytecode whose sources are packaged, if `keep` is set. Returns its size in bytes. Without `keep`, returns
/// the size that it would have at most.
pub fn add<'a>(
    loaded: &'a [Rc<LoadedSource>],
    merged: &mut Merged<'a>,
    keep: bool,
    runtime: &Runtime,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<u64, WantsRead> {
    let bytecode = Bytecode::for_minor(runtime.minor);
    let tag = pyc::cache_tag(runtime.minor);
    let mut skipped = Skipped::default();
    let mut bytes = 0;
    let mut missing = false;
    for (index, source) in loaded.iter().enumerate() {
        for candidate in &source.bytecode {
            let named = pyc::source_of(&candidate.path).filter(|(_, other)| *other == tag);
            let Some(((path, _), bytecode)) = named.zip(bytecode) else {
                skipped.other += 1;
                continue;
            };
            let origin = merged.entries.get(&path).filter(|chosen| chosen.source == index);
            let Some((origin, owner)) = origin.map(|chosen| (chosen.candidate, chosen.owner)) else {
                skipped.alone += 1;
                continue;
            };
            if !keep {
                bytes += candidate.size;
                continue;
            }
            match header(candidate, origin, bytecode, cache, store) {
                Err(WantsRead) => missing = true,
                Ok(Err(Fault::Other)) => skipped.other += 1,
                Ok(Err(Fault::Stale)) => skipped.stale += 1,
                Ok(Ok(header)) => {
                    let chosen =
                        Chosen { source: index, candidate, owner, record: None, header: Some(header) };
                    if let crate::collections::Entry::Vacant(entry) =
                        merged.entries.entry(candidate.path.clone())
                    {
                        bytes += candidate.size;
                        entry.insert(chosen);
                    }
                }
            }
        }
    }
    if missing {
        return Err(WantsRead);
    }
    if keep {
        findings.extend(skipped.finding(runtime, bytecode.is_some()));
    }
    Ok(bytes)
}

enum Fault {
    Other,
    Stale,
}

/// Returns the new header of a bytecode file.
fn header(
    candidate: &Candidate,
    source: &Candidate,
    bytecode: Bytecode,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<Result<Header, Fault>, WantsRead> {
    // Both are requested before the first `?`, so that the host reads them together.
    let header = cache.header(&candidate.content, store);
    let source = cache.source(&source.content, bytecode, store);
    let Some(origin) = header?.and_then(|header| bytecode.origin(&header)) else {
        return Ok(Err(Fault::Other));
    };
    let source = source?.filter(|source| source.is_of(origin));
    Ok(source.map(|source| bytecode.unchecked(source.hash)).ok_or(Fault::Stale))
}

impl Skipped {
    fn finding(&self, runtime: &Runtime, is_known: bool) -> Option<Finding> {
        let name = runtime.name;
        let other = match is_known {
            true => format!("are not for {name}"),
            false => format!("are for {name}, whose bytecode is not final, or another Python"),
        };
        let reasons = [
            (self.other, other),
            (self.stale, "are older than their sources".to_string()),
            (self.alone, "have no sources in the package".to_string()),
        ];
        let all: usize = reasons.iter().map(|(count, _)| count).sum();
        let reasons: Vec<String> = reasons
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, why)| if count == all { format!("they {why}") } else { format!("{count} {why}") })
            .collect();
        if reasons.is_empty() {
            return None;
        }
        let message = format!("{all} bytecode files are left out: {}", reasons.join(", "));
        Some(Finding::new(Code::BytecodeSkipped, "", message))
    }
}
