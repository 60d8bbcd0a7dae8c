//! What servers answered.

use super::out;
use crate::aws::action::Operation;
use crate::aws::answer::{self, Answer, Failure, Value};
use crate::wasm::answer::from_js;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct JsOutcome {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

#[wasm_bindgen(js_name = readAnswer)]
pub fn read_answer(op: JsValue, answer: JsValue, is_presigned: bool) -> Result<JsValue, JsValue> {
    let op: Operation = from_js(op)?;
    let answer: Answer = from_js(answer)?;
    let read = if is_presigned { answer::read_presigned } else { answer::read };
    out(&match read(op, &answer) {
        Ok(value) => JsOutcome { ok: true, value: Some(value), failure: None },
        Err(failure) => JsOutcome { ok: false, value: None, failure: Some(*failure) },
    })
}

#[wasm_bindgen(js_name = networkFailure)]
pub fn network_failure(url: &str, origin: &str, is_online: bool) -> Result<JsValue, JsValue> {
    out(&answer::network(url, origin, is_online))
}

/// A request that the page's own policy did not let out.
#[wasm_bindgen(js_name = blockedFailure)]
pub fn blocked_failure(url: &str) -> Result<JsValue, JsValue> {
    out(&answer::blocked(url))
}
