//! Conversion of values between Rust and JavaScript, and failures as the page reports them.

use crate::error::Error;
use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// A call that failed.
#[derive(Serialize, Tsify)]
pub(super) struct Rejection {
    /// Kebab-case; never changes its meaning.
    pub code: &'static str,
    pub message: String,
    /// The path of the item that the failure is about, as dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What the user can do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl From<Rejection> for JsValue {
    fn from(rejection: Rejection) -> JsValue {
        serde_wasm_bindgen::to_value(&rejection).unwrap_or_else(|_| JsValue::from_str(rejection.code))
    }
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Rejection {
        Rejection {
            code: error.code(),
            message: error.to_string(),
            path: error.path().map(str::to_string),
            hint: Some(error.hint().to_string()),
        }
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> JsValue {
        Rejection::from(error).into()
    }
}

pub(super) fn internal(error: impl std::fmt::Display) -> Error {
    Error::Job(error.to_string())
}

pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, Error> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false))
        .map_err(internal)
}

pub(super) fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value).map_err(internal)
}

/// A value that one part of the crate encodes and another part decodes. Code between them sees only bytes.
#[derive(Clone, Debug, Serialize, Deserialize, Tsify)]
#[serde(transparent)]
pub(super) struct Encoded(#[tsify(type = "Uint8Array<ArrayBuffer>")] ByteBuf);

impl Encoded {
    pub fn new(value: &impl Serialize) -> Result<Encoded, Error> {
        let bytes = postcard::to_allocvec(value).map_err(|_| internal("it cannot be encoded"))?;
        Ok(Encoded(ByteBuf::from(bytes)))
    }

    /// # Errors
    ///
    /// [`Error::Job`] if another version of the crate encoded the value.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        postcard::from_bytes(&self.0).map_err(|_| internal("it is of another version"))
    }
}

/// Copies bytes into WebAssembly's memory.
pub(super) fn copied(bytes: &Uint8Array, into: &mut Vec<u8>) {
    into.resize(bytes.length() as usize, 0);
    bytes.copy_to(into);
}

/// Returns the engine's message about a failure.
pub(super) fn words(error: JsValue) -> String {
    match error.dyn_into::<js_sys::Error>() {
        Ok(error) => String::from(error.message()),
        Err(error) => error.as_string().unwrap_or_else(|| "the browser does not say why".to_string()),
    }
}
