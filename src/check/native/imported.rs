//! How Python files use an extension module: whether they work without it, and whether they load libraries for it
//! before.

use crate::check::context::CheckContext;
use crate::check::modules::{below_root, is_own};
use crate::plan::Entry;
use crate::python::code::{Certainty, Import, MAX_SOURCE_SIZE};
use crate::source::WantsRead;

/// Words in sources that load libraries themselves (Python documentation, "ctypes").
const LOADING: &[&str] = &["CDLL", "LoadLibrary", "dlopen", "preload"];

/// Maximum number of files that one search reads.
const MAX_SOURCES: usize = 2000;

/// Extension modules of one distribution or folder.
pub struct Extensions<'a> {
    pub files: Vec<Extension<'a>>,
}

#[derive(Clone, Copy)]
pub struct Extension<'a> {
    pub entry: &'a Entry,
    /// The last part of its name.
    pub module: &'a str,
    /// Whether Python searches for files of that name, so that loading it fails. Python does not find a file with
    /// another name.
    pub is_found: bool,
}

impl<'a> Extensions<'a> {
    /// The extension modules for which every importing module catches the failure: `try: … except ImportError: …`. The
    /// Boolean is set if an importing module first checks whether something else can be found, so that it is unknown
    /// whether the import runs.
    ///
    /// # Errors
    /// `WantsRead` if sources must be read first.
    pub fn optional(&self, context: &mut CheckContext) -> Result<Vec<(&'a Entry, bool)>, WantsRead> {
        let Some(Extension { entry: first, .. }) = self.files.first() else { return Ok(Vec::new()) };
        let plan = context.plan;
        let target = context.target;
        let top_of =
            |entry: &Entry| below_root(entry, target).split_once('/').map(|(top, _)| top.to_string());
        let top = top_of(first);
        let may_import = |other: &&Entry| {
            let is_near =
                other.owner.is_some() && other.owner == first.owner || top.is_some() && top_of(other) == top;
            other.path.ends_with(".py") && other.size <= MAX_SOURCE_SIZE && (is_near || is_own(other))
        };
        let names_of: Vec<String> =
            self.files.iter().map(|one| dotted(below_root(one.entry, target), one.module)).collect();
        // For each: whether it is imported under a guard, whether without one, and whether after a check for something
        // else.
        let mut found = vec![(false, false, false); self.files.len()];
        let mut is_missing = false;
        for source in plan.entries.iter().filter(may_import).take(MAX_SOURCES) {
            let text = match context.cache.kept_bytes(&source.content, context.store) {
                Err(WantsRead) => {
                    is_missing = true;
                    continue;
                }
                Ok(text) => text.unwrap_or_default(),
            };
            if !self.files.iter().any(|one| has(&text, one.module)) {
                continue;
            }
            let Ok(code) =
                context.cache.code(&source.content, source.size, target.runtime.minor, context.store)
            else {
                is_missing = true;
                continue;
            };
            let path = below_root(source, target);
            for import in &code.imports {
                for ((known, name), extension) in found.iter_mut().zip(&names_of).zip(&self.files) {
                    let Some(named) = named(path, import, name) else { continue };
                    // A module that is not found raises ModuleNotFoundError, except in `from package import module`.
                    let passes = import.passes_load_errors && (extension.is_found || named == Named::AsName);
                    // `find_spec` also finds modules that cannot be loaded.
                    let looked_for = import.looked_for.as_deref().filter(|_| extension.is_found);
                    let is_found = looked_for.is_some_and(|module| is_within(name, module));
                    let may_fail = import.certainty > Certainty::Guarded || passes || is_found;
                    let is_sure = may_fail && import.fallback_for.is_none();
                    if is_sure {
                        known.1 = true
                    } else {
                        known.0 = true
                    }
                    known.2 |= looked_for.is_some();
                }
            }
        }
        if is_missing {
            return Err(WantsRead);
        }
        let optional = self.files.iter().zip(found).filter(|(_, (guarded, surely, _))| *guarded && !surely);
        Ok(optional.map(|(one, (.., looks))| (one.entry, looks)).collect())
    }
}

/// Whether a module is `other` itself or in the package `other`, by their dotted names.
fn is_within(module: &str, other: &str) -> bool {
    !other.is_empty()
        && module.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The dotted name that a module is imported by.
fn dotted(path: &str, module: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, _)) => format!("{}.{module}", folder.replace('/', ".")),
        None => module.to_string(),
    }
}

/// Whether a module in the folder of the extension module, or in a folder above, loads libraries itself, as torch does
/// with those of CUDA. For an extension module of the user, all of the user's modules count.
///
/// # Errors
/// `WantsRead` if sources must be read first.
pub fn loads_libraries(entry: &Entry, context: &mut CheckContext) -> Result<bool, WantsRead> {
    let plan = context.plan;
    let own = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let root_length = entry.path.len() - below_root(entry, context.target).len();
    let may_load = |other: &&Entry| {
        let folder = other.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_folder = own == folder || own.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let is_above = is_folder && folder.len() > root_length;
        let is_near = is_above || entry.owner.is_none() && is_own(other);
        other.path.ends_with(".py") && other.size <= MAX_SOURCE_SIZE && is_near
    };
    let mut is_missing = false;
    for source in plan.entries.iter().filter(may_load).take(MAX_SOURCES) {
        match context.cache.kept_bytes(&source.content, context.store) {
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
    String::from_utf8_lossy(text).contains(word)
}

/// How an import names a module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// `import pkg.m`, `from pkg.m import x`
    AsModule,
    /// `from pkg import m`
    AsName,
}

/// How an import in the source at `path` names the module `wanted`, if it does.
fn named(path: &str, import: &Import, wanted: &str) -> Option<Named> {
    let mut module = import.module.clone();
    if import.level > 0 {
        // The module's own name counts as one level, also that of a package's `__init__`.
        let folders: Vec<&str> = path.split('/').collect();
        let end = folders.len().checked_sub(import.level as usize)?;
        let base = folders.get(..end)?.join(".");
        module = format!("{base}.{module}").trim_matches('.').to_string();
    }
    if module == wanted || module.starts_with(&format!("{wanted}.")) {
        return Some(Named::AsModule);
    }
    let whole = import.name.as_ref().map(|name| format!("{module}.{name}"));
    let is_it = whole.is_some_and(|whole| whole.trim_start_matches('.') == wanted);
    is_it.then_some(Named::AsName)
}
