//! Credentials at work: they come in once, sign, and are wiped.

use super::action::{Action, Operation};
use super::clock::Millis;
use super::credentials::{Credentials, Form};
use super::place::Place;
use super::problem::Problem;
use super::request::{Draft, SignedRequest};
use super::{lambda, request, s3, sign};
use serde::Serialize;
use std::fmt;

/// What may be shown of credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// Its first and last four characters.
    pub access_key_id: String,
    pub is_temporary: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    pub form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// A URL that does one thing for whoever has it, until it expires. Its token stays out of logs.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Presigned {
    pub method: &'static str,
    pub url: String,
    pub expires: Millis,
}

impl fmt::Debug for Presigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presigned({} {})", self.method, request::before_query(&self.url))
    }
}

/// Credentials, until they are locked away.
#[derive(Debug)]
pub struct Session(Option<Credentials>);

impl Session {
    pub fn new(credentials: Credentials) -> Session {
        Session(Some(credentials))
    }

    /// Wipes the credentials.
    pub fn lock(&mut self) {
        self.0 = None;
    }

    pub fn is_locked(&self) -> bool {
        self.0.is_none()
    }

    /// # Errors
    /// `session-locked`.
    pub fn credentials(&self) -> Result<&Credentials, Problem> {
        let hint = "Paste them again";
        self.0.as_ref().ok_or_else(|| Problem::new("session-locked", "The credentials were wiped", hint))
    }

    pub fn info(&self) -> Result<Info, Problem> {
        let credentials = self.credentials()?;
        Ok(Info {
            access_key_id: credentials.masked_id(),
            is_temporary: credentials.is_temporary(),
            expires: credentials.expires,
            form: credentials.form,
            profile: credentials.profile.clone(),
            region: credentials.region.clone(),
        })
    }

    /// See [`sign::headers`].
    pub fn sign(
        &self,
        place: &Place,
        action: &Action,
        now: Millis,
        body_sha256: Option<&str>,
    ) -> Result<SignedRequest, Problem> {
        sign::headers(place, draft(place, action)?, self.credentials()?, now, body_sha256)
    }

    /// See [`sign::headers_unchecked`].
    pub fn sign_unchecked(
        &self,
        place: &Place,
        action: &Action,
        now: Millis,
        body_sha256: Option<&str>,
    ) -> Result<SignedRequest, Problem> {
        sign::headers_unchecked(place, draft(place, action)?, self.credentials()?, now, body_sha256)
    }

    /// See [`sign::url`]. Headers are left out of what is signed, so whoever has the URL needs none.
    pub fn presign(
        &self,
        place: &Place,
        action: &Action,
        now: Millis,
        expires_in: u32,
    ) -> Result<Presigned, Problem> {
        let op = action.operation();
        if !op.is_s3() || matches!(op, Operation::CreateMultipartUpload | Operation::PostForm) {
            let message = format!("\"{op:?}\" is not made into a URL");
            return Err(Problem::new("action-invalid", message, "Only what uploads an object is"));
        }
        let mut draft = draft(place, action)?;
        draft.headers.clear();
        let (url, expires) = sign::url(place, &draft, self.credentials()?, now, expires_in)?;
        Ok(Presigned { method: draft.method, url, expires })
    }
}

/// # Errors
/// What [`s3::draft`] and [`lambda::draft`] refuse.
pub fn draft(place: &Place, action: &Action) -> Result<Draft, Problem> {
    let draft = s3::draft(place, action).or_else(|| lambda::draft(place, action));
    draft.unwrap_or_else(|| {
        let message = format!("\"{:?}\" is not known", action.operation());
        Err(Problem::new("action-invalid", message, "Reload the page"))
    })
}
