//! The possible handlers of a package, the most likely first.

use super::context::CheckContext;
use super::imports::names::is_plain_module;
use super::modules::{ModuleKind, Modules, below_root};
use crate::collections::BTreeSet;
use crate::python::code::{HandlerKind, HandlerName, USUAL};
use crate::python::stdlib::{self, StdlibStatus};
use crate::source::WantsRead;
use crate::target::{PackageKind, Target};
use std::rc::Rc;

/// A possible handler.
pub struct HandlerCandidate {
    /// The entry of its module.
    pub entry: usize,
    /// `module.function`
    pub text: String,
    /// The lower the cost, the more likely the handler.
    cost: usize,
}

/// Maximum depth of a module: Lambda rarely starts in a deeper one.
const MAX_MODULE_DEPTH: usize = 3;

/// Maximum number of files that are read: a package with more files was rarely written by hand.
pub const MAX_MODULES: usize = 200;

/// Usual names of handler modules in AWS's documentation and tools.
const USUAL_MODULES: &[&str] =
    &["app", "function", "handler", "index", "lambda", "lambda_function", "lambda_handler", "main"];

/// Modules that development tools run.
const TOOLS: &[&str] = &["conftest", "fabfile", "manage", "noxfile", "setup", "tasks"];

/// Folders whose files are usually not deployed.
const ASIDE: &[&str] = &[
    "cdk",
    "ci",
    "docs",
    "examples",
    "infra",
    "infrastructure",
    "samples",
    "scripts",
    "test",
    "testing",
    "tests",
    "tools",
];

// Costs that make a handler less likely. One more folder level costs more than an unusual module name, and less than a
// function whose name does not suggest a handler.
const FOLDER: usize = 20;
const HANDLER_IN_NAME: usize = 10;
const OTHER_NAME: usize = 30;
const OTHER_MODULE: usize = 4;
const PACKAGE: usize = 15;

/// Whether Python never finds the package's top-level module `top`, because it has a module of that name itself.
pub fn is_taken(modules: &Modules, top: &str, target: &Target) -> bool {
    stdlib::is_loaded(top)
        || (modules.at(top) == ModuleKind::Namespace
            && stdlib::find(top, target.runtime.minor) == StdlibStatus::Present)
}

/// The folder around a module, by its dotted name, that Python does not find, and the module that it finds instead: a
/// file of that name, which comes before a folder without `__init__` (PEP 420, "Specification").
pub fn hiding(
    module: &str,
    modules: &Modules,
    context: &mut CheckContext,
) -> Result<Option<(String, usize)>, WantsRead> {
    let path = module.replace('.', "/");
    let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    for folder in folders {
        // A module may make itself a package, or other modules in its place.
        if let ModuleKind::Module(entry) = modules.at(folder)
            && is_plain_module(modules, entry, context)?
        {
            return Ok(Some((folder.to_string(), entry)));
        }
    }
    Ok(None)
}

/// Whether the dotted name of a module shows that it belongs to tests or tools.
pub fn is_aside(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let module = parts.next().unwrap_or(name);
    let is_test = module == "tests"
        || module == "test"
        || module.starts_with("test_")
        || module.ends_with("_test")
        || module.ends_with("_tests");
    is_test || TOOLS.contains(&module) || parts.any(|folder| ASIDE.contains(&folder))
}

fn cost(module: &str, path: &str, one: &HandlerName) -> usize {
    let last = module.rsplit('.').next().unwrap_or(module);
    let name = one.name.as_str();
    let of_name = match USUAL.iter().position(|usual| *usual == name) {
        Some(at) => at,
        None if name.contains("handler") => HANDLER_IN_NAME,
        None if one.kind == HandlerKind::Value => 0,
        None => OTHER_NAME,
    };
    let of_kind = match one.kind {
        HandlerKind::Function => 0,
        HandlerKind::Loose => 2,
        HandlerKind::Import => 3,
        HandlerKind::Value => 5,
        HandlerKind::Async => 8,
    };
    let of_module = if USUAL_MODULES.contains(&last) { 0 } else { OTHER_MODULE };
    let of_package = if path.ends_with("__init__.py") { PACKAGE } else { 0 };
    path.matches('/').count() * FOLDER + of_name + of_kind + of_module + of_package
}

/// The possible handlers of a function package, as text. A layer has none.
pub fn all(context: &mut CheckContext) -> Result<Vec<String>, WantsRead> {
    match context.target.kind {
        PackageKind::Function => suggestions(&context.modules(), context),
        PackageKind::Layer => Ok(Vec::new()),
    }
}

/// [`candidates`], as text.
pub fn suggestions(modules: &Modules, context: &mut CheckContext) -> Result<Vec<String>, WantsRead> {
    Ok(candidates(modules, context)?.iter().map(|one| one.text.clone()).collect())
}

/// The possible handlers in the user's modules. Modules of tests and tools count only if there are no others.
pub fn candidates(
    modules: &Modules,
    context: &mut CheckContext,
) -> Result<Rc<Vec<HandlerCandidate>>, WantsRead> {
    if let Some(known) = context.plan_cache.get() {
        return Ok(known);
    }
    let found = find(modules, context)?;
    Ok(context.plan_cache.put(found))
}

fn find(modules: &Modules, context: &mut CheckContext) -> Result<Vec<HandlerCandidate>, WantsRead> {
    let plan = context.plan;
    let minor = context.target.runtime.minor;
    let depth = |name: &str| name.matches('.').count();
    // Modules are sorted by name, so that modules of one folder follow each other.
    let mut last: Option<(String, bool)> = None;
    let mut is_found = |name: &str| {
        let top = name.split('.').next().unwrap_or(name);
        if let Some((_, is_found)) = last.as_ref().filter(|(known, _)| known == top) {
            return *is_found;
        }
        let is_found = !is_taken(modules, top, context.target);
        last = Some((top.to_string(), is_found));
        is_found
    };
    let mut own: Vec<(String, usize)> = modules
        .own()
        // A handler has no blanks (Lambda's API, "Handler": `[^\s]+`).
        .filter(|(name, _)| !name.contains(char::is_whitespace))
        .filter(|(name, _)| depth(name) <= MAX_MODULE_DEPTH && is_found(name))
        .collect();
    crate::collections::sort_by_key(&mut own, |(name, _)| (is_aside(name), depth(name)));
    own.truncate(MAX_MODULES);
    let mut is_missing = false;
    let mut found: Vec<HandlerCandidate> = Vec::new();
    let mut aside: Vec<HandlerCandidate> = Vec::new();
    for (module, entry) in own {
        let Some(file) = plan.entries.get(entry).filter(|entry| entry.path.ends_with(".py")) else {
            continue;
        };
        match hiding(&module, modules, context) {
            Ok(None) => {}
            Ok(Some(_)) => continue,
            Err(WantsRead) => is_missing = true,
        }
        let Ok(code) = context.cache.code(&file.content, file.size, minor, context.store) else {
            is_missing = true;
            continue;
        };
        let path = below_root(file, context.target);
        let list = if is_aside(&module) { &mut aside } else { &mut found };
        list.extend(code.handlers.iter().map(|one| HandlerCandidate {
            entry,
            text: format!("{module}.{}", one.name),
            cost: cost(&module, path, one),
        }));
    }
    if is_missing {
        return Err(WantsRead);
    }
    let mut candidates = if found.is_empty() { aside } else { found };
    crate::collections::sort_by(&mut candidates, |one, other| {
        (one.cost, &one.text).cmp(&(other.cost, &other.text))
    });
    Ok(candidates)
}

/// Files at the root of a project that contains functions. The folder of a single function does not have them.
const PROJECT_FILES: &[&str] =
    &["cdk.json", "samconfig.toml", "serverless.yaml", "serverless.yml", "template.yaml", "template.yml"];

/// Whether the dropped files are a project that has functions in its folders, and none at its root.
pub fn is_project(context: &mut CheckContext) -> Result<bool, WantsRead> {
    if context.target.kind == PackageKind::Layer {
        return Ok(false);
    }
    let modules = context.modules();
    let folders = folders(&candidates(&modules, context)?, context);
    let is_marked = context.items.iter().any(|item| {
        let name = item.path.split_once('/').map_or(item.path.as_str(), |(_, name)| name);
        PROJECT_FILES.contains(&name)
    });
    Ok(folders.len() > 1 || (is_marked && !folders.is_empty()))
}

/// The folders that contain handlers with usual names. Empty if there is such a handler at the root.
pub fn folders(candidates: &[HandlerCandidate], context: &CheckContext) -> Vec<String> {
    let usual = candidates.iter().filter(|one| {
        one.text.rsplit('.').next().is_some_and(|name| USUAL.contains(&name) || name.ends_with("_handler"))
    });
    let folders = usual.map(|one| {
        let entry = context.plan.entries.get(one.entry);
        let path = entry.map_or("", |entry| below_root(entry, context.target));
        path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string()
    });
    let folders: BTreeSet<String> = folders.collect();
    if folders.contains("") { Vec::new() } else { folders.into_iter().collect() }
}
