//! Failures: what went wrong with a request, as the page shows and handles it.
//!
//! - `error_response`, `rules`, [`classify`]: an error response of AWS is mapped to a kind of failure
//! - [`network`]: requests without a response

pub mod classify;
mod error_response;
mod kind;
pub mod network;
mod rules;

pub use error_response::ErrorResponse;
pub use kind::FailureKind;

use super::answer::Answer;
use super::clock::{self, Millis};
use super::operation::Operation;
use serde::{Deserialize, Serialize};

/// What went wrong, what to do, and whether the same request may succeed later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The kind, which determines what the page does.
    pub kind: FailureKind,
    /// AWS's error code, such as `AccessDenied`; empty if there is none.
    pub code: String,
    /// The HTTP status; 0 if there was no response.
    pub status: u16,
    /// What went wrong: a sentence without its period.
    pub message: String,
    /// What to do: a sentence without its period.
    pub hint: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Milliseconds that the server asks to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Millis>,
    /// The server's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_time: Option<Millis>,
    /// The bucket's region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The request's id, for AWS's support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Failure {
    /// Creates a failure of which only these values are known.
    pub fn new(kind: FailureKind, message: String, hint: &str, retryable: bool) -> Failure {
        Failure {
            kind,
            code: String::new(),
            status: 0,
            message,
            hint: hint.to_string(),
            retryable,
            retry_after: None,
            server_time: None,
            region: None,
            request_id: None,
        }
    }

    /// Creates the failure of a request that was refused. `error` is what the body of the response states.
    pub fn refused(op: Operation, answer: &Answer, mut error: ErrorResponse) -> Failure {
        let stated = error.server_time.or_else(|| classify::server_time(&error.message));
        error.server_time = stated.or_else(|| answer.date());
        error.region = error.region.or_else(|| answer.header("x-amz-bucket-region").map(str::to_string));
        let retry_after = answer.header("retry-after").and_then(|after| retry_after(after, answer));
        let request_id = answer.header("x-amzn-requestid").or(answer.header("x-amz-request-id"));
        let request_id = request_id.map(str::to_string).or(error.request_id.take());
        let class = classify::classify(op, answer.status, &error);
        Failure {
            kind: class.kind,
            message: class.message,
            hint: class.hint,
            retryable: class.retryable,
            code: error.code,
            status: answer.status,
            retry_after,
            server_time: error.server_time,
            region: class.region,
            request_id,
        }
    }

    /// Creates the failure of a successful response that cannot be read: whether the operation was done is unknown.
    pub fn unreadable(op: Operation, answer: &Answer) -> Failure {
        let message = format!("The answer to \"{op}\" cannot be understood");
        let hint = "Check the endpoint: what answered may not be AWS";
        Failure { status: answer.status, ..Failure::new(FailureKind::Unknown, message, hint, false) }
    }

    /// Adapts the failure to a request of `op` that someone else signed.
    pub fn of_presigned(self, op: Operation) -> Failure {
        let (kind, hint) = match self.kind {
            FailureKind::ExpiredCredentials => (
                FailureKind::ExpiredUrl,
                "Ask for a new URL or ticket: the credentials that signed this one have expired",
            ),
            // The method is part of the signature, and a URL of boto3 does not state the method.
            FailureKind::BadCredentials
                if op == Operation::PutObject && self.code == "SignatureDoesNotMatch" =>
            {
                (
                    FailureKind::BadCredentials,
                    "Ask for a new URL or ticket to upload with, and paste it as it is: this one may be for downloading, was \
                 changed on its way, or the credentials that signed it are not valid",
                )
            }
            FailureKind::BadCredentials => (
                FailureKind::BadCredentials,
                "Ask for a new URL or ticket, and paste it as it is: this one was changed on its way, or \
                 the credentials that signed it are not valid",
            ),
            FailureKind::Region => {
                (FailureKind::Region, "Ask for a URL or ticket made for the bucket's own region")
            }
            FailureKind::Skew => (
                FailureKind::ExpiredUrl,
                "Ask for a new URL or ticket: by the server's clock this one is not valid now",
            ),
            // Only a checksum in the URL can differ, and it would differ again for the same bytes.
            FailureKind::Checksum => (
                FailureKind::Checksum,
                "Ask for a URL without a checksum in it: this one takes one file alone, and not this package",
            ),
            _ => return self,
        };
        Failure { kind, hint: hint.to_string(), retryable: false, ..self }
    }
}

/// Converts a `Retry-After` header, which has seconds or a date (RFC 9110, 10.2.3), to milliseconds, at most five
/// minutes.
fn retry_after(after: &str, answer: &Answer) -> Option<Millis> {
    let seconds = after.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    let wait = match seconds {
        Some(seconds) => (seconds.min(300.0) * 1000.0) as Millis,
        None => clock::parse(after)? - answer.date()?,
    };
    Some(wait.clamp(0, 300_000))
}
