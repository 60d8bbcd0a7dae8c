//! Forms of a POST policy (S3 API reference, "POST policy"): read, checked, and made.

use super::clock::{self, Millis};
use super::place::Place;
use super::presigned::{self, Known};
use super::problem::Problem;
use super::session::Session;
use super::sign;
use super::upload::{Ask, Upload, Way};
use crate::finding::{Code, Finding};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::fmt;

/// A form: its fields go first, the file last, under the name `file`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PostForm {
    pub url: String,
    pub fields: Vec<(String, String)>,
}

impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostForm({})", self.url)
    }
}

/// Fields no condition needs to name ("POST policy", conditions).
const FREE: &[&str] = &["x-amz-signature", "file", "policy", "awsaccesskeyid", "signature"];

/// Reads `{ "url": …, "fields": { … } }`, as boto3's `generate_presigned_post` and the SDKs' twins print it.
pub fn read(value: &Value, ask: &Ask) -> Upload {
    let get = |name: &str| value.get(name).or_else(|| value.get(capitalized(name)));
    let url = get("url").and_then(Value::as_str).unwrap_or_default();
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, value) in get("fields").and_then(Value::as_object).into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        fields.push((name.clone(), text));
    }
    let mut checked = Checked { known: Known::default(), maximum_size: None, findings: Vec::new() };
    checked.check(url, &mut fields, ask);
    let Checked { known, maximum_size, findings } = checked;
    let post = Some(PostForm { url: url.to_string(), fields });
    Upload { kind: Way::Post, known, maximum_size, findings, url: None, post, ticket: None }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

struct Checked {
    known: Known,
    maximum_size: Option<u64>,
    findings: Vec<Finding>,
}

impl Checked {
    fn invalid(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::general(Code::PolicyInvalid, message));
    }

    fn check(&mut self, url: &str, fields: &mut Vec<(String, String)>, ask: &Ask) {
        let Some(parsed) = presigned::parse(url) else {
            return self.invalid(format!("The form's \"url\" {}", presigned::why_not(url)));
        };
        self.known = presigned::whose(&parsed.url);
        self.known.key = field(fields, "key").map(str::to_string);
        if parsed.url.scheme() == "http" && !presigned::is_loopback(&self.known.host) {
            let message = format!("The form goes to \"{}\" over http", self.known.host);
            self.findings.push(Finding::general(Code::UrlPlain, message));
        }
        let Some(policy) = field(fields, "policy") else {
            return self.invalid("The form has no field \"policy\"");
        };
        let decoded = STANDARD.decode(policy.trim()).ok();
        let Some(policy) = decoded.and_then(|json| serde_json::from_slice::<Value>(&json).ok()) else {
            return self.invalid("The form's policy is not JSON in base64");
        };
        self.check_signature(fields);
        match policy.get("expiration").and_then(Value::as_str).and_then(clock::parse) {
            Some(expires) => {
                self.known.expires = Some(expires);
                self.findings.extend(presigned::check_expiry("policy", expires, ask));
            }
            None => self.invalid("The form's policy has no expiration"),
        }
        let conditions = policy.get("conditions").and_then(Value::as_array).cloned().unwrap_or_default();
        let conditions: Vec<Condition> = conditions.iter().flat_map(Condition::of).collect();
        add_content_type(fields, &conditions);
        for condition in &conditions {
            self.check_condition(condition, fields, ask);
        }
        for (name, _) in fields.iter() {
            let is_free = FREE.contains(&name.to_ascii_lowercase().as_str()) || name.starts_with("x-ignore-");
            if !is_free && !conditions.iter().any(|condition| condition.names(name)) {
                self.invalid(format!("The policy does not allow the field \"{name}\""));
            }
        }
        if field(fields, "key").is_none() {
            self.invalid("The form has no field \"key\"");
        }
    }

    fn check_signature(&mut self, fields: &[(String, String)]) {
        if field(fields, "x-amz-signature").is_some() {
            let scope = field(fields, "x-amz-credential").unwrap_or_default();
            let scope: Vec<&str> = scope.rsplit('/').collect();
            if let ["aws4_request", "s3", region, ..] = scope.as_slice() {
                self.known.region = Some(region.to_string());
            }
            let needed = ["x-amz-algorithm", "x-amz-credential", "x-amz-date"];
            for name in needed.into_iter().filter(|name| field(fields, name).is_none()) {
                self.invalid(format!("The form has no field \"{name}\""));
            }
        } else if field(fields, "signature").is_some() {
            self.findings
                .push(Finding::general(Code::UrlSignatureV2, "The form has a signature of version 2"));
        } else {
            self.invalid("The form has no field \"x-amz-signature\"");
        }
    }

    fn check_condition(&mut self, condition: &Condition, fields: &[(String, String)], ask: &Ask) {
        match condition {
            Condition::Range(least, most) => {
                self.maximum_size = Some(*most);
                let Some(size) = ask.size else { return };
                if size > *most {
                    let message = format!("The package has {size} bytes; the policy allows at most {most}");
                    self.findings.push(Finding::general(Code::UploadTooLarge, message));
                } else if size < *least {
                    let message = format!("The package has {size} bytes; the policy wants at least {least}");
                    self.findings.push(Finding::general(Code::UploadTooSmall, message));
                }
            }
            // The bucket is in the URL, not in a field.
            Condition::Equal(name, value) if name == "bucket" => self.known.bucket = Some(value.clone()),
            Condition::Equal(name, value) => match field(fields, name) {
                Some(given) if given == value => {}
                Some(given) => {
                    self.invalid(format!("The policy wants \"{name}\" to be \"{value}\", not \"{given}\""))
                }
                None => self.invalid(format!("The policy wants a field \"{name}\" that is \"{value}\"")),
            },
            Condition::StartsWith(name, start) => match field(fields, name) {
                Some(given) if given.starts_with(start.as_str()) => {}
                Some(given) => self.invalid(format!(
                    "The policy wants \"{name}\" to begin with \"{start}\", unlike \"{given}\""
                )),
                None => {
                    self.invalid(format!("The policy wants a field \"{name}\" that begins with \"{start}\""))
                }
            },
            Condition::Unknown(text) => {
                self.invalid(format!("The policy's condition {text} is not one of S3"))
            }
        }
    }
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// A type that the policy leaves to the sender.
fn add_content_type(fields: &mut Vec<(String, String)>, conditions: &[Condition]) {
    const ZIP: &str = "application/zip";
    let is_wanted = conditions.iter().any(|condition| match condition {
        Condition::StartsWith(name, start) => {
            name.eq_ignore_ascii_case("content-type") && ZIP.starts_with(start.as_str())
        }
        Condition::Equal(name, value) => name.eq_ignore_ascii_case("content-type") && value == ZIP,
        _ => false,
    });
    if is_wanted && field(fields, "content-type").is_none() {
        fields.push(("Content-Type".to_string(), ZIP.to_string()));
    }
}

enum Condition {
    Equal(String, String),
    StartsWith(String, String),
    Range(u64, u64),
    Unknown(String),
}

impl Condition {
    /// `{ "name": "value" }`, `["eq" | "starts-with", "$name", "value"]`, `["content-length-range", 1, 2]`.
    fn of(value: &Value) -> Vec<Condition> {
        if let Some(members) = value.as_object() {
            return members
                .iter()
                .map(|(name, value)| Condition::Equal(name.clone(), plain(value)))
                .collect();
        }
        let unknown = || Condition::Unknown(value.to_string());
        let Some([operator, first, second]) = value.as_array().map(Vec::as_slice) else {
            return vec![unknown()];
        };
        let name = plain(first).trim_start_matches('$').to_string();
        let number = |value: &Value| plain(value).parse::<u64>().ok();
        vec![match operator.as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
            "eq" => Condition::Equal(name, plain(second)),
            "starts-with" => Condition::StartsWith(name, plain(second)),
            "content-length-range" => number(first)
                .zip(number(second))
                .map_or_else(unknown, |(least, most)| Condition::Range(least, most)),
            _ => unknown(),
        }]
    }

    fn names(&self, field: &str) -> bool {
        matches!(self, Condition::Equal(name, _) | Condition::StartsWith(name, _) if name.eq_ignore_ascii_case(field))
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// What a form should allow.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    pub bucket: String,
    pub key: String,
    pub maximum_size: u64,
    /// Seconds.
    pub expires_in: u32,
}

/// A form for someone without credentials.
///
/// # Errors
/// As [`sign::url`].
pub fn make(place: &Place, wanted: &Wanted, session: &Session, now: Millis) -> Result<PostForm, Problem> {
    let credentials = session.credentials()?;
    place.object(&wanted.bucket, &wanted.key)?;
    if !(1..=sign::LONGEST).contains(&wanted.expires_in) {
        let message = format!("A form cannot last \"{}\" seconds", wanted.expires_in);
        return Err(Problem::new("expiry-invalid", message, "Choose 1 second to 7 days"));
    }
    let date = clock::basic(now);
    let day = date.get(..8).unwrap_or_default();
    let scope = format!("{}/{day}/{}/s3/aws4_request", credentials.access_key_id.as_str(), place.region()?);
    let mut fields = vec![
        ("key".to_string(), wanted.key.clone()),
        ("Content-Type".to_string(), "application/zip".to_string()),
        ("success_action_status".to_string(), "201".to_string()),
        ("x-amz-algorithm".to_string(), "AWS4-HMAC-SHA256".to_string()),
        ("x-amz-credential".to_string(), scope),
        ("x-amz-date".to_string(), date.clone()),
    ];
    if let Some(token) = &credentials.session_token {
        fields.push(("x-amz-security-token".to_string(), token.to_string()));
    }
    let mut conditions: Vec<Value> = vec![json!({ "bucket": wanted.bucket })];
    for (name, value) in &fields {
        conditions.push(Value::Object(Map::from_iter([(name.clone(), json!(value))])));
    }
    conditions.push(json!(["content-length-range", 1, wanted.maximum_size]));
    let end = clock::iso(now + Millis::from(wanted.expires_in) * 1000);
    let policy = STANDARD.encode(json!({ "expiration": end, "conditions": conditions }).to_string());
    let signature = sign::policy(place, &policy, credentials, now)?;
    fields.push(("policy".to_string(), policy));
    fields.push(("x-amz-signature".to_string(), signature));
    Ok(PostForm { url: place.bucket(&wanted.bucket)?, fields })
}
