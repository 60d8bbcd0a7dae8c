//! What refuses a call before anything is sent. Never has a secret in it: no text that was pasted
//! as credentials is ever repeated.

use std::fmt;

/// `code` is kebab-case and stable, `message` says what is wrong, `hint` what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
    pub hint: String,
}

impl Problem {
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { code, message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
