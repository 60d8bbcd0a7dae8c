//! A presigned URL of PutObject: the whole package in one request.

use super::context::{Checked, UploadContext, UrlInfo};
use super::presigned_url::{self, ParsedUrl};
use crate::aws::literal;
use crate::aws::operation::Operation;
use crate::aws::request::{RequestBody, SignedRequest};
use crate::aws::s3::limits::MAX_PUT_SIZE;
use crate::finding::{Code, Finding};

/// The prefix of parameters that only URLs for downloading have (S3 API reference, GetObject).
const OF_DOWNLOADS: &str = "response-";

/// Parameters of other operations. A PUT with one of them stores something else, or nothing (S3 API reference,
/// "Actions").
const SUBRESOURCES: &[&str] = &[
    "acl",
    "attributes",
    "delete",
    "legal-hold",
    "list-type",
    "renameobject",
    "restore",
    "retention",
    "select",
    "tagging",
    "torrent",
    "uploads",
    "versionid",
    "versions",
];

/// Checks a URL. The URL is kept as it was pasted.
pub fn read(text: &str, context: &UploadContext) -> Checked<String> {
    let (info, findings) = check(text, context);
    Checked { target: text.to_string(), info, maximum_size: None, findings }
}

const SCHEMES: &[&str] = &["https://", "http://", "https:\\/\\/", "http:\\/\\/"];

/// Whether a character ends a URL in a text: white space, quotes and brackets that URLs never contain, also the
/// typographic ones of chats and documents, and invisible characters.
fn is_end(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '<' | '>' | '`' | '|')
        || matches!(c, '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '…' | '\u{200b}' | '\u{feff}')
}

/// Punctuation that may follow a URL in a sentence. Neither a signature nor another parameter ends in one of these.
const ENDS_OF_SENTENCES: &[char] = &['.', ',', ';', ':', '!', '?', ')', ']', '}'];

/// Characters that Markdown puts before and after words to emphasise them. A session token, which is base64url on
/// some servers, may itself end in `_`.
const EMPHASIS: &[char] = &['*', '_', '~'];

/// Returns where the first URL of a text begins.
pub fn start(text: &str) -> Option<usize> {
    SCHEMES.iter().filter_map(|scheme| text.find(scheme)).min()
}

/// Returns where the first signed URL begins; if there is none, where the first URL begins.
fn signed_start(text: &str) -> Option<usize> {
    let mut at = 0;
    for run in text.split_inclusive(is_end) {
        let url = start(run).and_then(|start| Some((start, run.get(start..)?)));
        if let Some((start, _)) = url.filter(|(_, url)| url.to_ascii_lowercase().contains("signature=")) {
            return Some(at + start);
        }
        at += run.len();
    }
    start(text)
}

/// Returns the first signed URL in a text, such as a `curl -T` line; if there is none, the first URL. Escape
/// sequences of JSON and source code (`\u0026`) are resolved. Punctuation that ends a sentence and characters of
/// Markdown (`[text](URL)`, `**URL**`) are omitted.
pub fn find(text: &str) -> Option<String> {
    let start = signed_start(text)?;
    let rest = text.get(start..)?;
    let before = text.get(..start)?;
    let mut url = rest.get(..rest.find(is_end).unwrap_or(rest.len()))?;
    if let Some(linked) = url.split_once("](") {
        url = linked.0;
    }
    if before.ends_with('(') {
        url = url.split(')').next()?;
    }
    // A query is ASCII. Other characters belong to the text after the URL, which some languages write without a
    // space.
    let query = url.find('?').unwrap_or(url.len());
    let other = url.char_indices().find(|(at, c)| *at > query && !c.is_ascii());
    let url = other.and_then(|(at, _)| url.get(..at)).unwrap_or(url);
    let mut url = url.trim_end_matches(ENDS_OF_SENTENCES);
    let emphasis = before.get(before.trim_end_matches(EMPHASIS).len()..).unwrap_or_default();
    for mark in emphasis.chars() {
        url = url.strip_suffix(mark).unwrap_or(url).trim_end_matches(ENDS_OF_SENTENCES);
    }
    // Browsers read a backslash as a slash, so a backslash here can only begin an escape sequence.
    literal::unescaped(url)
}

/// Builds the request that uploads to a URL, with those headers of the context that the URL needs.
pub fn request(url: &str, info: &UrlInfo, context: &UploadContext) -> SignedRequest {
    let needed = |name: &str| info.needed_headers.iter().any(|other| other.eq_ignore_ascii_case(name));
    let headers = context.headers.iter().filter(|(name, _)| needed(name)).cloned().collect();
    SignedRequest {
        headers,
        ..SignedRequest::presigned(Operation::PutObject, "PUT", url, RequestBody::Package)
    }
}

fn check(text: &str, context: &UploadContext) -> (UrlInfo, Vec<Finding>) {
    let parsed = match ParsedUrl::parse(text) {
        Ok(parsed) => parsed,
        Err(why) => {
            let finding = Finding::general(Code::UrlInvalid, format!("What was pasted {why}"));
            return (UrlInfo::default(), vec![finding]);
        }
    };
    let (info, mut findings) = presigned_url::check(&parsed, context);
    let operation = parsed.get("x-id");
    let downloads = parsed.query.keys().find(|name| name.starts_with(OF_DOWNLOADS));
    let other_resource = SUBRESOURCES.iter().find(|name| parsed.query.contains_key(**name));
    if let Some(other) = operation.filter(|operation| *operation != "PutObject") {
        findings.push(Finding::general(
            Code::UrlMethod,
            format!("The URL is one of \"{other}\", not of PutObject"),
        ));
    } else if let Some(name) = downloads {
        let message = format!("The URL has \"{name}\" in it: it is for downloading");
        findings.push(Finding::general(Code::UrlMethod, message));
    } else if parsed.query.contains_key("uploadid") {
        let message = "The URL is one part of a multipart upload";
        let hint = "Paste the whole ticket, which has all parts";
        findings.push(Finding::general(Code::UrlMethod, message).hint(hint));
    } else if let Some(name) = other_resource {
        let message = format!("The URL has \"{name}\" in it: it is for another operation than PutObject");
        findings.push(Finding::general(Code::UrlMethod, message));
    } else if parsed.url.path() == "/" && !findings.iter().any(|finding| finding.code == Code::UrlUnsigned) {
        findings.push(Finding::general(Code::UrlMethod, "The URL names no object: it is of a bucket"));
    }
    if let Some(size) = context.size.filter(|size| *size > MAX_PUT_SIZE) {
        let message = format!("The package has {size} bytes; one PUT takes at most {MAX_PUT_SIZE}");
        findings.push(
            Finding::general(Code::UploadTooLarge, message).hint("Ask for a ticket: it uploads in parts"),
        );
    }
    (info, findings)
}
