//! Proposes a handler file if no file has a handler. For a web application, the handler passes events on to it.

use super::context::CheckContext;
use super::modules::{ModuleKind, Modules};
use crate::fix::Fix;
use crate::plan::Entry;
use crate::source::WantsRead;

/// The possible module names of the new file, in order of preference.
const NAMES: &[&str] = &["lambda_function", "lambda_handler"];
const NO_HANDLER: &str = "No file has a function that takes an event and a context: write one, such as \"def lambda_handler(event, context):\" in \"lambda_function.py\"";
const HANDLER: &str = "def lambda_handler(event, context):\n    # Call your code here, and return its answer.\n    return None\n";

/// A library that calls a web application for an event.
struct Adapter {
    module: &'static str,
    is_asgi: bool,
    /// The lines of the handler. `{}` stands for the application.
    lines: &'static str,
}

/// The adapters, used as their documentation describes. If the package has none, the first of the kind is suggested.
const ADAPTERS: &[Adapter] = &[
    Adapter { module: "mangum", is_asgi: true, lines: "lambda_handler = mangum.Mangum({})" },
    Adapter {
        module: "apig_wsgi",
        is_asgi: false,
        lines: "lambda_handler = apig_wsgi.make_lambda_handler({})",
    },
    Adapter {
        module: "serverless_wsgi",
        is_asgi: false,
        lines: "\ndef lambda_handler(event, context):\n    return serverless_wsgi.handle_request({}, event, context)",
    },
];

/// The hint, and the fix that writes the file. `own` has the user's modules by dotted name. None of them has a
/// handler.
pub fn handler(
    own: &[(String, usize)],
    modules: &Modules,
    context: &mut CheckContext,
) -> Result<Option<(String, Option<Fix>)>, WantsRead> {
    let plan = context.plan;
    let minor = context.target.runtime.minor;
    let write = |folder: &str, text: String| write(folder, text, modules);
    let mut folder = None;
    for (module, entry) in own {
        let Some(file) = plan.entries.get(*entry).filter(|file| file.path.ends_with(".py")) else { continue };
        let code = context.cache.code(&file.content, file.size, minor, context.store)?;
        let within = file.from.strip_suffix(&file.path);
        folder = folder.or(within);
        let Some(app) = &code.web_app else { continue };
        let fitting = || ADAPTERS.iter().filter(|one| one.is_asgi == app.is_asgi);
        let is_here = |one: &&Adapter| modules.at(one.module) != ModuleKind::NotFound;
        let Some(adapter) = fitting().find(is_here).or(fitting().next()) else { continue };
        let name = &app.name;
        // The application is created once, not for each event.
        let (made, app) = if app.is_factory {
            (format!("application = {name}()\n\n"), "application")
        } else {
            (String::new(), name.as_str())
        };
        let lines = format!("{made}{}", adapter.lines.replace("{}", app));
        let text = format!("import {}\n\nfrom {module} import {name}\n\n{lines}\n", adapter.module);
        let hint = match made.is_empty() {
            true => format!(
                "\"{name}\" of \"{}\" is a web application: write a handler that passes events on to it, by the library \"{}\"",
                file.path, adapter.module
            ),
            false => format!(
                "\"{name}\" of \"{}\" makes a web application: write a handler that passes events on to it, by the library \"{}\"",
                file.path, adapter.module
            ),
        };
        return Ok(Some((hint, within.and_then(|within| write(within, text)))));
    }
    Ok((!own.is_empty())
        .then(|| (NO_HANDLER.into(), folder.and_then(|folder| write(folder, HANDLER.into())))))
}

/// A handler that runs an `async` handler and waits for its result. `entry` is that of the module of the `async`
/// handler.
pub fn waiting(module: &str, name: &str, entry: &Entry, modules: &Modules) -> Option<Fix> {
    let folder = entry.from.strip_suffix(&entry.path)?;
    let text = format!(
        "import asyncio\n\nimport {module}\n\n\ndef lambda_handler(event, context):\n    return asyncio.run({module}.{name}(event, context))\n"
    );
    write(folder, text, modules)
}

/// The fix that writes a file, under a name that no module has yet. It never overwrites a file.
fn write(folder: &str, text: String, modules: &Modules) -> Option<Fix> {
    let free = NAMES.iter().find(|name| modules.at(name) == ModuleKind::NotFound)?;
    Some(Fix::Write { path: format!("{folder}{free}.py"), text })
}
