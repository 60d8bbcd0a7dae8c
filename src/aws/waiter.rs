//! Waiting for a function, as the API model's waiters do: FunctionUpdatedV2 asks GetFunction for
//! `LastUpdateStatus`, FunctionActiveV2 for `State`, every second, 300 times.

use super::answer::Configuration;
use serde::{Deserialize, Serialize};

pub const POLL_MILLIS: u32 = 1_000;
pub const MOST_POLLS: u32 = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Until {
    Updated,
    Active,
}

/// Where waiting stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    pub done: bool,
    pub ok: bool,
    pub message: String,
    pub hint: String,
    pub next_poll_ms: u32,
}

/// `polls` counts the answers so far, this one included.
pub fn look(until: Until, configuration: &Configuration, polls: u32) -> Waiting {
    let name = &configuration.function_name;
    let (status, reason, success, pending) = match until {
        Until::Updated => (
            configuration.last_update_status.as_deref(),
            configuration.last_update_status_reason.as_deref(),
            "Successful",
            "InProgress",
        ),
        Until::Active => {
            (configuration.state.as_deref(), configuration.state_reason.as_deref(), "Active", "Pending")
        }
    };
    let because = reason.map(|reason| format!(": {}", reason.trim_end_matches('.'))).unwrap_or_default();
    let ended = |ok, message, hint: &str| Waiting {
        done: true,
        ok,
        message,
        hint: hint.to_string(),
        next_poll_ms: 0,
    };
    match status {
        Some(status) if status == success => ended(true, format!("\"{name}\" is ready"), ""),
        // A function nobody called for long has been put away; it can be called.
        Some("Inactive") if until == Until::Active => ended(true, format!("\"{name}\" is idle"), ""),
        Some("Failed") => ended(
            false,
            format!("AWS could not bring \"{name}\" into its new state{because}"),
            "Correct what AWS names and deploy again; until then the old code runs",
        ),
        _ if polls >= MOST_POLLS => ended(
            false,
            format!(
                "\"{name}\" is still {} after {MOST_POLLS} looks{because}",
                status.unwrap_or("without a state")
            ),
            "Look at the function again later: the deploy may yet succeed",
        ),
        status => Waiting {
            done: false,
            ok: false,
            message: format!("\"{name}\" is {}{because}", status.unwrap_or(pending)),
            hint: String::new(),
            next_poll_ms: POLL_MILLIS,
        },
    }
}
