//! Responses of S3 (Amazon S3 API reference, each operation's response syntax). Each function reads the response of
//! one operation, or of several similar ones. It returns `None` if the response cannot be read.

use super::action::Part;
use super::xml::Element;
use crate::aws::answer::Answer;
use serde::Serialize;

/// What S3 states about an object or a part that it has stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StoredObject {
    /// The ETag; absent if the bucket's CORS configuration does not expose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The object's version, in a bucket with versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// The object's URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What S3 states about an object that it has combined from parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CompletedObject {
    /// The object's ETag, with its quotes.
    pub etag: String,
    /// The object's version, in a bucket with versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// The object's URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What S3 states about an object that it holds. Each member is absent if the bucket's CORS configuration does not
/// expose it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ObjectMetadata {
    /// The size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The object's ETag, with its quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The object's version, in a bucket with versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// The SHA-256 in base64. For an object of several parts, a hyphen and the number of parts follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum_sha256: Option<String>,
    /// When it was written, in HTTP's format (RFC 9110, 8.8.2). Pages can read it whatever the bucket's CORS
    /// configuration is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A multipart upload that was started.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CreatedUpload {
    /// The upload's id.
    pub upload_id: String,
}

/// A page of the parts that have arrived.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PartList {
    /// The parts, in the order of their numbers.
    pub parts: Vec<Part>,
    /// The number of the part after which the next page begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<u32>,
}

/// Multipart uploads that were started and neither completed nor aborted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MultipartUploadList {
    /// The first page of them.
    pub uploads: Vec<MultipartUpload>,
}

/// One multipart upload.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MultipartUpload {
    /// The key of the object it writes.
    pub key: String,
    /// The upload's id.
    pub upload_id: String,
    /// When it was started, as S3 writes it: ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiated: Option<String>,
    /// The id of the user who started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiator: Option<String>,
}

fn header(answer: &Answer, name: &str) -> Option<String> {
    answer.header(name).map(str::to_string)
}

/// PutObject and UploadPart.
pub fn stored(answer: &Answer) -> Option<StoredObject> {
    Some(StoredObject {
        etag: header(answer, "etag"),
        version_id: header(answer, "x-amz-version-id"),
        location: None,
    })
}

/// Reads the response to a form with a POST policy.
pub fn posted(answer: &Answer) -> Option<StoredObject> {
    let response = Element::parse(&answer.body).unwrap_or_default();
    Some(StoredObject {
        etag: response.text("ETag").or_else(|| header(answer, "etag")),
        version_id: header(answer, "x-amz-version-id"),
        location: response.text("Location").or_else(|| header(answer, "location")),
    })
}

/// HeadObject and GetObject.
pub fn metadata(answer: &Answer) -> Option<ObjectMetadata> {
    Some(ObjectMetadata {
        size: answer.header("content-length").and_then(|size| size.parse().ok()),
        etag: header(answer, "etag"),
        version_id: header(answer, "x-amz-version-id"),
        checksum_sha256: header(answer, "x-amz-checksum-sha256"),
        last_modified: header(answer, "last-modified"),
    })
}

/// CreateMultipartUpload.
pub fn created(answer: &Answer) -> Option<CreatedUpload> {
    Some(CreatedUpload { upload_id: Element::parse(&answer.body)?.text("UploadId")? })
}

/// Reads the response of CompleteMultipartUpload. S3's response always has the ETag; a proxy's error page does not.
pub fn completed(answer: &Answer) -> Option<CompletedObject> {
    let result = Element::parse(&answer.body)?;
    let version_id = header(answer, "x-amz-version-id");
    Some(CompletedObject { etag: result.text("ETag")?, version_id, location: result.text("Location") })
}

/// ListParts.
pub fn parts(answer: &Answer) -> Option<PartList> {
    let result = Element::parse(&answer.body)?;
    let parts = result.all("Part").map(|part| {
        Some(Part {
            part_number: part.number("PartNumber").ok()??,
            etag: part.text("ETag")?,
            size: part.number("Size").ok()?,
            checksum_sha256: part.text("ChecksumSHA256"),
        })
    });
    let parts = parts.collect::<Option<_>>()?;
    let is_truncated = result.text("IsTruncated").as_deref() == Some("true");
    let next_marker = result.number("NextPartNumberMarker").ok()?.filter(|_| is_truncated);
    Some(PartList { parts, next_marker })
}

/// ListMultipartUploads.
pub fn uploads(answer: &Answer) -> Option<MultipartUploadList> {
    let result = Element::parse(&answer.body)?;
    let uploads = result.all("Upload").map(|upload| {
        Some(MultipartUpload {
            key: upload.text("Key")?,
            upload_id: upload.text("UploadId")?,
            initiated: upload.text("Initiated"),
            initiator: upload.child("Initiator").and_then(|initiator| initiator.text("ID")),
        })
    });
    Some(MultipartUploadList { uploads: uploads.collect::<Option<_>>()? })
}
