//! A refusal, as the page shows and handles it.

use super::classify;
use super::{Answer, lambda, s3};
use crate::aws::action::Operation;
use crate::aws::clock::Millis;
use serde::{Deserialize, Serialize};

/// What kind of refusal it is: what the page decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Throttled,
    /// The function or object is being changed by someone else, or by the step before.
    InProgress,
    ExpiredCredentials,
    ExpiredUrl,
    BadCredentials,
    /// The clock is wrong: sign again with `server_time`.
    Skew,
    /// Ask in `region`, where it is known.
    Region,
    Denied,
    NotFound,
    Exists,
    /// Someone changed it since it was read.
    Precondition,
    TooLarge,
    Invalid,
    NoSuchUpload,
    BadPart,
    /// What arrived is not what was sent.
    Checksum,
    Network,
    Cors,
    Service,
    Unknown,
}

/// What went wrong, what to do, and whether the same request may succeed later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    pub kind: Kind,
    /// AWS's own, such as `AccessDenied`; empty where there is none.
    pub code: String,
    pub status: u16,
    pub message: String,
    pub hint: String,
    pub retryable: bool,
    /// Milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_time: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Failure {
    /// What it means where somebody else signed.
    pub(super) fn of_presigned(self) -> Failure {
        let (kind, hint) = match self.kind {
            Kind::ExpiredCredentials => (
                Kind::ExpiredUrl,
                "Ask for a new URL or ticket: the credentials that signed this one have expired",
            ),
            Kind::BadCredentials => (
                Kind::BadCredentials,
                "Ask for a new URL or ticket, and paste it as it is: this one was changed on its way, or \
                 the credentials that signed it are not valid",
            ),
            Kind::Region => (Kind::Region, "Ask for a URL or ticket made for the bucket's own region"),
            Kind::Skew => (
                Kind::ExpiredUrl,
                "Ask for a new URL or ticket: by the server's clock this one is not valid now",
            ),
            _ => return self,
        };
        Failure { kind, hint: hint.to_string(), retryable: false, ..self }
    }

    /// A success nobody can read: whether it was done must be asked.
    pub fn unreadable(op: Operation, answer: &Answer) -> Failure {
        Failure {
            kind: Kind::Unknown,
            code: String::new(),
            status: answer.status,
            message: format!("The answer to \"{op:?}\" cannot be understood"),
            hint: "Check the endpoint: what answered may not be AWS".to_string(),
            retryable: false,
            retry_after: None,
            server_time: None,
            region: None,
            request_id: None,
        }
    }
}

pub fn read(op: Operation, answer: &Answer) -> Failure {
    let mut refused = if op.is_s3() { s3::refused(answer) } else { lambda::refused(answer) };
    let told = refused.server_time.or_else(|| classify::server_time(&refused.message));
    refused.server_time = told.or_else(|| answer.date());
    refused.region = refused.region.or_else(|| answer.header("x-amz-bucket-region").map(str::to_string));
    let retry_after = answer.header("retry-after").and_then(|after| retry_after(after, answer));
    let request_id = answer.header("x-amzn-requestid").or(answer.header("x-amz-request-id"));
    let request_id = request_id.map(str::to_string).or(refused.request_id.take());
    let verdict = classify::classify(op, answer.status, &refused);
    Failure {
        kind: verdict.kind,
        message: verdict.message,
        hint: verdict.hint,
        retryable: verdict.retryable,
        code: refused.code,
        status: answer.status,
        retry_after,
        server_time: refused.server_time,
        region: verdict.region,
        request_id,
    }
}

/// Seconds, or a date (RFC 9110, 10.2.3), capped at five minutes.
fn retry_after(after: &str, answer: &Answer) -> Option<Millis> {
    let seconds = after.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    let wait = match seconds {
        Some(seconds) => (seconds.min(300.0) * 1000.0) as Millis,
        None => crate::aws::clock::parse(after)? - answer.date()?,
    };
    Some(wait.clamp(0, 300_000))
}
