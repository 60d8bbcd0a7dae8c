//! Presigned URLs: what is checked for each, whatever it was made for. URLs are never changed, because the signature
//! covers the query.

use super::context::{UploadContext, UrlInfo, check_expiry};
use crate::aws::clock::{self, Millis};
use crate::aws::endpoint::{NOT_ASCII, is_loopback};
use crate::aws::host;
use crate::aws::sign::MAX_EXPIRY_SECONDS;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use std::cmp::Ordering;
use url::{ParseError, Url};

/// Headers that a browser sets by itself, with the values that signers expect.
const BY_BROWSER: &[&str] = &["host", CONTENT_LENGTH];

/// Headers that signers sign and pages must not set (Fetch, "forbidden request-header").
const FORBIDDEN: &[&str] = &[
    "accept-charset",
    "accept-encoding",
    "connection",
    "cookie",
    "date",
    "expect",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

const CONTENT_LENGTH: &str = "content-length";

/// The algorithms of the checksums that SDKs put into URLs. Parameters are named "x-amz-checksum-" and the algorithm
/// (S3 API reference, PutObject).
const CHECKSUMS: &[&str] = &["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

/// The checksums of zero bytes, in base64: zeros for CRCs, and the hashes SHA-1 and SHA-256.
const EMPTY: &[&str] = &[
    "AAAAAA==",
    "AAAAAAAAAAA=",
    "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
];

/// A parsed URL.
pub struct ParsedUrl {
    /// The URL.
    pub url: Url,
    /// Names and values of its query, decoded. Names are in lower case: S3 ignores their case.
    pub query: BTreeMap<String, String>,
}

impl ParsedUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// The reason, as the end of a sentence: the URL is not an http or https URL, its host is not ASCII, or it
    /// contains a user name or password.
    pub fn parse(text: &str) -> Result<ParsedUrl, &'static str> {
        const NOT_HTTP: &str = "is not an http or https URL";
        let url = Url::parse(text).map_err(|error| match error {
            ParseError::IdnaError => NOT_ASCII,
            _ => NOT_HTTP,
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(NOT_HTTP);
        }
        // Browsers would send the user name and password, or refuse the URL.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("has a user name or password in it");
        }
        let query =
            url.query_pairs().map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned())).collect();
        Ok(ParsedUrl { url, query })
    }

    /// Returns the value of a parameter; `name` is in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Returns the URL without its query, which identifies the object.
    pub fn object(&self) -> &str {
        self.url.as_str().split('?').next().unwrap_or_default()
    }
}

/// Returns the destination of a presigned URL and what is wrong with it, whatever it was made for.
pub fn check(parsed: &ParsedUrl, context: &UploadContext) -> (UrlInfo, Vec<Finding>) {
    let mut info = info_of(&parsed.url);
    let mut findings = Vec::new();
    if host::read(&info.host, "").is_directory {
        let message =
            "The URL is of a directory bucket, which lets no page upload: it has no CORS configuration";
        let hint = "Ask for a URL of a general purpose bucket";
        findings.push(Finding::general(Code::UrlInvalid, message).hint(hint));
        return (info, findings);
    }
    if parsed.url.scheme() == "http" && !is_loopback(&info.host) {
        let message = format!("The URL goes to \"{}\" over http", info.host);
        findings.push(Finding::general(Code::UrlPlain, message));
    }
    if parsed.query.keys().any(|name| name.starts_with("amp;")) {
        let message = "The URL was copied out of HTML: it has \"&amp;\" in it";
        findings.push(Finding::general(Code::UrlInvalid, message).hint("Copy it again with \"&\" instead"));
        return (info, findings);
    }
    if parsed.query.contains_key("x-amz-algorithm") || parsed.query.contains_key("x-amz-signature") {
        check_v4(parsed, context, &mut info, &mut findings);
    } else if parsed.query.contains_key("awsaccesskeyid") && parsed.query.contains_key("signature") {
        let message = "The URL has a signature of version 2";
        findings.push(Finding::general(Code::UrlSignatureV2, message));
        info.expires = parsed.get("expires").and_then(clock::parse);
    } else {
        findings.push(Finding::general(Code::UrlUnsigned, unsigned(parsed, &info.host)));
        return (info, findings);
    }
    check_checksums(parsed, &info.host, context, &mut findings);
    findings.extend(check_region("URL", &info));
    if let Some(expires) = info.expires {
        findings.extend(check_expiry("URL", expires, context));
    }
    (info, findings)
}

/// Returns a message for a URL that S3 has not signed. Signatures of other services are recognised by their
/// parameters.
fn unsigned(parsed: &ParsedUrl, host: &str) -> String {
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

/// Returns why a text is not a signature of signature version 4, which has 32 bytes in hexadecimal digits; `None` if it
/// is one.
fn why_no_signature(signature: &str) -> Option<String> {
    const DIGITS: usize = 64;
    if let Some(other) = signature.chars().find(|one| !one.is_ascii_hexdigit()) {
        return Some(format!(
            "The URL was changed: its signature has \"{other}\", which is no hexadecimal digit"
        ));
    }
    let count = signature.len();
    match count.cmp(&DIGITS) {
        Ordering::Less => Some(format!("The URL was cut off: its signature has {count} of 64 characters")),
        Ordering::Equal => None,
        Ordering::Greater => {
            Some(format!("The URL was changed: its signature has {count} characters, and not 64"))
        }
    }
}

/// Signature version 4 in the query (S3 API reference, "Authenticating requests: using query
/// parameters").
fn check_v4(parsed: &ParsedUrl, context: &UploadContext, info: &mut UrlInfo, findings: &mut Vec<Finding>) {
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
    if is_v4 && let Some(why) = why_no_signature(signature) {
        return invalid(why);
    }
    // AKIA…/20261124/us-east-1/s3/aws4_request
    let scope: Vec<&str> = parsed.get("x-amz-credential").unwrap_or_default().rsplit('/').collect();
    match scope.as_slice() {
        // Signed for any region: the scope contains no region (SigV4a).
        ["aws4_request", "s3", ..] if !is_v4 => {}
        ["aws4_request", "s3", region, ..] => info.region = Some(region.to_string()),
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
    if lasts > MAX_EXPIRY_SECONDS {
        return invalid(format!(
            "The URL says it lasts {lasts} seconds; S3 allows 7 days, {MAX_EXPIRY_SECONDS}, at most"
        ));
    }
    info.expires = Some(start + Millis::from(lasts) * 1000);
    // S3 allows clocks to differ by 15 minutes (RequestTimeTooSkewed).
    if start > context.now + 900_000 {
        let message = format!(
            "The URL is valid from {} on, in {}",
            clock::iso(start),
            clock::span(start - context.now)
        );
        findings.push(Finding::general(Code::UrlNotYetValid, message));
    }
    let signed = parsed.get("x-amz-signedheaders").unwrap_or_default().split(';');
    let signed: Vec<String> = signed.map(str::to_ascii_lowercase).filter(|name| !name.is_empty()).collect();
    if signed.iter().any(|name| name == CONTENT_LENGTH) {
        let message =
            "The URL has a signed \"content-length\": it takes files of one size alone, and does not tell it";
        findings.push(Finding::general(Code::UrlSignedLength, message));
    }
    let is_forbidden = |name: &&String| FORBIDDEN.contains(&name.as_str()) || name.starts_with("proxy-");
    let forbidden: Vec<String> =
        signed.iter().filter(is_forbidden).map(|name| format!("\"{name}\"")).collect();
    if !forbidden.is_empty() {
        let message = format!("The URL has signed headers that no page may set: {}", forbidden.join(", "));
        let hint = "Ask for a URL that signs the host alone";
        findings.push(Finding::general(Code::UrlSignedHeaders, message).hint(hint));
    }
    let is_needed = |name: &String| !BY_BROWSER.contains(&name.as_str()) && !is_forbidden(&name);
    info.needed_headers = signed.into_iter().filter(is_needed).collect();
    let lacking: Vec<String> = info
        .needed_headers
        .iter()
        .filter(|name| !context.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)))
        .map(|name| format!("\"{name}\""))
        .collect();
    if !lacking.is_empty() {
        let message =
            format!("The URL has signed headers whose values it does not tell: {}", lacking.join(", "));
        findings.push(Finding::general(Code::UrlSignedHeaders, message));
    }
}

/// Checks that the host belongs to the region that `what` is signed for. The global endpoint redirects to the
/// endpoint of the bucket's region (S3 user guide, "Request redirection"), and browsers do not follow a redirect of a
/// preflight.
pub fn check_region(what: &str, info: &UrlInfo) -> Option<Finding> {
    let region = info.region.as_deref()?;
    let found = host::read(&info.host, "");
    let host = &info.host;
    let message = match found.region {
        Some(other) if other != region => {
            format!("The {what} is signed for {region}, and its host \"{host}\" is of {other}")
        }
        None if found.is_global && region != "us-east-1" => format!(
            "The {what} is signed for {region}, and its host \"{host}\" names no region: S3 may send the page on, and browsers do not follow"
        ),
        _ => return None,
    };
    Some(Finding::general(Code::UrlRegion, message))
}

fn check_checksums(parsed: &ParsedUrl, host: &str, context: &UploadContext, findings: &mut Vec<Finding>) {
    let is_aws = host::read(host, "").is_aws;
    for algorithm in CHECKSUMS {
        let name = format!("x-amz-checksum-{algorithm}");
        let Some(value) = parsed.get(&name) else { continue };
        if EMPTY.contains(&value) {
            let says = format!("The URL has the checksum of an empty file in it, \"{name}={value}\"");
            // Reports disagree on whether AWS checks this parameter of the query (aws-sdk-js-v3#6994, aws-sdk#480).
            // R2, SeaweedFS and garage do, and refuse the upload.
            let finding = match is_aws {
                true => {
                    Finding::general(Code::UrlChecksumEmpty, format!("{says}: S3 may refuse every other"))
                        .severity(Severity::Warning)
                }
                false => {
                    Finding::general(Code::UrlChecksumEmpty, format!("{says}: servers refuse every other"))
                }
            };
            findings.push(finding);
        } else if *algorithm != "sha256" || context.code_sha256.as_deref() != Some(value) {
            let message = format!("The URL has \"{name}\" in it: it takes one file alone");
            let finding = Finding::general(Code::UrlChecksumFixed, message);
            let is_other = *algorithm == "sha256" && context.code_sha256.is_some();
            findings.push(if is_other { finding.severity(Severity::Error) } else { finding });
        }
    }
}

/// Returns the host, the bucket and the key of a URL. The bucket is in the host or at the beginning of the path.
pub fn info_of(url: &Url) -> UrlInfo {
    let host = url.host_str().unwrap_or_default().to_string();
    let path = path(url);
    let (bucket, key) = match host::read(&host, url.path()).bucket {
        Some(bucket) => (bucket.to_string(), path.strip_prefix('/').unwrap_or_default().to_string()),
        None => {
            let path = path.strip_prefix('/').unwrap_or_default();
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (bucket.to_string(), key.to_string())
        }
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    UrlInfo { bucket: some(bucket), key: some(key), host, ..UrlInfo::default() }
}

/// Returns the percent-decoded path.
pub fn path(url: &Url) -> String {
    percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().into_owned()
}
