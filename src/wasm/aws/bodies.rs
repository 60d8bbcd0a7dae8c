//! Bodies made and hashed in chunks.

use super::out;
use crate::aws::zip_file::{self, hex};
use crate::wasm::answer::from_js;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_bytes::ByteBuf;
use sha2::Digest;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsZipFileEnd {
    bytes: ByteBuf,
    sha256: String,
    size: u64,
    code_sha256: String,
    zip_size: u64,
}

/// The JSON around a zip in base64.
#[wasm_bindgen]
pub struct ZipFileBody(zip_file::ZipFileBody);

#[wasm_bindgen]
impl ZipFileBody {
    #[wasm_bindgen(constructor)]
    pub fn new(action: JsValue) -> Result<ZipFileBody, JsValue> {
        Ok(ZipFileBody(zip_file::ZipFileBody::new(&from_js(action)?)?))
    }

    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.push(bytes)
    }

    pub fn finish(self) -> Result<JsValue, JsValue> {
        let end = self.0.finish();
        out(&JsZipFileEnd {
            bytes: ByteBuf::from(end.bytes),
            sha256: end.sha256,
            size: end.size,
            code_sha256: end.code_sha256,
            zip_size: end.zip_size,
        })
    }
}

#[derive(Serialize)]
struct JsHash {
    hex: String,
    base64: String,
}

/// The hash of a part.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(sha2::Sha256);

#[wasm_bindgen]
impl Sha256 {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Sha256 {
        Sha256::default()
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(self) -> Result<JsValue, JsValue> {
        let hash = self.0.finalize();
        out(&JsHash { hex: hex(&hash), base64: STANDARD.encode(hash) })
    }
}
