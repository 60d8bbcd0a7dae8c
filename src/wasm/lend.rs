//! Bytes the host lends: files in, and what it throws when they cannot be read.

use crate::source::{FileId, Store};
use std::io;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The files the worker lends, by number.
    pub type Files;
    #[wasm_bindgen(method, catch)]
    fn size(this: &Files, file: u32) -> Result<f64, JsValue>;
    /// Fills the buffer from `offset` on, as far as the file goes.
    #[wasm_bindgen(method, catch, js_name = readAt)]
    fn read_at(this: &Files, file: u32, offset: f64, buffer: &mut [u8]) -> Result<u32, JsValue>;

    /// What `Files` throws.
    #[wasm_bindgen(extends = js_sys::Object)]
    type ReadError;
    #[wasm_bindgen(method, getter)]
    fn name(this: &ReadError) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn message(this: &ReadError) -> Option<String>;
}

/// `NotYet` asks to be called again; anything else means that the file cannot be read.
pub(super) fn io_error(error: JsValue) -> io::Error {
    let error: ReadError = error.unchecked_into();
    if error.name().as_deref() == Some("NotYet") {
        return io::ErrorKind::WouldBlock.into();
    }
    let words = error.message().unwrap_or_else(|| "the browser does not say why".into());
    io::Error::new(io::ErrorKind::NotFound, words)
}

impl Store for Files {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        Files::size(self, file).map(|size| size as u64).map_err(io_error)
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        Files::read_at(self, file, offset as f64, buffer).map(|length| length as usize).map_err(io_error)
    }
}
