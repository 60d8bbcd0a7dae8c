//! The responses of servers, and when to send a request again.

use super::{from_ts, to_ts};
use crate::aws::answer::Answer;
use crate::aws::failure::{Failure, network};
use crate::aws::operation::Operation;
use crate::aws::outcome::{self, Value};
use crate::aws::retry;
use crate::wasm::values::to_js;
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// The result of a request: a value of type `V`, or a failure.
#[derive(Serialize, Tsify)]
#[serde(untagged)]
pub enum Outcome<V> {
    /// The request was carried out.
    Success {
        /// `true`.
        #[tsify(type = "true")]
        ok: bool,
        /// The value in the operation's response.
        value: V,
    },
    /// The request was not carried out, or this is unknown.
    Failure {
        /// `false`.
        #[tsify(type = "false")]
        ok: bool,
        /// What went wrong.
        failure: Failure,
    },
}

/// Reads a response to `op`. `isPresigned` states whether someone else signed the request.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = readAnswer, unchecked_return_type = "Outcome<Values[Operation]>")]
pub fn read_answer(
    op: Ts<Operation>,
    answer: Ts<Answer>,
    #[wasm_bindgen(js_name = isPresigned)] is_presigned: bool,
) -> Result<JsValue, JsValue> {
    let (op, answer) = (from_ts(op)?, from_ts(answer)?);
    let read = if is_presigned { outcome::read_presigned } else { outcome::read };
    let outcome: Outcome<Value> = match read(op, &answer) {
        Ok(value) => Outcome::Success { ok: true, value },
        Err(failure) => Outcome::Failure { ok: false, failure: *failure },
    };
    Ok(to_js(&outcome)?)
}

/// Returns the failure of a request to `url` without a response.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = networkFailure)]
pub fn network_failure(
    url: &str,
    #[wasm_bindgen(js_name = pageOrigin)] page_origin: &str,
    #[wasm_bindgen(js_name = isOnline)] is_online: bool,
) -> Result<Ts<Failure>, JsValue> {
    to_ts(&network::network(url, page_origin, is_online))
}

/// Returns the failure of a request to `url` that the page's own security policy blocked.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = blockedFailure)]
pub fn blocked_failure(url: &str) -> Result<Ts<Failure>, JsValue> {
    to_ts(&network::blocked(url))
}

/// Returns the milliseconds until the next attempt; `undefined` if there is no next attempt. `attempt` is the number
/// of attempts that have failed, at least 1; `random` is from 0 up to 1.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(failure: Ts<Failure>, attempt: u32, random: f64) -> Result<Option<f64>, JsValue> {
    Ok(retry::delay(&from_ts(failure)?, attempt, random).map(|delay| delay as f64))
}
