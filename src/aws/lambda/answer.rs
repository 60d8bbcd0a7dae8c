//! Responses of Lambda (Lambda API reference), with member names in camel case. Each function reads the response of
//! one operation, or of several similar ones. It returns `None` if the response cannot be read.

use super::configuration::{CodeStorage, FunctionConfiguration};
use super::json;
use crate::aws::answer::Answer;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The functions of a region.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FunctionList {
    /// One page of them.
    pub functions: Vec<FunctionConfiguration>,
    /// The marker of the next page; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FunctionDetails {
    /// Its configuration.
    pub configuration: FunctionConfiguration,
    /// A URL of its zip. It is valid for ten minutes, for anyone who has it, so it must never be shown in a message
    /// or kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_location: Option<String>,
}

/// A name for a version of a function.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AliasConfiguration {
    /// The alias's ARN; may be empty.
    pub alias_arn: String,
    /// The alias's name.
    pub name: String,
    /// The version it points at.
    pub function_version: String,
    /// The id of the revision, which is another one after each change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
}

/// A version of a layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LayerVersion {
    /// The layer's ARN; may be empty.
    pub layer_arn: String,
    /// The version's ARN.
    pub layer_version_arn: String,
    /// The version's number.
    pub version: u64,
    /// The SHA-256 of its zip, in base64.
    pub code_sha256: String,
    /// The zipped size in bytes.
    pub code_size: u64,
    /// The compatible runtimes; absent if none are stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compatible_runtimes: Option<Vec<String>>,
    /// The compatible architectures; absent if none are stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compatible_architectures: Option<Vec<String>>,
    /// A URL of its zip. It is valid for ten minutes, for anyone who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_location: Option<String>,
}

/// A layer's versions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LayerVersionList {
    /// The first page of them, the newest first.
    pub layer_versions: Vec<ListedLayerVersion>,
}

/// A version in the list of a layer's versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ListedLayerVersion {
    /// The version's ARN.
    pub layer_version_arn: String,
    /// The version's number.
    pub version: u64,
}

/// The result of calling a function.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// The HTTP status. It is also 200 if the function itself failed.
    pub status_code: u16,
    /// The value that the function returned, as JSON.
    pub payload: String,
    /// The kind of error, such as `Unhandled`, if the function itself failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_error: Option<String>,
    /// The last 4 KB of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The version that ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executed_version: Option<String>,
}

/// An account's quotas and how much of them is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AccountSettings {
    /// Maximum size of all functions and layers together, in bytes.
    pub total_code_size: u64,
    /// Current size of all functions and layers together, in bytes.
    pub used_code_size: u64,
    /// Maximum unzipped size of a function and its layers, in bytes.
    pub code_size_unzipped: u64,
    /// Maximum zipped size of a direct upload, in bytes.
    pub code_size_zipped: u64,
    /// The number of functions.
    pub function_count: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListFunctionsResponse {
    functions: Vec<Value>,
    next_marker: Option<String>,
}

#[derive(Deserialize)]
struct GetFunctionResponse {
    configuration: Value,
    code: Option<GetFunctionCode>,
}

#[derive(Deserialize)]
struct GetFunctionCode {
    location: Option<String>,
    #[serde(flatten)]
    storage: CodeStorage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AliasResponse {
    #[serde(default)]
    alias_arn: String,
    name: String,
    function_version: String,
    revision_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayerVersionResponse {
    #[serde(default)]
    layer_arn: String,
    #[serde(default)]
    compatible_runtimes: Vec<String>,
    #[serde(default)]
    compatible_architectures: Vec<String>,
    layer_version_arn: String,
    version: u64,
    content: LayerVersionContent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayerVersionContent {
    code_sha256: String,
    code_size: u64,
    #[serde(default)]
    location: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListLayerVersionsResponse {
    #[serde(default)]
    layer_versions: Vec<ListedLayerVersion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountSettingsResponse {
    account_limit: AccountLimit,
    account_usage: AccountUsage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountLimit {
    total_code_size: u64,
    code_size_unzipped: u64,
    code_size_zipped: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountUsage {
    total_code_size: u64,
    function_count: u64,
}

/// ListFunctions.
pub fn functions(answer: &Answer) -> Option<FunctionList> {
    let ListFunctionsResponse { functions, next_marker } = json::read(&answer.body)?;
    let functions = functions.into_iter().map(FunctionConfiguration::from_partial).collect::<Option<_>>()?;
    Some(FunctionList { functions, next_marker: next_marker.filter(|marker| !marker.is_empty()) })
}

/// GetFunction.
pub fn function(answer: &Answer) -> Option<FunctionDetails> {
    let response: GetFunctionResponse = json::read(&answer.body)?;
    let (code_location, storage) =
        response.code.map_or((None, None), |code| (code.location, Some(code.storage)));
    let code = storage.filter(|storage| *storage != CodeStorage::default());
    let configuration = FunctionConfiguration::from_partial(response.configuration)?;
    let configuration = FunctionConfiguration { code, ..configuration };
    let code_location = code_location.filter(|location| location.starts_with("http"));
    Some(FunctionDetails { configuration, code_location })
}

/// Reads the response of every operation that returns a configuration. Such a response always has the code's hash.
/// Without this check, other JSON would be read as an empty configuration.
pub fn configuration(answer: &Answer) -> Option<FunctionConfiguration> {
    let configuration = FunctionConfiguration::from_partial(json::parse(&answer.body)?)?;
    (!configuration.code_sha256.is_empty()).then_some(configuration)
}

/// GetAlias, CreateAlias and UpdateAlias.
pub fn alias(answer: &Answer) -> Option<AliasConfiguration> {
    let AliasResponse { alias_arn, name, function_version, revision_id } = json::read(&answer.body)?;
    Some(AliasConfiguration { alias_arn, name, function_version, revision_id })
}

/// PublishLayerVersion and GetLayerVersion.
pub fn layer_version(answer: &Answer) -> Option<LayerVersion> {
    let layer: LayerVersionResponse = json::read(&answer.body)?;
    let stated = |names: Vec<String>| (!names.is_empty()).then_some(names);
    Some(LayerVersion {
        layer_arn: layer.layer_arn,
        layer_version_arn: layer.layer_version_arn,
        version: layer.version,
        code_sha256: layer.content.code_sha256,
        code_size: layer.content.code_size,
        compatible_runtimes: stated(layer.compatible_runtimes),
        compatible_architectures: stated(layer.compatible_architectures),
        code_location: layer.content.location.filter(|location| location.starts_with("http")),
    })
}

/// ListLayerVersions.
pub fn layer_versions(answer: &Answer) -> Option<LayerVersionList> {
    let ListLayerVersionsResponse { layer_versions } = json::read(&answer.body)?;
    Some(LayerVersionList { layer_versions })
}

/// Invoke.
pub fn invocation(answer: &Answer) -> Option<Invocation> {
    let log = answer.header("x-amz-log-result").and_then(|log| STANDARD.decode(log).ok());
    Some(Invocation {
        status_code: answer.status,
        payload: answer.body.clone(),
        function_error: function_error(answer),
        log: log.map(|log| String::from_utf8_lossy(&log).into_owned()),
        executed_version: answer.header("x-amz-executed-version").map(str::to_string),
    })
}

/// GetAccountSettings.
pub fn account_settings(answer: &Answer) -> Option<AccountSettings> {
    let response: AccountSettingsResponse = json::read(&answer.body)?;
    let AccountSettingsResponse { account_limit: limit, account_usage: usage } = response;
    Some(AccountSettings {
        total_code_size: limit.total_code_size,
        used_code_size: usage.total_code_size,
        code_size_unzipped: limit.code_size_unzipped,
        code_size_zipped: limit.code_size_zipped,
        function_count: usage.function_count,
    })
}

/// Returns the error of a function that failed. Lambda exposes neither `X-Amz-Function-Error` nor
/// `X-Amz-Executed-Version` to pages of other origins (SERVICES.md of aws-sdk-js lists the headers that it exposes).
/// Without these headers, the payload is an error if it has only the members that a runtime writes for an error.
fn function_error(answer: &Answer) -> Option<String> {
    const MEMBERS: &[&str] = &["errorMessage", "errorType", "requestId", "stackTrace", "cause"];
    if let Some(error) = answer.header("x-amz-function-error") {
        return Some(error.to_string());
    }
    if answer.header("x-amz-executed-version").is_some() {
        return None;
    }
    let payload: serde_json::Map<String, Value> = serde_json::from_str(&answer.body).ok()?;
    let is_error = payload.get("errorMessage").is_some_and(Value::is_string)
        && payload.keys().all(|name| MEMBERS.contains(&name.as_str()));
    is_error.then(|| match payload.get("errorType").and_then(Value::as_str) {
        Some(kind) => kind.to_string(),
        None => "Unhandled".to_string(),
    })
}
