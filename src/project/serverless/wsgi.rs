//! The plugin that calls WSGI applications (serverless-wsgi, `index.js`). It writes the module of the handler.

use super::variables::Variables;
use crate::project::document::Node;

/// The files that the plugin writes into the package.
pub const WRITTEN: &[&str] = &[HANDLER_FILE, "serverless_wsgi.py", ".serverless-wsgi"];
/// The one with the handler.
pub const HANDLER_FILE: &str = "wsgi_handler.py";

/// The handler that the plugin writes. The plugin changes the older name to it.
const HANDLER: &str = "wsgi_handler.handler";
const OLD_HANDLER: &str = "wsgi.handler";

/// Returns the handler if the plugin writes it.
pub fn handler(variables: &Variables, handler: &str) -> Option<&'static str> {
    (is_used(variables) && [HANDLER, OLD_HANDLER].contains(&handler)).then_some(HANDLER)
}

/// Whether a service uses the plugin.
pub fn is_used(variables: &Variables) -> bool {
    let plugins = variables.at(&["plugins"]).and_then(|plugins| variables.value(plugins));
    // The list can also be below `modules`.
    let plugins = plugins.map(|plugins| plugins.get("modules").unwrap_or(plugins));
    plugins.into_iter().flat_map(Node::items).any(|plugin| plugin.str() == Some("serverless-wsgi"))
}
