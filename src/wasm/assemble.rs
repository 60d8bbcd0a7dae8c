//! Writing the package.

use super::answer::{from_js, to_js, unpack_bytes};
use super::lend::Files;
use super::sink::{Sink, flush, reporter};
use crate::error::Error;
use crate::pack::assemble;
use crate::pack::compress::Piece;
use crate::pack::jobs::Recipe;
use crate::source::FileId;
use js_sys::Function;
use serde::Deserialize;
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct JsPieces {
    file: FileId,
    pieces: ByteBuf,
}

/// Writes the package, a batch of lines at a time.
#[wasm_bindgen]
pub struct Assembler(assemble::Assembler<Sink>);

#[wasm_bindgen]
impl Assembler {
    #[wasm_bindgen(constructor)]
    pub fn new(recipe: &[u8], shards: JsValue, take: Function) -> Result<Assembler, JsValue> {
        let recipe: Recipe = unpack_bytes(recipe)?;
        let shards: Vec<JsPieces> = from_js(shards)?;
        let shards = shards
            .iter()
            .map(|shard| Ok((shard.file, unpack_bytes::<Vec<Piece>>(&shard.pieces)?)))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Assembler(assemble::Assembler::new(recipe, shards, Sink::new(take))))
    }

    /// The batches, with what to read ahead for each.
    pub fn batches(&self, must_read_ahead: bool) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.0.batches(must_read_ahead))?)
    }

    pub fn write(&mut self, until: usize, mut files: Files, progress: &Function) -> Result<(), JsValue> {
        Ok(self.0.write(until, &mut files, reporter(progress))?)
    }

    pub fn finish(self) -> Result<JsValue, JsValue> {
        let (assembled, sink) = self.0.finish()?;
        flush(sink)?;
        Ok(to_js(&assembled)?)
    }
}
