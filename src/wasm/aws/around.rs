//! Around a deploy: patience, comparison, and the same by hand.

use super::out;
use crate::aws::{cli, compare, cors, retry, waiter};
use crate::wasm::answer::from_js;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(failure: JsValue, attempt: u32, random: f64) -> Result<Option<f64>, JsValue> {
    Ok(retry::delay(&from_js(failure)?, attempt, random).map(|delay| delay as f64))
}

#[wasm_bindgen]
pub fn waiter(until: JsValue, configuration: JsValue, polls: u32) -> Result<JsValue, JsValue> {
    out(&waiter::look(from_js(until)?, &from_js(configuration)?, polls))
}

#[wasm_bindgen(js_name = compareFunction)]
pub fn compare_function(configuration: JsValue, pressed: JsValue) -> Result<JsValue, JsValue> {
    out(&compare::compare(&from_js(configuration)?, &from_js(pressed)?))
}

#[wasm_bindgen(js_name = corsConfiguration)]
pub fn cors_configuration(origin: &str) -> Result<String, JsValue> {
    Ok(format!("{:#}", cors::for_page(origin)?))
}

#[wasm_bindgen(js_name = corsCommand)]
pub fn cors_command(
    place: JsValue,
    bucket: &str,
    origin: &str,
    shell: JsValue,
) -> Result<Vec<String>, JsValue> {
    Ok(cli::cors(&from_js(place)?, bucket, origin, from_js(shell)?)?)
}

#[wasm_bindgen(js_name = cliCommands)]
pub fn cli_commands(wish: JsValue) -> Result<Vec<String>, JsValue> {
    Ok(cli::commands(&from_js(wish)?)?)
}

#[wasm_bindgen(js_name = functionCommands)]
pub fn function_commands(wish: JsValue) -> Result<Vec<String>, JsValue> {
    Ok(cli::function(&from_js(wish)?)?)
}

#[wasm_bindgen(js_name = layerCommands)]
pub fn layer_commands(wish: JsValue) -> Result<Vec<String>, JsValue> {
    Ok(cli::layer(&from_js(wish)?)?)
}

#[wasm_bindgen(js_name = directUploadLimit)]
pub fn direct_upload_limit() -> f64 {
    cli::DIRECT as f64
}
