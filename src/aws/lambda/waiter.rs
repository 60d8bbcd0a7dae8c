//! Waits for a function like the waiters of the API model: FunctionUpdatedV2 reads `LastUpdateStatus` from
//! GetFunction, FunctionActiveV2 reads `State`, every second, at most 300 times.

use super::configuration::FunctionConfiguration;
use serde::{Deserialize, Serialize};

/// Milliseconds between two polls.
pub const POLL_INTERVAL: u32 = 1_000;

/// Maximum number of polls.
pub const POLL_LIMIT: u32 = 300;

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Waiter {
    /// The end of an update.
    Updated,
    /// The end of a function's creation.
    Active,
}

/// The state of waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WaiterState {
    /// Whether waiting is over.
    pub done: bool,
    /// Whether waiting ended successfully; `false` as long as it is not over.
    pub ok: bool,
    /// The state of the function: a sentence without its period.
    pub message: String,
    /// What to do; empty if there is nothing to do.
    pub hint: String,
    /// Milliseconds until the next poll; 0 if there is none.
    pub next_poll_ms: u32,
}

/// Returns the state of waiting for a function with this `configuration`. `polls` is the number of responses so far,
/// including this one.
pub fn poll(waiter: Waiter, configuration: &FunctionConfiguration, polls: u32) -> WaiterState {
    let name = &configuration.function_name;
    let (status, reason, success, pending) = match waiter {
        Waiter::Updated => (
            configuration.last_update_status.as_deref(),
            configuration.last_update_status_reason.as_deref(),
            "Successful",
            "InProgress",
        ),
        Waiter::Active => {
            (configuration.state.as_deref(), configuration.state_reason.as_deref(), "Active", "Pending")
        }
    };
    let because = reason.map(|reason| format!(": {}", reason.trim_end_matches('.'))).unwrap_or_default();
    let ended = |ok, message, hint: &str| WaiterState {
        done: true,
        ok,
        message,
        hint: hint.to_string(),
        next_poll_ms: 0,
    };
    match status {
        Some(status) if status == success => ended(true, format!("\"{name}\" is ready"), ""),
        // A function that has not been called for a long time becomes inactive; it can still be called.
        Some("Inactive") if waiter == Waiter::Active => ended(true, format!("\"{name}\" is idle"), ""),
        // On managed instances, "$LATEST" itself cannot be called, only versions that are published from it.
        Some("ActiveNonInvocable") if waiter == Waiter::Active => {
            ended(true, format!("\"{name}\" is ready to be published"), "")
        }
        Some("Failed") => ended(
            false,
            format!("AWS could not bring \"{name}\" into its new state{because}"),
            "Correct what AWS names and deploy again; until then the old code runs",
        ),
        _ if polls >= POLL_LIMIT => ended(
            false,
            format!(
                "\"{name}\" is still {} after {POLL_LIMIT} looks{because}",
                status.unwrap_or("without a state")
            ),
            "Look at the function again later: the deploy may yet succeed",
        ),
        status => WaiterState {
            done: false,
            ok: false,
            message: format!("\"{name}\" is {}{because}", status.unwrap_or(pending)),
            hint: String::new(),
            next_poll_ms: POLL_INTERVAL,
        },
    }
}
