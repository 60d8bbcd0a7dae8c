//! The fields that are found in a text of any format, and the checks before they become credentials.

use super::{Credentials, CredentialsFormat, unrecognized};
use crate::aws::clock::{self, Millis};
use crate::aws::request_error::RequestError;
use zeroize::Zeroizing;

/// The names that the formats of AWS use, and the field that each stands for. Names are in lower case, without
/// `AWS_`, `_`, `-` and spaces.
#[rustfmt::skip]
const NAMES: &[(&str, Field)] = &[
    ("accesskeyid", Field::Id),             // all but those below
    ("accesskey", Field::Id),
    ("secretaccesskey", Field::Secret),
    ("secretkey", Field::Secret),
    ("sessiontoken", Field::Token),
    ("securitytoken", Field::Token),        // boto 2
    ("token", Field::Token),                // instance metadata, containers
    ("expiration", Field::Expires),         // STS, export-credentials
    ("credentialexpiration", Field::Expires), // AWS_CREDENTIAL_EXPIRATION
    ("expiresat", Field::Expires),          // ~/.aws/login/cache
    ("xsecuritytokenexpires", Field::Expires), // saml2aws
    ("region", Field::Region),
    ("regionname", Field::Region),          // boto3
    ("defaultregion", Field::Region),
    ("defaultregionname", Field::Region),   // aws configure
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Secret,
    Token,
    Expires,
    Region,
}

impl Field {
    /// Returns the field that a name stands for. A part in brackets is ignored: in `AWS Access Key ID [None]`, it is
    /// the current value.
    fn from_name(name: &str) -> Option<Field> {
        let name = name.split('[').next().unwrap_or(name);
        // Compared without a copy: the text may be a secret.
        let plain = name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
        let is = |known: &str| {
            plain.clone().eq(known.bytes()) || plain.clone().eq("aws".bytes().chain(known.bytes()))
        };
        NAMES.iter().find(|(known, _)| is(known)).map(|(_, field)| *field)
    }
}

/// Whether a name stands for a field.
pub fn is_name(name: &str) -> bool {
    Field::from_name(name).is_some()
}

/// Whether a name stands for an access key ID or a secret access key.
pub fn is_of_key(name: &str) -> bool {
    matches!(Field::from_name(name), Some(Field::Id | Field::Secret))
}

/// Characters that keys and tokens never contain, but that source code around them does.
const SIGNS_OF_CODE: &[char] = &['"', '\'', '(', ')', ',', '$', '`'];

/// The fields that were found so far.
pub struct Fields {
    pub format: CredentialsFormat,
    pub profile: Option<String>,
    pub id: Option<Zeroizing<String>>,
    pub secret: Option<Zeroizing<String>>,
    pub token: Option<Zeroizing<String>>,
    pub expires: Option<String>,
    pub region: Option<String>,
}

impl Fields {
    /// Creates an empty set of fields.
    pub fn new(format: CredentialsFormat) -> Fields {
        Fields { format, profile: None, id: None, secret: None, token: None, expires: None, region: None }
    }

    /// Sets the field that `name` stands for; a later value replaces an earlier one. Returns whether there is
    /// such a field.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let Some(field) = Field::from_name(name) else { return false };
        let value = value.trim();
        // What programs print for a value that is missing.
        const NONE: &[&str] = &["", "None", "null", "nil", "undefined"];
        let value = (!NONE.contains(&value)).then(|| Zeroizing::new(value.to_string()));
        match field {
            Field::Id => self.id = value,
            Field::Secret => self.secret = value,
            Field::Token => self.token = value,
            Field::Expires => self.expires = value.map(|value| value.to_string()),
            Field::Region => self.region = value.map(|value| value.to_string()),
        }
        true
    }

    /// Whether there is neither a key nor a token.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.secret.is_none() && self.token.is_none()
    }

    /// Whether both parts of a key are present and contain only characters that keys have, and the token contains no
    /// characters of source code.
    pub fn is_whole(&self) -> bool {
        let is_plain = |value: &Option<Zeroizing<String>>, others: &[u8]| {
            value
                .as_ref()
                .is_some_and(|value| value.bytes().all(|b| b.is_ascii_alphanumeric() || others.contains(&b)))
        };
        let is_token = self.token.as_ref().is_none_or(|token| !token.contains(SIGNS_OF_CODE));
        is_plain(&self.id, b"") && is_plain(&self.secret, b"/+=") && is_token
    }

    /// Whether a part of a key is missing, or the key or the token contains characters of source code and is not a
    /// placeholder. Another format may then read all of it.
    pub fn is_torn(&self) -> bool {
        let is_torn = |part: &str| part.contains(SIGNS_OF_CODE) && !is_placeholder(part);
        let parts = [&self.id, &self.secret];
        parts.iter().any(|part| part.as_ref().is_none_or(|part| is_torn(part)))
            || self.token.as_ref().is_some_and(|token| is_torn(token))
    }

    /// Returns the credentials if they are complete, well formed and not expired.
    ///
    /// # Errors
    /// See [`Credentials::read`].
    pub fn into_credentials(self, now: Millis) -> Result<Credentials, RequestError> {
        if self.is_empty() {
            return Err(unrecognized("There are no credentials in what was pasted"));
        }
        let whole = "Copy all of it again: the access key ID, the secret access key and, if there is one, the session token";
        let missing =
            |what: &str| RequestError::new("credentials-incomplete", format!("The {what} is missing"), whole);
        let id = self.id.ok_or_else(|| missing("access key ID"))?;
        let secret = self.secret.ok_or_else(|| missing("secret access key"))?;
        // IAM user guide, "Understanding unique ID prefixes": ASIA are temporary keys of STS.
        if id.starts_with("ASIA") && self.token.is_none() {
            return Err(missing("session token, without which temporary credentials do nothing,"));
        }
        check("access key ID", &id, 128)?;
        check("secret access key", &secret, 256)?;
        if let Some(token) = &self.token {
            check("session token", token, 16_384)?;
        }
        // Key IDs have 20 characters, secrets have 40 (IAM API reference, AccessKey).
        let is_id = |text: &str| text.len() == 20 && (text.starts_with("AKIA") || text.starts_with("ASIA"));
        if is_id(&secret) && !is_id(&id) {
            let message = "The access key ID and the secret access key are swapped";
            return Err(RequestError::new(
                "credentials-invalid",
                message,
                "Put each into the field of the other",
            ));
        }
        // The IAM API reference (AccessKey) allows `[\w]*`, but no key has had an underscore.
        if !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let message = "The access key ID has a character that is no letter and no digit";
            let hint = "Copy it again, alone; it looks like AKIAIOSFODNN7EXAMPLE";
            return Err(RequestError::new("credentials-invalid", message, hint));
        }
        let expires = match self.expires.as_ref().filter(|text| !is_local(text)) {
            Some(text) => Some(clock::parse(text).or_else(|| text.parse().ok()).ok_or_else(|| {
                let hint = "Remove it, or write it as 2026-11-24T03:30:00Z";
                RequestError::new(
                    "credentials-invalid",
                    "The expiration of the credentials is not a time",
                    hint,
                )
            })?),
            None => None,
        };
        let credentials = Credentials {
            access_key_id: id,
            secret_access_key: secret,
            session_token: self.token,
            expires,
            format: self.format,
            profile: self.profile,
            region: self.region,
        };
        credentials.check_expiry(now)?;
        Ok(credentials)
    }
}

/// Whether a time is in PowerShell's local format, such as `11/24/2026 7:00:00 AM`. It states neither its zone nor
/// which of the first two numbers is the month.
fn is_local(time: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_digit() || b.is_ascii_whitespace() || b"/:.,APMapm".contains(&b);
    time.contains('/') && time.contains(char::is_whitespace) && time.bytes().all(is_part)
}

/// Whether a value is a placeholder: `****`, `<key>`, `[MASKED]`, `${{ secrets.KEY }}`, `{KEY}`.
fn is_placeholder(value: &str) -> bool {
    value.starts_with(['[', '{']) || value.starts_with("${") || value.contains(['*', '…', '<', '>'])
}

/// Checks a part of credentials. All parts are printable ASCII without spaces; other characters come from copying.
fn check(what: &str, value: &str, most: usize) -> Result<(), RequestError> {
    let refuse = |why: &str, hint: &str| {
        Err(RequestError::new("credentials-invalid", format!("The {what} {why}"), hint))
    };
    if is_placeholder(value) {
        return refuse(
            "is masked or a placeholder",
            "Copy the value itself: AWS's pages hide it until asked to show it",
        );
    }
    let has_code = what == "session token" && value.contains(SIGNS_OF_CODE);
    if has_code || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return refuse("has a space, a line break or a character no key has", "Copy it again, in one piece");
    }
    if value.len() > most {
        return refuse("is too long", "Copy it again, alone");
    }
    Ok(())
}
