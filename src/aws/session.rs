//! A session: credentials come in once, sign requests, and are wiped.

use super::action::Action;
use super::clock::Millis;
use super::credentials::{Credentials, CredentialsFormat};
use super::place::Place;
use super::problem::Problem;
use super::request::SignedRequest;
use super::s3::{self, S3Action};
use super::{request, sign};
use serde::Serialize;
use std::fmt;

/// What may be shown of credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// Its first and last four characters.
    pub access_key_id: String,
    /// Whether there is a session token.
    pub is_temporary: bool,
    /// When the credentials expire, where they say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// The format they were pasted in.
    pub form: CredentialsFormat,
    /// The profile they come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The region that was pasted with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// A URL that does one thing for whoever has it, until it expires.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PresignedUrl {
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The URL, with the signature in its query.
    pub url: String,
    /// When it expires: with the credentials, if they expire sooner.
    pub expires: Millis,
}

/// Signatures and session tokens stay out of logs.
impl fmt::Debug for PresignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PresignedUrl({} {})", self.method, request::before_query(&self.url))
    }
}

/// Credentials, until they are wiped.
#[derive(Debug)]
pub struct Session(Option<Credentials>);

impl Session {
    /// A session that signs with these credentials.
    pub fn new(credentials: Credentials) -> Session {
        Session(Some(credentials))
    }

    /// Wipes the credentials.
    pub fn lock(&mut self) {
        self.0 = None;
    }

    /// Whether the credentials were wiped.
    pub fn is_locked(&self) -> bool {
        self.0.is_none()
    }

    /// The credentials.
    ///
    /// # Errors
    /// `session-locked`.
    pub fn credentials(&self) -> Result<&Credentials, Problem> {
        let hint = "Paste them again";
        self.0.as_ref().ok_or_else(|| Problem::new("session-locked", "The credentials were wiped", hint))
    }

    /// What may be shown of the credentials.
    ///
    /// # Errors
    /// `session-locked`.
    pub fn info(&self) -> Result<SessionInfo, Problem> {
        let credentials = self.credentials()?;
        Ok(SessionInfo {
            access_key_id: credentials.masked_id(),
            is_temporary: credentials.is_temporary(),
            expires: credentials.expires,
            form: credentials.format,
            profile: credentials.profile.clone(),
            region: credentials.region.clone(),
        })
    }

    /// Signs an action's request, see [`sign::headers`].
    ///
    /// # Errors
    /// `session-locked`, what [`Action::draft`] and [`sign::headers`] refuse.
    pub fn sign(
        &self,
        place: &Place,
        action: &Action,
        now: Millis,
        body_sha256: Option<&str>,
    ) -> Result<SignedRequest, Problem> {
        sign::headers(place, action.draft(place)?, self.credentials()?, now, body_sha256)
    }

    /// The same, also with credentials that have expired, see [`sign::headers_unchecked`].
    ///
    /// # Errors
    /// `session-locked`, what [`Action::draft`] and [`sign::headers_unchecked`] refuse.
    pub fn sign_unchecked(
        &self,
        place: &Place,
        action: &Action,
        now: Millis,
        body_sha256: Option<&str>,
    ) -> Result<SignedRequest, Problem> {
        sign::headers_unchecked(place, action.draft(place)?, self.credentials()?, now, body_sha256)
    }

    /// Makes a URL of an action, see [`sign::url`]. Headers are left out of what is signed, so whoever has the URL
    /// needs none.
    ///
    /// # Errors
    /// `session-locked`, `action-invalid`: not one that uploads; what [`s3::draft`] and [`sign::url`] refuse.
    pub fn presign(
        &self,
        place: &Place,
        action: &S3Action,
        now: Millis,
        expires_in: u32,
    ) -> Result<PresignedUrl, Problem> {
        // Each use would begin another upload.
        if matches!(action, S3Action::CreateMultipartUpload { .. }) {
            let message = format!("\"{}\" is not made into a URL", action.operation());
            return Err(Problem::new("action-invalid", message, "Only what uploads an object is"));
        }
        let mut draft = s3::draft(place, action)?;
        draft.headers.clear();
        let (url, expires) = sign::url(place, &draft, self.credentials()?, now, expires_in)?;
        Ok(PresignedUrl { method: draft.method, url, expires })
    }
}
