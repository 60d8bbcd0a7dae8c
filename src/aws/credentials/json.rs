//! Credentials as JSON: the process credentials of `aws configure export-credentials`, what STS, IAM, SSO,
//! instance metadata and SDKs print, and the files in `~/.aws/cli/cache` and `~/.aws/login/cache`.

use super::fields::{Fields, is_of_key};
use super::{CredentialsFormat, unrecognized};
use crate::aws::literal;
use crate::aws::problem::Problem;
use serde_json::{Map, Value};
use zeroize::Zeroize;

/// Levels of wrappers around credentials: `{"Credentials": {…}}`, `{"AccessKey": {…}}`, …
const MAXIMUM_DEPTH: usize = 8;

/// Reads an object: JSON, or as Python and JavaScript print it.
///
/// # Errors
/// `credentials-unrecognized`. serde_json's own words may repeat a value, so they are not used.
pub fn read(text: &str) -> Result<Fields, Problem> {
    let json = serde_json::from_str::<Value>(text);
    let mut value = json.or_else(|error| literal::read(text).ok_or(error)).map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        unrecognized(&format!("What was pasted begins like JSON but is broken at {at}"))
    })?;
    let mut fields = Fields::new(CredentialsFormat::Json);
    for (name, value) in credentials_in(&value, 0).into_iter().flatten() {
        match value {
            Value::String(text) => fields.set(name, text),
            // SSO's expiration: milliseconds.
            Value::Number(number) => fields.set(name, &number.to_string()),
            _ => false,
        };
    }
    // ~/.aws/sso/cache: it signs nothing by itself.
    let is_sso = fields.is_empty() && value.get("accessToken").is_some() && value.get("startUrl").is_some();
    wipe(&mut value);
    match is_sso {
        true => Err(unrecognized("What was pasted is the token of a single sign-on, not credentials")),
        false => Ok(fields),
    }
}

/// The first object, in the order of the text, that has a part of a key.
fn credentials_in(value: &Value, depth: usize) -> Option<&Map<String, Value>> {
    if depth > MAXIMUM_DEPTH {
        return None;
    }
    let inner = |value| credentials_in(value, depth + 1);
    match value {
        Value::Object(members)
            if members.iter().any(|(name, value)| is_of_key(name) && !value.is_object()) =>
        {
            Some(members)
        }
        Value::Object(members) => members.values().find_map(inner),
        Value::Array(values) => values.iter().find_map(inner),
        _ => None,
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}
