//! The boundary of deploying. Declared for TypeScript in `www/deploy/boundary/`. Times are
//! milliseconds since 1970; no secret ever leaves.

mod answers;
mod around;
mod bodies;
mod session;
mod upload;

pub use answers::{network_failure, read_answer};
pub use around::{
    cli_commands, compare_function, cors_command, cors_configuration, direct_upload_limit, function_commands,
    layer_commands, retry_delay, waiter,
};
pub use bodies::{Sha256, ZipFileBody};
pub use session::{Session, profiles};
pub use upload::{part_plan, read_upload, ticket_request, upload_request};

use super::answer::{Rejection, to_js};
use crate::aws::problem::Problem;
use wasm_bindgen::prelude::*;

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> JsValue {
        let Problem { code, message, hint } = problem;
        Rejection { code, message, path: None, hint }.into()
    }
}

/// A value on its way out; what cannot be written is `internal`.
fn out(value: &impl serde::Serialize) -> Result<JsValue, JsValue> {
    Ok(to_js(value)?)
}
