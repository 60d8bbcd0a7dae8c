//! The input and the result of checking an upload.

use crate::aws::clock::{self, Millis};
use crate::finding::{Code, Finding};
use crate::format::tenths;
use serde::{Deserialize, Serialize};

/// The input of checking an upload.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct UploadContext {
    /// The time now.
    pub now: Millis,
    /// Whether `now` comes from a clock that nothing has confirmed. What is an error only because of `now` then
    /// becomes a warning.
    #[serde(default)]
    pub is_clock_unsure: bool,
    /// The size of the package in bytes, if it is known.
    #[serde(default)]
    pub size: Option<u64>,
    /// The SHA-256 of the package, in base64, if it is known.
    #[serde(default)]
    pub code_sha256: Option<String>,
    /// The expected speed of the connection, in bytes per second.
    #[serde(default)]
    pub bytes_per_second: Option<f64>,
    /// Name and value of signed headers that the user has given.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

/// What is known about the destination of an upload.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct UrlInfo {
    /// The host of its URL; may be empty.
    pub host: String,
    /// The bucket's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// The object's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The region it is signed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// When it expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// Names of signed headers that the sender must set, in lower case.
    pub needed_headers: Vec<String>,
}

/// The result of checking one kind of upload.
pub struct Checked<T> {
    /// The data that is needed to send the package.
    pub target: T,
    /// The destination.
    pub info: UrlInfo,
    /// Maximum size in bytes, if it is stated.
    pub maximum_size: Option<u64>,
    /// The findings about it.
    pub findings: Vec<Finding>,
}

/// Checks the expiry of `what`: whether it has passed, or is too soon for the package at the given rate. S3 checks
/// the expiry when a request begins. A request that has begun is not interrupted, but a retry is refused.
pub fn check_expiry(what: &str, expires: Millis, context: &UploadContext) -> Option<Finding> {
    let left = expires - context.now;
    if left <= 0 {
        let message = format!("The {what} expired at {}, {} ago", clock::iso(expires), clock::span(-left));
        return Some(Finding::general(Code::UrlExpired, message));
    }
    let rate = context.bytes_per_second.filter(|rate| *rate > 0.0);
    let takes = context.size.zip(rate).map(|(size, rate)| (size as f64 / rate * 1000.0) as Millis);
    let takes = takes.unwrap_or(0).max(10_000);
    (left < takes).then(|| {
        let message = format!(
            "The {what} expires in {}; the upload takes about {}{}",
            clock::span(left),
            clock::span(takes),
            rate.map(|rate| format!(" at {} MB/s", tenths((rate / 1e5).round() as u64))).unwrap_or_default()
        );
        Finding::general(Code::UrlExpiresSoon, message)
    })
}
