//! SHA-256 by the browser, with instructions for it that WebAssembly has not.

use super::values::internal;
use crate::error::Error;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, SubtleCrypto};

const SHA_256: &str = "SHA-256";

/// `None` where the browser hashes only for secure contexts, and this is none.
pub(super) fn subtle() -> Option<SubtleCrypto> {
    let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let subtle: JsValue = global.crypto().ok()?.subtle().into();
    (!subtle.is_undefined()).then(|| subtle.unchecked_into())
}

/// Promises the digest of bytes, of which the browser takes a copy at once.
pub(super) fn promised(subtle: &SubtleCrypto, bytes: &Uint8Array) -> Promise {
    let digest = subtle.digest_with_str_and_js_u8_array(SHA_256, bytes);
    // What it refuses to hash fails with the others.
    digest.unwrap_or_else(|error| Promise::reject(&error))
}

/// The same, of bytes in WebAssembly's memory.
pub(super) fn promised_of(subtle: &SubtleCrypto, bytes: &[u8]) -> Promise {
    let digest = subtle.digest_with_str_and_u8_array(SHA_256, bytes);
    digest.unwrap_or_else(|error| Promise::reject(&error))
}

/// What was promised.
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
