//! The package as a whole.

use super::answer::{to_js, unpack_bytes};
use crate::pack::assemble::{Assembled, Assembler, WrittenEntry};
use serde::Serialize;
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct JsAssembled {
    #[serde(flatten)]
    assembled: Assembled,
    /// The bytes that follow the entries.
    tail: ByteBuf,
}

/// A package in the making: hashes what others wrote, in the order of its bytes.
#[wasm_bindgen]
#[derive(Default)]
pub struct Package(Assembler);

#[wasm_bindgen]
impl Package {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Package {
        Package::default()
    }

    /// The next bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The entries whose bytes have passed.
    pub fn add(&mut self, entries: &[u8]) -> Result<(), JsValue> {
        let entries: Vec<WrittenEntry> = unpack_bytes(entries)?;
        self.0.add(&entries);
        Ok(())
    }

    pub fn finish(self) -> Result<JsValue, JsValue> {
        let (tail, assembled) = self.0.finish()?;
        Ok(to_js(&JsAssembled { assembled, tail: ByteBuf::from(tail) })?)
    }
}
