//! Checks that Lambda finds the module and the function of the handler.

use super::candidates::{self, hiding, is_taken};
use super::context::{CheckContext, IF_IN_LAYER};
use super::handler_elsewhere;
use super::handler_near;
use super::imports::names::{Function, find_function};
use super::imports::walker::Start;
use super::modules::{ModuleKind, Modules, is_own};
use super::written;
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::plan::{Entry, Plan};
use crate::python::code::{Certainty, WEB_APP};
use crate::python::stdlib;
use crate::source::WantsRead;
use crate::target::PackageKind;

/// Maximum number of characters of `Handler` in Lambda's API model.
const MAX_HANDLER_LENGTH: usize = 128;

/// A handler as Lambda interprets it (awslambdaric, `_get_handler`): the text before the last dot is the module, in
/// which slashes become dots.
struct Handler<'h> {
    text: &'h str,
    module: String,
    function: &'h str,
}

impl Handler<'_> {
    /// Parses a handler. The error is a clause that states why the handler is malformed.
    fn parse(text: &str) -> Result<Handler<'_>, String> {
        if text.chars().count() > MAX_HANDLER_LENGTH {
            return Err(format!("it has more than {MAX_HANDLER_LENGTH} characters"));
        }
        if text.chars().any(char::is_whitespace) {
            return Err("it has blanks".into());
        }
        let (module, function) = text.rsplit_once('.').ok_or("it has no dot")?;
        let module = module.replace('/', ".");
        if function.is_empty() {
            return Err("no function is named after the dot".into());
        }
        if module.is_empty() || module.split('.').any(str::is_empty) {
            return Err("a part of its module's name is empty".into());
        }
        if function == "py" {
            return Err("it names a file, and no function".into());
        }
        Ok(Handler { text, module, function })
    }
}

/// The start of the walk over imports, if the handler's module is in the package.
pub fn start(modules: &Modules, context: &CheckContext) -> Option<Start> {
    let handler = Handler::parse(context.target.handler.as_deref()?).ok()?;
    let (ModuleKind::Module(entry) | ModuleKind::Package(entry)) =
        modules.at(&handler.module.replace('.', "/"))
    else {
        return None;
    };
    Some(Start { entry, certainty: Certainty::Certain, function: Some(handler.function.to_string()) })
}

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    if context.target.kind == PackageKind::Layer || context.plan.entries.is_empty() {
        return Ok(());
    }
    let plan = context.plan;
    let modules = context.modules();
    let Some(text) = context.target.handler.as_deref() else {
        findings.extend(nested_folder(&modules, plan));
        return Ok(());
    };
    if let Some(finding) = handler_elsewhere::program(text, context) {
        findings.push(finding);
        return Ok(());
    }
    let handler = match Handler::parse(text) {
        Ok(handler) => handler,
        Err(why) => {
            let mut finding = Finding::new(
                Code::HandlerMalformed,
                text,
                format!("The handler \"{text}\" is malformed: {why}"),
            );
            if let Some(near) = candidates::suggestions(&modules, context)?.first() {
                finding = finding
                    .hint(format!("Write it as module.function, such as \"{near}\""))
                    .fix(Fix::Handler { handler: near.clone() });
            }
            findings.push(finding);
            return Ok(());
        }
    };
    let top = handler.module.split('.').next().unwrap_or_default();
    let path = handler.module.replace('.', "/");
    match modules.at(&path) {
        _ if stdlib::is_builtin(top) => findings.push(
            Finding::new(
                Code::HandlerMissingModule,
                text,
                format!("The handler \"{text}\" cannot be in \"{top}\", which is a module of Python itself"),
            )
            .hint(match handler.module.contains('.') {
                true => format!("Rename the folder \"{top}\", and the handler with it"),
                false => format!("Rename \"{top}.py\", and the handler with it"),
            }),
        ),
        ModuleKind::Module(entry) | ModuleKind::Package(entry) if stdlib::is_loaded(top) => {
            let path = plan.entries.get(entry).map_or(top, |entry| &entry.path);
            findings.push(
                Finding::new(
                    Code::HandlerMissingModule,
                    text,
                    format!("The handler \"{text}\" is in \"{path}\", which is never imported: the runtime has loaded Python's own \"{top}\" before"),
                )
                .hint(format!("Rename \"{path}\", and the handler with it")),
            );
        }
        // Python prefers a module to a folder without `__init__`, wherever on the path the module is.
        ModuleKind::Module(entry) | ModuleKind::Package(entry) if is_taken(&modules, top, context.target) => {
            let path = plan.entries.get(entry).map_or(top, |entry| &entry.path);
            findings.push(
                Finding::new(
                    Code::HandlerMissingModule,
                    text,
                    format!("The handler \"{text}\" is in \"{path}\", which is never found: Python takes its own module \"{top}\" before a folder without __init__.py"),
                )
                .hint(format!("Rename the folder \"{top}\", and the handler with it")),
            );
        }
        ModuleKind::Module(entry) | ModuleKind::Package(entry) => {
            match hiding(&handler.module, &modules, context)? {
                Some((folder, by)) => findings.push(hidden(text, entry, &folder, by, plan)),
                None => function(&handler, &modules, entry, context, findings)?,
            }
        }
        // A layer of the function has the module.
        _ if matches!(modules.in_layers(&path), ModuleKind::Module(_) | ModuleKind::Package(_)) => {}
        ModuleKind::Namespace | ModuleKind::NotFound => {
            let vendor = handler_elsewhere::vendor(&handler.module);
            let finding = match (nested_module(&handler, &modules, plan), vendor) {
                (Some(finding), _) => finding,
                (None, Some(vendor)) => handler_elsewhere::of_layer(text, vendor),
                (None, None) => missing_module(&handler, &modules, context)?,
            };
            findings.push(finding);
        }
    }
    Ok(())
}

/// The finding if the handler is in a folder that Python does not find, because the file `by` is beside it.
fn hidden(text: &str, entry: usize, top: &str, by: usize, plan: &Plan) -> Finding {
    let path = |entry: usize| plan.entries.get(entry).map_or(top, |entry| &entry.path);
    let (path, by) = (path(entry), path(by));
    Finding::new(
        Code::HandlerMissingModule,
        text,
        format!("The handler \"{text}\" is in \"{path}\", which is never found: Python takes \"{by}\" before a folder without __init__.py"),
    )
    .hint(format!("Rename the folder \"{top}\", and the handler with it"))
}

fn function(
    handler: &Handler,
    modules: &Modules,
    entry: usize,
    context: &mut CheckContext,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let plan = context.plan;
    let Some(module) = plan.entries.get(entry) else { return Ok(()) };
    let (text, name) = (handler.text, handler.function);
    match find_function(modules, entry, name, context)? {
        Function::Plain | Function::Unknown => {}
        Function::Async { entry, line } => {
            let path = plan.entries.get(entry).map_or(module.path.as_str(), |entry| &entry.path);
            let mut finding = Finding::new(
                Code::HandlerAsync,
                path,
                format!("The handler \"{name}\" of \"{path}\" line {line} is async: Lambda would answer with a coroutine, not its result"),
            ).line(line);
            finding.fix = written::waiting(&handler.module, name, module, modules);
            findings.push(finding);
        }
        Function::Uncallable { entry, line, what } => {
            let path = plan.entries.get(entry).map_or(module.path.as_str(), |entry| &entry.path);
            let start = format!("The handler \"{name}\" of \"{path}\" line {line}");
            let message = match what {
                None => format!(
                    "{start} does not take two arguments: Lambda calls it with an event and a context"
                ),
                Some(WEB_APP) => {
                    format!("{start} is a web application, which Lambda cannot call with an event")
                }
                Some(what) => format!("{start} is {what}, which Lambda cannot call"),
            };
            let mut finding = Finding::new(Code::HandlerUncallable, path, message).line(line);
            if what == Some(WEB_APP)
                && let Some((hint, fix)) =
                    written::handler(&[(handler.module.clone(), entry)], modules, context)?
            {
                finding = finding.hint(hint);
                finding.fix = fix;
            }
            findings.push(finding);
        }
        Function::Absent => {
            let minor = context.target.runtime.minor;
            let code = context.cache.code(&module.content, module.size, minor, context.store)?;
            let functions = code.names.keys().filter(|name| !name.starts_with("__")).map(String::as_str);
            let near =
                handler_near::nearest(name, functions).or(code.handlers.first().map(|one| one.name.as_str()));
            let mut finding = Finding::new(
                Code::HandlerMissingFunction,
                &module.path,
                format!(
                    "The handler \"{text}\" names the function \"{name}\", which \"{}\" does not have",
                    module.path
                ),
            );
            if let Some(near) = near {
                let module = text.strip_suffix(name).unwrap_or_default();
                finding = finding
                    .hint(format!("Perhaps \"{module}{near}\" is meant: \"{near}\" is there"))
                    .fix(Fix::Handler { handler: format!("{module}{near}") });
            } else if candidates::candidates(modules, context)?.is_empty()
                && let Some((hint, fix)) =
                    written::handler(&modules.own().collect::<Vec<_>>(), modules, context)?
            {
                finding = finding.hint(hint);
                finding.fix = fix;
            }
            findings.push(finding);
        }
    }
    Ok(())
}

fn missing_module(
    handler: &Handler,
    modules: &Modules,
    context: &mut CheckContext,
) -> Result<Finding, WantsRead> {
    let (text, module) = (handler.text, &handler.module);
    let file = format!("{}.py", module.replace('.', "/"));
    let candidates = candidates::candidates(modules, context)?;
    let folders = candidates::folders(&candidates, context);
    let own = modules
        .own()
        .filter(|(name, _)| !is_taken(modules, name.split('.').next().unwrap_or(name), context.target));
    let own: Vec<(String, usize)> = own.collect();
    let near = handler_near::module((module, handler.function), modules, &own, &candidates, context)?;
    let mut finding = Finding::new(
        Code::HandlerMissingModule,
        text,
        format!("The handler \"{text}\" is in \"{file}\", which is not in the package"),
    );
    // The fix uses the handler that the hint names, or otherwise the most likely one.
    let meant = near.as_ref().map(|near| format!("{near}.{}", handler.function));
    finding.fix = meant
        .or_else(|| candidates.first().map(|one| one.text.clone()))
        .map(|handler| Fix::Handler { handler });
    if context.target.layers_unzipped_size > 0 {
        finding = finding.severity(Severity::Warning).hint(IF_IN_LAYER);
    } else if let [_, _, ..] = &folders[..] {
        finding = finding.hint(format!(
            "This is not the folder of a function: drop one that has a handler, {}",
            some(&folders, "or")
        ));
    } else if let Some(near) = &near {
        let alone = match &folders[..] {
            [folder] if near.starts_with(&folder.replace('/', ".")) => {
                format!(", or the folder \"{folder}\" is to be dropped alone")
            }
            _ => String::new(),
        };
        finding = finding.hint(format!("Perhaps \"{near}.{}\" is meant{alone}", handler.function));
    } else if let Some(suggested) = candidates.first() {
        finding = finding.hint(format!("Perhaps \"{}\" is meant", suggested.text));
    } else if let Some((hint, fix)) = written::handler(&own, modules, context)? {
        finding = finding.hint(hint);
        finding.fix = fix;
    }
    Ok(finding)
}

/// Lists names as `"a", "b" or "c"`. Of many names, only the first ones and the number of the others.
fn some(names: &[String], or: &str) -> String {
    const MAX_NAMES: usize = 8;
    let mut quoted: Vec<String> = names.iter().take(MAX_NAMES).map(|name| format!("\"{name}\"")).collect();
    let last = match names.len().checked_sub(MAX_NAMES) {
        None | Some(0) => quoted.pop().unwrap_or_default(),
        Some(more) => format!("{more} more"),
    };
    format!("{} {or} {last}", quoted.join(", "))
}

/// The top-level folder that contains all files of the user, unless it is a package.
fn only_folder<'p>(modules: &Modules, plan: &'p Plan) -> Option<&'p str> {
    let mut own = plan.entries.iter().filter(|entry| is_own(entry));
    let (top, _) = own.next()?.path.split_once('/')?;
    let is_below = |path: &str| path.strip_prefix(top).is_some_and(|rest| rest.starts_with('/'));
    let is_only = own.all(|entry| is_below(&entry.path));
    (is_only && modules.at(top) == ModuleKind::Namespace).then_some(top)
}

fn nested_root(top: &str, inside: &Entry, why: &str) -> Finding {
    // For a dropped folder, `from` is the folder's own path followed by the path in the package.
    let path = match inside.from.strip_suffix(&inside.path) {
        Some(dropped) => format!("{dropped}{top}"),
        None => inside.from.clone(),
    };
    Finding::new(
        Code::PackageNestedRoot,
        top,
        format!("Everything lies in the folder \"{top}\", one folder too deep: {why}"),
    )
    .hint(format!("Drop the contents of \"{top}\", or zip them from inside it"))
    .fix(Fix::Root { path })
}

/// The finding if the handler's module exists, but one folder too deep.
fn nested_module(handler: &Handler, modules: &Modules, plan: &Plan) -> Option<Finding> {
    let top = only_folder(modules, plan)?;
    let path = format!("{top}/{}", handler.module.replace('.', "/"));
    let (ModuleKind::Module(entry) | ModuleKind::Package(entry)) = modules.at(&path) else { return None };
    let entry = plan.entries.get(entry)?;
    let path = &entry.path;
    Some(nested_root(
        top,
        entry,
        &format!(
            "Lambda looks for \"{}\", not for \"{path}\"",
            path.strip_prefix(top)?.trim_start_matches('/')
        ),
    ))
}

/// The finding if libraries are installed one folder too deep. They cannot be imported, whatever the handler is.
fn nested_folder(modules: &Modules, plan: &Plan) -> Option<Finding> {
    let top = only_folder(modules, plan).filter(|_| plan.distributions.is_empty())?;
    let metadata = plan.entries.iter().find(|entry| entry.path.ends_with(".dist-info/METADATA"))?;
    let mut parts = metadata.path.split('/');
    (parts.next() == Some(top) && parts.count() == 2).then(|| {
        nested_root(
            top,
            metadata,
            &format!("Python does not find the libraries there, such as \"{}\"", metadata.path),
        )
    })
}
