//! Requests: built, then signed, then sent by the host.

use super::operation::Operation;
use serde::Serialize;
use std::fmt;

/// The body of a request. A large body is only named: its bytes are not held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RequestBody {
    /// No body.
    None,
    /// Exactly these characters, in UTF-8.
    Text {
        /// The characters.
        text: String,
    },
    /// The whole zip, as a Blob without a type.
    Package,
    /// Bytes of the zip.
    Slice {
        /// The offset of the first byte.
        start: u64,
        /// The offset after the last byte.
        end: u64,
    },
    /// The output of `ZipFileBody`.
    ZipFile,
}

/// A request without a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedRequest {
    /// The operation it asks for.
    pub op: Operation,
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// Percent-encoded as it is to be sent.
    pub url: String,
    /// Name and value; names are in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent with it.
    pub body: RequestBody,
    /// Whether sending the request twice has no more effect than sending it once.
    pub is_repeatable: bool,
}

/// A request to send.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SignedRequest {
    /// The operation it asks for.
    pub op: Operation,
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// Percent-encoded as it is to be sent.
    pub url: String,
    /// Name and value. Set all of these and no others; host and content-length are the browser's.
    pub headers: Vec<(String, String)>,
    /// What is sent with it.
    pub body: RequestBody,
    /// Whether sending the request twice has no more effect than sending it once. If this is false and the response
    /// is lost, the host reads the current state to find out whether the request was carried out.
    pub is_repeatable: bool,
}

/// Signatures and session tokens are not logged.
impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedRequest({} {} {})", self.op, self.method, before_query(&self.url))
    }
}

/// Returns a URL without its query, which contains the signature.
pub fn before_query(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

impl SignedRequest {
    /// Creates a request whose URL contains the signature.
    pub fn presigned(op: Operation, method: &'static str, url: &str, body: RequestBody) -> SignedRequest {
        SignedRequest { op, method, url: url.to_string(), headers: Vec::new(), body, is_repeatable: true }
    }
}
