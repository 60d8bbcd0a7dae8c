//! A function's configuration (Lambda API reference, FunctionConfiguration).

use super::json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What Lambda says of a function. What it leaves out is absent or empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FunctionConfiguration {
    /// The function's name, without its region and account.
    pub function_name: String,
    /// The function's ARN.
    pub function_arn: String,
    /// Such as `python3.13`; absent for container images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// `module.function`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// The ARN of the role it runs with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Zipped bytes.
    pub code_size: u64,
    /// The SHA-256 of its zip, in base64.
    pub code_sha256: String,
    /// A version's number, or `$LATEST`.
    pub version: String,
    /// ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Another one after each change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    /// `Zip` or `Image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_type: Option<String>,
    /// One of `x86_64` and `arm64`; none stands for `x86_64`.
    pub architectures: Vec<String>,
    /// Its layer versions, in their order.
    pub layers: Vec<FunctionLayer>,
    /// `Pending`, `Active`, `Inactive` or `Failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Why it is in that state: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    /// `InProgress`, `Successful` or `Failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update_status: Option<String>,
    /// Why the last update failed: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update_status_reason: Option<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_size: Option<u32>,
    /// What is shown of the function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where its log is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logging_config: Option<LoggingConfig>,
    /// The managed instances that run it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_provider_config: Option<CapacityProviderConfig>,
    /// How its code is kept: GetFunction says it, beside the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeStorage>,
}

/// Where a function's log is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LoggingConfig {
    /// The log group; `/aws/lambda/` and the function's name where this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_group: Option<String>,
}

/// What runs a function other than Lambda's own fleet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CapacityProviderConfig {
    /// Lambda Managed Instances.
    pub lambda_managed_instances_capacity_provider_config: ManagedInstances,
}

/// Lambda Managed Instances.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ManagedInstances {
    /// The ARN of their capacity provider.
    pub capacity_provider_arn: String,
}

/// How a function's code is kept (FunctionCodeLocation), without the URL to it, which has a signature.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CodeStorage {
    /// The ARN of the customer's key that it is encrypted with; AWS's own where this is absent.
    #[serde(default, rename = "sourceKMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub source_kms_key_arn: Option<String>,
    /// The object that Lambda reads it from, where it is stored by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_s3_object: Option<ResolvedS3Object>,
}

/// The object that a function's code is stored in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ResolvedS3Object {
    /// The bucket's name; may be empty.
    #[serde(default)]
    pub s3_bucket: String,
    /// The object's key; may be empty.
    #[serde(default)]
    pub s3_key: String,
}

/// A layer version that a function uses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FunctionLayer {
    /// The layer version's ARN.
    pub arn: String,
    /// Zipped bytes.
    pub code_size: u64,
}

impl FunctionConfiguration {
    /// Reads JSON that may lack any member; member names are in camel case. `None` where a member has
    /// another type.
    pub fn from_partial(mut value: Value) -> Option<FunctionConfiguration> {
        if let Some(Value::Array(layers)) = value.get_mut("layers") {
            for layer in layers {
                *layer = json::completed::<FunctionLayer>(layer.take());
            }
        }
        serde_json::from_value(json::completed::<FunctionConfiguration>(value)).ok()
    }
}
