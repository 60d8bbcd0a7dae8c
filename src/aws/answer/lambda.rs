//! Lambda's JSON (botocore's lambda model), with member names in camel case.

use super::classify::Refused;
use super::{Answer, Value};
use crate::aws::action::Operation;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// FunctionConfiguration. Whatever AWS leaves out is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Configuration {
    pub function_name: String,
    pub function_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    pub code_size: u64,
    pub code_sha256: String,
    pub version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_type: Option<String>,
    pub architectures: Vec<String>,
    pub layers: Vec<UsedLayer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_status_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UsedLayer {
    pub arn: String,
    /// Zipped bytes.
    pub code_size: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Function {
    pub configuration: Configuration,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alias {
    #[serde(default)]
    pub alias_arn: String,
    pub name: String,
    pub function_version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Layer {
    pub layer_arn: String,
    pub layer_version_arn: String,
    pub version: u64,
    pub code_sha256: String,
    pub code_size: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compatible_runtimes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compatible_architectures: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublishedLayer {
    #[serde(default)]
    layer_arn: String,
    #[serde(default)]
    compatible_runtimes: Vec<String>,
    #[serde(default)]
    compatible_architectures: Vec<String>,
    layer_version_arn: String,
    version: u64,
    content: LayerContent,
}

/// The first page of ListLayerVersions: the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Layers {
    #[serde(default)]
    pub layer_versions: Vec<ListedLayer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedLayer {
    pub layer_version_arn: String,
    pub version: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayerContent {
    code_sha256: String,
    code_size: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoked {
    pub status_code: u16,
    pub payload: String,
    /// `Unhandled` and the like: the function itself failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_error: Option<String>,
    /// The last 4 KB of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executed_version: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Bytes all functions and layers may have together.
    pub total_code_size: u64,
    pub used_code_size: u64,
    pub code_size_unzipped: u64,
    pub code_size_zipped: u64,
    pub function_count: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountSettings {
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

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    message: Option<String>,
    #[serde(rename = "Message")]
    upper_message: Option<String>,
    #[serde(rename = "__type")]
    kind: Option<String>,
    code: Option<String>,
    #[serde(rename = "Code")]
    upper_code: Option<String>,
}

/// The name stands in `x-amzn-ErrorType` (`ResourceConflictException:http://…`) or `__type`
/// (`com.amazonaws.lambda#ResourceConflictException`), the words in `message` or `Message`.
pub fn refused(answer: &Answer) -> Refused {
    let body: ErrorBody = serde_json::from_str(&answer.body).unwrap_or_default();
    let code = answer.header("x-amzn-errortype").map(str::to_string);
    let code = code.or(body.kind).or(body.code).or(body.upper_code).unwrap_or_default();
    let code = code.split(':').next().unwrap_or_default().rsplit('#').next().unwrap_or_default();
    let message = body.message.or(body.upper_message);
    let message = message.or(answer.header("x-amzn-errormessage").map(str::to_string));
    let message = message.unwrap_or_else(|| super::failure_text(&answer.body));
    Refused { code: code.trim().to_string(), message, ..Refused::default() }
}

pub fn read(op: Operation, answer: &Answer) -> Option<Value> {
    Some(match op {
        Operation::GetFunction => Value::Function(parsed(answer)?),
        Operation::GetFunctionConfiguration
        | Operation::UpdateFunctionCode
        | Operation::UpdateFunctionConfiguration
        | Operation::CreateFunction
        | Operation::PublishVersion => {
            // Every answer has the hash; JSON of something else would pass for an empty one.
            let configuration: Box<Configuration> = parsed(answer)?;
            (!configuration.code_sha256.is_empty()).then_some(Value::Configuration(configuration))?
        }
        Operation::GetAlias | Operation::CreateAlias | Operation::UpdateAlias => {
            Value::Alias(parsed(answer)?)
        }
        Operation::ListLayerVersions => Value::Layers(parsed(answer)?),
        Operation::PublishLayerVersion | Operation::GetLayerVersion => {
            let layer: PublishedLayer = parsed(answer)?;
            Value::Layer(Layer {
                layer_arn: layer.layer_arn,
                layer_version_arn: layer.layer_version_arn,
                version: layer.version,
                code_sha256: layer.content.code_sha256,
                code_size: layer.content.code_size,
                compatible_runtimes: layer.compatible_runtimes,
                compatible_architectures: layer.compatible_architectures,
            })
        }
        Operation::Invoke => {
            let log = answer.header("x-amz-log-result").and_then(|log| STANDARD.decode(log).ok());
            Value::Invoked(Invoked {
                status_code: answer.status,
                payload: answer.body.clone(),
                function_error: function_error(answer),
                log: log.map(|log| String::from_utf8_lossy(&log).into_owned()),
                executed_version: answer.header("x-amz-executed-version").map(str::to_string),
            })
        }
        Operation::GetAccountSettings => {
            let AccountSettings { account_limit: limit, account_usage: usage } = parsed(answer)?;
            Value::Account(Account {
                total_code_size: limit.total_code_size,
                used_code_size: usage.total_code_size,
                code_size_unzipped: limit.code_size_unzipped,
                code_size_zipped: limit.code_size_zipped,
                function_count: usage.function_count,
            })
        }
        _ => Value::Nothing {},
    })
}

/// Lambda lets pages of other origins see neither `X-Amz-Function-Error` nor `X-Amz-Executed-Version`
/// (SERVICES.md of aws-sdk-js lists what it exposes): then the payload tells, by the members that a
/// runtime writes of an error and no others.
fn function_error(answer: &Answer) -> Option<String> {
    const MEMBERS: &[&str] = &["errorMessage", "errorType", "requestId", "stackTrace", "cause"];
    if let Some(error) = answer.header("x-amz-function-error") {
        return Some(error.to_string());
    }
    if answer.header("x-amz-executed-version").is_some() {
        return None;
    }
    let payload: serde_json::Map<String, Json> = serde_json::from_str(&answer.body).ok()?;
    let is_error = payload.get("errorMessage").is_some_and(Json::is_string)
        && payload.keys().all(|name| MEMBERS.contains(&name.as_str()));
    is_error.then(|| match payload.get("errorType").and_then(Json::as_str) {
        Some(kind) => kind.to_string(),
        None => "Unhandled".to_string(),
    })
}

fn parsed<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    let mut value = serde_json::from_str(&answer.body).ok()?;
    tidy(&mut value);
    serde_json::from_value(value).ok()
}

/// `FunctionName` becomes `functionName`, as the page gets it and gives it back. Some servers write
/// `null` where AWS leaves a member out.
fn tidy(value: &mut Json) {
    match value {
        Json::Object(members) => {
            let old = std::mem::take(members);
            members.extend(old.into_iter().filter(|(_, member)| !member.is_null()).map(
                |(name, mut member)| {
                    tidy(&mut member);
                    let mut letters = name.chars();
                    let first = letters.next().map(|first| first.to_ascii_lowercase());
                    (first.into_iter().chain(letters).collect(), member)
                },
            ));
        }
        Json::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}
