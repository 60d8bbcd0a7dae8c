//! Maps an error response of AWS to a kind of failure.

use super::error_response::ErrorResponse;
use super::kind::FailureKind;
use super::rules::{EVENT, RULES, Rule, STATUSES, STOP};
use crate::aws::clock::{self, Millis};
use crate::aws::operation::Operation;
use crate::format;
use crate::target::{DIRECT_UPLOAD_LIMIT, UNZIPPED_LIMIT};

/// The kind of a refusal, and what is shown of it.
pub struct Classification {
    /// The kind, which determines what the page does.
    pub kind: FailureKind,
    /// What went wrong: a sentence without its period.
    pub message: String,
    /// What to do: a sentence without its period.
    pub hint: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// The region to ask in.
    pub region: Option<String>,
}

/// Classifies a refusal of `op`: an error response with `status`.
pub fn classify(op: Operation, status: u16, error: &ErrorResponse) -> Classification {
    let code = error.code.trim_end_matches("Exception");
    let fits =
        |rule: &&Rule| (rule.code.is_empty() || rule.code == code) && error.message.contains(rule.words);
    let (kind, mut retryable, hint) = match RULES.iter().find(fits) {
        Some(rule) => (rule.kind, rule.retryable, rule.hint),
        None => by_status(status, code, op),
    };
    let region = error.region.clone().or_else(|| region_named(&error.message));
    match kind {
        // Without a region, the request cannot be sent elsewhere.
        FailureKind::Region => retryable &= region.is_some(),
        // Without the server's time, the request cannot be signed again.
        FailureKind::Skew => retryable &= error.server_time.is_some(),
        _ => {}
    }
    Classification {
        kind,
        message: message(op, status, error),
        hint: hint_with_limits(hint),
        retryable,
        region,
    }
}

/// Replaces the names of limits in a hint by their values.
fn hint_with_limits(hint: &str) -> String {
    let mut hint = hint.to_string();
    for (name, limit) in
        [("{DIRECT_UPLOAD_LIMIT}", DIRECT_UPLOAD_LIMIT), ("{UNZIPPED_LIMIT}", UNZIPPED_LIMIT)]
    {
        if hint.contains(name) {
            hint = hint.replace(name, &format::count(limit as usize));
        }
    }
    hint
}

fn by_status(status: u16, code: &str, op: Operation) -> (FailureKind, bool, &'static str) {
    // The response to HEAD has no body: a wrong region is a plain 400 or 301.
    if op == Operation::HeadObject && status == 400 && code.is_empty() {
        return (FailureKind::Invalid, STOP, "Check the region and the credentials");
    }
    if op == Operation::Invoke && status == 413 {
        return (FailureKind::TooLarge, STOP, EVENT);
    }
    let found = STATUSES.iter().find(|(range, ..)| range.contains(&status));
    found
        .map_or((FailureKind::Unknown, STOP, "Look at the function or object before trying again"), |found| {
            (found.1, found.2, found.3)
        })
}

/// Builds the message: AWS's own text if there is one, otherwise the error code or the status.
fn message(op: Operation, status: u16, error: &ErrorResponse) -> String {
    let said = without_secrets(&error.message);
    let said = said.trim().trim_end_matches('.');
    let mut message = match (said.is_empty(), error.code.is_empty()) {
        (false, false) => format!("AWS refused \"{op}\": {said} ({})", error.code),
        (false, true) => format!("\"{op}\" was answered with status {status}: {said}"),
        (true, false) => format!("AWS refused \"{op}\": {}", error.code),
        (true, true) => format!("\"{op}\" was answered with status {status}"),
    };
    if let Some(headers) = &error.unsigned_headers {
        message += &format!(": {headers}");
    }
    if let Some(expired) = error.expired_at {
        message += &format!("; it expired at {}", clock::iso(expired));
    }
    if let Some(most) = &error.maximum_size {
        message += &format!("; at most {most} bytes are allowed");
    }
    message
}

/// Removes the part of a message in which AWS or a proxy repeats the request, because it contains the session token.
/// For example, Lambda's InvalidSignatureException ends in `The Canonical String for this request should have been
/// '…'`.
fn without_secrets(message: &str) -> String {
    const REPEATED: &[&str] = &["The Canonical String for this request", "The String-to-Sign should"];
    const SECRET: &[&str] = &["x-amz-security-token", "x-amz-signature", "signature=", "authorization:"];
    let end = REPEATED.iter().filter_map(|lead| message.find(lead)).min().unwrap_or(message.len());
    let message = message.get(..end).unwrap_or_default();
    // It has the same length as `message`, because only ASCII letters change.
    let lower = message.to_ascii_lowercase();
    match SECRET.iter().filter_map(|name| lower.find(name)).min() {
        Some(start) => format!("{}…", message.get(..start).unwrap_or_default()),
        None => message.to_string(),
    }
}

/// Returns the region that a message names: `… The bucket is in this region: us-east-1. …`, `the region 'x' is wrong;
/// expecting 'y'`.
fn region_named(message: &str) -> Option<String> {
    let after = ["is in this region: ", "expecting '"].iter().find_map(|lead| message.split_once(lead))?.1;
    let region: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (!region.is_empty()).then_some(region)
}

/// Returns the server's time from a message:
/// `Signature expired: <t> is now earlier than <t> (<server time> - 5 min.)`, and with `+` in `Signature not yet
/// current: <t> is still later than <t> (<server time> + 5 min.)`.
pub fn server_time(message: &str) -> Option<Millis> {
    let inside = message.rsplit_once('(')?.1;
    clock::parse(inside.split_whitespace().next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_state_limits_as_numbers() {
        let hints: Vec<String> = RULES.iter().map(|rule| hint_with_limits(rule.hint)).collect();
        for limit in ["52,428,800", "262,144,000"] {
            assert!(hints.iter().any(|hint| hint.contains(limit)), "no hint states {limit}");
        }
        for hint in hints {
            assert!(!hint.contains(['{', '}']), "{hint}");
        }
    }
}
