//! Imports of the user's own code, followed from the handler.
//!
//! - [`walker`]: what a walk over imports knows
//! - [`walk`]: which modules run, and which imports fail
//! - [`follow`]: where the walk begins
//! - [`resolve`]: one import
//! - [`library`]: what was published, though nothing says so
//! - [`asked`]: what modules look up by its name
//! - [`names`]: what the user's modules have, stars included
//! - [`missing`]: what to do about an import that fails
//! - [`shadowed`]: files that hide others
//! - [`unbundled`]: what the runtime has, but not for production
//! - [`unused`]: distributions that nothing reaches

mod asked;
mod follow;
mod library;
mod missing;
pub mod names;
pub mod reach;
mod resolve;
mod shadowed;
mod unbundled;
mod unused;
mod walk;
pub mod walker;

use super::context::CheckContext;
use super::modules::{Modules, is_own};
use crate::finding::{Code, Finding, Severity};
use crate::python::code::Certainty;
use crate::source::WantsRead;
use crate::target::PackageKind;
use follow::follow;

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let modules = Modules::of(plan, context.target);
    shadowed::check(&modules, context, findings);
    // A layer's modules run in functions that have more on their path.
    if context.target.kind == PackageKind::Layer {
        return asked::report_layer(context, findings);
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
    asked::report(&walk, context, findings)?;
    missing::report(&modules, &walk, context, findings)?;
    unbundled::report(&modules, &walk, context, findings);
    unused::report(&walk, context, findings)
}
