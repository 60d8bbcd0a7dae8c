//! The JSON of Lambda's requests, with the member names of the API reference.

use super::action::{CodeOrigin, LambdaAction};
use serde_json::{Map, Value, json};

/// A request's JSON, without the zip that may belong into it.
pub struct JsonBody {
    /// The member whose object gets `ZipFile`; `None` where it is the request itself.
    pub holder: Option<&'static str>,
    /// The request's members.
    pub members: Map<String, Value>,
}

/// The JSON of an action; `None` for those that send none.
pub fn json_body(action: &LambdaAction) -> Option<JsonBody> {
    let mut holder = None;
    let value = match action {
        LambdaAction::UpdateFunctionCode {
            code,
            architecture,
            publish,
            dry_run,
            revision_id,
            source_kms_key_arn,
            ..
        } => {
            let mut value = object_of(code);
            value["Architectures"] = architecture.map_or(Value::Null, |architecture| json!([architecture]));
            value["Publish"] = json!(publish);
            value["DryRun"] = json!(dry_run);
            value["RevisionId"] = json!(revision_id);
            value["SourceKMSKeyArn"] = json!(source_kms_key_arn);
            value
        }
        LambdaAction::UpdateFunctionConfiguration { runtime, handler, layers, revision_id, .. } => {
            json!({ "Runtime": runtime, "Handler": handler, "Layers": layers, "RevisionId": revision_id })
        }
        LambdaAction::CreateFunction {
            function_name,
            code,
            role,
            runtime,
            handler,
            architecture,
            description,
            timeout,
            memory_size,
            layers,
            publish,
            source_kms_key_arn,
            capacity_provider_arn,
            publish_to,
        } => {
            holder = Some("Code");
            let mut code = object_of(code);
            if let Some(key) = source_kms_key_arn {
                code["SourceKMSKeyArn"] = json!(key);
            }
            let capacity = capacity_provider_arn.as_ref().map(|arn| {
                json!({ "LambdaManagedInstancesCapacityProviderConfig": { "CapacityProviderArn": arn } })
            });
            json!({
                "FunctionName": function_name, "Code": code, "Role": role, "Runtime": runtime,
                "Handler": handler, "Architectures": [architecture], "Description": description,
                "Timeout": timeout, "MemorySize": memory_size, "Layers": layers, "Publish": publish,
                "PackageType": "Zip", "CapacityProviderConfig": capacity, "PublishTo": publish_to,
            })
        }
        LambdaAction::PublishVersion { code_sha256, description, revision_id, publish_to, .. } => {
            json!({
                "CodeSha256": code_sha256, "Description": description, "RevisionId": revision_id,
                "PublishTo": publish_to,
            })
        }
        LambdaAction::CreateAlias { name, function_version, description, .. } => {
            json!({ "Name": name, "FunctionVersion": function_version, "Description": description })
        }
        LambdaAction::UpdateAlias { function_version, revision_id, .. } => {
            json!({ "FunctionVersion": function_version, "RevisionId": revision_id })
        }
        LambdaAction::PublishLayerVersion {
            code,
            runtimes,
            architectures,
            description,
            license_info,
            ..
        } => {
            holder = Some("Content");
            json!({
                "Content": object_of(code), "CompatibleRuntimes": runtimes,
                "CompatibleArchitectures": architectures, "Description": description,
                "LicenseInfo": license_info,
            })
        }
        LambdaAction::ListFunctions { .. }
        | LambdaAction::GetFunction { .. }
        | LambdaAction::GetFunctionConfiguration { .. }
        | LambdaAction::GetAlias { .. }
        | LambdaAction::ListLayerVersions { .. }
        | LambdaAction::GetLayerVersion { .. }
        | LambdaAction::Invoke { .. }
        | LambdaAction::GetAccountSettings {} => return None,
    };
    let Value::Object(mut members) = value else { return None };
    members.retain(|_, value| !value.is_null());
    Some(JsonBody { holder, members })
}

/// `S3Bucket`, `S3Key`, `S3ObjectVersion` and `S3ObjectStorageMode`, or nothing yet.
fn object_of(code: &CodeOrigin) -> Value {
    match code {
        CodeOrigin::Object { object, version, storage_mode } => {
            let mut value = json!({ "S3Bucket": object.bucket, "S3Key": object.key });
            if let Some(version) = version {
                value["S3ObjectVersion"] = json!(version);
            }
            if let Some(mode) = storage_mode {
                value["S3ObjectStorageMode"] = json!(mode);
            }
            value
        }
        CodeOrigin::ZipFile { .. } => json!({}),
    }
}
