//! Commands of the AWS CLI, version 2, that do the same as the page. The real names are filled in and quoted for the
//! shell that the commands are pasted into.
//!
//! - `command`, `shell`: one command, and its quoting
//! - `script`: several commands, of which each needs the one before it
//! - `placeholder`: names that are not entered yet
//! - `code`: the zip, and its upload before other commands
//! - `shorthand`: objects written as one word
//! - `s3`, `lambda`: the command of an action
//! - `function`, `layer`: the commands of a complete deployment

mod code;
mod command;
mod function;
mod lambda;
mod layer;
mod placeholder;
mod s3;
mod script;
mod shell;
mod shorthand;

pub use function::{FunctionCommandOptions, commands as function_commands};
pub use layer::{LayerCommandOptions, commands as layer_commands};
pub use script::script;
pub use shell::Shell;

use super::action::Action;
use super::endpoint::EndpointConfig;
use super::request_error::RequestError;
use super::s3::cors;
use code::Zip;
use command::Command;
use serde::Deserialize;
use serde_json::json;

/// The action that commands are wanted for.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CommandOptions {
    /// The region and the endpoints.
    pub place: EndpointConfig,
    /// The action that the commands do.
    pub action: Action,
    /// The name of the zip's file.
    pub zip: String,
    /// The size of the zip in bytes.
    pub size: u64,
    /// The shell that the commands are pasted into.
    #[serde(default)]
    pub shell: Shell,
}

/// Returns the commands of an action, one per line. A zip that is too large for a request is uploaded to S3 first.
///
/// # Errors
/// `name-unquotable`: a name contains a character that no shell accepts.
pub fn commands(options: &CommandOptions) -> Result<Vec<String>, RequestError> {
    let CommandOptions { place, action, zip, size, shell } = options;
    let zip = Zip { name: zip, size: *size, shell: *shell };
    match action {
        Action::S3(action) => Ok(vec![s3::command(action, zip).at(place).line()?]),
        Action::Lambda(action) => lambda::commands(action, zip, place),
        // One command finds the streams and reads them.
        Action::Logs(action) => {
            let tail = Command::new(*shell, "logs", "tail").word(action.log_group()).option("--since", "1h");
            Ok(vec![tail.at(place).line()?])
        }
    }
}

/// Returns the commands that let a page of `origin` use a bucket.
///
/// # Errors
/// The errors of [`cors::for_page`], and `name-unquotable`.
pub fn cors_commands(
    place: &EndpointConfig,
    bucket: &str,
    origin: &str,
    shell: Shell,
) -> Result<Vec<String>, RequestError> {
    let configuration = json!({ "CORSRules": cors::for_page(origin)? }).to_string();
    let command = Command::new(shell, "s3api", "put-bucket-cors")
        .option("--bucket", bucket)
        .option("--cors-configuration", configuration);
    Ok(vec![command.at(place).line()?])
}
