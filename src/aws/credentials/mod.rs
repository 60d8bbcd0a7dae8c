//! Credentials in the formats AWS hands out. What was pasted is never repeated in an error, and wiped
//! from memory when it has been read.
//!
//! - `json`, `ini`, `shell`, `printed`, `code`: the formats, one function a format
//! - `wrapped`: tokens that were broken into lines
//! - `fields`: what they have in common

mod code;
mod fields;
mod ini;
mod json;
mod printed;
mod shell;
mod wrapped;

use super::clock::{self, Millis};
use super::problem::Problem;
use fields::Fields;
use serde::Serialize;
use std::fmt;
use zeroize::Zeroizing;

/// The format credentials were pasted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum CredentialsFormat {
    /// `export AWS_ACCESS_KEY_ID=…`, with or without `export`; fish's `set -gx` and csh's `setenv` too.
    Shell,
    /// `$Env:AWS_ACCESS_KEY_ID="…"`.
    PowerShell,
    /// `SET AWS_ACCESS_KEY_ID=…`.
    Cmd,
    /// Profiles of `~/.aws/credentials`, and `aws configure set` lines.
    Ini,
    /// `aws configure export-credentials`, `aws sts …`, `aws iam create-access-key`; as SDKs print it too.
    Json,
    /// `aws … --output yaml`, or any `name: value` lines.
    Yaml,
    /// `aws … --output table`.
    Table,
    /// `aws … --output text`.
    Text,
    /// What STS answers.
    Xml,
    /// `accessKeys.csv` of the console.
    Csv,
    /// Two or three lines or fields.
    Fields,
    /// Assignments and arguments of a program in any language.
    Code,
}

/// What signs requests. Wiped when dropped; shows nothing of itself.
pub struct Credentials {
    pub(super) access_key_id: Zeroizing<String>,
    pub(super) secret_access_key: Zeroizing<String>,
    pub(super) session_token: Option<Zeroizing<String>>,
    /// When they expire, where that is stated.
    pub expires: Option<Millis>,
    /// The format they were pasted in.
    pub format: CredentialsFormat,
    /// The profile they come from.
    pub profile: Option<String>,
    /// The region that was pasted with them.
    pub region: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({:?})", self.format)
    }
}

impl Credentials {
    /// Reads what was pasted. Of an ini text with several profiles, `profile` names the one.
    ///
    /// # Errors
    /// `credentials-unrecognized`, `credentials-incomplete`, `credentials-invalid`,
    /// `credentials-expired`, `profile-missing`, `profile-unchosen`.
    pub fn read(text: &str, profile: Option<&str>, now: Millis) -> Result<Credentials, Problem> {
        let plain = plain_text(text);
        let text = plain.trim();
        if text.is_empty() {
            return Err(unrecognized("Nothing was pasted"));
        }
        let fields = match text.starts_with(['{', '[', '"']) {
            // `[` begins a profile too.
            true if text.starts_with('{') || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
                let read = json::read(text);
                // A list of environment variables; or no JSON at all, which has no quotes: what was cut off has.
                let may_be_other = read.as_ref().map_or(!text.contains('"'), Fields::is_empty);
                let other = may_be_other.then(|| in_any_form(text)).flatten();
                other.filter(Fields::is_whole).map_or(read, Ok)?
            }
            _ if ini::is_ini(text) => ini::read(text, profile)?,
            _ => in_any_form(text).ok_or_else(|| {
                unrecognized("What was pasted is not in a form in which AWS gives credentials")
            })?,
        };
        fields.into_credentials(now)
    }

    /// Credentials typed into three fields. An empty token is none.
    ///
    /// # Errors
    /// As [`Credentials::read`].
    pub fn from_fields(
        id: &str,
        secret: &str,
        token: Option<&str>,
        now: Millis,
    ) -> Result<Credentials, Problem> {
        let mut fields = Fields::new(CredentialsFormat::Fields);
        fields.set("accesskeyid", id);
        fields.set("secretaccesskey", secret);
        fields.set("sessiontoken", token.unwrap_or_default());
        fields.into_credentials(now)
    }

    /// Whether there is a session token: temporary credentials have one, and expire.
    pub fn is_temporary(&self) -> bool {
        self.session_token.is_some()
    }

    /// The ends of the access key ID, which is no secret; nothing of what does not look like one, for
    /// it may be a secret in the wrong field.
    pub fn masked_id(&self) -> String {
        let id = self.access_key_id.as_str();
        let looks_like_one = (16..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
        match (looks_like_one, id.get(..4), id.get(id.len().saturating_sub(4)..)) {
            (true, Some(start), Some(end)) => format!("{start}…{end}"),
            _ => "…".to_string(),
        }
    }

    /// Refuses credentials that have expired.
    ///
    /// # Errors
    /// `credentials-expired`.
    pub fn check_expiry(&self, now: Millis) -> Result<(), Problem> {
        match self.expires {
            Some(expires) if expires <= now => Err(Problem::new(
                "credentials-expired",
                format!("The credentials expired {} ago", clock::span(now - expires)),
                "Get new ones where these came from and paste them",
            )),
            _ => Ok(()),
        }
    }
}

/// The names of the profiles in an ini text that have credentials.
pub fn profiles(text: &str) -> Vec<String> {
    ini::profiles(text)
}

/// The text with plain quotes, of which chats and documents make others, line ends of one kind, and without what cannot be
/// seen. What a terminal or a message broke into lines is one line again.
fn plain_text(text: &str) -> Zeroizing<String> {
    // Never grown: what moves leaves a copy behind.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            '“' | '”' | '„' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '\n' if before == '\r' => {}
            '\r' => plain.push('\n'),
            c => plain.push(c),
        }
        before = c;
    }
    wrapped::joined(&plain)
}

/// The first form in which both parts of a key are read. Where there is none, the first that reads anything tells what
/// is wrong.
fn in_any_form(text: &str) -> Option<Fields> {
    type Reader = fn(&str) -> Option<Fields>;
    const READERS: &[Reader] = &[shell::read, printed::read, json_in, code::read, code::read_unnamed];
    let mut first: Option<Fields> = None;
    for reader in READERS {
        match reader(text) {
            Some(fields) if fields.is_whole() => return Some(fields),
            Some(fields) => {
                let first = first.get_or_insert(fields);
                // A key that was copied with something else.
                if !first.is_torn() {
                    break;
                }
            }
            None => {}
        }
    }
    first
}

/// JSON after something else, such as the command that printed it.
fn json_in(text: &str) -> Option<Fields> {
    let start = text.find('{')?;
    json::read(text.get(start..)?).ok().filter(|fields| !fields.is_empty())
}

fn unrecognized(message: &str) -> Problem {
    Problem::new(
        "credentials-unrecognized",
        message,
        "Paste export lines, a profile of ~/.aws/credentials, or what `aws configure export-credentials` prints",
    )
}
