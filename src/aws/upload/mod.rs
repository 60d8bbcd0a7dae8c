//! Uploads without credentials: the user was given a URL, a form or a ticket, and pastes it.
//!
//! - [`url`]: a presigned URL
//! - [`form`]: a form of a POST policy
//! - [`ticket`]: an upload ticket
//! - [`context`], [`presigned_url`]: what all kinds use
//!
//! A new kind of upload needs a folder here and a variant of `Pasted`, by which it is recognised. The compiler then
//! reports what else is missing.

pub mod context;
pub mod form;
pub mod presigned_url;
pub mod ticket;
pub mod url;

pub use context::{UploadContext, UrlInfo};

use super::credentials::Credentials;
use super::literal;
use super::request::SignedRequest;
use super::request_error::RequestError;
use crate::collections::sort;
use crate::finding::{Code, Finding, Severity};
use context::Checked;
use form::PostForm;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;
use ticket::Ticket;

/// How an upload is sent, and the data that is needed for it.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum UploadKind {
    /// In one PUT request.
    Put {
        /// A presigned URL, as it was pasted.
        url: String,
    },
    /// With a form that has a POST policy.
    Post {
        /// The form.
        post: PostForm,
    },
    /// In parts, with an upload ticket.
    Ticket {
        /// The ticket; absent if it cannot be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        ticket: Option<Ticket>,
    },
}

/// An upload, and what is wrong with it. Nothing may be sent if there is an error.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// How it is sent.
    // In TypeScript, an interface cannot extend a union type. With its type stated here, `kind` becomes part of an
    // intersection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "UploadKind"))]
    #[serde(flatten)]
    pub kind: UploadKind,
    /// The destination.
    #[serde(flatten)]
    pub info: UrlInfo,
    /// Maximum size in bytes, if it is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_size: Option<u64>,
    /// The findings about it. An error forbids sending.
    pub findings: Vec<Finding>,
}

/// Signatures are not logged.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({:?} {:?})", self.info, self.findings)
    }
}

/// A text that was recognised as one kind of upload.
enum Pasted {
    Url(String),
    Form(Value),
    Ticket(Value),
}

/// Maximum depth of the objects and arrays around a form, a ticket or a URL.
const MAXIMUM_DEPTH: usize = 8;

impl Pasted {
    fn parse(text: &str) -> Result<Pasted, String> {
        let no_url = || "There is no URL in what was pasted".to_string();
        // JSON inside a JSON string.
        if let Ok(Value::String(inner)) = serde_json::from_str::<Value>(text)
            && inner.trim_start().starts_with('{')
        {
            return Pasted::parse(inner.trim());
        }
        // An object may come after the command that printed it, but not after a URL.
        let start = text.find('{').filter(|start| url::start(text).is_none_or(|url| *start < url));
        let Some(object) = start.and_then(|start| text.get(start..)) else {
            return url::find(text).map(Pasted::Url).ok_or_else(no_url);
        };
        let json = serde_json::from_str::<Value>(object);
        let value = match json.or_else(|error| literal::read(object).ok_or(error)) {
            Ok(value) => value,
            // The brace was part of a sentence.
            Err(_)
                if start != Some(0)
                    && let Some(url) = url::find(text) =>
            {
                return Ok(Pasted::Url(url));
            }
            Err(error) => {
                return Err(format!(
                    "What was pasted begins like JSON but is broken at line {}",
                    error.line()
                ));
            }
        };
        if let Some(ticket) = inside(&value, &|members| members.contains_key("wheelpressTicket"), 0) {
            return Ok(Pasted::Ticket(ticket.clone()));
        }
        let is_form =
            |members: &Map<String, Value>| members.keys().any(|name| name.eq_ignore_ascii_case("fields"));
        if let Some(form) = inside(&value, &is_form, 0) {
            return Ok(Pasted::Form(form.clone()));
        }
        let mut urls = Vec::new();
        collect_urls("", &value, &mut urls, 0);
        urls.dedup_by_key(|(_, url)| *url);
        let named: Vec<_> = urls.iter().filter(|(name, _)| is_for_uploads(name)).collect();
        match (urls.as_slice(), named.as_slice()) {
            ([(_, url)], _) | (_, [(_, url)]) => Ok(Pasted::Url(url.to_string())),
            ([], _) => in_texts(&value, 0)
                .ok_or_else(|| "The JSON that was pasted is neither a ticket nor a POST form".to_string()),
            (urls, _) => Err(format!(
                "The JSON that was pasted has {} URLs in it, and says of none what it is for",
                urls.len()
            )),
        }
    }
}

/// Returns the first object for which `is_it` is true. Outer objects are tried before inner ones.
fn inside<'a>(
    value: &'a Value,
    is_it: &dyn Fn(&Map<String, Value>) -> bool,
    depth: usize,
) -> Option<&'a Value> {
    match value {
        _ if depth > MAXIMUM_DEPTH => None,
        Value::Object(members) if is_it(members) => Some(value),
        Value::Object(members) => members.values().find_map(|value| inside(value, is_it, depth + 1)),
        Value::Array(values) => values.iter().find_map(|value| inside(value, is_it, depth + 1)),
        _ => None,
    }
}

/// Reads JSON that is in a text of an object: responses of API Gateway have it in `body`.
fn in_texts(value: &Value, depth: usize) -> Option<Pasted> {
    match value {
        _ if depth > MAXIMUM_DEPTH => None,
        Value::String(text) if text.trim_start().starts_with('{') => Pasted::parse(text).ok(),
        Value::Object(members) => members.values().find_map(|value| in_texts(value, depth + 1)),
        Value::Array(values) => values.iter().find_map(|value| in_texts(value, depth + 1)),
        _ => None,
    }
}

/// Collects the texts of an object that are URLs, with the names of their members.
fn collect_urls<'a>(name: &'a str, value: &'a Value, urls: &mut Vec<(&'a str, &'a str)>, depth: usize) {
    match value {
        _ if depth > MAXIMUM_DEPTH => {}
        Value::String(text) if url::start(text) == Some(0) => urls.push((name, text)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect_urls(name, value, urls, depth + 1));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_urls(name, value, urls, depth + 1)),
        _ => {}
    }
}

/// Whether a member of this name contains the URL for uploading, when there are several URLs: `putUrl`, `upload_url`.
fn is_for_uploads(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("put") || name.contains("upload")
}

/// Reads text that was pasted, and checks it against `context`.
///
/// # Errors
/// `upload-unrecognized`, `upload-credentials`.
pub fn read(text: &str, context: &UploadContext) -> Result<Upload, RequestError> {
    let pasted = Pasted::parse(text.trim()).map_err(|message| {
        if let Ok(_) | Err(RequestError { code: "credentials-expired", .. }) =
            Credentials::read(text, None, context.now)
        {
            let message = "What was pasted are credentials: nobody else has signed an upload with them";
            return RequestError::new(
                "upload-credentials",
                message,
                "Paste them where credentials are asked for",
            );
        }
        let hint = "Paste a presigned URL, the JSON of a POST form (url and fields), or an upload ticket";
        RequestError::new("upload-unrecognized", message, hint)
    })?;
    let mut upload = match pasted {
        Pasted::Url(text) => Upload::from_checked(url::read(&text, context), |url| UploadKind::Put { url }),
        Pasted::Form(value) => {
            Upload::from_checked(form::read(&value, context), |post| UploadKind::Post { post })
        }
        Pasted::Ticket(value) => {
            Upload::from_checked(ticket::read(&value, context), |ticket| UploadKind::Ticket { ticket })
        }
    };
    if context.is_clock_unsure {
        upload.findings = upload.findings.into_iter().map(only_warned).collect();
    }
    sort(&mut upload.findings);
    upload.findings.dedup();
    Ok(upload)
}

/// Checks a pasted presigned URL again, and returns its request.
///
/// # Errors
/// `upload-unrecognized`, `upload-credentials`, or the code of the first finding that forbids sending.
pub fn put_request(text: &str, context: &UploadContext) -> Result<SignedRequest, RequestError> {
    let upload = read(text, context)?;
    if let Some(finding) = upload.refusal() {
        let hint = finding.hint.clone().unwrap_or_default();
        return Err(RequestError::new(finding.code.as_str(), finding.message.clone(), hint));
    }
    match &upload.kind {
        UploadKind::Put { url } => Ok(url::request(url, &upload.info, context)),
        UploadKind::Post { .. } | UploadKind::Ticket { .. } => {
            let message = "What was pasted is not a presigned URL";
            Err(RequestError::new("upload-unrecognized", message, "Paste a presigned URL"))
        }
    }
}

/// Turns errors about the time into warnings. This computer's clock may be wrong, so the server's clock decides.
fn only_warned(finding: Finding) -> Finding {
    match finding.code {
        Code::UrlExpired | Code::UrlNotYetValid => finding
            .severity(Severity::Warning)
            .hint("Ask for a new one, unless this computer's clock is wrong"),
        _ => finding,
    }
}

impl Upload {
    fn from_checked<T>(checked: Checked<T>, kind: impl FnOnce(T) -> UploadKind) -> Upload {
        let Checked { target, info, maximum_size, findings } = checked;
        Upload { kind: kind(target), info, maximum_size, findings }
    }

    /// Returns the first finding that forbids sending.
    pub fn refusal(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity == Severity::Error)
    }
}
