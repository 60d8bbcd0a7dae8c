//! SHA-256 by the browser, which can use processor instructions that WebAssembly does not have.

use super::values::internal;
use crate::error::Error;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, SubtleCrypto};

const SHA_256: &str = "SHA-256";

/// Returns the browser's hashing interface. `None` if the context is not secure and the browser requires that.
pub(super) fn subtle() -> Option<SubtleCrypto> {
    let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let subtle: JsValue = global.crypto().ok()?.subtle().into();
    (!subtle.is_undefined()).then(|| subtle.unchecked_into())
}

/// Returns a promise of the digest of bytes. The browser copies the bytes at once.
pub(super) fn promised(subtle: &SubtleCrypto, bytes: &Uint8Array) -> Promise {
    let digest = subtle.digest_with_str_and_js_u8_array(SHA_256, bytes);
    // A refusal is reported when the promises are awaited.
    digest.unwrap_or_else(|error| Promise::reject(&error))
}

/// Returns a promise of the digest of bytes in WebAssembly's memory.
pub(super) fn promised_of(subtle: &SubtleCrypto, bytes: &[u8]) -> Promise {
    let digest = subtle.digest_with_str_and_u8_array(SHA_256, bytes);
    digest.unwrap_or_else(|error| Promise::reject(&error))
}

/// Awaits a promised digest.
///
/// # Errors
///
/// [`Error::Job`] if the browser fails to hash.
pub(super) async fn digest(promised: Promise) -> Result<[u8; 32], Error> {
    let digest = JsFuture::from(promised).await.map_err(|error| internal(format!("{error:?}")))?;
    let mut bytes = [0; 32];
    Uint8Array::new(&digest).copy_to(&mut bytes);
    Ok(bytes)
}
