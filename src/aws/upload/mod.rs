//! Uploads without credentials: what someone was given and pastes.
//!
//! - [`url`]: a presigned URL
//! - [`form`]: a form of a POST policy
//! - [`ticket`]: an upload ticket
//! - [`context`], [`presigned_url`]: what they have in common
//!
//! A new kind of upload is a folder here and a variant of `Pasted`, by which it is recognised. The compiler names
//! what else it needs.

pub mod context;
pub mod form;
pub mod presigned_url;
pub mod ticket;
pub mod url;

pub use context::{UploadContext, UrlInfo};

use super::problem::Problem;
use super::request::SignedRequest;
use crate::finding::{Code, Finding, Severity};
use context::Checked;
use form::PostForm;
use serde::Serialize;
use serde_json::Value;
use std::fmt;
use ticket::Ticket;

/// How an upload is sent, and what is needed to send it.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum UploadKind {
    /// By one PUT.
    Put {
        /// A presigned URL, as it was pasted.
        url: String,
    },
    /// By a form under a POST policy.
    Post {
        /// The form.
        post: PostForm,
    },
    /// In parts, by an upload ticket.
    Ticket {
        /// The ticket; absent where it cannot be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        ticket: Option<Ticket>,
    },
}

/// An upload, and what is wrong with it: nothing may be sent while there is an error.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// How it is sent.
    // A type of variants cannot be extended in TypeScript; stated as a type, it becomes a part of an intersection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "UploadKind"))]
    #[serde(flatten)]
    pub kind: UploadKind,
    /// Where it goes.
    #[serde(flatten)]
    pub info: UrlInfo,
    /// The most bytes it takes, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_size: Option<u64>,
    /// What is wrong with it; an error forbids sending.
    pub findings: Vec<Finding>,
}

/// Signatures stay out of logs.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({:?} {:?})", self.info, self.findings)
    }
}

/// A text, taken for one kind of upload.
enum Pasted<'a> {
    Url(&'a str),
    Form(Value),
    Ticket(Value),
}

impl Pasted<'_> {
    fn of(text: &str) -> Result<Pasted<'_>, String> {
        if !text.starts_with('{') {
            return url::find(text).map(Pasted::Url).ok_or("What was pasted has no URL in it".to_string());
        }
        let value: Value = serde_json::from_str(text).map_err(|error| {
            format!("What was pasted begins like JSON but is broken at line {}", error.line())
        })?;
        if value.get("wheelpressTicket").is_some() {
            Ok(Pasted::Ticket(value))
        } else if value.get("fields").is_some() || value.get("Fields").is_some() {
            Ok(Pasted::Form(value))
        } else {
            Err("The JSON that was pasted is neither a ticket nor a POST form".to_string())
        }
    }
}

/// Reads what was pasted and checks it against `context`.
///
/// # Errors
/// `upload-unrecognized`.
pub fn read(text: &str, context: &UploadContext) -> Result<Upload, Problem> {
    let pasted = Pasted::of(text.trim()).map_err(|message| {
        let hint = "Paste a presigned URL, the JSON of a POST form (url and fields), or an upload ticket";
        Problem::new("upload-unrecognized", message, hint)
    })?;
    let mut upload = match pasted {
        Pasted::Url(text) => Upload::of(url::read(text, context), |url| UploadKind::Put { url }),
        Pasted::Form(value) => Upload::of(form::read(&value, context), |post| UploadKind::Post { post }),
        Pasted::Ticket(value) => {
            Upload::of(ticket::read(&value, context), |ticket| UploadKind::Ticket { ticket })
        }
    };
    if context.is_clock_unsure {
        upload.findings = upload.findings.into_iter().map(only_warned).collect();
    }
    upload.findings.sort();
    upload.findings.dedup();
    Ok(upload)
}

/// The request of a presigned URL that was pasted, checked again.
///
/// # Errors
/// `upload-unrecognized`, or the code of the first finding that forbids sending.
pub fn put_request(text: &str, context: &UploadContext) -> Result<SignedRequest, Problem> {
    let upload = read(text, context)?;
    if let Some(finding) = upload.refusal() {
        let hint = finding.hint.clone().unwrap_or_default();
        return Err(Problem::new(finding.code.as_str(), finding.message.clone(), hint));
    }
    match &upload.kind {
        UploadKind::Put { url } => Ok(url::request(url, &upload.info, context)),
        UploadKind::Post { .. } | UploadKind::Ticket { .. } => {
            let message = "What was pasted is not a presigned URL";
            Err(Problem::new("upload-unrecognized", message, "Paste a presigned URL"))
        }
    }
}

/// Where this computer's clock may be wrong, the server's clock decides.
fn only_warned(finding: Finding) -> Finding {
    match finding.code {
        Code::UrlExpired | Code::UrlNotYetValid => finding
            .severity(Severity::Warning)
            .hint("Ask for a new one, unless this computer's clock is wrong"),
        _ => finding,
    }
}

impl Upload {
    fn of<T>(checked: Checked<T>, kind: impl FnOnce(T) -> UploadKind) -> Upload {
        let Checked { target, info, maximum_size, findings } = checked;
        Upload { kind: kind(target), info, maximum_size, findings }
    }

    /// The first finding that forbids sending.
    pub fn refusal(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity == Severity::Error)
    }
}
