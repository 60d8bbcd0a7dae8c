//! The body of an error response, of any service.

use crate::aws::clock::Millis;

/// The parts of an error response.
#[derive(Clone, Debug, Default)]
pub struct ErrorResponse {
    /// AWS's error code, such as `AccessDenied`; empty if there is none.
    pub code: String,
    /// AWS's message; may be empty.
    pub message: String,
    /// The server's time.
    pub server_time: Option<Millis>,
    /// The bucket's region.
    pub region: Option<String>,
    /// When the URL expired.
    pub expired_at: Option<Millis>,
    /// Names of headers that the request contains and its signature does not cover.
    pub unsigned_headers: Option<String>,
    /// Maximum size in bytes.
    pub maximum_size: Option<String>,
    /// The request's id, for AWS's support.
    pub request_id: Option<String>,
}
