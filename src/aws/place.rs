//! Where requests go: a region's endpoints, or servers of one's own.

use super::problem::Problem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use url::{ParseError, Url};

/// All but the unreserved characters of RFC 3986, 2.3, as signature version 4 wants it.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &STRICT.remove(b'/');

/// A region, and endpoints where they are not AWS's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Such as `eu-central-1`.
    pub region: String,
    /// The URL of a server that speaks Lambda's protocol.
    #[serde(default)]
    pub lambda_endpoint: Option<String>,
    /// The URL of a server that speaks the protocol of CloudWatch Logs.
    #[serde(default)]
    pub logs_endpoint: Option<String>,
    /// The URL of a server that speaks S3's protocol.
    #[serde(default)]
    pub s3_endpoint: Option<String>,
    /// Whether the bucket's name goes into the path instead of the host. By default it does with an endpoint that is
    /// not AWS's own, and for names with dots, which the certificate of `*.s3.amazonaws.com` does not cover.
    #[serde(default)]
    pub path_style: Option<bool>,
}

/// The URLs that a place is asked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Endpoints {
    /// Of Lambda.
    pub lambda: String,
    /// Of a bucket; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// Of CloudWatch Logs; absent where its endpoint is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logs: Option<String>,
}

/// Percent-encodes a segment of a path, or a name or value of a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// A query such as `a=b&c=`, as signature version 4 wants it: an empty value keeps its `=`.
pub fn query(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

impl Place {
    /// The region, if it can be one.
    ///
    /// # Errors
    /// `region-invalid`: regions end up in host names and signatures.
    pub fn region(&self) -> Result<&str, Problem> {
        let region = self.region.as_str();
        let is_fine = (1..=32).contains(&region.len())
            && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if is_fine {
            return Ok(region);
        }
        let message = match region.is_empty() {
            true => "No region is given".to_string(),
            false => format!("\"{region}\" is not a region"),
        };
        Err(Problem::new("region-invalid", message, "Regions look like us-east-1 or eu-central-1"))
    }

    /// The URL of a Lambda operation; `path` begins with a slash and is percent-encoded.
    ///
    /// # Errors
    /// `endpoint-invalid`, `region-invalid`.
    pub fn lambda(&self, path: &str) -> Result<String, Problem> {
        let region = self.region()?;
        let base = match &self.lambda_endpoint {
            Some(endpoint) => own(endpoint)?,
            None => format!("https://lambda.{region}.{}", suffix(region)),
        };
        Ok(format!("{base}{path}"))
    }

    /// The URL of CloudWatch Logs. Who asks another server than AWS for functions asks AWS for no logs either.
    ///
    /// # Errors
    /// `endpoint-missing`, `endpoint-invalid`, `region-invalid`.
    pub fn logs(&self) -> Result<String, Problem> {
        let region = self.region()?;
        match (&self.logs_endpoint, &self.lambda_endpoint) {
            (Some(endpoint), _) => Ok(format!("{}/", own(endpoint)?)),
            (None, None) => Ok(format!("https://logs.{region}.{}/", suffix(region))),
            (None, Some(_)) => Err(Problem::new(
                "endpoint-missing",
                "Lambda has an endpoint of your own here, but CloudWatch Logs has none",
                "Give the endpoint of CloudWatch Logs too, under \"Endpoints of your own\"",
            )),
        }
    }

    /// The URLs that are asked here. `bucket` may be empty.
    ///
    /// # Errors
    /// What [`Place::lambda`] and [`Place::bucket`] refuse.
    pub fn endpoints(&self, bucket: &str) -> Result<Endpoints, Problem> {
        let bucket = (!bucket.is_empty()).then(|| self.bucket(bucket)).transpose()?;
        Ok(Endpoints { lambda: self.lambda("/")?, bucket, logs: self.logs().ok() })
    }

    /// The URL of an S3 object; `key` is not percent-encoded.
    ///
    /// # Errors
    /// `bucket-invalid`, `key-invalid`, `endpoint-invalid`, `region-invalid`.
    pub fn object(&self, bucket: &str, key: &str) -> Result<String, Problem> {
        check_key(key)?;
        let bucket = self.bucket(bucket)?;
        Ok(format!("{}/{}", bucket.trim_end_matches('/'), utf8_percent_encode(key, PATH)))
    }

    /// The URL of a bucket.
    ///
    /// # Errors
    /// `bucket-invalid`, `endpoint-invalid`, `region-invalid`.
    pub fn bucket(&self, bucket: &str) -> Result<String, Problem> {
        let region = self.region()?;
        check_bucket(bucket)?;
        if self.s3_endpoint.is_none() && DIRECTORIES.iter().any(|end| bucket.ends_with(end)) {
            let message = format!("\"{bucket}\" is a directory bucket, which lets no page upload");
            return Err(Problem::new("bucket-invalid", message, "Choose a general purpose bucket"));
        }
        let (base, is_own) = match &self.s3_endpoint {
            Some(endpoint) => (own(endpoint)?, true),
            None => (format!("https://s3.{region}.{}", suffix(region)), false),
        };
        if self.path_style.unwrap_or(is_own || bucket.contains('.')) {
            return Ok(format!("{base}/{bucket}"));
        }
        let (scheme, host) = base.split_once("://").unwrap_or(("https", &base));
        Ok(format!("{scheme}://{bucket}.{host}/"))
    }
}

/// How the names of directory buckets end, and those of access points to them (S3 user guide, "Directory bucket naming
/// rules"). They take requests of their own sessions alone, and have no CORS configuration (S3 API reference, CreateSession and
/// PutBucketCors).
const DIRECTORIES: &[&str] = &["--x-s3", "--xa-s3"];

/// The DNS suffix of a partition, by the beginning of its regions' names (botocore's partitions.json).
pub(super) const SUFFIXES: &[(&str, &str)] = &[
    ("cn-", "amazonaws.com.cn"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("eusc-", "amazonaws.eu"),
    ("", "amazonaws.com"),
];

/// The DNS suffix of a region's partition.
fn suffix(region: &str) -> &'static str {
    let found = SUFFIXES.iter().find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("amazonaws.com", |(_, suffix)| suffix)
}

/// Whether a host is this computer.
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// A clause on hosts that are not ASCII. The tables that turn them into ASCII weigh more than everything else that is
/// done with URLs, so Cargo.toml takes `idna_adapter` without them.
pub(super) const NOT_ASCII: &str =
    "has a host outside of ASCII; write it in the form that begins with \"xn--\"";

/// An endpoint of the user's own, without the trailing slash.
fn own(endpoint: &str) -> Result<String, Problem> {
    let invalid = |why: &str| {
        // What is before an `@` may be a password.
        let message = match endpoint.contains('@') {
            true => format!("The endpoint {why}"),
            false => format!("The endpoint \"{endpoint}\" {why}"),
        };
        let hint = "Endpoints look like https://s3.example.com or http://127.0.0.1:3900";
        Problem::new("endpoint-invalid", message, hint)
    };
    let url = Url::parse(endpoint.trim()).map_err(|error| match error {
        ParseError::IdnaError => invalid(NOT_ASCII),
        _ => invalid("is not a URL"),
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(invalid("is not an http or https URL"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let hint = "Remove them: requests are signed instead";
        return Err(Problem::new("endpoint-invalid", "The endpoint has a user name or password in it", hint));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("has a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_string())
}

/// S3 user guide, "General purpose bucket naming rules": 3 to 63 of lower case letters, digits, dots
/// and hyphens. Access point aliases and old buckets in us-east-1 may be looser; upper case and
/// underscores cannot be in a host name, so they are refused.
fn check_bucket(bucket: &str) -> Result<(), Problem> {
    let is_edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = bucket.as_bytes();
    let is_fine = (3..=63).contains(&bytes.len())
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        && is_edge(bytes.first())
        && is_edge(bytes.last())
        && !bucket.contains("..");
    if is_fine {
        return Ok(());
    }
    let hint = "A bucket's name has 3 to 63 lower case letters, digits, dots and hyphens";
    Err(Problem::new("bucket-invalid", format!("\"{bucket}\" cannot be the name of a bucket"), hint))
}

/// A key has at most 1,024 bytes (S3 user guide, "Naming objects"), and browsers resolve `.` and `..`
/// in every URL, encoded or not (WHATWG URL, "double-dot path segment"), so such keys cannot be sent.
fn check_key(key: &str) -> Result<(), Problem> {
    let refuse =
        |why: &str, hint: &str| Err(Problem::new("key-invalid", format!("The key \"{key}\" {why}"), hint));
    if key.is_empty() {
        return refuse("is empty", "Name the object, such as packages/function.zip");
    }
    if key.len() > 1024 {
        return refuse("has more than 1,024 bytes", "Choose a shorter key");
    }
    if key.split('/').any(|segment| matches!(segment, "." | "..")) {
        return refuse(
            "has a \".\" or \"..\" between slashes, which browsers do not send",
            "Choose another key",
        );
    }
    Ok(())
}
