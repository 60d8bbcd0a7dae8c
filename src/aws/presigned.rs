//! Presigned URLs that were pasted: what they allow, and why they would fail, before anything is sent.
//! They are never rewritten: the signature covers the query.

use super::clock::{self, Millis};
use super::place::NOT_ASCII;
use super::upload::Ask;
use crate::finding::{Code, Finding};
use serde::Serialize;
use std::collections::HashMap;
use url::{ParseError, Url};

/// The single PUT's largest object: 5 GiB (S3 user guide, "Uploading objects").
const LARGEST_PUT: u64 = 5 << 30;

/// Headers a browser sets by itself.
const BY_BROWSER: &[&str] = &["host", "content-length"];

/// The checksums SDKs put into URLs: "x-amz-checksum-" + these (S3 API reference, PutObject).
const CHECKSUMS: &[&str] = &["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

/// What checksums of no bytes look like, in base64: zeros, but for hashes.
const EMPTY: &[&str] = &[
    "AAAAAA==",
    "AAAAAAAAAAA=",
    "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
];

/// Parameters only URLs for downloading have.
const OF_DOWNLOADS: &[&str] = &["response-content-disposition", "response-content-type"];

/// What is known of a presigned URL.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    pub host: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// Signed headers the sender must set.
    pub needed_headers: Vec<String>,
}

/// A URL taken apart. Parameter names in lower case: S3 does not care.
pub struct Parsed {
    pub url: Url,
    pub query: HashMap<String, String>,
}

pub fn parse(text: &str) -> Option<Parsed> {
    let url = Url::parse(text).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return None;
    }
    let query =
        url.query_pairs().map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned())).collect();
    Some(Parsed { url, query })
}

/// Why [`parse`] does not take it, in a clause.
pub fn why_not(text: &str) -> &'static str {
    match Url::parse(text) {
        Err(ParseError::IdnaError) => NOT_ASCII,
        _ => "is not an http or https URL",
    }
}

impl Parsed {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Everything up to the query: which object is meant.
    pub fn object(&self) -> &str {
        self.url.as_str().split('?').next().unwrap_or_default()
    }
}

/// What a URL that should upload the whole package allows, and what is wrong with it.
pub fn check_put(text: &str, ask: &Ask) -> (Known, Vec<Finding>) {
    let Some(parsed) = parse(text) else {
        let finding = Finding::general(Code::UrlInvalid, format!("What was pasted {}", why_not(text)));
        return (Known::default(), vec![finding]);
    };
    let (known, mut findings) = check(&parsed, ask);
    let operation = parsed.get("x-id");
    let downloads = OF_DOWNLOADS.iter().find(|name| parsed.query.contains_key(**name));
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
    }
    if let Some(size) = ask.size.filter(|size| *size > LARGEST_PUT) {
        let message = format!("The package has {size} bytes; one PUT takes at most {LARGEST_PUT}");
        findings.push(
            Finding::general(Code::UploadTooLarge, message).hint("Ask for a ticket: it uploads in parts"),
        );
    }
    (known, findings)
}

/// What is true of every presigned URL.
pub fn check(parsed: &Parsed, ask: &Ask) -> (Known, Vec<Finding>) {
    let mut known = whose(&parsed.url);
    let mut findings = Vec::new();
    if parsed.url.scheme() == "http" && !is_loopback(&known.host) {
        let message = format!("The URL goes to \"{}\" over http", known.host);
        findings.push(Finding::general(Code::UrlPlain, message));
    }
    if parsed.query.keys().any(|name| name.starts_with("amp;")) {
        let message = "The URL was copied out of HTML: it has \"&amp;\" in it";
        findings.push(Finding::general(Code::UrlInvalid, message).hint("Copy it again with \"&\" instead"));
        return (known, findings);
    }
    if parsed.query.contains_key("x-amz-algorithm") || parsed.query.contains_key("x-amz-signature") {
        check_v4(parsed, ask, &mut known, &mut findings);
    } else if parsed.query.contains_key("awsaccesskeyid") && parsed.query.contains_key("signature") {
        let message = "The URL has a signature of version 2";
        findings.push(Finding::general(Code::UrlSignatureV2, message));
        known.expires = parsed.get("expires").and_then(clock::parse);
    } else {
        findings.push(Finding::general(Code::UrlUnsigned, unsigned(parsed, &known.host)));
        return (known, findings);
    }
    check_checksums(parsed, ask, &mut findings);
    if let Some(expires) = known.expires {
        findings.extend(check_expiry("URL", expires, ask));
    }
    (known, findings)
}

/// Other services' signatures, told apart by their parameters.
fn unsigned(parsed: &Parsed, host: &str) -> String {
    const OTHERS: &[(&str, &str)] = &[
        ("x-goog-signature", "Google Cloud Storage"),
        ("googleaccessid", "Google Cloud Storage"),
        ("sig", "Azure Blob Storage"),
        ("key-pair-id", "CloudFront"),
    ];
    match OTHERS.iter().find(|(name, _)| parsed.query.contains_key(*name)) {
        Some((_, service)) => format!("The URL is one of {service}, not of S3"),
        None => format!("The URL of \"{host}\" has no signature of S3 in it"),
    }
}

/// Signature version 4 in the query (S3 API reference, "Authenticating requests: using query
/// parameters").
fn check_v4(parsed: &Parsed, ask: &Ask, known: &mut Known, findings: &mut Vec<Finding>) {
    const NEEDED: &[&str] = &[
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-signedheaders",
        "x-amz-signature",
    ];
    let missing: Vec<String> = NEEDED
        .iter()
        .filter(|name| !parsed.query.contains_key(**name))
        .map(|name| format!("\"{name}\""))
        .collect();
    let mut invalid = |message: String| findings.push(Finding::general(Code::UrlInvalid, message));
    if !missing.is_empty() {
        return invalid(format!("The URL was cut off: it lacks {}", missing.join(", ")));
    }
    let signature = parsed.get("x-amz-signature").unwrap_or_default();
    let is_v4 = parsed.get("x-amz-algorithm") == Some("AWS4-HMAC-SHA256");
    if is_v4 && (signature.len() != 64 || !signature.bytes().all(|b| b.is_ascii_hexdigit())) {
        return invalid(format!(
            "The URL was cut off: its signature has {} of 64 characters",
            signature.len()
        ));
    }
    // AKIA…/20261124/us-east-1/s3/aws4_request
    let scope: Vec<&str> = parsed.get("x-amz-credential").unwrap_or_default().rsplit('/').collect();
    match scope.as_slice() {
        ["aws4_request", "s3", region, ..] => known.region = Some(region.to_string()),
        ["aws4_request", service, ..] => {
            return invalid(format!("The URL is signed for \"{service}\", not for S3"));
        }
        _ => return invalid("The URL's \"X-Amz-Credential\" has no scope".to_string()),
    }
    let start = parsed.get("x-amz-date").and_then(clock::parse);
    let lasts = parsed.get("x-amz-expires").and_then(|seconds| seconds.parse::<u32>().ok());
    let (Some(start), Some(lasts)) = (start, lasts) else {
        return invalid("The URL's \"X-Amz-Date\" or \"X-Amz-Expires\" is not a time".to_string());
    };
    if lasts > super::sign::LONGEST {
        return invalid(format!("The URL says it lasts {lasts} seconds; S3 allows 7 days, 604800, at most"));
    }
    known.expires = Some(start + Millis::from(lasts) * 1000);
    // S3 allows clocks to differ by 15 minutes (RequestTimeTooSkewed).
    if start > ask.now + 900_000 {
        let message =
            format!("The URL is valid from {} on, in {}", clock::iso(start), clock::span(start - ask.now));
        findings.push(Finding::general(Code::UrlNotYetValid, message));
    }
    let signed = parsed.get("x-amz-signedheaders").unwrap_or_default().split(';');
    let signed = signed.map(str::to_ascii_lowercase).filter(|name| !name.is_empty());
    known.needed_headers = signed.filter(|name| !BY_BROWSER.contains(&name.as_str())).collect();
    let lacking: Vec<String> = known
        .needed_headers
        .iter()
        .filter(|name| !ask.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)))
        .map(|name| format!("\"{name}\""))
        .collect();
    if !lacking.is_empty() {
        let message =
            format!("The URL has signed headers whose values it does not tell: {}", lacking.join(", "));
        findings.push(Finding::general(Code::UrlSignedHeaders, message));
    }
}

fn check_checksums(parsed: &Parsed, ask: &Ask, findings: &mut Vec<Finding>) {
    for algorithm in CHECKSUMS {
        let name = format!("x-amz-checksum-{algorithm}");
        let Some(value) = parsed.get(&name) else { continue };
        if EMPTY.contains(&value) {
            let message = format!(
                "The URL has the checksum of an empty file in it, \"{name}={value}\": S3 refuses every other"
            );
            findings.push(Finding::general(Code::UrlChecksumEmpty, message));
        } else if *algorithm != "sha256" || ask.code_sha256.as_deref() != Some(value) {
            let message = format!("The URL has \"{name}\" in it: it takes one file alone");
            let finding = Finding::general(Code::UrlChecksumFixed, message);
            let is_other = *algorithm == "sha256" && ask.code_sha256.is_some();
            findings.push(if is_other { finding.severity(crate::finding::Severity::Error) } else { finding });
        }
    }
}

/// Expired, or too soon for the package at the rate given. S3 looks when a request begins, so what has
/// begun goes on; a retry does not.
pub fn check_expiry(what: &str, expires: Millis, ask: &Ask) -> Option<Finding> {
    let left = expires - ask.now;
    if left <= 0 {
        let message = format!("The {what} expired at {}, {} ago", clock::iso(expires), clock::span(-left));
        return Some(Finding::general(Code::UrlExpired, message));
    }
    let rate = ask.bytes_per_second.filter(|rate| *rate > 0.0);
    let takes = ask.size.zip(rate).map(|(size, rate)| (size as f64 / rate * 1000.0) as Millis);
    let takes = takes.unwrap_or(0).max(10_000);
    (left < takes).then(|| {
        let message = format!(
            "The {what} expires in {}; the upload takes about {}{}",
            clock::span(left),
            clock::span(takes),
            rate.map(|rate| format!(" at {:.1} MB/s", rate / 1e6)).unwrap_or_default()
        );
        Finding::general(Code::UrlExpiresSoon, message)
    })
}

/// Host, bucket and key: in the host at AWS, else in the path.
pub fn whose(url: &Url) -> Known {
    let host = url.host_str().unwrap_or_default().to_string();
    let path = path(url);
    let path = path.strip_prefix('/').unwrap_or_default().to_string();
    let is_aws = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
    let in_host = host.find(".s3.").or_else(|| host.find(".s3-")).filter(|_| is_aws);
    let (bucket, key) = match in_host.and_then(|dot| host.get(..dot)) {
        Some(bucket) => (bucket.to_string(), path),
        None => match path.split_once('/') {
            Some((bucket, key)) => (bucket.to_string(), key.to_string()),
            None => (path, String::new()),
        },
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    Known { bucket: some(bucket), key: some(key), host, ..Known::default() }
}

/// The path, decoded.
pub fn path(url: &Url) -> String {
    percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().into_owned()
}

pub fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}
