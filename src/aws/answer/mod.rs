//! What S3 and Lambda answered, read into values, or into a failure that says what to do.

mod classify;
mod failure;
mod lambda;
mod network;
mod s3;

pub use failure::{Failure, Kind};
pub use lambda::{Alias, Configuration, Layer};
pub use network::{blocked, network};

use super::action::Operation;
use super::clock::{self, Millis};
use serde::{Deserialize, Serialize};

/// What came back, whatever its status.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Answer {
    pub status: u16,
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub body: String,
}

impl Answer {
    /// A header, whatever its name's case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }

    /// The server's clock, where the browser may see it.
    fn date(&self) -> Option<Millis> {
        self.header("date").and_then(clock::parse)
    }
}

/// What an operation answered. The operation says which variant it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Stored(s3::Stored),
    Object(s3::Object),
    Begun(s3::Begun),
    Parts(s3::Parts),
    Uploads(s3::Uploads),
    Function(Box<lambda::Function>),
    Configuration(Box<Configuration>),
    Alias(Alias),
    Layer(Layer),
    Layers(lambda::Layers),
    Invoked(lambda::Invoked),
    Account(lambda::Account),
    Nothing {},
}

/// Reads an answer. An error inside a 200, as CompleteMultipartUpload may send, is a failure.
///
/// # Errors
/// The failure, classified.
pub fn read(op: Operation, answer: &Answer) -> Result<Value, Box<Failure>> {
    let is_ok = (200..300).contains(&answer.status);
    if !is_ok || (op.is_s3() && s3::is_error(&answer.body)) {
        return Err(Box::new(failure::read(op, answer)));
    }
    let value = if op.is_s3() { s3::read(op, answer) } else { lambda::read(op, answer) };
    value.ok_or_else(|| Box::new(Failure::unreadable(op, answer)))
}

/// The same of a request that somebody else signed, as a presigned URL: it can neither be signed anew
/// nor sent elsewhere, and no credentials of the user's are at fault.
///
/// # Errors
/// The failure, classified.
pub fn read_presigned(op: Operation, answer: &Answer) -> Result<Value, Box<Failure>> {
    read(op, answer).map_err(|failure| Box::new(failure.of_presigned()))
}

/// The words of a body that is neither XML nor JSON of AWS: a proxy's page, without its tags.
fn failure_text(body: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for c in body.chars().take(4096) {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if is_tag => {}
            _ if c.is_whitespace() || c.is_control() => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            _ => text.push(c),
        }
    }
    text.trim().chars().take(200).collect()
}
