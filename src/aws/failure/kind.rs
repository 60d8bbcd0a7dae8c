//! The kinds of failures.

use serde::{Deserialize, Serialize};

/// What kind of failure it is: what the page decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// Too many requests: slower.
    Throttled,
    /// The function or object is being changed by someone else, or by the step before.
    InProgress,
    /// The credentials have expired.
    ExpiredCredentials,
    /// The presigned URL, form or ticket has expired.
    ExpiredUrl,
    /// The credentials are not valid, or the signature does not fit.
    BadCredentials,
    /// The clock is wrong: sign again with `serverTime`.
    Skew,
    /// Ask in `region`, where it is known.
    Region,
    /// The credentials do not allow it.
    Denied,
    /// There is no such function, layer, bucket or object.
    NotFound,
    /// There is one of that name already.
    Exists,
    /// Someone changed it since it was read.
    Precondition,
    /// The package is too large.
    TooLarge,
    /// The request itself is at fault.
    Invalid,
    /// There is no such multipart upload, or no longer.
    NoSuchUpload,
    /// A part is missing, too small or out of order.
    BadPart,
    /// What arrived is not what was sent.
    Checksum,
    /// The network, or what lies between.
    Network,
    /// The server's CORS configuration, or the network: browsers do not tell.
    Cors,
    /// AWS itself is at fault.
    Service,
    /// It is unknown what became of the request.
    Unknown,
}
