//! The same by hand: commands of the AWS CLI, version 2, with the real names filled in and quoted for
//! the shell they are pasted into.
//!
//! - `command`, `shell`: one command, and its quoting
//! - `code`: the zip, and its upload ahead
//! - `shorthand`: objects in one word
//! - `s3`, `lambda`: the command of an action
//! - `function`, `layer`: the commands of a whole deploy

mod code;
mod command;
mod function;
mod lambda;
mod layer;
mod s3;
mod shell;
mod shorthand;

pub use function::{FunctionCommandOptions, commands as function_commands};
pub use layer::{LayerCommandOptions, commands as layer_commands};
pub use shell::Shell;

use super::action::Action;
use super::place::Place;
use super::problem::Problem;
use super::s3::cors;
use code::Zip;
use command::Command;
use serde::Deserialize;
use serde_json::json;

/// What commands are wanted for.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CommandOptions {
    /// Where it happens.
    pub place: Place,
    /// What the commands do.
    pub action: Action,
    /// The name of the zip's file.
    pub zip: String,
    /// Bytes of the zip.
    pub size: u64,
    /// The shell they are pasted into.
    #[serde(default)]
    pub shell: Shell,
}

/// The commands that do what an action does, one a line. A zip that is too large for a request goes to S3 first.
///
/// # Errors
/// `name-unquotable`: a name with a character that no shell takes.
pub fn commands(options: &CommandOptions) -> Result<Vec<String>, Problem> {
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

/// The commands that let a page of `origin` use a bucket.
///
/// # Errors
/// What [`cors::for_page`] refuses, `name-unquotable`.
pub fn cors_commands(
    place: &Place,
    bucket: &str,
    origin: &str,
    shell: Shell,
) -> Result<Vec<String>, Problem> {
    let configuration = json!({ "CORSRules": cors::for_page(origin)? }).to_string();
    let command = Command::new(shell, "s3api", "put-bucket-cors")
        .option("--bucket", bucket)
        .option("--cors-configuration", configuration);
    Ok(vec![command.at(place).line()?])
}
