//! Credentials, in a worker's memory.

use super::out;
use crate::aws::credentials::{self, Credentials};
use crate::aws::session;
use crate::wasm::answer::from_js;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[derive(Deserialize)]
struct JsBodyHash {
    sha256: String,
}

/// Holds credentials and signs with them.
#[wasm_bindgen]
pub struct Session(pub(super) session::Session);

#[wasm_bindgen]
impl Session {
    /// Without `now`, credentials that have expired are taken too: a clock that may be wrong only warns.
    #[wasm_bindgen(constructor)]
    pub fn new(text: String, profile: Option<String>, now: Option<f64>) -> Result<Session, JsValue> {
        let text = Zeroizing::new(text);
        let credentials = Credentials::read(&text, profile.as_deref(), or_unknown(now))?;
        Ok(Session(session::Session::new(credentials)))
    }

    #[wasm_bindgen(js_name = fromFields)]
    pub fn from_fields(
        access_key_id: String,
        secret_access_key: String,
        session_token: Option<String>,
        now: Option<f64>,
    ) -> Result<Session, JsValue> {
        let (id, secret) = (Zeroizing::new(access_key_id), Zeroizing::new(secret_access_key));
        let token = session_token.map(Zeroizing::new);
        let token = token.as_ref().map(|token| token.as_str());
        let credentials = Credentials::from_fields(&id, &secret, token, or_unknown(now))?;
        Ok(Session(session::Session::new(credentials)))
    }

    pub fn info(&self) -> Result<JsValue, JsValue> {
        out(&self.0.info()?)
    }

    pub fn lock(&mut self) {
        self.0.lock();
    }

    #[wasm_bindgen(js_name = isLocked)]
    pub fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    /// Expired credentials sign too: whether they have expired, AWS's clock says.
    pub fn sign(&self, place: JsValue, action: JsValue, now: f64, body: JsValue) -> Result<JsValue, JsValue> {
        let body: Option<JsBodyHash> = from_js(body)?;
        let hash = body.as_ref().map(|body| body.sha256.as_str());
        out(&self.0.sign_unchecked(&from_js(place)?, &from_js(action)?, now as i64, hash)?)
    }

    pub fn presign(
        &self,
        place: JsValue,
        action: JsValue,
        now: f64,
        expires_in: u32,
    ) -> Result<JsValue, JsValue> {
        out(&self.0.presign(&from_js(place)?, &from_js(action)?, now as i64, expires_in)?)
    }
}

/// A time before any expiry, where the time is not known.
fn or_unknown(now: Option<f64>) -> i64 {
    now.map_or(0, |now| now as i64)
}

/// The names of the profiles in an ini text.
#[wasm_bindgen]
pub fn profiles(text: String) -> Vec<String> {
    credentials::profiles(&Zeroizing::new(text))
}
