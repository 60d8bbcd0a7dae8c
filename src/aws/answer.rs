//! Responses of servers.

use super::clock::{self, Millis};
use serde::Deserialize;

/// An HTTP response, whatever its status.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Name and value of each header that the browser exposes.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// Returns a header's value. The name is compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }

    /// Returns the server's time, if the browser exposes the `Date` header.
    pub fn date(&self) -> Option<Millis> {
        self.header("date").and_then(clock::parse)
    }

    /// Returns the text of a body that is neither XML nor JSON of AWS, such as a proxy's error page: without tags, at
    /// most 200 characters.
    pub fn words(&self) -> String {
        let mut text = String::new();
        let mut is_tag = false;
        for c in self.body.chars().take(4096) {
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
}
