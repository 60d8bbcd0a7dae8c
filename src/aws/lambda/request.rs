//! Lambda's operations as requests (AWS Lambda API reference; botocore's lambda model).

use super::action::{CodeOrigin, LambdaAction};
use super::body::json_body;
use crate::aws::endpoint::{EndpointConfig, encode, query};
use crate::aws::request::{RequestBody, UnsignedRequest};
use crate::aws::request_error::RequestError;
use serde_json::Value;

/// Builds the request of an action.
///
/// # Errors
/// `name-invalid`, `alias-invalid`, `region-mismatch`, `event-invalid`, and the errors of [`EndpointConfig::lambda`].
pub fn unsigned_request(
    place: &EndpointConfig,
    action: &LambdaAction,
) -> Result<UnsignedRequest, RequestError> {
    let (method, path) = resource(place, action)?;
    let body = body(action)?;
    let mut headers = Vec::new();
    if body != RequestBody::None {
        headers.push(("content-type", "application/json".to_string()));
    }
    if let LambdaAction::Invoke { log_tail: Some(true), .. } = action {
        headers.push(("x-amz-log-type", "Tail".to_string()));
    }
    Ok(UnsignedRequest {
        op: action.operation(),
        method,
        url: place.lambda(&path)?,
        headers,
        body,
        is_repeatable: is_repeatable(action),
    })
}

/// Returns the method, and the path with its query.
fn resource(place: &EndpointConfig, action: &LambdaAction) -> Result<(&'static str, String), RequestError> {
    let function = |name: &str, rest: &str| -> Result<String, RequestError> {
        check_function(place, name)?;
        Ok(format!("/2015-03-31/functions/{}{rest}", encode(name)))
    };
    let layer = |name: &str, rest: &str| -> Result<String, RequestError> {
        check(is_layer_name(name), name, "layer", 140)?;
        Ok(format!("/2018-10-31/layers/{}/versions{rest}", encode(name)))
    };
    let alias = |function_name: &str, name: &str| -> Result<String, RequestError> {
        check_alias(name)?;
        function(function_name, &format!("/aliases/{}", encode(name)))
    };
    let qualified = |path: String, qualifier: &Option<String>| match qualifier {
        Some(qualifier) => format!("{path}?{}", query(&[("Qualifier", qualifier.clone())])),
        None => path,
    };
    Ok(match action {
        LambdaAction::ListFunctions { marker } => {
            let mut pairs = vec![("MaxItems", "50".to_string())];
            pairs.extend(marker.iter().map(|marker| ("Marker", marker.clone())));
            ("GET", format!("/2015-03-31/functions?{}", query(&pairs)))
        }
        LambdaAction::GetFunction { function_name, qualifier } => {
            ("GET", qualified(function(function_name, "")?, qualifier))
        }
        LambdaAction::GetFunctionConfiguration { function_name, qualifier } => {
            ("GET", qualified(function(function_name, "/configuration")?, qualifier))
        }
        LambdaAction::UpdateFunctionCode { function_name, .. } => ("PUT", function(function_name, "/code")?),
        LambdaAction::UpdateFunctionConfiguration { function_name, .. } => {
            ("PUT", function(function_name, "/configuration")?)
        }
        LambdaAction::CreateFunction { function_name, .. } => {
            check_function(place, function_name)?;
            ("POST", "/2015-03-31/functions".to_string())
        }
        LambdaAction::PublishVersion { function_name, .. } => ("POST", function(function_name, "/versions")?),
        LambdaAction::CreateAlias { function_name, name, .. } => {
            check_alias(name)?;
            ("POST", function(function_name, "/aliases")?)
        }
        LambdaAction::GetAlias { function_name, name } => ("GET", alias(function_name, name)?),
        LambdaAction::UpdateAlias { function_name, name, .. } => ("PUT", alias(function_name, name)?),
        LambdaAction::PublishLayerVersion { layer_name, .. } => ("POST", layer(layer_name, "")?),
        LambdaAction::ListLayerVersions { layer_name } => ("GET", layer(layer_name, "")?),
        LambdaAction::GetLayerVersion { layer_name, version_number } => {
            ("GET", layer(layer_name, &format!("/{version_number}"))?)
        }
        LambdaAction::Invoke { function_name, qualifier, .. } => {
            ("POST", qualified(function(function_name, "/invocations")?, qualifier))
        }
        LambdaAction::GetAccountSettings {} => ("GET", "/2016-08-19/account-settings".to_string()),
    })
}

/// Whether sending the request again changes nothing more. An update of a given revision is not repeatable: the first
/// one creates another revision, so the second is refused.
fn is_repeatable(action: &LambdaAction) -> bool {
    match action {
        LambdaAction::UpdateFunctionCode { publish, revision_id, .. } => {
            *publish != Some(true) && revision_id.is_none()
        }
        LambdaAction::UpdateFunctionConfiguration { revision_id, .. }
        | LambdaAction::UpdateAlias { revision_id, .. } => revision_id.is_none(),
        LambdaAction::CreateFunction { .. }
        | LambdaAction::PublishVersion { .. }
        | LambdaAction::CreateAlias { .. }
        | LambdaAction::PublishLayerVersion { .. }
        | LambdaAction::Invoke { .. } => false,
        LambdaAction::ListFunctions { .. }
        | LambdaAction::GetFunction { .. }
        | LambdaAction::GetFunctionConfiguration { .. }
        | LambdaAction::GetAlias { .. }
        | LambdaAction::ListLayerVersions { .. }
        | LambdaAction::GetLayerVersion { .. }
        | LambdaAction::GetAccountSettings {} => true,
    }
}

fn body(action: &LambdaAction) -> Result<RequestBody, RequestError> {
    if matches!(action.code(), Some(CodeOrigin::ZipFile { .. })) {
        return Ok(RequestBody::ZipFile);
    }
    if let LambdaAction::Invoke { payload, .. } = action {
        let is_json = serde_json::from_str::<Value>(payload).is_ok();
        return match is_json || payload.is_empty() {
            true => Ok(RequestBody::Text { text: payload.clone() }),
            false => Err(RequestError::new(
                "event-invalid",
                "The test event is not JSON",
                "Lambda takes one JSON value",
            )),
        };
    }
    Ok(match json_body(action) {
        Some(json) => RequestBody::Text { text: Value::Object(json.members).to_string() },
        None => RequestBody::None,
    })
}

/// Checks a function's name: a name, a partial ARN or an ARN (Lambda API reference, FunctionName).
fn check_function(place: &EndpointConfig, name: &str) -> Result<(), RequestError> {
    check(is_function_name(name), name, "function", 64)?;
    let mut fields = name.split(':');
    let arn_region = (fields.next() == Some("arn")).then(|| fields.nth(2)).flatten();
    match arn_region {
        Some(region) if region != place.region => Err(RequestError::new(
            "region-mismatch",
            format!("\"{name}\" is in {region}, not in {}", place.region),
            format!("Choose the region {region}, or the function's name alone"),
        )),
        _ => Ok(()),
    }
}

/// Refuses a name that is not `fine`. `most` is the maximum number of characters of a name alone.
fn check(fine: bool, name: &str, what: &str, most: usize) -> Result<(), RequestError> {
    if fine {
        return Ok(());
    }
    let message = match name.is_empty() {
        true => format!("No {what} is named"),
        false => format!("\"{name}\" cannot be the name of a {what}"),
    };
    let hint =
        format!("Names have letters, digits, hyphens and underscores, at most {most}; an ARN will do too");
    Err(RequestError::new("name-invalid", message, hint))
}

/// Whether a text is a name, a partial ARN or an ARN, each with or without a qualifier (Lambda API reference,
/// FunctionName: a name alone has at most 64 characters).
fn is_function_name(text: &str) -> bool {
    let fields: Vec<&str> = text.split(':').collect();
    let named = match fields.as_slice() {
        ["arn", place @ .., "function", name] | ["arn", place @ .., "function", name, _] => {
            matches!(place, [_, "lambda", _, _]).then_some(*name)
        }
        [account, "function", name] | [account, "function", name, _] => {
            (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())).then_some(*name)
        }
        ["function", name] | [name] | [name, _] => Some(*name),
        _ => None,
    };
    let is_qualified =
        |field: &&str| is_word(field.trim_start_matches('$').trim_end_matches(".PUBLISHED"), 128);
    named.is_some_and(|name| is_word(name, 64)) && fields.iter().all(is_qualified)
}

/// Whether a text is a layer's name or ARN (Lambda API reference, LayerName).
fn is_layer_name(text: &str) -> bool {
    let fields: Vec<&str> = text.split(':').collect();
    match fields.as_slice() {
        ["arn", partition, "lambda", region, account, "layer", name] => {
            [partition, region, account, name].iter().all(|field| is_word(field, 140)) && text.len() <= 140
        }
        [name] => is_word(name, 140),
        _ => false,
    }
}

/// Checks an alias's name (Lambda API reference, CreateAlias: digits alone are a version).
fn check_alias(name: &str) -> Result<(), RequestError> {
    if is_word(name, 128) && !name.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    let hint = "Aliases have letters, digits, hyphens and underscores, at most 128, and not digits alone";
    Err(RequestError::new("alias-invalid", format!("\"{name}\" cannot be the name of an alias"), hint))
}

/// Whether a text is 1 to `most` letters, digits, hyphens and underscores.
fn is_word(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
