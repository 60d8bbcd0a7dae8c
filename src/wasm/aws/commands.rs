//! The same by hand: commands of the AWS CLI.

use super::from_ts;
use crate::aws::cli::{self, CommandOptions, FunctionCommandOptions, LayerCommandOptions, Shell};
use crate::aws::place::Place;
use crate::aws::policy::{self, PolicyOptions};
use crate::aws::s3::cors;
use crate::target::DIRECT_UPLOAD_LIMIT;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// The rules that a bucket needs for a page of this origin: JSON, as the console takes it.
///
/// # Errors
/// `origin-invalid`.
#[wasm_bindgen(js_name = corsConfiguration)]
pub fn cors_configuration(origin: &str) -> Result<String, JsValue> {
    Ok(format!("{:#}", cors::for_page(origin)?))
}

/// The command that gives a bucket these rules.
///
/// # Errors
/// `origin-invalid`, `name-unquotable`.
#[wasm_bindgen(js_name = corsCommand)]
pub fn cors_command(
    place: Ts<Place>,
    bucket: &str,
    origin: &str,
    shell: Ts<Shell>,
) -> Result<Vec<String>, JsValue> {
    Ok(cli::cors_commands(&from_ts(place)?, bucket, origin, from_ts(shell)?)?)
}

/// The commands that do what an action does.
///
/// # Errors
/// `name-unquotable`.
#[wasm_bindgen(js_name = cliCommands)]
pub fn cli_commands(options: Ts<CommandOptions>) -> Result<Vec<String>, JsValue> {
    Ok(cli::commands(&from_ts(options)?)?)
}

/// The commands of a function's whole deploy.
///
/// # Errors
/// `name-unquotable`.
#[wasm_bindgen(js_name = functionCommands)]
pub fn function_commands(options: Ts<FunctionCommandOptions>) -> Result<Vec<String>, JsValue> {
    Ok(cli::function_commands(&from_ts(options)?)?)
}

/// The commands of a layer's whole deploy.
///
/// # Errors
/// `name-unquotable`.
#[wasm_bindgen(js_name = layerCommands)]
pub fn layer_commands(options: Ts<LayerCommandOptions>) -> Result<Vec<String>, JsValue> {
    Ok(cli::layer_commands(&from_ts(options)?)?)
}

/// The IAM policy that allows a deploy: JSON, as the console takes it.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = iamPolicy)]
pub fn iam_policy(options: Ts<PolicyOptions>) -> Result<String, JsValue> {
    Ok(policy::policy(&from_ts(options)?))
}

/// The most zipped bytes of a direct upload.
#[wasm_bindgen(js_name = directUploadLimit)]
pub fn direct_upload_limit() -> f64 {
    DIRECT_UPLOAD_LIMIT as f64
}
