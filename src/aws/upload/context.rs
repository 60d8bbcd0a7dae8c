//! What checking an upload depends on, and what it finds out.

use crate::aws::clock::{self, Millis};
use crate::finding::{Code, Finding};
use crate::format::tenths;
use serde::{Deserialize, Serialize};

/// What checking an upload depends on.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct UploadContext {
    /// The time now.
    pub now: Millis,
    /// Whether `now` is of a clock that nothing has confirmed: what it alone refuses is warned of, not forbidden.
    #[serde(default)]
    pub is_clock_unsure: bool,
    /// Bytes of the package, where it is known.
    #[serde(default)]
    pub size: Option<u64>,
    /// The SHA-256 of the package, in base64, where it is known.
    #[serde(default)]
    pub code_sha256: Option<String>,
    /// Bytes that the connection is expected to send in a second.
    #[serde(default)]
    pub bytes_per_second: Option<f64>,
    /// Name and value of signed headers that the user knows.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

/// What is known of where an upload goes.
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

/// What checking one kind of upload comes to.
pub struct Checked<T> {
    /// What is needed to send the package.
    pub target: T,
    /// Where it goes.
    pub info: UrlInfo,
    /// The most bytes it takes, where it says so.
    pub maximum_size: Option<u64>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// What is wrong with the expiry of `what`: expired, or too soon for the package at the rate given. S3 looks at the
/// expiry when a request begins, so a request that has begun goes on; a retry does not.
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
