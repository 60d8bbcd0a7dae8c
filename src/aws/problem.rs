//! What refuses a call before anything is sent. It never has a secret in it: no text that was pasted
//! as credentials is ever repeated.

use std::fmt;

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Kebab-case; never changes its meaning.
    pub code: &'static str,
    /// What is wrong: a sentence without its period.
    pub message: String,
    /// What to do about it: a sentence without its period.
    pub hint: String,
}

impl Problem {
    /// A problem of these parts.
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
