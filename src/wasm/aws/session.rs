//! Credentials, in a worker's memory.

use super::{from_ts, to_ts};
use crate::aws::action::Action;
use crate::aws::credentials::{self, Credentials};
use crate::aws::endpoint::EndpointConfig;
use crate::aws::request::SignedRequest;
use crate::aws::s3::S3Action;
use crate::aws::session::{self, PresignedUrl, SessionInfo};
use serde::Deserialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// The hash of a request's body that only the host has.
#[derive(Deserialize, Tsify)]
pub struct BodyHash {
    /// The SHA-256 of the whole body, in lower-case hexadecimal.
    pub sha256: String,
}

/// Holds credentials in a worker and signs with them. `lock` wipes them.
#[wasm_bindgen]
pub struct Session(pub(super) session::Session);

#[wasm_bindgen]
impl Session {
    /// Reads credentials that were pasted. `profile` selects one profile of an ini text with several. Without `now`,
    /// expired credentials are accepted too, because this computer's clock may be wrong.
    ///
    /// # Errors
    /// `credentials-unrecognized`, `credentials-incomplete`, `credentials-invalid`, `credentials-expired`,
    /// `profile-missing`, `profile-unchosen`.
    #[wasm_bindgen(constructor)]
    pub fn new(text: String, profile: Option<String>, now: Option<f64>) -> Result<Session, JsValue> {
        let text = Zeroizing::new(text);
        let credentials = Credentials::read(&text, profile.as_deref(), or_unknown(now))?;
        Ok(Session(session::Session::new(credentials)))
    }

    /// Takes credentials that were typed into fields.
    ///
    /// # Errors
    /// `credentials-incomplete`, `credentials-invalid`, `credentials-expired`.
    #[wasm_bindgen(js_name = fromFields)]
    pub fn from_fields(
        #[wasm_bindgen(js_name = accessKeyId)] access_key_id: String,
        #[wasm_bindgen(js_name = secretAccessKey)] secret_access_key: String,
        #[wasm_bindgen(js_name = sessionToken)] session_token: Option<String>,
        now: Option<f64>,
    ) -> Result<Session, JsValue> {
        let (id, secret) = (Zeroizing::new(access_key_id), Zeroizing::new(secret_access_key));
        let token = session_token.map(Zeroizing::new);
        let token = token.as_ref().map(|token| token.as_str());
        let credentials = Credentials::from_fields(&id, &secret, token, or_unknown(now))?;
        Ok(Session(session::Session::new(credentials)))
    }

    /// Returns what may be shown of the credentials.
    ///
    /// # Errors
    /// `session-locked`.
    pub fn info(&self) -> Result<Ts<SessionInfo>, JsValue> {
        to_ts(&self.0.info()?)
    }

    /// Wipes the credentials.
    pub fn lock(&mut self) {
        self.0.lock();
    }

    /// Whether the credentials were wiped.
    #[wasm_bindgen(js_name = isLocked)]
    pub fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    /// Signs an action's request, even with expired credentials: AWS decides by its own clock.
    ///
    /// # Errors
    /// `session-locked`, `body-unhashed`, `request-invalid`, and the errors about names in the action.
    pub fn sign(
        &self,
        place: Ts<EndpointConfig>,
        action: Ts<Action>,
        now: f64,
        body: Option<Ts<BodyHash>>,
    ) -> Result<Ts<SignedRequest>, JsValue> {
        let body = body.map(from_ts).transpose()?;
        let hash = body.as_ref().map(|body| body.sha256.as_str());
        to_ts(&self.0.sign_unchecked(&from_ts(place)?, &from_ts(action)?, now as i64, hash)?)
    }

    /// Creates a URL that allows anyone who has it to do one operation. `expiresIn` is in seconds, at most seven
    /// days.
    ///
    /// # Errors
    /// `session-locked`, `action-invalid`, `expiry-invalid`, and the errors about names in the action.
    pub fn presign(
        &self,
        place: Ts<EndpointConfig>,
        action: Ts<S3Action>,
        now: f64,
        #[wasm_bindgen(js_name = expiresIn)] expires_in: u32,
    ) -> Result<Ts<PresignedUrl>, JsValue> {
        to_ts(&self.0.presign(&from_ts(place)?, &from_ts(action)?, now as i64, expires_in)?)
    }
}

/// Returns the time, or a time before any expiry if the time is not known.
fn or_unknown(now: Option<f64>) -> i64 {
    now.map_or(0, |now| now as i64)
}

/// Returns the names of the profiles in an ini text that have credentials.
#[wasm_bindgen]
pub fn profiles(text: String) -> Vec<String> {
    credentials::profiles(&Zeroizing::new(text))
}
