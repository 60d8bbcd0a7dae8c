//! A session: holds credentials, signs requests with them, and wipes them.

use super::action::Action;
use super::clock::Millis;
use super::credentials::{Credentials, CredentialsFormat};
use super::endpoint::EndpointConfig;
use super::request::SignedRequest;
use super::request_error::RequestError;
use super::s3::{self, S3Action};
use super::{request, sign};
use serde::Serialize;
use std::fmt;

/// What may be shown of credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// The first and last four characters of the access key ID; only `…` if it does not look like one.
    pub access_key_id: String,
    /// Whether there is a session token.
    pub is_temporary: bool,
    /// When the credentials expire, if that is stated.
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

/// A URL that allows anyone who has it to do one operation, until it expires.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PresignedUrl {
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The URL, with the signature in its query.
    pub url: String,
    /// When it expires: not later than the credentials.
    pub expires: Millis,
}

/// Signatures and session tokens are not logged.
impl fmt::Debug for PresignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PresignedUrl({} {})", self.method, request::before_query(&self.url))
    }
}

/// Holds credentials until they are wiped.
#[derive(Debug)]
pub struct Session(Option<Credentials>);

impl Session {
    /// Creates a session that signs with these credentials.
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

    /// Returns the credentials.
    ///
    /// # Errors
    /// `session-locked`.
    pub fn credentials(&self) -> Result<&Credentials, RequestError> {
        let hint = "Paste them again";
        self.0.as_ref().ok_or_else(|| RequestError::new("session-locked", "The credentials were wiped", hint))
    }

    /// Returns what may be shown of the credentials.
    ///
    /// # Errors
    /// `session-locked`.
    pub fn info(&self) -> Result<SessionInfo, RequestError> {
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
    /// `session-locked`, and the errors of [`Action::unsigned_request`] and [`sign::headers`].
    pub fn sign(
        &self,
        place: &EndpointConfig,
        action: &Action,
        now: Millis,
        body_sha256: Option<&str>,
    ) -> Result<SignedRequest, RequestError> {
        sign::headers(place, action.unsigned_request(place)?, self.credentials()?, now, body_sha256)
    }

    /// Like [`Session::sign`], but also signs with expired credentials, see [`sign::headers_unchecked`].
    ///
    /// # Errors
    /// `session-locked`, and the errors of [`Action::unsigned_request`] and [`sign::headers_unchecked`].
    pub fn sign_unchecked(
        &self,
        place: &EndpointConfig,
        action: &Action,
        now: Millis,
        body_sha256: Option<&str>,
    ) -> Result<SignedRequest, RequestError> {
        sign::headers_unchecked(place, action.unsigned_request(place)?, self.credentials()?, now, body_sha256)
    }

    /// Creates a presigned URL for an action, see [`sign::url`]. The action's headers are not signed, so the sender
    /// of the request does not need to set them.
    ///
    /// # Errors
    /// `session-locked`; `action-invalid`: the action is CreateMultipartUpload; the errors of
    /// [`s3::unsigned_request`] and [`sign::url`].
    pub fn presign(
        &self,
        place: &EndpointConfig,
        action: &S3Action,
        now: Millis,
        expires_in: u32,
    ) -> Result<PresignedUrl, RequestError> {
        // Each use of such a URL would start another upload.
        if matches!(action, S3Action::CreateMultipartUpload { .. }) {
            let message = format!("\"{}\" is not made into a URL", action.operation());
            return Err(RequestError::new("action-invalid", message, "Sign it as a request instead"));
        }
        let mut unsigned_request = s3::unsigned_request(place, action)?;
        unsigned_request.headers.clear();
        let (url, expires) = sign::url(place, &unsigned_request, self.credentials()?, now, expires_in)?;
        Ok(PresignedUrl { method: unsigned_request.method, url, expires })
    }
}
