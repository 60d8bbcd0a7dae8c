//! The kinds of failures.

use serde::{Deserialize, Serialize};

/// The kind of a failure. It determines what the page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// Too many requests: they must be sent more slowly.
    Throttled,
    /// Someone else, or the step before, is still changing the function or object.
    InProgress,
    /// The credentials have expired.
    ExpiredCredentials,
    /// The presigned URL, form or ticket has expired.
    ExpiredUrl,
    /// The credentials are not valid, or the signature does not match.
    BadCredentials,
    /// The clock is wrong: the request must be signed again with `serverTime`.
    Skew,
    /// The region is wrong: the request must be sent to `region`, if it is known.
    Region,
    /// The credentials do not allow the operation.
    Denied,
    /// There is no such function, layer, bucket or object.
    NotFound,
    /// Something of that name exists already.
    Exists,
    /// Someone has changed the function or the object since it was read.
    Precondition,
    /// The package is too large.
    TooLarge,
    /// The request itself is invalid.
    Invalid,
    /// The multipart upload does not exist, or no longer exists.
    NoSuchUpload,
    /// A part is missing, too small or out of order.
    BadPart,
    /// The bytes that arrived are not those that were sent.
    Checksum,
    /// The network failed, or something between this computer and the server.
    Network,
    /// The server's CORS configuration or the network is the cause: browsers do not report which.
    Cors,
    /// The service itself failed.
    Service,
    /// Whether the request was carried out is unknown.
    Unknown,
}
