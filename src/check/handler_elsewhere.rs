//! Handlers that are not a function of the package, and that Lambda accepts all the same.

use super::context::CheckContext;
use super::modules::below_root;
use crate::finding::{Code, Finding, Severity};

/// Modules of handlers that layers of vendors bring, and the vendor, as the vendors' documentation names them. Such a
/// handler calls the function's own, which an environment variable names.
const OF_LAYERS: &[(&str, &str)] = &[
    ("datadog_lambda.handler", "Datadog"),
    ("newrelic_lambda_wrapper", "New Relic"),
    ("sentry_sdk.integrations.init_serverless_sdk", "Sentry"),
];

/// The vendor whose layer has a module that is a handler.
pub fn vendor(module: &str) -> Option<&'static str> {
    OF_LAYERS.iter().find(|(known, _)| *known == module).map(|(_, vendor)| *vendor)
}

pub fn of_layer(text: &str, vendor: &str) -> Finding {
    let message = format!("The handler \"{text}\" is not in the package: a layer of {vendor} has it");
    Finding::new(Code::HandlerMissingModule, text, message)
        .severity(Severity::Warning)
        .hint(format!("Attach the layer of {vendor} for this runtime and architecture"))
}

/// The finding if the handler is the name of a program in the package. A wrapper such as the AWS Lambda Web Adapter
/// starts it: the script that AWS_LAMBDA_EXEC_WRAPPER names is run instead of Python (AWS Lambda developer guide,
/// "Modifying the runtime environment", "Wrapper scripts").
pub fn program(text: &str, context: &CheckContext) -> Option<Finding> {
    // Python's own modules are handlers by their function.
    if text.ends_with(".py") {
        return None;
    }
    let entry = context.plan.entries.iter().find(|entry| below_root(entry, context.target) == text)?;
    let is_program = entry.mode & 0o111 != 0;
    let message = match is_program {
        true => format!("The handler \"{text}\" is a program: Lambda starts it only by a wrapper"),
        false => {
            format!("The handler \"{text}\" is a file that cannot be run: it does not begin with \"#!\"")
        }
    };
    Some(
        Finding::new(Code::HandlerMissingModule, text, message)
            .severity(if is_program { Severity::Info } else { Severity::Warning })
            .hint("Attach the layer of the AWS Lambda Web Adapter, and set AWS_LAMBDA_EXEC_WRAPPER to /opt/bootstrap"),
    )
}

/// Whether the handler is one of these.
pub fn is_elsewhere(text: &str, context: &CheckContext) -> bool {
    let module = text.rsplit_once('.').map_or("", |(module, _)| module);
    vendor(module).is_some() || program(text, context).is_some()
}
