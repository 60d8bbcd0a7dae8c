//! Commands of the AWS CLI that do the same as the page, and the rules and the policy that AWS needs.

use super::from_ts;
use crate::aws::cli::{self, CommandOptions, FunctionCommandOptions, LayerCommandOptions, Shell};
use crate::aws::endpoint::EndpointConfig;
use crate::aws::policy::{self, PolicyOptions};
use crate::aws::s3::cors;
use crate::target::DIRECT_UPLOAD_LIMIT;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Returns the CORS rules that a bucket needs for a page of this origin, as JSON for the console.
///
/// # Errors
/// `origin-invalid`.
#[wasm_bindgen(js_name = corsConfiguration)]
pub fn cors_configuration(origin: &str) -> Result<String, JsValue> {
    Ok(format!("{:#}", cors::for_page(origin)?))
}

/// Returns the command that sets these rules for a bucket.
///
/// # Errors
/// `origin-invalid`, `name-unquotable`.
#[wasm_bindgen(js_name = corsCommand)]
pub fn cors_command(
    place: Ts<EndpointConfig>,
    bucket: &str,
    origin: &str,
    shell: Ts<Shell>,
) -> Result<Vec<String>, JsValue> {
    Ok(cli::cors_commands(&from_ts(place)?, bucket, origin, from_ts(shell)?)?)
}

/// Returns the commands of an action.
///
/// # Errors
/// `name-unquotable`.
#[wasm_bindgen(js_name = cliCommands)]
pub fn cli_commands(options: Ts<CommandOptions>) -> Result<Vec<String>, JsValue> {
    Ok(cli::commands(&from_ts(options)?)?)
}

/// Returns the commands of a function's complete deployment.
///
/// # Errors
/// `name-unquotable`.
#[wasm_bindgen(js_name = functionCommands)]
pub fn function_commands(options: Ts<FunctionCommandOptions>) -> Result<Vec<String>, JsValue> {
    Ok(cli::function_commands(&from_ts(options)?)?)
}

/// Returns the commands of a layer's complete deployment.
///
/// # Errors
/// `name-unquotable`.
#[wasm_bindgen(js_name = layerCommands)]
pub fn layer_commands(options: Ts<LayerCommandOptions>) -> Result<Vec<String>, JsValue> {
    Ok(cli::layer_commands(&from_ts(options)?)?)
}

/// Returns commands as one text, in which each runs only if the one before it has succeeded.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = commandScript)]
pub fn command_script(commands: Vec<String>, shell: Ts<Shell>) -> Result<String, JsValue> {
    Ok(cli::script(&commands, from_ts(shell)?))
}

/// Returns the IAM policy that allows a deployment, as JSON for the console.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = iamPolicy)]
pub fn iam_policy(options: Ts<PolicyOptions>) -> Result<String, JsValue> {
    Ok(policy::policy(&from_ts(options)?))
}

/// Returns the maximum zipped size of a direct upload in bytes.
#[wasm_bindgen(js_name = directUploadLimit)]
pub fn direct_upload_limit() -> f64 {
    DIRECT_UPLOAD_LIMIT as f64
}
