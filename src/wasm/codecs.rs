//! The module of codecs that few packages need: compression methods that zips rarely use, and hash algorithms that
//! RECORD rarely uses. The modules of the other workers call it: see `loaded_codecs`.

use crate::digest::Algorithm;
use crate::source::codecs::{self, StreamHasher};
use js_sys::{Function, Uint8Array};
use std::io::{self, Read};
use wasm_bindgen::prelude::*;

/// Decompresses an entry's data with a compression method (APPNOTE 4.4.5). `size` is the decompressed size in bytes
/// that the zip states.
///
/// `read(most)` returns at most `most` next bytes of the data, and none at its end. `each(bytes)` receives decompressed
/// bytes, and returns whether it wants more.
///
/// # Errors
///
/// A message if the data is damaged.
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

/// The data that a JavaScript function returns.
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

/// Starts a digest. `algorithm` is the name that RECORD uses.
///
/// # Errors
///
/// If this module does not have the algorithm.
#[wasm_bindgen]
pub fn hasher(algorithm: &str) -> Result<Hasher, JsError> {
    let algorithm = Algorithm::named(algorithm).ok_or_else(|| JsError::new("it is not known"))?;
    Ok(Hasher(codecs::built_in()?.hash(algorithm)?))
}

/// A digest that is being computed.
#[wasm_bindgen]
pub struct Hasher(Box<dyn StreamHasher>);

#[wasm_bindgen]
impl Hasher {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the digest of all bytes. Its length depends on the algorithm. It can be called once.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn finish(self) -> Uint8Array {
        Uint8Array::from(self.0.finish().as_slice())
    }
}
