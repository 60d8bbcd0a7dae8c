//! Credentials in the formats that AWS provides. Text that was pasted is never repeated in an error, and is wiped
//! from memory after it has been read.
//!
//! - `json`, `ini`, `shell`, `printed`, `code`: the formats, one function per format
//! - `wrapped`: tokens that were broken into several lines
//! - `fields`: the fields that all formats have

mod code;
mod fields;
mod ini;
mod json;
mod printed;
mod shell;
mod wrapped;

use super::clock::{self, Millis};
use super::request_error::RequestError;
use fields::Fields;
use serde::Serialize;
use std::fmt;
use zeroize::Zeroizing;

/// The format that credentials were pasted in.
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
    /// JSON of `aws configure export-credentials`, `aws sts …`, `aws iam create-access-key`, or as SDKs print it.
    Json,
    /// `aws … --output yaml`, or any `name: value` lines.
    Yaml,
    /// `aws … --output table`.
    Table,
    /// `aws … --output text`.
    Text,
    /// Responses of STS.
    Xml,
    /// `accessKeys.csv` of the console.
    Csv,
    /// Two or three values, in lines or in the fields of the page.
    Fields,
    /// Assignments and arguments in a program in any language.
    Code,
}

/// Credentials that sign requests. They are wiped when dropped, and `Debug` does not show them.
pub struct Credentials {
    pub(super) access_key_id: Zeroizing<String>,
    pub(super) secret_access_key: Zeroizing<String>,
    pub(super) session_token: Option<Zeroizing<String>>,
    /// When they expire, if that is stated.
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
    /// Reads text that was pasted. `profile` selects one profile of an ini text with several.
    ///
    /// # Errors
    /// `credentials-unrecognized`, `credentials-incomplete`, `credentials-invalid`,
    /// `credentials-expired`, `profile-missing`, `profile-unchosen`.
    pub fn read(text: &str, profile: Option<&str>, now: Millis) -> Result<Credentials, RequestError> {
        let plain = plain_text(text);
        let text = plain.trim();
        if text.is_empty() {
            return Err(unrecognized("Nothing was pasted"));
        }
        let fields = match text.starts_with(['{', '[', '"']) {
            // `[` may also begin a profile.
            true if text.starts_with('{') || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
                let read = json::read(text);
                // Valid JSON without keys may be a list of environment variables. Broken JSON without any quotes is
                // another format; JSON that was cut off has quotes.
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

    /// Reads credentials that were typed into three fields. An empty token is ignored.
    ///
    /// # Errors
    /// Those of [`Credentials::read`].
    pub fn from_fields(
        id: &str,
        secret: &str,
        token: Option<&str>,
        now: Millis,
    ) -> Result<Credentials, RequestError> {
        let mut fields = Fields::new(CredentialsFormat::Fields);
        fields.set("accesskeyid", id);
        fields.set("secretaccesskey", secret);
        fields.set("sessiontoken", token.unwrap_or_default());
        fields.into_credentials(now)
    }

    /// Whether there is a session token. Temporary credentials have one, and expire.
    pub fn is_temporary(&self) -> bool {
        self.session_token.is_some()
    }

    /// Returns the first and last four characters of the access key ID, which is not secret. If the text does not
    /// look like a key ID, none of it is shown, because it may be a secret in the wrong field.
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
    pub fn check_expiry(&self, now: Millis) -> Result<(), RequestError> {
        match self.expires {
            Some(expires) if expires <= now => Err(RequestError::new(
                "credentials-expired",
                format!("The credentials expired {} ago", clock::span(now - expires)),
                "Get new ones where these came from and paste them",
            )),
            _ => Ok(()),
        }
    }
}

/// Returns the names of the profiles in an ini text that have credentials.
pub fn profiles(text: &str) -> Vec<String> {
    ini::profiles(text)
}

/// Normalizes text that was pasted: the quotes of chats and documents become plain ones, all line ends become `\n`,
/// and invisible characters are removed. A token that a terminal or a message broke into lines becomes one line
/// again.
fn plain_text(text: &str) -> Zeroizing<String> {
    // Allocated once: a string that grows leaves a copy in memory.
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

/// Reads the text in the first format that yields both parts of a key. If no format does, the result of the first
/// format that reads anything is returned, so that the error states what is wrong.
fn in_any_form(text: &str) -> Option<Fields> {
    type Reader = fn(&str) -> Option<Fields>;
    const READERS: &[Reader] = &[shell::read, printed::read, json_in, code::read, code::read_unnamed];
    let mut first: Option<Fields> = None;
    for reader in READERS {
        match reader(text) {
            Some(fields) if fields.is_whole() => return Some(fields),
            Some(fields) => {
                let first = first.get_or_insert(fields);
                // A complete key that was copied together with other characters.
                if !first.is_torn() {
                    break;
                }
            }
            None => {}
        }
    }
    first
}

/// Reads JSON that follows other text, such as the command that printed it.
fn json_in(text: &str) -> Option<Fields> {
    let start = text.find('{')?;
    json::read(text.get(start..)?).ok().filter(|fields| !fields.is_empty())
}

fn unrecognized(message: &str) -> RequestError {
    RequestError::new(
        "credentials-unrecognized",
        message,
        "Paste export lines, a profile of ~/.aws/credentials, or what `aws configure export-credentials` prints",
    )
}
