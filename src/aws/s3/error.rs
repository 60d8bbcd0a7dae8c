//! S3's `<Error>` (Amazon S3 API reference, "Error responses").

use super::xml::Element;
use crate::aws::answer::Answer;
use crate::aws::clock;
use crate::aws::failure::ErrorResponse;

/// Whether a body is an `<Error>`, even if the status is 200.
pub fn is_error(body: &str) -> bool {
    body.contains("<Error>") && Element::parse(body).is_some_and(|error| error.child("Code").is_some())
}

/// Reads an `<Error>`. Responses to HEAD and responses of proxies have none.
pub fn read(answer: &Answer) -> ErrorResponse {
    let error = Element::parse(&answer.body).unwrap_or_default();
    let Some(code) = error.text("Code") else {
        return ErrorResponse { message: answer.words(), ..ErrorResponse::default() };
    };
    let time = |name| error.text(name).as_deref().and_then(clock::parse);
    ErrorResponse {
        code,
        message: error.text("Message").unwrap_or_default(),
        server_time: time("ServerTime"),
        region: error.text("Region").or_else(|| region_in(&error.text("Endpoint")?)),
        expired_at: time("Expires"),
        unsigned_headers: error.text("HeadersNotSigned"),
        maximum_size: error.text("MaxSizeAllowed"),
        request_id: error.text("RequestId"),
    }
}

/// Returns the region in `bucket.s3.eu-central-1.amazonaws.com` or `bucket.s3-eu-west-1.amazonaws.com`.
fn region_in(endpoint: &str) -> Option<String> {
    let (host, _) = endpoint.split_once(".amazonaws.com")?;
    let last = host.rsplit('.').next()?;
    let region = last.strip_prefix("s3-").unwrap_or(last);
    (region.matches('-').count() >= 2).then(|| region.to_string())
}
