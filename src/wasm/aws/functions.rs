//! What Lambda says of a function.

use super::{from_ts, to_ts};
use crate::aws::lambda::FunctionConfiguration;
use crate::aws::lambda::compare::{self, PackageConfiguration};
use crate::aws::lambda::waiter::{self, Waiter, WaiterState};
use crate::aws::place::{Endpoints, Place};
use crate::finding::Finding;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Whether a function is what is waited for. `polls` counts the answers so far, this one included.
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

/// The URLs that a place is asked at. `bucket` may be empty.
///
/// # Errors
/// `region-invalid`, `endpoint-invalid`, `bucket-invalid`.
#[wasm_bindgen]
pub fn endpoints(place: Ts<Place>, bucket: &str) -> Result<Ts<Endpoints>, JsValue> {
    to_ts(&from_ts(place)?.endpoints(bucket)?)
}

/// What of a package does not fit a function.
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
