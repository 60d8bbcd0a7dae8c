//! The boundary between deployment and JavaScript. Times are milliseconds since 1970. The secret access key never
//! leaves this module.
//!
//! The types that cross the boundary are declared in [`crate::aws`]. `tsify` writes them for TypeScript into the
//! module's declarations, with their documentation; [`Ts`] marks them in a function's signature.

#![warn(missing_docs)]

mod answers;
mod bodies;
mod commands;
mod functions;
mod session;
mod uploads;

pub use answers::{Outcome, blocked_failure, network_failure, read_answer, retry_delay};
pub use bodies::{Sha256, Sha256Digest, ZipFileBody, ZipFileEnd};
pub use commands::{
    cli_commands, command_script, cors_command, cors_configuration, direct_upload_limit, function_commands,
    iam_policy, layer_commands,
};
pub use functions::{compare_function, endpoints, waiter};
pub use session::{BodyHash, Session, profiles};
pub use uploads::{part_plan, read_upload, ticket_request, upload_request};

use super::values::{from_js, to_js};
use crate::aws::request_error::RequestError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// What a refused call throws. It never contains a secret.
#[derive(Serialize, Tsify)]
pub struct Refusal {
    /// A code in kebab case. Its meaning never changes.
    pub code: &'static str,
    /// What is wrong: a sentence without its period.
    pub message: String,
    /// What to do about it: a sentence without its period.
    pub hint: String,
}

impl From<RequestError> for JsValue {
    fn from(RequestError { code, message, hint }: RequestError) -> JsValue {
        to_js(&Refusal { code, message, hint }).unwrap_or_else(|_| JsValue::from_str(code))
    }
}

/// Converts a value for JavaScript. A value that cannot be converted is an `internal` error.
fn to_ts<T: Tsify + Serialize>(value: &T) -> Result<Ts<T>, JsValue> {
    Ok(Ts::new_unchecked(to_js(value)?))
}

/// Converts a value from JavaScript. A value that cannot be converted is an `internal` error.
fn from_ts<T: Tsify + DeserializeOwned>(value: Ts<T>) -> Result<T, JsValue> {
    Ok(from_js(value.into())?)
}
