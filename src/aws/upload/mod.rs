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

use super::credentials::Credentials;
use super::literal;
use super::problem::Problem;
use super::request::SignedRequest;
use crate::collections::sort;
use crate::finding::{Code, Finding, Severity};
use context::Checked;
use form::PostForm;
use serde::Serialize;
use serde_json::{Map, Value};
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
enum Pasted {
    Url(String),
    Form(Value),
    Ticket(Value),
}

/// Levels of objects around a form, a ticket or a URL.
const MAXIMUM_DEPTH: usize = 8;

impl Pasted {
    fn of(text: &str) -> Result<Pasted, String> {
        let no_url = || "There is no URL in what was pasted".to_string();
        // JSON that was made JSON again.
        if let Ok(Value::String(inner)) = serde_json::from_str::<Value>(text)
            && inner.trim_start().starts_with('{')
        {
            return Pasted::of(inner.trim());
        }
        // An object may come after the command that printed it, but not after a URL.
        let start = text.find('{').filter(|start| url::start(text).is_none_or(|url| *start < url));
        let Some(object) = start.and_then(|start| text.get(start..)) else {
            return url::find(text).map(Pasted::Url).ok_or_else(no_url);
        };
        let json = serde_json::from_str::<Value>(object);
        let value = match json.or_else(|error| literal::read(object).ok_or(error)) {
            Ok(value) => value,
            // A brace in a sentence.
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

/// The first object for which this is true, the outermost first.
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

/// What an object has as JSON in a text: an answer of API Gateway has it so in `body`.
fn in_texts(value: &Value, depth: usize) -> Option<Pasted> {
    match value {
        _ if depth > MAXIMUM_DEPTH => None,
        Value::String(text) if text.trim_start().starts_with('{') => Pasted::of(text).ok(),
        Value::Object(members) => members.values().find_map(|value| in_texts(value, depth + 1)),
        Value::Array(values) => values.iter().find_map(|value| in_texts(value, depth + 1)),
        _ => None,
    }
}

/// The texts of an object that are URLs, and the names of their members.
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

/// Whether a member of this name has the URL to upload to, beside others: `putUrl`, `upload_url`.
fn is_for_uploads(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("put") || name.contains("upload")
}

/// Reads what was pasted and checks it against `context`.
///
/// # Errors
/// `upload-unrecognized`, `upload-credentials`.
pub fn read(text: &str, context: &UploadContext) -> Result<Upload, Problem> {
    let pasted = Pasted::of(text.trim()).map_err(|message| {
        if let Ok(_) | Err(Problem { code: "credentials-expired", .. }) =
            Credentials::read(text, None, context.now)
        {
            let message = "What was pasted are credentials: nobody else has signed an upload with them";
            return Problem::new("upload-credentials", message, "Paste them where credentials are asked for");
        }
        let hint = "Paste a presigned URL, the JSON of a POST form (url and fields), or an upload ticket";
        Problem::new("upload-unrecognized", message, hint)
    })?;
    let mut upload = match pasted {
        Pasted::Url(text) => Upload::of(url::read(&text, context), |url| UploadKind::Put { url }),
        Pasted::Form(value) => Upload::of(form::read(&value, context), |post| UploadKind::Post { post }),
        Pasted::Ticket(value) => {
            Upload::of(ticket::read(&value, context), |ticket| UploadKind::Ticket { ticket })
        }
    };
    if context.is_clock_unsure {
        upload.findings = upload.findings.into_iter().map(only_warned).collect();
    }
    sort(&mut upload.findings);
    upload.findings.dedup();
    Ok(upload)
}

/// The request of a presigned URL that was pasted, checked again.
///
/// # Errors
/// `upload-unrecognized`, `upload-credentials`, or the code of the first finding that forbids sending.
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
