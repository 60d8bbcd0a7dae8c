//! Request bodies that are built and hashed in chunks.

use super::{from_ts, to_ts};
use crate::aws::lambda::LambdaAction;
use crate::aws::lambda::zip_file;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_bytes::ByteBuf;
use sha2::Digest;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// The end of a body, with its hashes and sizes.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ZipFileEnd {
    /// The last bytes of the body.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub bytes: ByteBuf,
    /// The SHA-256 of the body, in lower-case hexadecimal.
    pub sha256: String,
    /// The size of the body in bytes.
    pub size: u64,
    /// The SHA-256 of the zip, in base64.
    pub code_sha256: String,
    /// The size of the zip in bytes.
    pub zip_size: u64,
}

/// Builds the JSON around a zip in base64: takes bytes of the zip, returns bytes of the body.
#[wasm_bindgen]
pub struct ZipFileBody(zip_file::ZipFileBody);

#[wasm_bindgen]
impl ZipFileBody {
    /// Starts the body of an action with a zip.
    ///
    /// # Errors
    /// `action-invalid`: the action sends no code.
    #[wasm_bindgen(constructor)]
    pub fn new(action: Ts<LambdaAction>) -> Result<ZipFileBody, JsValue> {
        Ok(ZipFileBody(zip_file::ZipFileBody::new(&from_ts(action)?)?))
    }

    /// Takes the next bytes of the zip; returns the next bytes of the body.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.push(bytes)
    }

    /// Ends the body after the zip's last bytes, and frees it.
    ///
    /// # Errors
    /// `internal`.
    pub fn finish(self) -> Result<Ts<ZipFileEnd>, JsValue> {
        let end = self.0.finish();
        to_ts(&ZipFileEnd {
            bytes: ByteBuf::from(end.bytes),
            sha256: end.sha256,
            size: end.size,
            code_sha256: end.code_sha256,
            zip_size: end.zip_size,
        })
    }
}

/// A SHA-256 hash.
#[derive(Serialize, Tsify)]
pub struct Sha256Digest {
    /// The hash in lower-case hexadecimal.
    pub hex: String,
    /// The hash in base64.
    pub base64: String,
}

/// Hashes bytes that come in chunks.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(sha2::Sha256);

#[wasm_bindgen]
impl Sha256 {
    /// Starts a hash.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Sha256 {
        Sha256::default()
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the hash of all bytes, and frees this object.
    ///
    /// # Errors
    /// `internal`.
    pub fn finish(self) -> Result<Ts<Sha256Digest>, JsValue> {
        let hash = self.0.finalize();
        to_ts(&Sha256Digest { hex: hex::encode(hash), base64: STANDARD.encode(hash) })
    }
}
