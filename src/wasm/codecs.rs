//! The module of what few packages need: compression methods that zips seldom use, and hashes that RECORD seldom has. The
//! modules of the other workers call it: see `loaded_codecs`.

use crate::digest::Algorithm;
use crate::source::codecs::{self, StreamHasher};
use js_sys::{Function, Uint8Array};
use std::io::{self, Read};
use wasm_bindgen::prelude::*;

/// Decompresses an entry's data by a method (APPNOTE 4.4.5); `size` is what the zip states of it decompressed, in bytes.
///
/// `read(most)` gives the next bytes of the data, none at its end. `each(bytes)` takes decompressed bytes, and answers
/// whether it wants more.
///
/// # Errors
///
/// Damage, in words.
#[wasm_bindgen]
pub fn decompress(
    method: u16,
    size: f64,
    #[wasm_bindgen(unchecked_param_type = "(most: number) => Uint8Array")] read: &Function,
    #[wasm_bindgen(unchecked_param_type = "(bytes: Uint8Array) => boolean")] each: &Function,
) -> Result<(), JsError> {
    let mut each = |piece: &[u8]| {
        let wants_more = each.call1(&JsValue::UNDEFINED, &Uint8Array::from(piece));
        wants_more.is_ok_and(|more| more.is_truthy())
    };
    let codecs = codecs::built_in()?;
    Ok(codecs.decompress(method, size as u64, &mut Input(read), &mut each)?)
}

/// What a function gives.
struct Input<'f>(&'f Function);

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let given = self.0.call1(&JsValue::UNDEFINED, &most.into());
        let bytes: Uint8Array = given.map_err(|_| io::ErrorKind::Other)?.unchecked_into();
        let length = bytes.length() as usize;
        let room = buffer.get_mut(..length).ok_or(io::ErrorKind::InvalidData)?;
        bytes.copy_to(room);
        Ok(length)
    }
}

/// Begins a digest by an algorithm, named as RECORD names it.
///
/// # Errors
///
/// If this module has it not.
#[wasm_bindgen]
pub fn hasher(algorithm: &str) -> Result<Hasher, JsError> {
    let algorithm = Algorithm::named(algorithm).ok_or_else(|| JsError::new("it is not known"))?;
    Ok(Hasher(codecs::built_in()?.hash(algorithm)?))
}

/// A digest in the making.
#[wasm_bindgen]
pub struct Hasher(Box<dyn StreamHasher>);

#[wasm_bindgen]
impl Hasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all of them, as many bytes as the algorithm has. It can be called once.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn finish(self) -> Uint8Array {
        Uint8Array::from(self.0.finish().as_slice())
    }
}
