//! Lambda's operations as requests (AWS Lambda API reference; botocore's lambda model).

use super::action::{Action, Operation, Origin};
use super::place::{Place, encode, query};
use super::problem::Problem;
use super::request::{Body, Draft};
use serde_json::{Map, Value, json};

/// A request whose JSON may have a zip in it.
pub struct Json {
    /// The object that gets `ZipFile`: the request itself, or a member of it.
    pub holder: Option<&'static str>,
    pub members: Map<String, Value>,
}

/// The request of a Lambda action; `None` for those of S3.
///
/// # Errors
/// `function-name-invalid`, `region-mismatch`, and what [`Place::lambda`] refuses.
pub fn draft(place: &Place, action: &Action) -> Option<Result<Draft, Problem>> {
    if action.operation().is_s3() {
        return None;
    }
    Some(build(place, action))
}

fn build(place: &Place, action: &Action) -> Result<Draft, Problem> {
    let function = |name: &str, rest: &str| -> Result<String, Problem> {
        check_function(place, name)?;
        Ok(format!("/2015-03-31/functions/{}{rest}", encode(name)))
    };
    let qualified = |path: String, qualifier: &Option<String>| match qualifier {
        Some(qualifier) => format!("{path}?{}", query(&[("Qualifier", qualifier.clone())])),
        None => path,
    };
    let (method, path) = match action {
        Action::GetFunction { function_name, qualifier } => {
            ("GET", qualified(function(function_name, "")?, qualifier))
        }
        Action::GetFunctionConfiguration { function_name, qualifier } => {
            ("GET", qualified(function(function_name, "/configuration")?, qualifier))
        }
        Action::UpdateFunctionCode { function_name, .. } => ("PUT", function(function_name, "/code")?),
        Action::UpdateFunctionConfiguration { function_name, .. } => {
            ("PUT", function(function_name, "/configuration")?)
        }
        Action::CreateFunction { function_name, .. } => {
            check_function(place, function_name)?;
            ("POST", "/2015-03-31/functions".to_string())
        }
        Action::PublishVersion { function_name, .. } => ("POST", function(function_name, "/versions")?),
        Action::CreateAlias { function_name, .. } => ("POST", function(function_name, "/aliases")?),
        Action::GetAlias { function_name, name } => {
            ("GET", function(function_name, &format!("/aliases/{}", encode(name)))?)
        }
        Action::UpdateAlias { function_name, name, .. } => {
            ("PUT", function(function_name, &format!("/aliases/{}", encode(name)))?)
        }
        Action::PublishLayerVersion { layer_name, .. } => {
            check_name(layer_name, "layer")?;
            ("POST", format!("/2018-10-31/layers/{}/versions", encode(layer_name)))
        }
        Action::ListLayerVersions { layer_name } => {
            check_name(layer_name, "layer")?;
            ("GET", format!("/2018-10-31/layers/{}/versions", encode(layer_name)))
        }
        Action::GetLayerVersion { layer_name, version_number } => {
            check_name(layer_name, "layer")?;
            ("GET", format!("/2018-10-31/layers/{}/versions/{version_number}", encode(layer_name)))
        }
        Action::Invoke { function_name, qualifier, .. } => {
            ("POST", qualified(function(function_name, "/invocations")?, qualifier))
        }
        _ => ("GET", "/2016-08-19/account-settings".to_string()),
    };
    let body = body(action)?;
    let mut headers = Vec::new();
    if body != Body::None {
        headers.push(("content-type", "application/json".to_string()));
    }
    if let Action::Invoke { log_tail: Some(true), .. } = action {
        headers.push(("x-amz-log-type", "Tail".to_string()));
    }
    let op = action.operation();
    Ok(Draft { op, method, url: place.lambda(&path)?, headers, body, is_repeatable: is_repeatable(action) })
}

/// Doing it again changes nothing more, or is refused by the revision id.
fn is_repeatable(action: &Action) -> bool {
    match action {
        Action::UpdateFunctionCode { publish, revision_id, .. } => {
            *publish != Some(true) && revision_id.is_none()
        }
        Action::UpdateFunctionConfiguration { revision_id, .. } | Action::UpdateAlias { revision_id, .. } => {
            revision_id.is_none()
        }
        _ => !matches!(
            action.operation(),
            Operation::CreateFunction
                | Operation::PublishVersion
                | Operation::CreateAlias
                | Operation::PublishLayerVersion
                | Operation::Invoke
        ),
    }
}

fn body(action: &Action) -> Result<Body, Problem> {
    if matches!(action.origin(), Some(Origin::ZipFile { .. })) {
        return Ok(Body::ZipFile);
    }
    if let Action::Invoke { payload, .. } = action {
        let is_json = serde_json::from_str::<Value>(payload).is_ok();
        return match is_json || payload.is_empty() {
            true => Ok(Body::Text { text: payload.clone() }),
            false => Err(Problem::new(
                "event-invalid",
                "The test event is not JSON",
                "Lambda takes one JSON value",
            )),
        };
    }
    Ok(match json(action) {
        Some(json) => Body::Text { text: Value::Object(json.members).to_string() },
        None => Body::None,
    })
}

/// The JSON of an action, all but a zip in it.
pub fn json(action: &Action) -> Option<Json> {
    let mut holder = None;
    let value = match action {
        Action::UpdateFunctionCode { code, architecture, publish, dry_run, revision_id, .. } => {
            let mut value = origin(code);
            value["Architectures"] = architecture.map_or(Value::Null, |architecture| json!([architecture]));
            value["Publish"] = json!(publish);
            value["DryRun"] = json!(dry_run);
            value["RevisionId"] = json!(revision_id);
            value
        }
        Action::UpdateFunctionConfiguration { runtime, handler, layers, revision_id, .. } => {
            json!({ "Runtime": runtime, "Handler": handler, "Layers": layers, "RevisionId": revision_id })
        }
        Action::CreateFunction {
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
        } => {
            holder = Some("Code");
            json!({
                "FunctionName": function_name, "Code": origin(code), "Role": role, "Runtime": runtime,
                "Handler": handler, "Architectures": [architecture], "Description": description,
                "Timeout": timeout, "MemorySize": memory_size, "Layers": layers, "Publish": publish,
                "PackageType": "Zip",
            })
        }
        Action::PublishVersion { code_sha256, description, revision_id, .. } => {
            json!({ "CodeSha256": code_sha256, "Description": description, "RevisionId": revision_id })
        }
        Action::CreateAlias { name, function_version, description, .. } => {
            json!({ "Name": name, "FunctionVersion": function_version, "Description": description })
        }
        Action::UpdateAlias { function_version, revision_id, .. } => {
            json!({ "FunctionVersion": function_version, "RevisionId": revision_id })
        }
        Action::PublishLayerVersion { code, runtimes, architectures, description, license_info, .. } => {
            holder = Some("Content");
            json!({
                "Content": origin(code), "CompatibleRuntimes": runtimes,
                "CompatibleArchitectures": architectures, "Description": description,
                "LicenseInfo": license_info,
            })
        }
        _ => return None,
    };
    let Value::Object(mut members) = value else { return None };
    members.retain(|_, value| !value.is_null());
    Some(Json { holder, members })
}

/// `S3Bucket`, `S3Key` and `S3ObjectVersion`, or nothing yet.
fn origin(code: &Origin) -> Value {
    match code {
        Origin::Object { bucket, key, version: None } => json!({ "S3Bucket": bucket, "S3Key": key }),
        Origin::Object { bucket, key, version: Some(version) } => {
            json!({ "S3Bucket": bucket, "S3Key": key, "S3ObjectVersion": version })
        }
        Origin::ZipFile { .. } => json!({}),
    }
}

/// A name, a partial ARN or an ARN (Lambda API reference, FunctionName).
fn check_function(place: &Place, name: &str) -> Result<(), Problem> {
    check_name(name, "function")?;
    let mut fields = name.split(':');
    let arn_region = (fields.next() == Some("arn")).then(|| fields.nth(2)).flatten();
    match arn_region {
        Some(region) if region != place.region => Err(Problem::new(
            "region-mismatch",
            format!("\"{name}\" is in {region}, not in {}", place.region),
            format!("Choose the region {region}, or the function's name alone"),
        )),
        _ => Ok(()),
    }
}

fn check_name(name: &str, what: &str) -> Result<(), Problem> {
    let is_fine = (1..=170).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'$' | b'.'));
    if is_fine {
        return Ok(());
    }
    let message = match name.is_empty() {
        true => format!("No {what} is named"),
        false => format!("\"{name}\" cannot be the name of a {what}"),
    };
    let hint = "Names have letters, digits, hyphens and underscores, at most 64; an ARN will do too";
    Err(Problem::new("name-invalid", message, hint))
}
