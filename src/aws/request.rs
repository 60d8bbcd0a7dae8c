//! Requests: built, then signed, then sent by the host.

use super::operation::Operation;
use serde::Serialize;
use std::fmt;

/// What is sent. A large body is named, not held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RequestBody {
    /// Nothing.
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
    /// What `ZipFileBody` wrote.
    ZipFile,
}

/// A request without a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
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
    /// Whether sending it twice does no more than sending it once.
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
    /// Whether sending it twice does no more than sending it once. If not, an answer that was lost is
    /// settled by asking for the state.
    pub is_repeatable: bool,
}

/// Signatures and session tokens stay out of logs.
impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedRequest({} {} {})", self.op, self.method, before_query(&self.url))
    }
}

/// A URL without its query, which has the signature in it.
pub fn before_query(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

impl SignedRequest {
    /// A request whose URL has the signature in it.
    pub fn presigned(op: Operation, method: &'static str, url: &str, body: RequestBody) -> SignedRequest {
        SignedRequest { op, method, url: url.to_string(), headers: Vec::new(), body, is_repeatable: true }
    }
}
