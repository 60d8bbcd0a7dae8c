//! A function's configuration (Lambda API reference, FunctionConfiguration).

use super::json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What Lambda states about a function. Members that Lambda omits are absent or empty.
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
    /// The time of the last change, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// The id of the revision, which is another one after each change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    /// `Zip` or `Image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_type: Option<String>,
    /// `x86_64` or `arm64`; if empty, the architecture is `x86_64`.
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
    /// The timeout in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// The memory size in MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_size: Option<u32>,
    /// The function's description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where its log is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logging_config: Option<LoggingConfig>,
    /// The managed instances that run it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_provider_config: Option<CapacityProviderConfig>,
    /// How its code is stored. GetFunction returns this beside the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeStorage>,
}

/// Where a function's log is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LoggingConfig {
    /// The log group; if absent, `/aws/lambda/` and the function's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_group: Option<String>,
}

/// What runs a function instead of Lambda's own fleet.
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

/// How a function's code is stored (FunctionCodeLocation). The URL of the code is left out, because it contains a
/// signature.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CodeStorage {
    /// The ARN of the customer's key that the code is encrypted with; if absent, the key is AWS's own.
    #[serde(default, rename = "sourceKMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub source_kms_key_arn: Option<String>,
    /// The object that Lambda reads the code from, if the code is stored by reference.
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
    /// Reads JSON that may lack any member; member names are in camel case. Returns `None` if a member has another
    /// type.
    pub fn from_partial(mut value: Value) -> Option<FunctionConfiguration> {
        if let Some(Value::Array(layers)) = value.get_mut("layers") {
            for layer in layers {
                *layer = json::completed::<FunctionLayer>(layer.take());
            }
        }
        serde_json::from_value(json::completed::<FunctionConfiguration>(value)).ok()
    }
}
