//! SHA-256 by the browser: several times as fast as WebAssembly's.

use super::values::internal;
use crate::error::Error;
use crate::pack::verify::DigestOffload;
use js_sys::{Array, Promise, Uint8Array};
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, SubtleCrypto};

/// Smaller files are hashed faster than they are handed over (measured on two cores, as what follows).
const SMALLEST: u64 = 4 * 1024;
/// The browser takes a copy of the whole.
const LARGEST: u64 = 32 << 20;
/// Entries that come in pieces are put together here: from one job to the next for those of so many bytes.
const KEPT: u64 = 4 << 20;

const SHA_256: &str = "SHA-256";

/// The number of an entry and its SHA-256.
pub(super) type Digests = Vec<(u32, [u8; 32])>;

/// Hashes entries while others are decompressed.
pub(super) struct BrowserDigests {
    subtle: SubtleCrypto,
    numbers: Vec<u32>,
    /// Promises of ArrayBuffers.
    digests: Array,
    size: u64,
    filled: u32,
    buffer: Uint8Array,
    /// Of an entry that came as a whole.
    whole: Option<Promise>,
}

impl BrowserDigests {
    /// `None` where the browser hashes only for secure contexts, and this is none.
    pub fn start() -> Option<BrowserDigests> {
        thread_local! {
            static BUFFER: OnceCell<Uint8Array> = const { OnceCell::new() };
        }
        let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let subtle: JsValue = global.crypto().ok()?.subtle().into();
        if subtle.is_undefined() {
            return None;
        }
        let kept = || Uint8Array::new_with_length(KEPT as u32);
        Some(BrowserDigests {
            subtle: subtle.unchecked_into(),
            numbers: Vec::new(),
            digests: Array::new(),
            size: 0,
            filled: 0,
            buffer: BUFFER.with(|buffer| buffer.get_or_init(kept).clone()),
            whole: None,
        })
    }

    /// The digests of all entries.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if the browser fails to hash.
    pub async fn finish(self) -> Result<Digests, Error> {
        let digests = JsFuture::from(Promise::all(&self.digests)).await;
        let digests: Array = digests.map_err(|error| internal(format!("{error:?}")))?.unchecked_into();
        let bytes = digests.iter().map(|digest| {
            let mut bytes = [0; 32];
            Uint8Array::new(&digest).copy_to(&mut bytes);
            bytes
        });
        Ok(self.numbers.iter().copied().zip(bytes).collect())
    }
}

impl DigestOffload for BrowserDigests {
    fn accepts(&self, size: u64) -> bool {
        (SMALLEST..=LARGEST).contains(&size)
    }

    fn begin(&mut self, size: u64) {
        self.size = size;
        self.filled = 0;
        self.whole = None;
    }

    /// An entry longer than it claims is stopped by whoever decompresses it; what is too much here is not kept.
    fn update(&mut self, bytes: &[u8]) {
        if bytes.len() as u64 == self.size {
            let digest = self.subtle.digest_with_str_and_u8_array(SHA_256, bytes);
            // What it refuses to hash fails with the others.
            self.whole = Some(digest.unwrap_or_else(|error| Promise::reject(&error)));
            return;
        }
        if self.size > u64::from(self.buffer.length()) {
            self.buffer = Uint8Array::new_with_length(self.size as u32);
        }
        let room = (self.size as usize).saturating_sub(self.filled as usize);
        let fitting = bytes.get(..room).unwrap_or(bytes);
        let end = self.filled + fitting.len() as u32;
        self.buffer.subarray(self.filled, end).copy_from(fitting);
        self.filled = end;
    }

    fn end(&mut self, number: u32) {
        let digest = self.whole.take().unwrap_or_else(|| {
            let bytes = self.buffer.subarray(0, self.size as u32);
            let digest = self.subtle.digest_with_str_and_js_u8_array(SHA_256, &bytes);
            digest.unwrap_or_else(|error| Promise::reject(&error))
        });
        self.digests.push(&digest);
        self.numbers.push(number);
    }
}
