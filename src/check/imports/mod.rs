//! Imports of the user's own code, followed from the handler.
//!
//! - [`walk`]: which modules run, and which imports fail
//! - [`resolve`]: one import
//! - [`library`]: what was published, though nothing says so
//! - [`names`]: what the user's modules have, stars included
//! - [`missing`]: what to do about an import that fails
//! - [`shadowed`]: files that hide others
//! - [`unused`]: distributions that nothing reaches

mod library;
mod missing;
pub mod names;
pub mod reach;
mod resolve;
mod shadowed;
mod unused;
pub mod walk;

use super::context::CheckContext;
use super::handler;
use super::modules::{Modules, is_own};
use crate::finding::{Code, Finding, Severity};
use crate::plan::Entry;
use crate::python::code::{self, Certainty};
use crate::source::zip::total;
use crate::source::{Content, Missing};
use crate::target::PackageKind;
use walk::{Start, Walk};

/// Where Lambda may begin: the handler's module, or else modules with functions of the shape of a
/// handler, or else what lies at the root.
fn starts(modules: &Modules, context: &mut CheckContext) -> Result<Vec<Start>, Missing> {
    if context.target.handler.is_some() {
        // A library's handler is the library's to know.
        let own = |start: &Start| context.plan.entries.get(start.entry).is_some_and(is_own);
        return Ok(handler::start(modules, context).into_iter().filter(own).collect());
    }
    let at = |entry, certainty, function| Start { entry, certainty, function };
    let candidates = handler::candidates(modules, context)?;
    let shallowest = candidates.iter().map(|(_, handler)| handler.matches('.').count()).min();
    let starts: Vec<Start> = candidates
        .into_iter()
        .filter(|(_, handler)| Some(handler.matches('.').count()) == shallowest)
        .map(|(entry, handler)| {
            let function = handler.rsplit('.').next().map(str::to_string);
            at(entry, Certainty::Surely, function)
        })
        .collect();
    if !starts.is_empty() {
        return Ok(starts);
    }
    let tops = modules.own().filter(|(name, _)| !name.contains('.') && !TOOLS.contains(&name.as_str()));
    Ok(tops.map(|(_, entry)| at(entry, Certainty::Perhaps, None)).collect())
}

/// Modules at the root that tools run, and Lambda does not.
const TOOLS: &[&str] = &["conftest", "fabfile", "gunicorn", "manage", "noxfile", "setup", "tasks", "wsgi"];

/// The user's loose sources are read ahead together, if they are no more bytes than this.
const READ_AHEAD: u64 = 4 << 20;

fn read_ahead(context: &mut CheckContext) -> Result<(), Missing> {
    let is_source =
        |entry: &&Entry| entry.path.ends_with(".py") && entry.size <= code::LONGEST && is_own(entry);
    let sources = || context.plan.entries.iter().filter(is_source);
    if total(sources().map(|entry| entry.size)) > READ_AHEAD {
        return Ok(());
    }
    let mut is_missing = false;
    for entry in sources() {
        if let Content::File(file) = entry.content {
            is_missing |= context.cache.text(file).is_err();
        }
    }
    if is_missing { Err(Missing) } else { Ok(()) }
}

/// Everything the user's code imports.
pub fn follow(modules: &Modules, context: &mut CheckContext) -> Result<Walk, Missing> {
    read_ahead(context)?;
    let starts = starts(modules, context)?;
    walk::walk(modules, &starts, context)
}

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), Missing> {
    let plan = context.plan;
    let modules = Modules::of(plan, context.target);
    shadowed::check(&modules, context, findings);
    // A layer's modules run in functions that have more on their path.
    if context.target.kind == PackageKind::Layer {
        return Ok(());
    }
    let walk = follow(&modules, context)?;
    for (index, (certainty, code)) in &walk.visited {
        let Some(entry) = plan.entries.get(*index) else { continue };
        let is_told = *certainty == Certainty::Surely || !walk.published.contains(index);
        if let Some(fault) = code.fault.as_ref().filter(|_| is_told) {
            let message = format!(
                "\"{}\" line {} cannot be read by Python 3.{}: {}",
                entry.path, fault.line, context.target.runtime.minor, fault.what
            );
            let severity = if *certainty == Certainty::Surely { Severity::Error } else { Severity::Warning };
            findings.push(Finding::new(Code::SyntaxError, &entry.path, message).severity(severity));
        }
        if let Some(why) = code.unchecked.as_ref().filter(|_| is_own(entry)) {
            findings.push(Finding::new(
                Code::SourceUnchecked,
                &entry.path,
                format!("\"{}\" is packed, but its imports are not checked: {why}", entry.path),
            ));
        }
    }
    missing::report(&modules, &walk, context, findings)?;
    unused::report(&walk, context, findings)
}
