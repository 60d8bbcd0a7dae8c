//! S3's XML (Amazon S3 API reference, "Error responses" and each operation's response syntax).

use super::classify::Refused;
use super::{Answer, Value};
use crate::aws::action::{Operation, Part};
use crate::aws::clock;
use quick_xml::de::from_str;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// Absent where the bucket's CORS configuration does not expose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum_sha256: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Begun {
    pub upload_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parts {
    pub parts: Vec<Part>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uploads {
    pub uploads: Vec<Upload>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    pub key: String,
    pub upload_id: String,
    /// As S3 writes it: ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiated: Option<String>,
    /// Its ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiator: Option<String>,
}

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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InitiateMultipartUploadResult {
    upload_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CompleteMultipartUploadResult {
    location: Option<String>,
    #[serde(rename = "ETag")]
    etag: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListPartsResult {
    is_truncated: Option<bool>,
    next_part_number_marker: Option<u32>,
    #[serde(default, rename = "Part")]
    parts: Vec<ListedPart>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedPart {
    part_number: u32,
    #[serde(rename = "ETag")]
    etag: String,
    size: Option<u64>,
    #[serde(rename = "ChecksumSHA256")]
    checksum_sha256: Option<String>,
}

#[derive(Deserialize)]
struct ListMultipartUploadsResult {
    #[serde(default, rename = "Upload")]
    uploads: Vec<ListedUpload>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedUpload {
    key: String,
    upload_id: String,
    initiated: Option<String>,
    initiator: Option<Principal>,
}

#[derive(Deserialize)]
struct Principal {
    #[serde(rename = "ID")]
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PostResponse {
    location: Option<String>,
    #[serde(rename = "ETag")]
    etag: Option<String>,
}

/// Whether a body is an `<Error>`, even under a 200.
pub fn is_error(body: &str) -> bool {
    body.contains("<Error>") && from_str::<Error>(body).is_ok()
}

/// What an `<Error>` says. HEAD and proxies answer without one.
pub fn refused(answer: &Answer) -> Refused {
    let Ok(error) = from_str::<Error>(&answer.body) else {
        return Refused { message: super::failure_text(&answer.body), ..Refused::default() };
    };
    Refused {
        code: error.code,
        message: error.message,
        server_time: error.server_time.as_deref().and_then(clock::parse),
        region: error.region.or_else(|| region_in(error.endpoint.as_deref()?)),
        expired_at: error.expires.as_deref().and_then(clock::parse),
        unsigned_headers: error.headers_not_signed,
        most: error.max_size_allowed,
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

pub fn read(op: Operation, answer: &Answer) -> Option<Value> {
    let header = |name: &str| answer.header(name).map(str::to_string);
    let stored = |etag: Option<String>, location| {
        Value::Stored(Stored { etag, version_id: header("x-amz-version-id"), location })
    };
    let body = answer.body.as_str();
    Some(match op {
        Operation::PutObject | Operation::UploadPart => stored(header("etag"), None),
        Operation::PostForm => {
            let response = from_str::<PostResponse>(body).ok();
            let (etag, location) =
                response.map_or((None, None), |response| (response.etag, response.location));
            stored(etag.or(header("etag")), location.or(header("location")))
        }
        Operation::HeadObject | Operation::GetObject => Value::Object(Object {
            size: answer.header("content-length").and_then(|size| size.parse().ok()),
            etag: header("etag"),
            version_id: header("x-amz-version-id"),
            checksum_sha256: header("x-amz-checksum-sha256"),
        }),
        Operation::CreateMultipartUpload => {
            let result: InitiateMultipartUploadResult = from_str(body).ok()?;
            Value::Begun(Begun { upload_id: result.upload_id })
        }
        Operation::CompleteMultipartUpload => {
            let result: CompleteMultipartUploadResult = from_str(body).ok()?;
            // S3's answer always has the ETag: a page of a proxy does not.
            stored(Some(result.etag?), result.location)
        }
        Operation::ListParts => {
            let result: ListPartsResult = from_str(body).ok()?;
            let parts = result.parts.into_iter().map(|part| Part {
                part_number: part.part_number,
                etag: part.etag,
                size: part.size,
                checksum_sha256: part.checksum_sha256,
            });
            let next_marker = result.next_part_number_marker.filter(|_| result.is_truncated == Some(true));
            Value::Parts(Parts { parts: parts.collect(), next_marker })
        }
        Operation::ListMultipartUploads => {
            let result: ListMultipartUploadsResult = from_str(body).ok()?;
            let uploads = result.uploads.into_iter().map(|upload| Upload {
                key: upload.key,
                upload_id: upload.upload_id,
                initiated: upload.initiated,
                initiator: upload.initiator.and_then(|initiator| initiator.id),
            });
            Value::Uploads(Uploads { uploads: uploads.collect() })
        }
        _ => Value::Nothing {},
    })
}
