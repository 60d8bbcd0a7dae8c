//! Why calls are refused before anything is sent. An error never contains a secret: no text that was pasted as
//! credentials is ever repeated.

use std::fmt;

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// A code in kebab case. Its meaning never changes.
    pub code: &'static str,
    /// What is wrong: a sentence without its period.
    pub message: String,
    /// What to do about it: a sentence without its period.
    pub hint: String,
}

impl RequestError {
    /// Creates an error.
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> RequestError {
        RequestError { code, message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RequestError {}
