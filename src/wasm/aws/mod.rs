//! The boundary of deploying. Times are milliseconds since 1970; no secret ever leaves.
//!
//! The types that cross are declared where they belong, in [`crate::aws`]. `tsify` writes them for TypeScript into
//! the module's declarations, with their documentation; [`Ts`] names them in a function's signature.

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
    cli_commands, cors_command, cors_configuration, direct_upload_limit, function_commands, iam_policy,
    layer_commands,
};
pub use functions::{compare_function, endpoints, waiter};
pub use session::{BodyHash, Session, profiles};
pub use uploads::{part_plan, read_upload, ticket_request, upload_request};

use super::values::{from_js, to_js};
use crate::aws::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// What a call that is refused throws. It never has a secret in it.
#[derive(Serialize, Tsify)]
pub struct Refusal {
    /// Kebab-case; never changes its meaning.
    pub code: &'static str,
    /// What is wrong: a sentence without its period.
    pub message: String,
    /// What to do about it: a sentence without its period.
    pub hint: String,
}

impl From<Problem> for JsValue {
    fn from(Problem { code, message, hint }: Problem) -> JsValue {
        to_js(&Refusal { code, message, hint }).unwrap_or_else(|_| JsValue::from_str(code))
    }
}

/// A value on its way out; what cannot be written is `internal`.
fn to_ts<T: Tsify + Serialize>(value: &T) -> Result<Ts<T>, JsValue> {
    Ok(Ts::new_unchecked(to_js(value)?))
}

/// A value on its way in; what cannot be read is `internal`.
fn from_ts<T: Tsify + DeserializeOwned>(value: Ts<T>) -> Result<T, JsValue> {
    Ok(from_js(value.into())?)
}
