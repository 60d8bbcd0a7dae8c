//! The settings module that Zappa writes into each package and reads at startup (`get_zappa_settings_string` of its
//! `cli.py`, 0.61).

use super::stage::Stage;
use crate::project::document::Node;

/// Maximum number of characters of a project name that is derived from the folder.
const MAX_NAME_LENGTH: usize = 15;

/// Returns the text of `zappa_settings.py` for a stage. `folder`: the folder of the settings file.
pub fn module(stage: &Stage, folder: &str) -> String {
    let mut lines = vec!["# Generated as Zappa does".to_string()];
    let mut add = |name: &str, value: String| lines.push(format!("{name}={value}"));
    let or_none = |name: &str| stage.text(name).map_or("None".to_string(), quoted);
    let is_true = |name: &str| {
        let is = stage.get(name).is_none_or(Node::is_true);
        if is { "True".to_string() } else { "False".to_string() }
    };
    if let Some((module, function)) = stage.text("app_function").and_then(|app| app.rsplit_once('.')) {
        add("APP_MODULE", quoted(module));
        add("APP_FUNCTION", quoted(function));
    }
    if let Some(kind) = stage.text("app_type") {
        add("APP_TYPE", quoted(kind));
    }
    if let Some(module) = stage.text("use_websocket") {
        add("WEBSOCKET_HANDLER_MODULE", quoted(module));
    }
    add("EXCEPTION_HANDLER", or_none("exception_handler"));
    add("DEBUG", is_true("debug"));
    add("LOG_LEVEL", quoted(stage.text("log_level").unwrap_or("DEBUG")));
    add("BINARY_SUPPORT", is_true("binary_support"));
    add("CONTEXT_HEADER_MAPPINGS", mapping(texts_of(stage.get("context_header_mappings"))));
    add("DOMAIN", or_none("domain"));
    add("BASE_PATH", or_none("base_path"));
    if let Some(place) = stage.text("remote_env") {
        add("REMOTE_ENV", quoted(place));
    }
    let region = stage.text("aws_region").map(|region| ("AWS_REGION".to_string(), region.to_string()));
    let variables = texts_of(stage.get("environment_variables"));
    add("ENVIRONMENT_VARIABLES", mapping(region.into_iter().chain(variables)));
    add("API_STAGE", quoted(stage.id));
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let own: String = slug(folder).chars().take(MAX_NAME_LENGTH).collect();
    add("PROJECT_NAME", quoted(&stage.text("project_name").map_or(own, slug)));
    add("SETTINGS_FILE", or_none("settings_file"));
    add("DJANGO_SETTINGS", "None".to_string());
    add("AWS_EVENT_MAPPING", mapping(by(stage.get("events"), |event| text(event, &["event_source", "arn"]))));
    let intent = |event: Node| {
        let (intent, source) =
            (text(event, &["event_source", "intent"])?, text(event, &["event_source", "invocation_source"])?);
        Some(format!("{intent}:{source}"))
    };
    add("AWS_BOT_EVENT_MAPPING", mapping(by(stage.get("bot_events"), intent)));
    let triggers = stage.get("cognito").and_then(|cognito| cognito.get("triggers"));
    add("COGNITO_TRIGGER_MAPPING", mapping(by(triggers, |trigger| text(trigger, &["source"]))));
    if let Some(function) = stage.get("authorizer").and_then(|one| text(one, &["function"])) {
        add("AUTHORIZER_FUNCTION", quoted(&function));
    }
    add("ASYNC_RESPONSE_TABLE", quoted(stage.text("async_response_table").unwrap_or_default()));
    let types: Vec<String> = stage.texts("additional_text_mimetypes").map(quoted).collect();
    add("ADDITIONAL_TEXT_MIMETYPES", format!("[{}]", types.join(", ")));
    lines.push(String::new());
    lines.join("\n")
}

/// Converts a name to the form used in URLs: lowercase letters, digits and hyphens.
pub fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<String>>().join("-")
}

fn text(node: Node, keys: &[&str]) -> Option<String> {
    node.at(keys)?.str().map(str::to_string)
}

/// Returns the `function` of each item of a list, with the key that `key` returns for the item.
fn by(list: Option<Node>, key: impl Fn(Node) -> Option<String>) -> Vec<(String, String)> {
    let items = list.into_iter().flat_map(Node::items);
    items.filter_map(|item| Some((key(item)?, text(item, &["function"])?))).collect()
}

fn texts_of(node: Option<Node>) -> Vec<(String, String)> {
    let entries = node.into_iter().flat_map(Node::own_entries);
    entries.filter_map(|(key, value)| Some((key.text()?.to_string(), value.text()?.to_string()))).collect()
}

/// Writes a Python dictionary.
fn mapping(entries: impl IntoIterator<Item = (String, String)>) -> String {
    let entries: Vec<String> =
        entries.into_iter().map(|(key, value)| format!("{}: {}", quoted(&key), quoted(&value))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// Writes a Python string literal (language reference, "String and Bytes literals").
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}
