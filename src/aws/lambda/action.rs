//! The operations of Lambda that are used, with their parameters. One variant per operation, under the names of the
//! API.

use crate::aws::operation::Operation;
use crate::aws::s3::ObjectName;
use crate::target::Architecture;
use serde::{Deserialize, Serialize};

/// Where Lambda keeps the zip that it gets from S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "UPPERCASE")]
pub enum StorageMode {
    /// Lambda copies the zip: the default.
    Copy,
    /// Lambda reads the object itself, which must not be deleted.
    Reference,
}

impl StorageMode {
    /// The value of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            StorageMode::Copy => "COPY",
            StorageMode::Reference => "REFERENCE",
        }
    }
}

/// What is replaced by publishing, instead of creating a numbered version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PublishTo {
    /// `$LATEST.PUBLISHED`, which unqualified calls of functions on managed instances run (Lambda developer guide,
    /// "$LATEST.PUBLISHED version in Lambda Managed Instances").
    LatestPublished,
}

impl PublishTo {
    /// The value of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            PublishTo::LatestPublished => "LATEST_PUBLISHED",
        }
    }
}

/// Where Lambda gets a zip from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum CodeOrigin {
    /// An object in a bucket of the function's region.
    Object {
        /// The object.
        #[serde(flatten)]
        object: ObjectName,
        /// The version of the object; the newest if absent.
        #[serde(default)]
        version: Option<String>,
        /// Where Lambda keeps the zip.
        #[serde(default)]
        storage_mode: Option<StorageMode>,
    },
    /// The request itself, which contains the zip as base64.
    ZipFile {
        /// `true`.
        zip_file: bool,
    },
}

/// An operation of Lambda with its parameters. A function's name may be a partial ARN or an ARN.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "op", rename_all_fields = "camelCase")]
pub enum LambdaAction {
    /// Lists the functions of a region, 50 per page.
    ListFunctions {
        /// The marker of the next page, from the response with the previous page; absent for the first page.
        #[serde(default)]
        marker: Option<String>,
    },
    /// Asks for a function, with its configuration.
    GetFunction {
        /// The function's name.
        function_name: String,
        /// A version or an alias.
        #[serde(default)]
        qualifier: Option<String>,
    },
    /// Asks for a function's configuration.
    GetFunctionConfiguration {
        /// The function's name.
        function_name: String,
        /// A version or an alias.
        #[serde(default)]
        qualifier: Option<String>,
    },
    /// Replaces a function's code.
    UpdateFunctionCode {
        /// The function's name.
        function_name: String,
        /// The zip.
        code: CodeOrigin,
        /// The architecture to run on; unchanged if absent.
        #[serde(default)]
        architecture: Option<Architecture>,
        /// Whether a version is published too.
        #[serde(default)]
        publish: Option<bool>,
        /// Whether the request is only checked, without any change.
        #[serde(default)]
        dry_run: Option<bool>,
        /// Fails if the function no longer has this revision.
        #[serde(default)]
        revision_id: Option<String>,
        /// The ARN of the customer's key that encrypts the zip. Without it, AWS uses a key of its own.
        #[serde(default)]
        source_kms_key_arn: Option<String>,
    },
    /// Changes a function's configuration. Parameters that are absent stay unchanged.
    UpdateFunctionConfiguration {
        /// The function's name.
        function_name: String,
        /// Such as `python3.13`.
        #[serde(default)]
        runtime: Option<String>,
        /// `module.function`.
        #[serde(default)]
        handler: Option<String>,
        /// The ARNs of all layer versions that the function will have, in their order.
        #[serde(default)]
        layers: Option<Vec<String>>,
        /// Fails if the function no longer has this revision.
        #[serde(default)]
        revision_id: Option<String>,
    },
    /// Creates a function.
    CreateFunction {
        /// The function's name.
        function_name: String,
        /// The zip.
        code: CodeOrigin,
        /// The ARN of the role that the function runs with.
        role: String,
        /// Such as `python3.13`.
        runtime: String,
        /// `module.function`.
        handler: String,
        /// The architecture to run on.
        architecture: Architecture,
        /// The function's description.
        #[serde(default)]
        description: Option<String>,
        /// The timeout in seconds.
        #[serde(default)]
        timeout: Option<u32>,
        /// The memory size in MiB.
        #[serde(default)]
        memory_size: Option<u32>,
        /// The ARNs of its layer versions, in their order.
        #[serde(default)]
        layers: Option<Vec<String>>,
        /// Whether a version is published too.
        #[serde(default)]
        publish: Option<bool>,
        /// The ARN of the customer's key that encrypts the zip. Without it, AWS uses a key of its own.
        #[serde(default)]
        source_kms_key_arn: Option<String>,
        /// The ARN of the capacity provider whose managed instances run it.
        #[serde(default)]
        capacity_provider_arn: Option<String>,
        /// What is published too, instead of a numbered version.
        #[serde(default)]
        publish_to: Option<PublishTo>,
    },
    /// Publishes a version of a function.
    PublishVersion {
        /// The function's name.
        function_name: String,
        /// Publishes only if the function's code has this SHA-256, in base64.
        #[serde(default)]
        code_sha256: Option<String>,
        /// The description of the version.
        #[serde(default)]
        description: Option<String>,
        /// Fails if the function no longer has this revision.
        #[serde(default)]
        revision_id: Option<String>,
        /// What is replaced, instead of creating a numbered version.
        #[serde(default)]
        publish_to: Option<PublishTo>,
    },
    /// Asks which version an alias points at.
    GetAlias {
        /// The function's name.
        function_name: String,
        /// The alias's name.
        name: String,
    },
    /// Creates an alias of a version.
    CreateAlias {
        /// The function's name.
        function_name: String,
        /// The alias's name.
        name: String,
        /// The version it points at.
        function_version: String,
        /// The alias's description.
        #[serde(default)]
        description: Option<String>,
    },
    /// Points an alias at another version.
    UpdateAlias {
        /// The function's name.
        function_name: String,
        /// The alias's name.
        name: String,
        /// The version that it will point at.
        function_version: String,
        /// Updates only if the alias still has this revision.
        #[serde(default)]
        revision_id: Option<String>,
    },
    /// Publishes a version of a layer.
    PublishLayerVersion {
        /// The layer's name or ARN.
        layer_name: String,
        /// The zip.
        code: CodeOrigin,
        /// The runtimes it is for, such as `python3.13`.
        runtimes: Vec<String>,
        /// The architectures it is for.
        architectures: Vec<Architecture>,
        /// The description of the version.
        #[serde(default)]
        description: Option<String>,
        /// A licence's SPDX identifier, URL or text.
        #[serde(default)]
        license_info: Option<String>,
    },
    /// Lists a layer's versions, the newest first.
    ListLayerVersions {
        /// The layer's name or ARN.
        layer_name: String,
    },
    /// Asks for one version of a layer.
    GetLayerVersion {
        /// The layer's name or ARN.
        layer_name: String,
        /// The version.
        version_number: u64,
    },
    /// Calls a function and waits for its result.
    Invoke {
        /// The function's name.
        function_name: String,
        /// A version or an alias.
        #[serde(default)]
        qualifier: Option<String>,
        /// The event: JSON, or nothing.
        payload: String,
        /// Whether the end of the function's log is sent back.
        #[serde(default)]
        log_tail: Option<bool>,
    },
    /// Asks for an account's quotas and how much of them is used.
    GetAccountSettings {},
}

impl LambdaAction {
    /// Returns the operation without its parameters.
    pub fn operation(&self) -> Operation {
        match self {
            LambdaAction::ListFunctions { .. } => Operation::ListFunctions,
            LambdaAction::GetFunction { .. } => Operation::GetFunction,
            LambdaAction::GetFunctionConfiguration { .. } => Operation::GetFunctionConfiguration,
            LambdaAction::UpdateFunctionCode { .. } => Operation::UpdateFunctionCode,
            LambdaAction::UpdateFunctionConfiguration { .. } => Operation::UpdateFunctionConfiguration,
            LambdaAction::CreateFunction { .. } => Operation::CreateFunction,
            LambdaAction::PublishVersion { .. } => Operation::PublishVersion,
            LambdaAction::GetAlias { .. } => Operation::GetAlias,
            LambdaAction::CreateAlias { .. } => Operation::CreateAlias,
            LambdaAction::UpdateAlias { .. } => Operation::UpdateAlias,
            LambdaAction::PublishLayerVersion { .. } => Operation::PublishLayerVersion,
            LambdaAction::ListLayerVersions { .. } => Operation::ListLayerVersions,
            LambdaAction::GetLayerVersion { .. } => Operation::GetLayerVersion,
            LambdaAction::Invoke { .. } => Operation::Invoke,
            LambdaAction::GetAccountSettings {} => Operation::GetAccountSettings,
        }
    }

    /// Returns where Lambda gets the zip from; `None` for actions that send no code.
    pub fn code(&self) -> Option<&CodeOrigin> {
        match self {
            LambdaAction::UpdateFunctionCode { code, .. }
            | LambdaAction::CreateFunction { code, .. }
            | LambdaAction::PublishLayerVersion { code, .. } => Some(code),
            _ => None,
        }
    }
}
