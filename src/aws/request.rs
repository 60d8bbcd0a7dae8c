//! Requests: built, then signed, then sent by the host.

use super::action::Operation;
use serde::Serialize;
use std::fmt;

/// What is sent, named rather than held where it is large.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    None,
    /// Exactly these characters, in UTF-8.
    Text {
        text: String,
    },
    /// The whole zip.
    Package,
    /// Bytes of the zip.
    Slice {
        start: u64,
        end: u64,
    },
    /// What [`super::zip_file::ZipFileBody`] wrote.
    ZipFile,
}

/// A request without a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub op: Operation,
    pub method: &'static str,
    /// Encoded as it is to be sent.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    pub is_repeatable: bool,
}

/// A request to send: all of these headers and no others.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedRequest {
    pub op: Operation,
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Body,
    /// Sending it twice does no more than sending it once.
    pub is_repeatable: bool,
}

/// Signatures and session tokens stay out of logs.
impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedRequest({:?} {} {})", self.op, self.method, before_query(&self.url))
    }
}

/// A URL without its query, which has the signature in it.
pub fn before_query(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

impl SignedRequest {
    /// A request whose URL has the signature in it.
    pub fn presigned(op: Operation, method: &'static str, url: &str, body: Body) -> SignedRequest {
        SignedRequest { op, method, url: url.to_string(), headers: Vec::new(), body, is_repeatable: true }
    }
}
