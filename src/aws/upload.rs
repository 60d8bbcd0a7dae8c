//! What someone without credentials pastes: a presigned URL, a form of a POST policy, or a ticket.

use super::clock::Millis;
use super::post::{self, PostForm};
use super::presigned::{self, Known};
use super::problem::Problem;
use super::ticket::{self, Ticket};
use crate::finding::{Code, Finding, Severity};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// What checking depends on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Ask {
    pub now: Millis,
    /// `now` is of a clock that nothing has confirmed: what it alone refuses is warned of, not forbidden.
    pub is_clock_unsure: bool,
    /// Bytes of the package, where it is known.
    pub size: Option<u64>,
    pub code_sha256: Option<String>,
    /// What the connection may be expected to do.
    pub bytes_per_second: Option<f64>,
    /// Signed headers whose values the user knows.
    pub headers: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    Put,
    Post,
    Ticket,
}

/// A way to upload, and what is wrong with it: nothing may be sent while there is an error.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    pub kind: Way,
    #[serde(flatten)]
    pub known: Known,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_size: Option<u64>,
    pub findings: Vec<Finding>,
    /// A presigned URL, as it was pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<PostForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({:?} {:?} {:?})", self.kind, self.known, self.findings)
    }
}

/// Reads what was pasted and checks it against `ask`.
///
/// # Errors
/// `upload-unrecognized`.
pub fn read(text: &str, ask: &Ask) -> Result<Upload, Problem> {
    let text = text.trim();
    let unrecognized = |message: String| {
        let hint = "Paste a presigned URL, the JSON of a POST form (url and fields), or an upload ticket";
        Problem::new("upload-unrecognized", message, hint)
    };
    let mut upload = if text.starts_with('{') {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            unrecognized(format!("What was pasted begins like JSON but is broken at line {}", error.line()))
        })?;
        if value.get("wheelpressTicket").is_some() {
            ticket::read(&value, ask)
        } else if value.get("fields").is_some() || value.get("Fields").is_some() {
            post::read(&value, ask)
        } else {
            let message = "The JSON that was pasted is neither a ticket nor a POST form";
            return Err(unrecognized(message.to_string()));
        }
    } else {
        let url =
            address(text).ok_or_else(|| unrecognized("What was pasted has no URL in it".to_string()))?;
        let (known, findings) = presigned::check_put(url, ask);
        let url = Some(url.to_string());
        Upload { kind: Way::Put, known, maximum_size: None, findings, url, post: None, ticket: None }
    };
    if ask.is_clock_unsure {
        upload.findings = upload.findings.into_iter().map(only_warned).collect();
    }
    upload.findings.sort();
    upload.findings.dedup();
    Ok(upload)
}

/// The server's clock decides where this computer's may be wrong.
fn only_warned(finding: Finding) -> Finding {
    match finding.code {
        Code::UrlExpired | Code::UrlNotYetValid => finding
            .severity(Severity::Warning)
            .hint("Ask for a new one, unless this computer's clock is wrong"),
        _ => finding,
    }
}

impl Upload {
    /// The first thing that forbids sending.
    pub fn refusal(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity == Severity::Error)
    }
}

/// The only URL in a text, such as a `curl -T` line: up to a quote, a space or an angle bracket.
fn address(text: &str) -> Option<&str> {
    let start = text.find("https://").or_else(|| text.find("http://"))?;
    let rest = text.get(start..)?;
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>')).unwrap_or(rest.len());
    rest.get(..end)
}
