//! Verifying what lies in zips.

use super::answer::{pack_bytes, to_js, unpack_bytes};
use super::lend::Files;
use super::sink::reporter;
use crate::finding::Finding;
use crate::pack::jobs::VerifyJob;
use crate::pack::verify::{self, DigestOffload, Verified};
use js_sys::Function;
use serde::Serialize;
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Hashes large entries with the browser's own SHA-256.
    pub type Hashing;
    #[wasm_bindgen(method)]
    fn takes(this: &Hashing, size: f64) -> bool;
    #[wasm_bindgen(method)]
    fn begin(this: &Hashing, size: f64);
    #[wasm_bindgen(method)]
    fn update(this: &Hashing, bytes: &[u8]);
    #[wasm_bindgen(method)]
    fn end(this: &Hashing, number: u32);
}

impl DigestOffload for Hashing {
    fn accepts(&self, size: u64) -> bool {
        Hashing::takes(self, size as f64)
    }

    fn begin(&mut self, size: u64) {
        Hashing::begin(self, size as f64);
    }

    fn update(&mut self, bytes: &[u8]) {
        Hashing::update(self, bytes);
    }

    fn end(&mut self, number: u32) {
        Hashing::end(self, number);
    }
}

#[derive(Serialize)]
struct JsVerified {
    /// But for those of what `hashing` took.
    findings: Vec<Finding>,
    /// For the planner; none where it did not ask for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    natives: Option<ByteBuf>,
}

/// Verifies entries of a zip.
#[wasm_bindgen]
pub fn verify(
    mut files: Files,
    hashing: Option<Hashing>,
    job: &[u8],
    progress: &Function,
) -> Result<JsValue, JsValue> {
    let job: VerifyJob = unpack_bytes(job)?;
    let mut hashing = hashing;
    let offload = hashing.as_mut().map(|hashing| hashing as &mut dyn DigestOffload);
    let Verified { findings, natives } = verify::verify(&job, &mut files, offload, reporter(progress));
    let natives = if natives.is_empty() { None } else { Some(pack_bytes(&natives)?) };
    Ok(to_js(&JsVerified { findings, natives })?)
}

/// Digests of 32 bytes each, with their numbers.
pub(super) fn digests(numbers: &[u32], digests: &[u8]) -> Vec<(u32, [u8; 32])> {
    let (digests, _) = digests.as_chunks();
    numbers.iter().copied().zip(digests.iter().copied()).collect()
}

/// The findings of what `hashing` took.
#[wasm_bindgen]
pub fn compare(job: &[u8], numbers: &[u32], hashed: &[u8]) -> Result<JsValue, JsValue> {
    let job: VerifyJob = unpack_bytes(job)?;
    Ok(to_js(&verify::compare(&job, &digests(numbers, hashed)))?)
}

/// The CRC-32 of `bytes` after bytes whose CRC-32 was `before`.
#[wasm_bindgen]
pub fn crc32(before: u32, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(before);
    hasher.update(bytes);
    hasher.finalize()
}
