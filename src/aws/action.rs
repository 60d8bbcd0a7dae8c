//! What can be asked of S3 and Lambda: one variant an operation, in the API's words.

use crate::target::Architecture;
use serde::{Deserialize, Serialize};

/// Where Lambda gets a zip from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Origin {
    #[serde(rename_all = "camelCase")]
    Object { bucket: String, key: String, version: Option<String> },
    /// In the request itself, as base64: see [`super::zip_file`].
    #[serde(rename_all = "camelCase")]
    ZipFile { zip_file: bool },
}

/// A part of a multipart upload that S3 holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    pub part_number: u32,
    pub etag: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum_sha256: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "op", rename_all_fields = "camelCase")]
pub enum Action {
    PutObject {
        bucket: String,
        key: String,
        checksum_sha256: Option<String>,
        if_none_match: Option<bool>,
    },
    HeadObject {
        bucket: String,
        key: String,
        version_id: Option<String>,
    },
    GetObject {
        bucket: String,
        key: String,
    },
    CreateMultipartUpload {
        bucket: String,
        key: String,
        checksum: Option<bool>,
    },
    UploadPart {
        bucket: String,
        key: String,
        upload_id: String,
        part_number: u32,
        start: u64,
        end: u64,
        checksum_sha256: Option<String>,
    },
    CompleteMultipartUpload {
        bucket: String,
        key: String,
        upload_id: String,
        parts: Vec<Part>,
        if_none_match: Option<bool>,
    },
    AbortMultipartUpload {
        bucket: String,
        key: String,
        upload_id: String,
    },
    ListParts {
        bucket: String,
        key: String,
        upload_id: String,
        part_number_marker: Option<u32>,
    },
    /// The uploads begun for this key and neither completed nor aborted.
    ListMultipartUploads {
        bucket: String,
        key: String,
    },

    GetFunction {
        function_name: String,
        qualifier: Option<String>,
    },
    GetFunctionConfiguration {
        function_name: String,
        qualifier: Option<String>,
    },
    UpdateFunctionCode {
        function_name: String,
        code: Origin,
        architecture: Option<Architecture>,
        publish: Option<bool>,
        dry_run: Option<bool>,
        revision_id: Option<String>,
    },
    UpdateFunctionConfiguration {
        function_name: String,
        runtime: Option<String>,
        handler: Option<String>,
        layers: Option<Vec<String>>,
        revision_id: Option<String>,
    },
    CreateFunction {
        function_name: String,
        code: Origin,
        role: String,
        runtime: String,
        handler: String,
        architecture: Architecture,
        description: Option<String>,
        /// Seconds.
        timeout: Option<u32>,
        /// MiB.
        memory_size: Option<u32>,
        layers: Option<Vec<String>>,
        publish: Option<bool>,
    },
    PublishVersion {
        function_name: String,
        code_sha256: Option<String>,
        description: Option<String>,
        revision_id: Option<String>,
    },
    GetAlias {
        function_name: String,
        name: String,
    },
    CreateAlias {
        function_name: String,
        name: String,
        function_version: String,
        description: Option<String>,
    },
    UpdateAlias {
        function_name: String,
        name: String,
        function_version: String,
        revision_id: Option<String>,
    },
    PublishLayerVersion {
        layer_name: String,
        code: Origin,
        runtimes: Vec<String>,
        architectures: Vec<Architecture>,
        description: Option<String>,
        license_info: Option<String>,
    },
    /// The newest first.
    ListLayerVersions {
        layer_name: String,
    },
    GetLayerVersion {
        layer_name: String,
        version_number: u64,
    },
    Invoke {
        function_name: String,
        qualifier: Option<String>,
        payload: String,
        log_tail: Option<bool>,
    },
    GetAccountSettings {},
}

/// The operation of an action, without its arguments: what reading an answer needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operation {
    PutObject,
    HeadObject,
    GetObject,
    CreateMultipartUpload,
    UploadPart,
    CompleteMultipartUpload,
    AbortMultipartUpload,
    ListParts,
    ListMultipartUploads,
    /// A form sent to S3 under a POST policy.
    PostForm,
    GetFunction,
    GetFunctionConfiguration,
    UpdateFunctionCode,
    UpdateFunctionConfiguration,
    CreateFunction,
    PublishVersion,
    GetAlias,
    CreateAlias,
    UpdateAlias,
    PublishLayerVersion,
    ListLayerVersions,
    GetLayerVersion,
    Invoke,
    GetAccountSettings,
}

impl Operation {
    pub fn is_s3(self) -> bool {
        use Operation::*;
        matches!(
            self,
            PutObject
                | HeadObject
                | GetObject
                | CreateMultipartUpload
                | UploadPart
                | CompleteMultipartUpload
                | AbortMultipartUpload
                | ListParts
                | ListMultipartUploads
                | PostForm
        )
    }
}

impl Action {
    pub fn operation(&self) -> Operation {
        match self {
            Action::PutObject { .. } => Operation::PutObject,
            Action::HeadObject { .. } => Operation::HeadObject,
            Action::GetObject { .. } => Operation::GetObject,
            Action::CreateMultipartUpload { .. } => Operation::CreateMultipartUpload,
            Action::UploadPart { .. } => Operation::UploadPart,
            Action::CompleteMultipartUpload { .. } => Operation::CompleteMultipartUpload,
            Action::AbortMultipartUpload { .. } => Operation::AbortMultipartUpload,
            Action::ListParts { .. } => Operation::ListParts,
            Action::ListMultipartUploads { .. } => Operation::ListMultipartUploads,
            Action::GetFunction { .. } => Operation::GetFunction,
            Action::GetFunctionConfiguration { .. } => Operation::GetFunctionConfiguration,
            Action::UpdateFunctionCode { .. } => Operation::UpdateFunctionCode,
            Action::UpdateFunctionConfiguration { .. } => Operation::UpdateFunctionConfiguration,
            Action::CreateFunction { .. } => Operation::CreateFunction,
            Action::PublishVersion { .. } => Operation::PublishVersion,
            Action::GetAlias { .. } => Operation::GetAlias,
            Action::CreateAlias { .. } => Operation::CreateAlias,
            Action::UpdateAlias { .. } => Operation::UpdateAlias,
            Action::PublishLayerVersion { .. } => Operation::PublishLayerVersion,
            Action::ListLayerVersions { .. } => Operation::ListLayerVersions,
            Action::GetLayerVersion { .. } => Operation::GetLayerVersion,
            Action::Invoke { .. } => Operation::Invoke,
            Action::GetAccountSettings {} => Operation::GetAccountSettings,
        }
    }

    /// Where the zip comes from, of actions that bring one to Lambda.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Action::UpdateFunctionCode { code, .. }
            | Action::CreateFunction { code, .. }
            | Action::PublishLayerVersion { code, .. } => Some(code),
            _ => None,
        }
    }
}
