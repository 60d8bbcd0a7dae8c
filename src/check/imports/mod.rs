//! Imports, followed from the handler through the user's own code and through libraries.
//!
//! - [`walker`]: the state of a walk over imports
//! - [`walk`]: which modules run, and which imports fail
//! - [`follow`]: where the walk starts
//! - [`resolve`]: one import
//! - [`dependency`]: modules of libraries that run
//! - [`extras`]: modules that names of libraries need in addition
//! - [`library`]: published packages without dist-info
//! - [`runtime_lookups`]: metadata and libraries that modules look up by name
//! - [`names`]: the names of the user's modules, including those of star imports
//! - [`missing`]: findings about imports that fail
//! - [`advice`]: what to do about them
//! - [`circular`]: names that are used before they are defined
//! - [`attributes`]: names of the user's modules that never exist
//! - [`reach`]: the distributions that the user's code reaches
//! - [`shadowed`]: files that hide others
//! - [`unbundled`]: modules that the runtime has, but not for production
//! - [`unreached`]: files that Python cannot read, and that nothing imports
//! - [`unused`]: distributions that nothing reaches

mod advice;
mod attributes;
mod circular;
mod dependency;
mod extras;
mod follow;
mod library;
mod missing;
pub mod names;
pub mod reach;
mod resolve;
mod runtime_lookups;
mod shadowed;
mod unbundled;
mod unreached;
mod unused;
mod walk;
pub mod walker;

use super::candidates::is_aside;
use super::common_fixes::ignoring;
use super::context::CheckContext;
use super::modules::{Modules, is_own};
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use crate::python::code::{Certainty, ModuleAnalysis};
use crate::source::WantsRead;
use crate::target::PackageKind;
use follow::follow;
use std::rc::Rc;

/// The user's modules at the root, for packages in which no handler states which of them runs.
fn at_root(
    modules: &Modules,
    context: &mut CheckContext,
) -> Result<BTreeMap<usize, (Certainty, Rc<ModuleAnalysis>)>, WantsRead> {
    let plan = context.plan;
    let minor = context.target.runtime.minor;
    let mut found = BTreeMap::new();
    for (_, index) in modules.own().filter(|(name, _)| !name.contains('.') && !is_aside(name)) {
        let Some(entry) = plan.entries.get(index).filter(|entry| entry.path.ends_with(".py")) else {
            continue;
        };
        let code = context.cache.code(&entry.content, entry.size, minor, context.store)?;
        found.insert(index, (Certainty::Certain, code));
    }
    Ok(found)
}

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let modules = context.modules();
    shadowed::check(&modules, context, findings)?;
    // A layer's modules run in functions that may have more modules on their path.
    if context.target.kind == PackageKind::Layer {
        unreached::check(&modules, &|_| false, context, findings)?;
        return runtime_lookups::report_layer(context, findings);
    }
    let walk = follow(&modules, context, true)?;
    let at_root = if walk.visited.is_empty() { at_root(&modules, context)? } else { BTreeMap::new() };
    let is_told = |entry: &usize| walk.visited.contains_key(entry) || at_root.contains_key(entry);
    unreached::check(&modules, &is_told, context, findings)?;
    for (index, (certainty, code)) in walk.visited.iter().chain(&walk.followed).chain(&at_root) {
        let Some(entry) = plan.entries.get(*index) else { continue };
        let is_told = *certainty == Certainty::Certain || !walk.published.contains(index);
        if let Some(fault) = code.fault.as_ref().filter(|_| is_told) {
            let message = format!(
                "\"{}\" line {} cannot be read by Python 3.{}: {}{}",
                entry.path,
                fault.line,
                context.target.runtime.minor,
                fault.what,
                missing::origin(&walk, *index, context)
            );
            let severity = if *certainty == Certainty::Certain { Severity::Error } else { Severity::Warning };
            let finding =
                Finding::new(Code::SyntaxError, &entry.path, message).severity(severity).line(fault.line);
            let library = entry.owner.and_then(|owner| plan.distributions.get(owner));
            findings.push(match library {
                Some(library) => finding.hint(format!(
                    "Drop a version of \"{}\" that is made for this Python, or leave it out: {} is not",
                    library.name, library.version
                )),
                None if *certainty < Certainty::Certain => match ignoring(entry) {
                    Some(fix) => finding.fix(fix),
                    None => finding,
                },
                None => finding,
            });
        }
        if let Some(why) = code.unchecked.as_ref().filter(|_| is_own(entry)) {
            findings.push(Finding::new(
                Code::SourceUnchecked,
                &entry.path,
                format!("\"{}\" is packed, but its imports are not checked: {why}", entry.path),
            ));
        }
    }
    runtime_lookups::report(&walk, context, findings)?;
    missing::report(&modules, &walk, context, findings)?;
    unbundled::report(&modules, &walk, context, findings);
    unused::report(&walk, context, findings)
}
