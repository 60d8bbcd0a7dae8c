//! Creates forms.

use super::{PostForm, PostFormOptions};
use crate::aws::clock::{self, Millis};
use crate::aws::endpoint::EndpointConfig;
use crate::aws::request_error::RequestError;
use crate::aws::s3::request::ZIP;
use crate::aws::session::Session;
use crate::aws::sign::{self, MAX_EXPIRY_SECONDS};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Creates a form for someone without credentials.
///
/// # Errors
/// `session-locked`, `credentials-expired`, `expiry-invalid`, and the errors of [`EndpointConfig::object`].
pub fn make(
    place: &EndpointConfig,
    options: &PostFormOptions,
    session: &Session,
    now: Millis,
) -> Result<PostForm, RequestError> {
    let PostFormOptions { object, maximum_size, expires_in } = options;
    let credentials = session.credentials()?;
    place.object(&object.bucket, &object.key)?;
    if !(1..=MAX_EXPIRY_SECONDS).contains(expires_in) {
        let message = format!("A form cannot last \"{}\" seconds", expires_in);
        return Err(RequestError::new("expiry-invalid", message, "Choose 1 second to 7 days"));
    }
    let date = clock::basic(now);
    let day = date.get(..8).unwrap_or_default();
    let scope = format!("{}/{day}/{}/s3/aws4_request", credentials.access_key_id.as_str(), place.region()?);
    let mut fields = vec![
        ("key".to_string(), object.key.clone()),
        ("Content-Type".to_string(), ZIP.to_string()),
        ("success_action_status".to_string(), "201".to_string()),
        ("x-amz-algorithm".to_string(), "AWS4-HMAC-SHA256".to_string()),
        ("x-amz-credential".to_string(), scope),
        ("x-amz-date".to_string(), date.clone()),
    ];
    if let Some(token) = &credentials.session_token {
        fields.push(("x-amz-security-token".to_string(), token.to_string()));
    }
    let mut conditions: Vec<Value> = vec![json!({ "bucket": object.bucket })];
    for (name, value) in &fields {
        conditions.push(Value::Object(Map::from_iter([(name.clone(), json!(value))])));
    }
    conditions.push(json!(["content-length-range", 1, maximum_size]));
    let end = clock::iso(now + Millis::from(*expires_in) * 1000);
    let policy = STANDARD.encode(json!({ "expiration": end, "conditions": conditions }).to_string());
    let signature = sign::policy(place, &policy, credentials, now)?;
    fields.push(("policy".to_string(), policy));
    fields.push(("x-amz-signature".to_string(), signature));
    Ok(PostForm { url: place.bucket(&object.bucket)?, fields })
}
