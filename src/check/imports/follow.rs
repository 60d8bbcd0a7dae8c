//! Follows the user's imports from where Lambda starts.

use super::walk;
use super::walker::{Start, Walk};
use crate::check::candidates;
use crate::check::context::CheckContext;
use crate::check::modules::{Modules, is_own};
use crate::check::{handler, handler_elsewhere};
use crate::plan::Entry;
use crate::python::code::{self, Certainty};
use crate::source::zip::total;
use crate::source::{Content, WantsRead};

/// The modules that Lambda may start with: the handler's module, or otherwise modules with functions that have the
/// form of a handler, or otherwise the modules at the root.
fn starts(modules: &Modules, context: &mut CheckContext) -> Result<Vec<Start>, WantsRead> {
    let started: Vec<Start> = handler::start(modules, context).into_iter().collect();
    let handler = context.target.handler.as_deref();
    if handler.is_some_and(|handler| !handler_elsewhere::is_elsewhere(handler, context)) {
        return Ok(started);
    }
    let at = |entry, certainty, function| Start { entry, certainty, function };
    let candidates = candidates::candidates(modules, context)?;
    let shallowest = candidates.iter().map(|one| one.text.matches('.').count()).min();
    let starts: Vec<Start> = candidates
        .iter()
        .filter(|one| Some(one.text.matches('.').count()) == shallowest)
        .map(|one| {
            let function = one.text.rsplit('.').next().map(str::to_string);
            at(one.entry, Certainty::Certain, function)
        })
        .chain(started)
        .collect();
    if !starts.is_empty() {
        return Ok(starts);
    }
    let tops = modules.own().filter(|(name, _)| !name.contains('.') && !TOOLS.contains(&name.as_str()));
    Ok(tops.map(|(_, entry)| at(entry, Certainty::Possible, None)).collect())
}

/// Modules at the root that tools run, but not Lambda.
const TOOLS: &[&str] = &["conftest", "fabfile", "gunicorn", "manage", "noxfile", "setup", "tasks", "wsgi"];

/// Maximum total size of the user's sources, in bytes, up to which the loose ones are read ahead together.
const READ_AHEAD: u64 = 4 << 20;

fn read_ahead(context: &mut CheckContext) -> Result<(), WantsRead> {
    let is_source =
        |entry: &&Entry| entry.path.ends_with(".py") && entry.size <= code::MAX_SOURCE_SIZE && is_own(entry);
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
    if is_missing { Err(WantsRead) } else { Ok(()) }
}

/// Follows all imports of the user's code. Follows the imports of libraries too if `follows_libraries` is set.
pub fn follow(
    modules: &Modules,
    context: &mut CheckContext,
    follows_libraries: bool,
) -> Result<Walk, WantsRead> {
    read_ahead(context)?;
    let starts = starts(modules, context)?;
    walk::walk(modules, &starts, context, follows_libraries)
}
