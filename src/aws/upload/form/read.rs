//! Reads and checks a form that was pasted.

use super::PostForm;
use super::condition::{Condition, is_secret};
use crate::aws::clock;
use crate::aws::endpoint::is_loopback;
use crate::aws::request::before_query;
use crate::aws::s3::request::ZIP;
use crate::aws::upload::context::{Checked, UploadContext, UrlInfo, check_expiry};
use crate::aws::upload::presigned_url::{ParsedUrl, check_region, info_of};
use crate::finding::{Code, Finding};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::Url;

/// Fields that need no condition ("POST policy", conditions).
const FREE: &[&str] = &["x-amz-signature", "file", "policy", "awsaccesskeyid", "signature"];

/// Reads `{ "url": …, "fields": { … } }`, which boto3's `generate_presigned_post` and other SDKs print.
pub fn read(value: &Value, context: &UploadContext) -> Checked<PostForm> {
    let get = |name: &str| value.get(name).or_else(|| value.get(capitalized(name)));
    let url = get("url").and_then(Value::as_str).unwrap_or_default();
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, value) in get("fields").and_then(Value::as_object).into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        fields.push((name.clone(), text));
    }
    let mut checker = Checker { info: UrlInfo::default(), maximum_size: None, findings: Vec::new() };
    checker.check(url, &mut fields, context);
    let Checker { info, maximum_size, findings } = checker;
    Checked { target: PostForm { url: url.to_string(), fields }, info, maximum_size, findings }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

struct Checker {
    info: UrlInfo,
    maximum_size: Option<u64>,
    findings: Vec<Finding>,
}

impl Checker {
    fn invalid(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::general(Code::PolicyInvalid, message));
    }

    fn invalid_secret(&mut self, name: &str) {
        self.invalid(format!("The policy wants another \"{name}\" than the form has"));
    }

    fn check(&mut self, url: &str, fields: &mut Vec<(String, String)>, context: &UploadContext) {
        let parsed = match ParsedUrl::parse(url) {
            Ok(parsed) => parsed,
            Err(why) => return self.invalid(format!("The form's \"url\" {why}")),
        };
        self.info = info_of(&parsed.url);
        self.info.key = field(fields, "key").map(str::to_string);
        if parsed.url.scheme() == "http" && !is_loopback(&self.info.host) {
            let message = format!("The form goes to \"{}\" over http", self.info.host);
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
        self.findings.extend(check_region("form", &self.info));
        self.check_redirect(fields);
        match policy.get("expiration").and_then(Value::as_str).and_then(clock::parse) {
            Some(expires) => {
                self.info.expires = Some(expires);
                self.findings.extend(check_expiry("policy", expires, context));
            }
            None => self.invalid("The form's policy has no expiration"),
        }
        let conditions = policy.get("conditions").and_then(Value::as_array).cloned().unwrap_or_default();
        let conditions: Vec<Condition> = conditions.iter().flat_map(Condition::from_json).collect();
        add_content_type(fields, &conditions);
        for condition in &conditions {
            self.check_condition(condition, fields, context);
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

    /// Checks for a redirect after the upload (S3 API reference, "POST Object", success_action_redirect, and its
    /// older name), which this page cannot follow.
    fn check_redirect(&mut self, fields: &[(String, String)]) {
        let Some(target) = redirect(fields) else { return };
        let message = format!(
            "The form sends whoever has uploaded on to \"{}\": the page may not see whether the package was stored",
            before_query(target).split('#').next().unwrap_or_default()
        );
        self.findings.push(Finding::general(Code::FormRedirect, message));
    }

    fn check_signature(&mut self, fields: &[(String, String)]) {
        if field(fields, "x-amz-signature").is_some() {
            let scope = field(fields, "x-amz-credential").unwrap_or_default();
            let scope: Vec<&str> = scope.rsplit('/').collect();
            if let ["aws4_request", "s3", region, ..] = scope.as_slice() {
                self.info.region = Some(region.to_string());
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

    fn check_condition(
        &mut self,
        condition: &Condition,
        fields: &[(String, String)],
        context: &UploadContext,
    ) {
        match condition {
            Condition::Range(least, most) => {
                self.maximum_size = Some(*most);
                let Some(size) = context.size else { return };
                if size > *most {
                    let message = format!("The package has {size} bytes; the policy allows at most {most}");
                    self.findings.push(Finding::general(Code::UploadTooLarge, message));
                } else if size < *least {
                    let message = format!("The package has {size} bytes; the policy wants at least {least}");
                    self.findings.push(Finding::general(Code::UploadTooSmall, message));
                }
            }
            // The bucket is in the URL, not in a field.
            Condition::Equal(name, value) if name == "bucket" => self.info.bucket = Some(value.clone()),
            Condition::Equal(name, value) => match field(fields, name) {
                Some(given) if given == value => {}
                _ if is_secret(name) => self.invalid_secret(name),
                Some(given) => {
                    self.invalid(format!("The policy wants \"{name}\" to be \"{value}\", not \"{given}\""))
                }
                None => self.invalid(format!("The policy wants a field \"{name}\" that is \"{value}\"")),
            },
            Condition::StartsWith(name, start) => match field(fields, name) {
                Some(given) if given.starts_with(start.as_str()) => {}
                _ if is_secret(name) => self.invalid_secret(name),
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

/// Returns the URL that S3 redirects to after the upload. S3 ignores a value that is not a URL.
fn redirect(fields: &[(String, String)]) -> Option<&str> {
    let target = field(fields, "success_action_redirect").or_else(|| field(fields, "redirect"))?;
    Url::parse(target).is_ok().then_some(target)
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Adds the content type of a zip, if the form has none and a condition of the policy accepts it.
fn add_content_type(fields: &mut Vec<(String, String)>, conditions: &[Condition]) {
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
