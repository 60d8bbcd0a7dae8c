//! Credentials as JSON: the process credentials of `aws configure export-credentials`, and what STS,
//! IAM, SSO, instance metadata and SDKs print.

use super::fields::Fields;
use super::{CredentialsFormat, unrecognized};
use crate::aws::problem::Problem;
use serde_json::Value;
use zeroize::Zeroize;

/// Members that wrap credentials.
const WRAPPERS: &[&str] = &["Credentials", "credentials", "AccessKey", "roleCredentials"];

/// Reads a JSON object.
///
/// # Errors
/// `credentials-unrecognized`. serde_json's own words may repeat a value, so they are not used.
pub fn read(text: &str) -> Result<Fields, Problem> {
    let mut value: Value = serde_json::from_str(text).map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        unrecognized(&format!("What was pasted begins like JSON but is broken at {at}"))
    })?;
    let mut fields = Fields::new(CredentialsFormat::Json);
    let inner = WRAPPERS.iter().find_map(|wrapper| value.get(wrapper)).unwrap_or(&value);
    for (name, value) in inner.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => fields.set(name, text),
            // SSO's expiration: milliseconds.
            Value::Number(number) => fields.set(name, &number.to_string()),
            _ => false,
        };
    }
    wipe(&mut value);
    Ok(fields)
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}
