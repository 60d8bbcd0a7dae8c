//! S3's `<Error>` (Amazon S3 API reference, "Error responses").

use crate::aws::answer::Answer;
use crate::aws::clock;
use crate::aws::failure::ErrorResponse;
use quick_xml::de::from_str;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Error {
    code: String,
    #[serde(default)]
    message: String,
    server_time: Option<String>,
    region: Option<String>,
    endpoint: Option<String>,
    expires: Option<String>,
    request_id: Option<String>,
    headers_not_signed: Option<String>,
    max_size_allowed: Option<String>,
}

/// Whether a body is an `<Error>`, even under a 200.
pub fn is_error(body: &str) -> bool {
    body.contains("<Error>") && from_str::<Error>(body).is_ok()
}

/// What an `<Error>` says. HEAD and proxies answer without one.
pub fn read(answer: &Answer) -> ErrorResponse {
    let Ok(error) = from_str::<Error>(&answer.body) else {
        return ErrorResponse { message: answer.words(), ..ErrorResponse::default() };
    };
    ErrorResponse {
        code: error.code,
        message: error.message,
        server_time: error.server_time.as_deref().and_then(clock::parse),
        region: error.region.or_else(|| region_in(error.endpoint.as_deref()?)),
        expired_at: error.expires.as_deref().and_then(clock::parse),
        unsigned_headers: error.headers_not_signed,
        maximum_size: error.max_size_allowed,
        request_id: error.request_id,
    }
}

/// The region in `bucket.s3.eu-central-1.amazonaws.com` or `bucket.s3-eu-west-1.amazonaws.com`.
fn region_in(endpoint: &str) -> Option<String> {
    let (host, _) = endpoint.split_once(".amazonaws.com")?;
    let last = host.rsplit('.').next()?;
    let region = last.strip_prefix("s3-").unwrap_or(last);
    (region.matches('-').count() >= 2).then(|| region.to_string())
}
