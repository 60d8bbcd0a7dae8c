//! Conditions of a POST policy (S3 API reference, "POST policy", conditions).

use serde_json::Value;

/// A condition for a field of a form, or for the size of its file.
pub enum Condition {
    /// The field of this name has this value.
    Equal(String, String),
    /// The field of this name begins with this value.
    StartsWith(String, String),
    /// The size of the file in bytes is between these two numbers, both included.
    Range(u64, u64),
    /// JSON that is not a condition of S3.
    Unknown(String),
}

impl Condition {
    /// Returns the conditions in an element of a policy's array:
    /// `{ "name": "value" }`, `["eq" | "starts-with", "$name", "value"]`, `["content-length-range", 1, 2]`.
    pub fn from_json(value: &Value) -> Vec<Condition> {
        if let Some(members) = value.as_object() {
            return members
                .iter()
                .map(|(name, value)| Condition::Equal(name.clone(), plain(value)))
                .collect();
        }
        let unknown = || Condition::Unknown(shown(value));
        let Some([operator, first, second]) = value.as_array().map(Vec::as_slice) else {
            return vec![unknown()];
        };
        let name = plain(first).trim_start_matches('$').to_string();
        let number = |value: &Value| plain(value).parse::<u64>().ok();
        vec![match operator.as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
            "eq" => Condition::Equal(name, plain(second)),
            "starts-with" => Condition::StartsWith(name, plain(second)),
            "content-length-range" => number(first)
                .zip(number(second))
                .map_or_else(unknown, |(least, most)| Condition::Range(least, most)),
            _ => unknown(),
        }]
    }

    /// Whether it is for the field of this name.
    pub fn names(&self, field: &str) -> bool {
        matches!(self, Condition::Equal(name, _) | Condition::StartsWith(name, _) if name.eq_ignore_ascii_case(field))
    }
}

/// Fields whose values authorise anyone who has them.
const SECRETS: &[&str] = &["x-amz-security-token", "x-amz-signature", "signature"];

/// Whether the value of a field must never be repeated.
pub fn is_secret(field: &str) -> bool {
    SECRETS.iter().any(|secret| field.eq_ignore_ascii_case(secret))
}

/// Returns the text of a condition. For a condition on a secret, it only contains the field's name.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    let lower = text.to_ascii_lowercase();
    let secret = SECRETS.iter().find(|secret| lower.contains(*secret));
    secret.map_or(text, |secret| format!("on \"{secret}\""))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}
