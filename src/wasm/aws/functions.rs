//! Functions: waiting for them, their endpoints, and whether a package fits them.

use super::{from_ts, to_ts};
use crate::aws::endpoint::{EndpointConfig, Endpoints};
use crate::aws::lambda::FunctionConfiguration;
use crate::aws::lambda::compare::{self, PackageConfiguration};
use crate::aws::lambda::waiter::{self, Waiter, WaiterState};
use crate::finding::Finding;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Returns the state of waiting for a function. `polls` is the number of responses so far, including this one.
///
/// # Errors
/// `internal`.
#[wasm_bindgen]
pub fn waiter(
    kind: Ts<Waiter>,
    configuration: Ts<FunctionConfiguration>,
    polls: u32,
) -> Result<Ts<WaiterState>, JsValue> {
    to_ts(&waiter::poll(from_ts(kind)?, &from_ts(configuration)?, polls))
}

/// Returns the URLs that requests are sent to. `bucket` may be empty.
///
/// # Errors
/// `region-invalid`, `endpoint-invalid`, `bucket-invalid`.
#[wasm_bindgen]
pub fn endpoints(place: Ts<EndpointConfig>, bucket: &str) -> Result<Ts<Endpoints>, JsValue> {
    to_ts(&from_ts(place)?.endpoints(bucket)?)
}

/// Compares a package with a function and returns the findings.
///
/// # Errors
/// `internal`.
#[wasm_bindgen(js_name = compareFunction)]
pub fn compare_function(
    configuration: Ts<FunctionConfiguration>,
    #[wasm_bindgen(js_name = packageConfiguration)] package: Ts<PackageConfiguration>,
) -> Result<Vec<Ts<Finding>>, JsValue> {
    compare::compare(&from_ts(configuration)?, &from_ts(package)?).iter().map(to_ts).collect()
}
