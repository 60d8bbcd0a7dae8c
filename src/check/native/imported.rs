//! How the Python files around an extension module come to it: whether they do without it, and whether they load
//! libraries for it before.

use crate::check::context::CheckContext;
use crate::check::modules::{below_root, is_own};
use crate::plan::Entry;
use crate::python::code::{Certainty, Import, LONGEST};
use crate::source::WantsRead;

/// What sources that load libraries themselves have in them (Python documentation, "ctypes").
const LOADING: &[&str] = &["CDLL", "LoadLibrary", "dlopen", "preload"];

/// No more files of a distribution are looked into.
const MOST: usize = 2000;

/// Whether all that imports the extension module catches that it fails: `try: … except ImportError: …`. `module` is the
/// last part of its name.
///
/// # Errors
/// Sources have to be read first.
pub fn is_optional(entry: &Entry, module: &str, context: &mut CheckContext) -> Result<bool, WantsRead> {
    let plan = context.plan;
    let below = below_root(entry, context.target);
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let wanted = format!("{folder}/{module}").trim_start_matches('/').replace('/', ".");
    let top = folder.split('/').next().filter(|top| !top.is_empty());
    let may_import = |other: &&Entry| {
        let below = below_root(other, context.target);
        let is_near = other.owner.is_some() && other.owner == entry.owner
            || top.is_some_and(|top| below.split('/').next() == Some(top));
        other.path.ends_with(".py") && other.size <= LONGEST && (is_near || is_own(other))
    };
    let sources: Vec<&Entry> = plan.entries.iter().filter(may_import).take(MOST).collect();
    let minor = context.target.runtime.minor;
    let (mut is_missing, mut is_guarded) = (false, false);
    for source in sources {
        let text = match context.cache.bytes(&source.content, context.store) {
            Err(WantsRead) => {
                is_missing = true;
                continue;
            }
            Ok(text) => text.unwrap_or_default(),
        };
        if !has(&text, module) {
            continue;
        }
        let Ok(code) = context.cache.code(&source.content, source.size, minor, context.store) else {
            is_missing = true;
            continue;
        };
        let path = below_root(source, context.target);
        for import in code.imports.iter().filter(|import| names(path, import, &wanted)) {
            if import.certainty > Certainty::Guarded && import.fallback_for.is_none() {
                return Ok(false);
            }
            is_guarded = true;
        }
    }
    if is_missing { Err(WantsRead) } else { Ok(is_guarded) }
}

/// Whether a module beside or above the extension module loads libraries itself, as torch does with those of CUDA.
///
/// # Errors
/// Sources have to be read first.
pub fn loads_libraries(entry: &Entry, context: &mut CheckContext) -> Result<bool, WantsRead> {
    let plan = context.plan;
    let own = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let root_length = entry.path.len() - below_root(entry, context.target).len();
    let is_above = |other: &&Entry| {
        let folder = other.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_folder = own == folder || own.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        other.path.ends_with(".py") && other.size <= LONGEST && is_folder && folder.len() > root_length
    };
    let mut is_missing = false;
    for source in plan.entries.iter().filter(is_above).take(MOST) {
        match context.cache.bytes(&source.content, context.store) {
            Err(WantsRead) => is_missing = true,
            Ok(text) => {
                let text = text.unwrap_or_default();
                if LOADING.iter().any(|mark| has(&text, mark)) {
                    return Ok(true);
                }
            }
        }
    }
    if is_missing { Err(WantsRead) } else { Ok(false) }
}

fn has(text: &[u8], word: &str) -> bool {
    text.windows(word.len()).any(|window| window == word.as_bytes())
}

/// Whether an import in the source at `path` is of the module with that dotted name.
fn names(path: &str, import: &Import, wanted: &str) -> bool {
    let mut module = import.module.clone();
    if import.level > 0 {
        // The module's own name is one level, that of a package's `__init__` too.
        let folders: Vec<&str> = path.split('/').collect();
        let Some(base) = folders.len().checked_sub(import.level as usize).and_then(|end| folders.get(..end))
        else {
            return false;
        };
        let base = base.join(".");
        module = format!("{base}.{module}").trim_matches('.').to_string();
    }
    let whole = import.name.as_ref().map(|name| format!("{module}.{name}"));
    module == wanted
        || module.starts_with(&format!("{wanted}."))
        || whole.is_some_and(|whole| whole.trim_start_matches('.') == wanted)
}
