//! Credentials as JSON: the process credentials of `aws configure export-credentials`, what STS, IAM, SSO,
//! instance metadata and SDKs print, and the files in `~/.aws/cli/cache` and `~/.aws/login/cache`.

use super::fields::{Fields, is_of_key};
use super::{CredentialsFormat, unrecognized};
use crate::aws::literal;
use crate::aws::request_error::RequestError;
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

/// Maximum number of objects around credentials: `{"Credentials": {…}}`, `{"AccessKey": {…}}`, …
const MAXIMUM_DEPTH: usize = 8;

/// Reads an object: JSON, or as Python and JavaScript print it.
///
/// # Errors
/// `credentials-unrecognized`. serde_json's own messages may repeat a value, so they are not used.
pub fn read(text: &str) -> Result<Fields, RequestError> {
    let json = serde_json::from_str::<Value>(text);
    let mut value = json.or_else(|error| literal::read(text).ok_or(error)).map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        unrecognized(&format!("What was pasted begins like JSON but is broken at {at}"))
    })?;
    let mut fields = Fields::new(CredentialsFormat::Json);
    fill(&mut fields, &value, 0);
    // A file of ~/.aws/sso/cache: its token cannot sign requests.
    let is_sso = fields.is_empty() && value.get("accessToken").is_some() && value.get("startUrl").is_some();
    wipe(&mut value);
    match is_sso {
        true => Err(unrecognized("What was pasted is the token of a single sign-on, not credentials")),
        false => Ok(fields),
    }
}

/// Reads the first object in the text that contains a part of a key. Returns whether there is one.
fn fill(fields: &mut Fields, value: &Value, depth: usize) -> bool {
    if depth > MAXIMUM_DEPTH {
        return false;
    }
    match value {
        Value::Object(members)
            if members.iter().any(|(name, value)| is_of_key(name) && plain(value).is_some()) =>
        {
            for (name, value) in members {
                if let Some(text) = plain(value) {
                    fields.set(name, &text);
                }
            }
            true
        }
        Value::Object(members) => members.values().any(|value| fill(fields, value, depth + 1)),
        Value::Array(values) => values.iter().any(|value| fill(fields, value, depth + 1)),
        // Secrets Manager has JSON in `SecretString`.
        Value::String(text) if text.trim_start().starts_with('{') => {
            let Ok(mut inner) = serde_json::from_str::<Value>(text) else { return false };
            let is_found = fill(fields, &inner, depth + 1);
            wipe(&mut inner);
            is_found
        }
        _ => false,
    }
}

/// Returns a member's value as text. A number is a time in seconds (Cognito, with a fraction) or milliseconds (SSO).
/// `terraform output -json` has each value in the `value` member of an object.
fn plain(value: &Value) -> Option<Zeroizing<String>> {
    match value {
        Value::String(text) => Some(text.clone().into()),
        Value::Number(number) => {
            let whole = number.as_i64().or_else(|| number.as_f64().map(|number| number as i64));
            whole.map(|number| number.to_string().into())
        }
        Value::Object(members) => plain(members.get("value").filter(|value| value.is_string())?),
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
