//! Placeholders for names that are not entered yet. They stand out, and AWS accepts none of them.

/// For a bucket: bucket names have no capital letters.
pub const BUCKET: &str = "YOUR-BUCKET";
/// For the role of a new function.
pub const ROLE: &str = "YOUR-ROLE-ARN";
/// For a layer: layer names have no dots.
pub const LAYER: &str = "YOUR.LAYER";

/// Returns the name, or the placeholder if it is empty.
pub fn or_placeholder<'a>(name: &'a str, placeholder: &'a str) -> &'a str {
    if name.is_empty() { placeholder } else { name }
}
