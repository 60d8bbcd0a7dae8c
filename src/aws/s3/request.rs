//! S3's operations as requests (Amazon S3 API reference, one page per operation).

use super::action::{ObjectName, S3Action};
use super::completion;
use super::parts::check_number;
use crate::aws::endpoint::{EndpointConfig, query};
use crate::aws::operation::Operation;
use crate::aws::request::{RequestBody, UnsignedRequest};
use crate::aws::request_error::RequestError;

/// The content type that S3 stores with the object.
pub(in crate::aws) const ZIP: &str = "application/zip";

/// The components of a request that depend on the operation.
#[derive(Default)]
struct Parts {
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: Option<RequestBody>,
}

/// Builds the request of an action.
///
/// # Errors
/// The errors of [`EndpointConfig::object`], and `part-invalid`.
pub fn unsigned_request(place: &EndpointConfig, action: &S3Action) -> Result<UnsignedRequest, RequestError> {
    match action {
        S3Action::PutObject { object, checksum_sha256, if_none_match } => {
            let mut headers = vec![("content-type", ZIP.to_string())];
            headers.extend(checksum(checksum_sha256));
            headers.extend(only_new(*if_none_match));
            let parts = Parts { headers, body: Some(RequestBody::Package), ..Parts::default() };
            request(place, action.operation(), "PUT", object, parts)
        }
        S3Action::HeadObject { object, version_id } => {
            let query = version_id.iter().map(|id| ("versionId", id.clone())).collect();
            let headers = vec![("x-amz-checksum-mode", "ENABLED".to_string())];
            request(place, action.operation(), "HEAD", object, Parts { query, headers, body: None })
        }
        S3Action::GetObject { object } => request(place, action.operation(), "GET", object, Parts::default()),
        S3Action::CreateMultipartUpload { object, checksum } => {
            let mut headers = vec![("content-type", ZIP.to_string())];
            if *checksum == Some(true) {
                headers.push(("x-amz-checksum-algorithm", "SHA256".to_string()));
            }
            let query = vec![("uploads", String::new())];
            request(place, action.operation(), "POST", object, Parts { query, headers, body: None })
        }
        S3Action::UploadPart { object, upload_id, part_number, start, end, checksum_sha256 } => {
            check_number(*part_number)?;
            let query = vec![("partNumber", part_number.to_string()), ("uploadId", upload_id.clone())];
            let headers = checksum(checksum_sha256).into_iter().collect();
            let body = Some(RequestBody::Slice { start: *start, end: *end });
            request(place, action.operation(), "PUT", object, Parts { query, headers, body })
        }
        S3Action::CompleteMultipartUpload { object, upload_id, parts, if_none_match } => {
            let query = vec![("uploadId", upload_id.clone())];
            let mut headers = vec![("content-type", "application/xml".to_string())];
            headers.extend(only_new(*if_none_match));
            let body = Some(RequestBody::Text { text: completion::body(parts)? });
            request(place, action.operation(), "POST", object, Parts { query, headers, body })
        }
        S3Action::AbortMultipartUpload { object, upload_id } => {
            let query = vec![("uploadId", upload_id.clone())];
            request(place, action.operation(), "DELETE", object, Parts { query, ..Parts::default() })
        }
        S3Action::ListParts { object, upload_id, part_number_marker } => {
            let marker = part_number_marker.iter().map(|marker| ("part-number-marker", marker.to_string()));
            let query = marker.chain([("uploadId", upload_id.clone())]).collect();
            request(place, action.operation(), "GET", object, Parts { query, ..Parts::default() })
        }
        S3Action::ListMultipartUploads { object: ObjectName { bucket, key } } => {
            // The key is only a parameter here, but it must be one that can be uploaded to.
            place.object(bucket, key)?;
            let query = query(&[("prefix", key.clone()), ("uploads", String::new())]);
            Ok(UnsignedRequest {
                op: action.operation(),
                method: "GET",
                url: format!("{}?{query}", place.bucket(bucket)?),
                headers: Vec::new(),
                body: RequestBody::None,
                is_repeatable: true,
            })
        }
    }
}

fn request(
    place: &EndpointConfig,
    op: Operation,
    method: &'static str,
    ObjectName { bucket, key }: &ObjectName,
    parts: Parts,
) -> Result<UnsignedRequest, RequestError> {
    let mut url = place.object(bucket, key)?;
    if !parts.query.is_empty() {
        url = format!("{url}?{}", query(&parts.query));
    }
    Ok(UnsignedRequest {
        op,
        method,
        url,
        headers: parts.headers,
        body: parts.body.unwrap_or(RequestBody::None),
        // If the response to CreateMultipartUpload is lost, the id of the upload that was started is unknown.
        is_repeatable: op != Operation::CreateMultipartUpload,
    })
}

fn checksum(sha256: &Option<String>) -> Option<(&'static str, String)> {
    sha256.clone().map(|sha256| ("x-amz-checksum-sha256", sha256))
}

/// "Uploads the object only if the object key name does not already exist" (PutObject, If-None-Match).
fn only_new(if_none_match: Option<bool>) -> Option<(&'static str, String)> {
    (if_none_match == Some(true)).then(|| ("if-none-match", "*".to_string()))
}
