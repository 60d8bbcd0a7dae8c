//! Values on their way in and out, and failures as the page reports them.

use crate::error::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

/// A call that failed, as the page reports it.
#[derive(Serialize)]
pub(super) struct Rejection {
    pub code: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    pub hint: String,
}

impl From<Rejection> for JsValue {
    fn from(rejection: Rejection) -> JsValue {
        serde_wasm_bindgen::to_value(&rejection).unwrap_or_else(|_| JsValue::from_str(rejection.code))
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> JsValue {
        Rejection {
            code: error.code(),
            message: error.to_string(),
            path: error.path().map(str::to_string),
            hint: error.hint().to_string(),
        }
        .into()
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

pub(super) fn pack_bytes(value: &impl Serialize) -> Result<ByteBuf, Error> {
    postcard::to_allocvec(value).map(ByteBuf::from).map_err(internal)
}

pub(super) fn unpack_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(internal)
}
