//! Where requests are sent: the endpoints of a region, or servers of the user's own.

use super::request_error::RequestError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use url::{ParseError, Url};

/// All characters except the unreserved ones (RFC 3986, 2.3), as signature version 4 requires.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &STRICT.remove(b'/');

/// A region, and the endpoints that are used instead of those of AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct EndpointConfig {
    /// The region, such as `eu-central-1`.
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
    /// Whether the bucket's name is in the path instead of the host. If this is absent, it is in the path for an
    /// endpoint that is not AWS's own, and for names with dots, which the certificate of `*.s3.amazonaws.com` does
    /// not cover.
    #[serde(default)]
    pub path_style: Option<bool>,
}

/// The URLs that requests are sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Endpoints {
    /// The URL of Lambda.
    pub lambda: String,
    /// The URL of a bucket; absent if no bucket is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// The URL of CloudWatch Logs; absent if its endpoint is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logs: Option<String>,
}

/// Percent-encodes a segment of a path, or a name or value of a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// Builds a query such as `a=b&c=`. Signature version 4 requires that an empty value keeps its `=`.
pub fn query(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

impl EndpointConfig {
    /// Returns the region, if it is well formed.
    ///
    /// # Errors
    /// `region-invalid`: regions end up in host names and signatures.
    pub fn region(&self) -> Result<&str, RequestError> {
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
        Err(RequestError::new("region-invalid", message, "Regions look like us-east-1 or eu-central-1"))
    }

    /// Returns the URL of a Lambda operation. `path` begins with a slash and is percent-encoded.
    ///
    /// # Errors
    /// `endpoint-invalid`, `region-invalid`.
    pub fn lambda(&self, path: &str) -> Result<String, RequestError> {
        let region = self.region()?;
        let base = match &self.lambda_endpoint {
            Some(endpoint) => own(endpoint)?,
            None => format!("https://lambda.{region}.{}", suffix(region)),
        };
        Ok(format!("{base}{path}"))
    }

    /// Returns the URL of CloudWatch Logs. If Lambda has an endpoint of the user's own and CloudWatch Logs has none,
    /// the call is refused: the functions are not at AWS, so AWS is not asked for their logs.
    ///
    /// # Errors
    /// `endpoint-missing`, `endpoint-invalid`, `region-invalid`.
    pub fn logs(&self) -> Result<String, RequestError> {
        let region = self.region()?;
        match (&self.logs_endpoint, &self.lambda_endpoint) {
            (Some(endpoint), _) => Ok(format!("{}/", own(endpoint)?)),
            (None, None) => Ok(format!("https://logs.{region}.{}/", suffix(region))),
            (None, Some(_)) => Err(RequestError::new(
                "endpoint-missing",
                "Lambda has an endpoint of your own here, but CloudWatch Logs has none",
                "Give the endpoint of CloudWatch Logs too, under \"Endpoints of your own\"",
            )),
        }
    }

    /// Returns the URLs that requests are sent to. `bucket` may be empty.
    ///
    /// # Errors
    /// The errors of [`EndpointConfig::lambda`] and [`EndpointConfig::bucket`].
    pub fn endpoints(&self, bucket: &str) -> Result<Endpoints, RequestError> {
        let bucket = (!bucket.is_empty()).then(|| self.bucket(bucket)).transpose()?;
        Ok(Endpoints { lambda: self.lambda("/")?, bucket, logs: self.logs().ok() })
    }

    /// Returns the URL of an S3 object. `key` is not percent-encoded.
    ///
    /// # Errors
    /// `bucket-invalid`, `key-invalid`, `endpoint-invalid`, `region-invalid`.
    pub fn object(&self, bucket: &str, key: &str) -> Result<String, RequestError> {
        check_key(key)?;
        let bucket = self.bucket(bucket)?;
        Ok(format!("{}/{}", bucket.trim_end_matches('/'), utf8_percent_encode(key, PATH)))
    }

    /// Returns the URL of a bucket.
    ///
    /// # Errors
    /// `bucket-invalid`, `endpoint-invalid`, `region-invalid`.
    pub fn bucket(&self, bucket: &str) -> Result<String, RequestError> {
        let region = self.region()?;
        check_bucket(bucket)?;
        if self.s3_endpoint.is_none() && DIRECTORIES.iter().any(|end| bucket.ends_with(end)) {
            let message = format!("\"{bucket}\" is a directory bucket, which lets no page upload");
            return Err(RequestError::new("bucket-invalid", message, "Choose a general purpose bucket"));
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

/// Suffixes of the names of directory buckets, and of access points to them (S3 user guide, "Directory bucket naming
/// rules"). Directory buckets only accept requests of their own sessions, and have no CORS configuration (S3 API
/// reference, CreateSession and PutBucketCors).
const DIRECTORIES: &[&str] = &["--x-s3", "--xa-s3"];

/// The DNS suffix of each partition, by the prefix of its regions' names (botocore's partitions.json).
pub(super) const SUFFIXES: &[(&str, &str)] = &[
    ("cn-", "amazonaws.com.cn"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("eusc-", "amazonaws.eu"),
    ("", "amazonaws.com"),
];

/// Returns the DNS suffix of a region's partition.
fn suffix(region: &str) -> &'static str {
    let found = SUFFIXES.iter().find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("amazonaws.com", |(_, suffix)| suffix)
}

/// Whether a host is this computer.
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// The end of an error message about hosts that are not ASCII. The tables that convert such hosts to ASCII are larger
/// than all other code for URLs, so Cargo.toml uses `idna_adapter` without them.
pub(super) const NOT_ASCII: &str =
    "has a host outside of ASCII; write it in the form that begins with \"xn--\"";

/// Checks an endpoint of the user's own, and returns it without the trailing slash.
fn own(endpoint: &str) -> Result<String, RequestError> {
    let invalid = |why: &str| {
        // The text before an `@` may contain a password, so it is not shown.
        let message = match endpoint.contains('@') {
            true => format!("The endpoint {why}"),
            false => format!("The endpoint \"{endpoint}\" {why}"),
        };
        let hint = "Endpoints look like https://s3.example.com or http://127.0.0.1:3900";
        RequestError::new("endpoint-invalid", message, hint)
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
        return Err(RequestError::new(
            "endpoint-invalid",
            "The endpoint has a user name or password in it",
            hint,
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("has a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_string())
}

/// Checks a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens (S3 user guide, "General purpose
/// bucket naming rules"). Access point aliases and old buckets in us-east-1 may follow looser rules. Upper-case
/// letters and underscores cannot be in a host name, so they are refused.
fn check_bucket(bucket: &str) -> Result<(), RequestError> {
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
    Err(RequestError::new("bucket-invalid", format!("\"{bucket}\" cannot be the name of a bucket"), hint))
}

/// Checks a key. It has at most 1,024 bytes (S3 user guide, "Naming objects"). Browsers resolve `.` and `..` in every
/// URL, encoded or not (WHATWG URL, "double-dot path segment"), so keys with such segments cannot be sent.
fn check_key(key: &str) -> Result<(), RequestError> {
    let refuse = |why: &str, hint: &str| {
        Err(RequestError::new("key-invalid", format!("The key \"{key}\" {why}"), hint))
    };
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
