//! The module and the function that are meant by a handler that names others.

use super::candidates::{self, HandlerCandidate, hiding};
use super::context::CheckContext;
use super::modules::Modules;
use crate::source::WantsRead;

/// The module that is meant instead of the missing one: of the same name in another folder, or of a similar name.
pub fn module(
    (module, function): (&str, &str),
    modules: &Modules,
    own: &[(String, usize)],
    candidates: &[HandlerCandidate],
    context: &mut CheckContext,
) -> Result<Option<String>, WantsRead> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_string();
    let wanted = last(module);
    // The candidates come first, because they are sorted by how likely they are.
    let likely = candidates.iter().filter_map(|one| one.text.rsplit_once('.'));
    let mut likely = likely.filter(|(other, name)| *name == function && last(other) == wanted);
    if let Some((likely, _)) = likely.next() {
        return Ok(Some(likely.to_string()));
    }
    // A handler has no blanks (Lambda's API, "Handler": `[^\s]+`).
    let own = || own.iter().filter(|(name, _)| !name.contains(char::is_whitespace));
    let mut fitting: Vec<&(String, usize)> = own().filter(|(name, _)| last(name) == wanted).collect();
    if fitting.is_empty() {
        let similar = nearest(module, own().map(|(name, _)| name.as_str()));
        fitting.extend(similar.and_then(|similar| own().find(|(name, _)| name == similar)));
    }
    for (name, entry) in fitting.into_iter().take(candidates::MAX_MODULES) {
        if may_have(*entry, function, context)? && hiding(name, modules, context)?.is_none() {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

/// The name that is most similar to `name`, if any is similar enough.
pub fn nearest<'n>(name: &str, others: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    const MIN_SIMILARITY: f64 = 0.8;
    let likeness = |other: &str| strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase());
    others
        .map(|other| (likeness(other), other))
        .filter(|(likeness, _)| *likeness >= MIN_SIMILARITY)
        .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)))
        .map(|(_, other)| other)
}

/// Whether a module has a name, or may have it because not all its names can be read.
fn may_have(entry: usize, name: &str, context: &mut CheckContext) -> Result<bool, WantsRead> {
    let Some(file) = context.plan.entries.get(entry) else { return Ok(false) };
    if !file.path.ends_with(".py") {
        return Ok(true);
    }
    let minor = context.target.runtime.minor;
    let code = context.cache.code(&file.content, file.size, minor, context.store)?;
    Ok(code.has_hidden_names || code.names.contains_key(name))
}
