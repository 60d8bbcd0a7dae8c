//! What came back from a server.

use super::clock::{self, Millis};
use serde::Deserialize;

/// An HTTP response, whatever its status.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Name and value of each header that the browser shows.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// A header's value, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }

    /// The server's time, where the browser shows it.
    pub fn date(&self) -> Option<Millis> {
        self.header("date").and_then(clock::parse)
    }

    /// The words of a body that is neither XML nor JSON of AWS, such as a proxy's page: without its tags,
    /// at most 200 characters.
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
