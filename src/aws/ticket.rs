//! Upload tickets: what lets someone without credentials upload in parts. `docs/ticket.md` describes
//! the document.

use super::action::{Action, Operation, Part};
use super::clock::{self, Millis};
use super::parts;
use super::place::Place;
use super::presigned::{self, Known, Parsed};
use super::problem::Problem;
use super::request::{Body, SignedRequest};
use super::s3;
use super::session::Session;
use super::upload::{Ask, Upload, Way};
use crate::finding::{Code, Finding};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// The only version there is.
pub const VERSION: u64 = 1;

/// The document.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    pub wheelpress_ticket: u64,
    pub bucket: String,
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// RFC 3339.
    pub expires: String,
    /// Bytes of every part but the last.
    pub part_size: u64,
    pub maximum_size: u64,
    /// The URL of part 1, 2, …
    pub parts: Vec<String>,
    pub complete: String,
    pub abort: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// Whoever has its URLs can upload: they stay out of logs.
impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({}/{} in {} parts)", self.bucket, self.key, self.parts.len())
    }
}

/// What a ticket should allow.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    pub bucket: String,
    pub key: String,
    /// What CreateMultipartUpload answered.
    pub upload_id: String,
    pub maximum_size: u64,
    pub part_size: Option<u64>,
    /// Seconds.
    pub expires_in: u32,
}

/// Makes a ticket for an upload that has begun.
///
/// # Errors
/// `size-invalid`, and what [`Session::presign`] refuses.
pub fn make(place: &Place, wanted: &Wanted, session: &Session, now: Millis) -> Result<Ticket, Problem> {
    let Wanted { bucket, key, upload_id, maximum_size, part_size, expires_in } = wanted.clone();
    let planned = parts::plan(maximum_size)?.part_size;
    let part_size = part_size.unwrap_or(planned);
    let count = maximum_size.div_ceil(part_size.max(1));
    if part_size < parts::ALLOWED || count > parts::MOST {
        let message = format!("Parts of \"{part_size}\" bytes do not fit {maximum_size} bytes");
        let hint = format!("Parts have at least {} bytes, and there are at most 10,000", parts::ALLOWED);
        return Err(Problem::new("size-invalid", message, hint));
    }
    let mut expires = Millis::MAX;
    let mut url = |action: Action| -> Result<String, Problem> {
        let presigned = session.presign(place, &action, now, expires_in)?;
        expires = expires.min(presigned.expires);
        Ok(presigned.url)
    };
    let urls: Result<Vec<String>, Problem> = (1..=count as u32)
        .map(|part_number| {
            url(Action::UploadPart {
                bucket: bucket.clone(),
                key: key.clone(),
                upload_id: upload_id.clone(),
                part_number,
                start: 0,
                end: 0,
                checksum_sha256: None,
            })
        })
        .collect();
    let (b, k, id) = (|| bucket.clone(), || key.clone(), || upload_id.clone());
    let whole = Part { part_number: 1, etag: String::new(), size: None, checksum_sha256: None };
    let complete = Action::CompleteMultipartUpload {
        bucket: b(),
        key: k(),
        upload_id: id(),
        parts: vec![whole],
        if_none_match: None,
    };
    let complete = url(complete)?;
    let abort = url(Action::AbortMultipartUpload { bucket: b(), key: k(), upload_id: id() })?;
    let list = Action::ListParts { bucket: b(), key: k(), upload_id: id(), part_number_marker: None };
    let list = Some(url(list)?);
    Ok(Ticket {
        wheelpress_ticket: VERSION,
        region: Some(place.region.clone()),
        expires: clock::iso(expires),
        part_size,
        maximum_size,
        parts: urls?,
        complete,
        abort,
        list,
        bucket,
        key,
    })
}

/// Reads and checks a ticket that was pasted.
pub fn read(value: &Value, ask: &Ask) -> Upload {
    let mut findings = Vec::new();
    let mut known = Known::default();
    let version = value.get("wheelpressTicket");
    let ticket = match Ticket::deserialize(value) {
        _ if version.and_then(Value::as_u64) != Some(VERSION) => {
            let seen = version.map(Value::to_string).unwrap_or_default();
            let message = format!("The ticket is of version {seen}; this page reads version {VERSION}");
            let hint = "Use a newer wheelpress, or ask for a ticket of that version";
            findings.push(Finding::general(Code::TicketInvalid, message).hint(hint));
            None
        }
        Ok(ticket) => {
            known = check(&ticket, ask, &mut findings);
            Some(ticket)
        }
        Err(_) => {
            let lacking = lacking(value);
            let message = match lacking.is_empty() {
                true => "The ticket has a member of the wrong type".to_string(),
                false => format!("The ticket lacks {}", lacking.join(", ")),
            };
            findings.push(Finding::general(Code::TicketInvalid, message));
            None
        }
    };
    let maximum_size = ticket.as_ref().map(|ticket| ticket.maximum_size);
    Upload { kind: Way::Ticket, known, maximum_size, findings, url: None, post: None, ticket }
}

fn lacking(value: &Value) -> Vec<String> {
    const MEMBERS: &[&str] =
        &["bucket", "key", "expires", "partSize", "maximumSize", "parts", "complete", "abort"];
    let missing = MEMBERS.iter().filter(|name| value.get(**name).is_none());
    missing.map(|name| format!("\"{name}\"")).collect()
}

fn check(ticket: &Ticket, ask: &Ask, findings: &mut Vec<Finding>) -> Known {
    let mut known =
        Known { bucket: Some(ticket.bucket.clone()), key: Some(ticket.key.clone()), ..Known::default() };
    let mut invalid = |message: String| findings.push(Finding::general(Code::TicketInvalid, message));
    let count = ticket.parts.len() as u64;
    if count == 0 || count > parts::MOST {
        invalid(format!("The ticket has {count} parts; there are 1 to 10,000"));
    }
    if ticket.part_size < parts::ALLOWED && count > 1 {
        invalid(format!(
            "The ticket's parts have {} bytes; S3 wants {} or more",
            ticket.part_size,
            parts::ALLOWED
        ));
    }
    if ticket.part_size.checked_mul(count).is_none_or(|room| room < ticket.maximum_size) {
        invalid(format!("The ticket's {count} parts have no room for its {} bytes", ticket.maximum_size));
    }
    let mut expires = clock::parse(&ticket.expires);
    if expires.is_none() {
        invalid(format!("The ticket's expiry \"{}\" is not a time", ticket.expires));
    }
    let first = ticket.parts.first().and_then(|url| presigned::parse(url));
    let upload_id = first.as_ref().and_then(|url| url.get("uploadid")).unwrap_or_default().to_string();
    let object = first.as_ref().map(|url| url.object().to_string()).unwrap_or_default();
    let numbered = ticket
        .parts
        .iter()
        .enumerate()
        .map(|(index, url)| (format!("URL of part {}", index + 1), url, Some((index + 1).to_string())));
    let others = [
        ("complete", Some(&ticket.complete)),
        ("abort", Some(&ticket.abort)),
        ("list", ticket.list.as_ref()),
    ];
    let others = others.into_iter().filter_map(|(name, url)| Some((format!("URL \"{name}\""), url?, None)));
    // Each URL is checked alone, but said of the ticket: ten thousand would say the same.
    let mut of_urls = Vec::new();
    for (what, url, number) in numbered.chain(others) {
        let Some(parsed) = presigned::parse(url) else {
            invalid(format!("The ticket's {what} {}", presigned::why_not(url)));
            continue;
        };
        let path = presigned::path(&parsed.url);
        if path.strip_suffix(ticket.key.as_str()).is_none_or(|rest| !rest.ends_with('/')) {
            invalid(format!("The ticket's {what} is not of the key \"{}\"", ticket.key));
        } else if let Some(fault) = misplaced(&parsed, &object, &upload_id, number.as_deref()) {
            invalid(format!("The ticket's {what} {fault}"));
        }
        let (url_known, url_findings) = presigned::check(&parsed, &Ask { now: ask.now, ..Ask::default() });
        expires = expires.into_iter().chain(url_known.expires).min();
        known = Known { bucket: known.bucket, key: known.key, expires: None, ..url_known };
        of_urls.extend(url_findings.into_iter().filter(|finding| {
            // Expiry is said once, of the ticket.
            !matches!(finding.code, Code::UrlExpired | Code::UrlExpiresSoon)
        }));
    }
    findings.extend(of_urls);
    known.expires = expires;
    findings.extend(expires.and_then(|expires| presigned::check_expiry("ticket", expires, ask)));
    if let Some(size) = ask.size.filter(|size| *size > ticket.maximum_size) {
        let message =
            format!("The package has {size} bytes; the ticket allows at most {}", ticket.maximum_size);
        findings.push(Finding::general(Code::UploadTooLarge, message));
    }
    known
}

/// All URLs of a ticket are of one upload: the package never goes elsewhere.
fn misplaced(parsed: &Parsed, object: &str, upload_id: &str, number: Option<&str>) -> Option<&'static str> {
    if parsed.object() != object {
        return Some("is of another object");
    }
    if upload_id.is_empty() || parsed.get("uploadid") != Some(upload_id) {
        return Some("is of another upload");
    }
    (number.is_some() && parsed.get("partnumber") != number).then_some("is of another part")
}

/// What to do next with a ticket.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Step {
    /// `size` is the package's.
    Part {
        part_number: u32,
        size: u64,
    },
    Complete {
        parts: Vec<Part>,
    },
    Abort,
    List,
}

/// The request of a step.
///
/// # Errors
/// `part-invalid`, `ticket-invalid`.
pub fn request(ticket: &Ticket, step: &Step) -> Result<SignedRequest, Problem> {
    let part_invalid = |number: u32| {
        let message = format!("The ticket has no part \"{number}\" for this package");
        Problem::new("part-invalid", message, "Ask for a ticket that allows more")
    };
    Ok(match step {
        Step::Part { part_number, size } => {
            let url = (*part_number as usize).checked_sub(1).and_then(|index| ticket.parts.get(index));
            let span = parts::span(*size, ticket.part_size, *part_number);
            let (url, (start, end)) = url.zip(span).ok_or_else(|| part_invalid(*part_number))?;
            SignedRequest::presigned(Operation::UploadPart, "PUT", url, Body::Slice { start, end })
        }
        Step::Complete { parts } => {
            let body = Body::Text { text: s3::completion(parts)? };
            SignedRequest::presigned(Operation::CompleteMultipartUpload, "POST", &ticket.complete, body)
        }
        Step::Abort => {
            SignedRequest::presigned(Operation::AbortMultipartUpload, "DELETE", &ticket.abort, Body::None)
        }
        Step::List => {
            let hint = "Ask for a ticket with a \"list\" URL to go on with an upload that was interrupted";
            let url = ticket.list.as_deref();
            let url =
                url.ok_or_else(|| Problem::new("ticket-invalid", "The ticket cannot list parts", hint))?;
            SignedRequest::presigned(Operation::ListParts, "GET", url, Body::None)
        }
    })
}
