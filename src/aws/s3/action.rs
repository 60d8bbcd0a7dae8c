//! The operations of S3 that are used, with their parameters. One variant per operation, under the names of the API.

use crate::aws::operation::Operation;
use serde::{Deserialize, Serialize};

/// The name of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ObjectName {
    /// The bucket's name.
    pub bucket: String,
    /// The object's key in the bucket, not percent-encoded.
    pub key: String,
}

/// A part of a multipart upload that S3 holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// 1 to 10,000.
    pub part_number: u32,
    /// The part's ETag, with its quotes.
    pub etag: String,
    /// The part's size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The SHA-256 of the part, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum_sha256: Option<String>,
}

/// An operation of S3 with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "op", rename_all_fields = "camelCase")]
pub enum S3Action {
    /// Uploads the package in one request.
    PutObject {
        /// The object to write.
        #[serde(flatten)]
        object: ObjectName,
        /// The SHA-256 of the package, in base64, for S3 to check.
        #[serde(default)]
        checksum_sha256: Option<String>,
        /// Fails if the object exists already.
        #[serde(default)]
        if_none_match: Option<bool>,
    },
    /// Asks for an object's size and checksum.
    HeadObject {
        /// The object.
        #[serde(flatten)]
        object: ObjectName,
        /// The version of the object; the newest if absent.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Downloads an object.
    GetObject {
        /// The object.
        #[serde(flatten)]
        object: ObjectName,
    },
    /// Begins a multipart upload.
    CreateMultipartUpload {
        /// The object to write.
        #[serde(flatten)]
        object: ObjectName,
        /// Whether each part comes with its SHA-256.
        #[serde(default)]
        checksum: Option<bool>,
    },
    /// Uploads one part.
    UploadPart {
        /// The object to write.
        #[serde(flatten)]
        object: ObjectName,
        /// The upload id that CreateMultipartUpload returned.
        upload_id: String,
        /// 1 to 10,000.
        part_number: u32,
        /// The offset in the package of the part's first byte.
        start: u64,
        /// The offset in the package after the part's last byte.
        end: u64,
        /// The SHA-256 of the part, in base64, for S3 to check.
        #[serde(default)]
        checksum_sha256: Option<String>,
    },
    /// Combines the parts into an object.
    CompleteMultipartUpload {
        /// The object to write.
        #[serde(flatten)]
        object: ObjectName,
        /// The upload id that CreateMultipartUpload returned.
        upload_id: String,
        /// All parts, in any order.
        parts: Vec<Part>,
        /// Fails if the object exists already.
        #[serde(default)]
        if_none_match: Option<bool>,
    },
    /// Ends a multipart upload and deletes its parts.
    AbortMultipartUpload {
        /// The object that was to be written.
        #[serde(flatten)]
        object: ObjectName,
        /// The upload id that CreateMultipartUpload returned.
        upload_id: String,
    },
    /// Lists the parts that have arrived.
    ListParts {
        /// The object that is being written.
        #[serde(flatten)]
        object: ObjectName,
        /// The upload id that CreateMultipartUpload returned.
        upload_id: String,
        /// The number of a part. Only parts after it are listed.
        #[serde(default)]
        part_number_marker: Option<u32>,
    },
    /// Lists the uploads that were started for this key and neither completed nor aborted.
    ListMultipartUploads {
        /// The object they write.
        #[serde(flatten)]
        object: ObjectName,
    },
}

impl S3Action {
    /// Returns the operation without its parameters.
    pub fn operation(&self) -> Operation {
        match self {
            S3Action::PutObject { .. } => Operation::PutObject,
            S3Action::HeadObject { .. } => Operation::HeadObject,
            S3Action::GetObject { .. } => Operation::GetObject,
            S3Action::CreateMultipartUpload { .. } => Operation::CreateMultipartUpload,
            S3Action::UploadPart { .. } => Operation::UploadPart,
            S3Action::CompleteMultipartUpload { .. } => Operation::CompleteMultipartUpload,
            S3Action::AbortMultipartUpload { .. } => Operation::AbortMultipartUpload,
            S3Action::ListParts { .. } => Operation::ListParts,
            S3Action::ListMultipartUploads { .. } => Operation::ListMultipartUploads,
        }
    }
}
