//! Reads and checks a ticket that was pasted.

use super::{Ticket, VERSION};
use crate::aws::clock;
use crate::aws::s3::limits::{MIN_PART_SIZE, PARTS_LIMIT};
use crate::aws::upload::context::{Checked, UploadContext, UrlInfo, check_expiry};
use crate::aws::upload::presigned_url::{self, ParsedUrl};
use crate::finding::{Code, Finding};
use crate::format;
use serde::Deserialize;
use serde_json::Value;

/// Reads and checks a ticket; the target is `None` if it cannot be read as a ticket.
pub fn read(value: &Value, context: &UploadContext) -> Checked<Option<Ticket>> {
    let mut findings = Vec::new();
    let mut info = UrlInfo::default();
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
            info = check(&ticket, context, &mut findings);
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
    Checked { target: ticket, info, maximum_size, findings }
}

fn lacking(value: &Value) -> Vec<String> {
    const MEMBERS: &[&str] =
        &["bucket", "key", "expires", "partSize", "maximumSize", "parts", "complete", "abort"];
    let missing = MEMBERS.iter().filter(|name| value.get(**name).is_none());
    missing.map(|name| format!("\"{name}\"")).collect()
}

fn check(ticket: &Ticket, context: &UploadContext, findings: &mut Vec<Finding>) -> UrlInfo {
    let mut info =
        UrlInfo { bucket: Some(ticket.bucket.clone()), key: Some(ticket.key.clone()), ..UrlInfo::default() };
    let mut invalid = |message: String| findings.push(Finding::general(Code::TicketInvalid, message));
    let count = ticket.parts.len() as u64;
    if count == 0 || count > u64::from(PARTS_LIMIT) {
        let limit = format::count(PARTS_LIMIT as usize);
        invalid(format!("The ticket has {count} parts; there are 1 to {limit}"));
    }
    if ticket.part_size < MIN_PART_SIZE && count > 1 {
        invalid(format!(
            "The ticket's parts have {} bytes; S3 wants {} or more",
            ticket.part_size, MIN_PART_SIZE
        ));
    }
    if ticket.part_size.checked_mul(count).is_none_or(|room| room < ticket.maximum_size) {
        invalid(format!("The ticket's {count} parts have no room for its {} bytes", ticket.maximum_size));
    }
    let mut expires = clock::parse(&ticket.expires);
    if expires.is_none() {
        // Only the beginning is shown: this may be any text, such as a URL with its signature.
        let shown: String = ticket.expires.chars().take(30).collect();
        invalid(format!("The ticket's expiry \"{shown}\" is not a time"));
    }
    let first = ticket.parts.first().and_then(|url| ParsedUrl::parse(url).ok());
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
    // Each URL is checked, but the findings are reported for the ticket: up to ten thousand URLs would have the same
    // findings.
    let mut of_urls = Vec::new();
    for (what, url, number) in numbered.chain(others) {
        let parsed = match ParsedUrl::parse(url) {
            Ok(parsed) => parsed,
            Err(why) => {
                invalid(format!("The ticket's {what} {why}"));
                continue;
            }
        };
        let path = presigned_url::path(&parsed.url);
        if path.strip_suffix(ticket.key.as_str()).is_none_or(|rest| !rest.ends_with('/')) {
            invalid(format!("The ticket's {what} is not of the key \"{}\"", ticket.key));
        } else if let Some(fault) = misplaced(&parsed, &object, &upload_id, number.as_deref()) {
            invalid(format!("The ticket's {what} {fault}"));
        }
        let (url_info, url_findings) =
            presigned_url::check(&parsed, &UploadContext { now: context.now, ..UploadContext::default() });
        expires = expires.into_iter().chain(url_info.expires).min();
        info = UrlInfo { bucket: info.bucket, key: info.key, expires: None, ..url_info };
        of_urls.extend(url_findings.into_iter().filter(|finding| {
            // The expiry is reported once, for the ticket.
            !matches!(finding.code, Code::UrlExpired | Code::UrlExpiresSoon)
        }));
    }
    findings.extend(of_urls);
    info.expires = expires;
    findings.extend(expires.and_then(|expires| check_expiry("ticket", expires, context)));
    if let Some(size) = context.size.filter(|size| *size > ticket.maximum_size) {
        let message =
            format!("The package has {size} bytes; the ticket allows at most {}", ticket.maximum_size);
        findings.push(Finding::general(Code::UploadTooLarge, message));
    }
    info
}

/// Returns why a URL does not belong to the ticket. All URLs of a ticket are for one upload, so that the package is
/// sent nowhere else.
fn misplaced(
    parsed: &ParsedUrl,
    object: &str,
    upload_id: &str,
    number: Option<&str>,
) -> Option<&'static str> {
    if parsed.object() != object {
        return Some("is of another object");
    }
    if upload_id.is_empty() || parsed.get("uploadid") != Some(upload_id) {
        return Some("is of another upload");
    }
    (number.is_some() && parsed.get("partnumber") != number).then_some("is of another part")
}
