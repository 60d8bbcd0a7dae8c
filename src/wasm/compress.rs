//! Compressing: loose files, and entries of zips anew.

use super::answer::{from_js, pack_bytes, to_js, unpack_bytes};
use super::lend::Files;
use super::sink::{Sink, flush};
use crate::error::Error;
use crate::finding::{Code, Finding};
use crate::pack::compress::{self, Shard};
use crate::pack::jobs::{Compression, RecompressJob};
use js_sys::Function;
use serde::Serialize;
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct JsShard {
    pieces: ByteBuf,
    findings: Vec<Finding>,
}

/// Compresses loose files into a shard, pushed by the host one after another.
#[wasm_bindgen]
pub struct Compressor {
    shard: Shard<Sink>,
    from: String,
    /// The file begun is given up: what the host still pushes of it counts for nothing.
    is_given_up: bool,
    findings: Vec<Finding>,
}

#[wasm_bindgen]
impl Compressor {
    #[wasm_bindgen(constructor)]
    pub fn new(compression: JsValue, take: Function) -> Result<Compressor, JsValue> {
        let shard = Shard::new(from_js::<Compression>(compression)?, Sink::new(take));
        Ok(Compressor { shard, from: String::new(), is_given_up: false, findings: Vec::new() })
    }

    /// `header` takes the place of the file's first 16 bytes.
    pub fn begin(&mut self, line: u32, size: f64, from: String, header: Option<Vec<u8>>) {
        let header = header.and_then(|header| header.try_into().ok());
        self.shard.begin(line, size as u64, &from, header);
        self.from = from;
        self.is_given_up = false;
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        if self.is_given_up {
            return Ok(());
        }
        let written = self.shard.write(bytes);
        self.settle(written)
    }

    pub fn end(&mut self) -> Result<(), JsValue> {
        if self.is_given_up {
            return Ok(());
        }
        let ended = self.shard.end();
        self.settle(ended)
    }

    /// The file begun could not be read to its end.
    pub fn fail(&mut self, words: String) {
        self.give_up(&Error::Read { path: self.from.clone(), message: words });
    }

    /// A file that changed since it was planned is a finding; the others go on.
    fn settle(&mut self, result: Result<(), Error>) -> Result<(), JsValue> {
        match result {
            Err(error @ Error::Changed { .. }) => {
                self.give_up(&error);
                Ok(())
            }
            other => Ok(other?),
        }
    }

    fn give_up(&mut self, error: &Error) {
        self.shard.abandon();
        self.is_given_up = true;
        self.findings.push(Finding::new(Code::FileUnreadable, &self.from, error.to_string()));
    }

    pub fn finish(self) -> Result<JsValue, JsValue> {
        let (pieces, sink) = self.shard.finish();
        flush(sink)?;
        Ok(to_js(&JsShard { pieces: pack_bytes(&pieces)?, findings: self.findings })?)
    }
}

/// Compresses an entry of a zip anew.
#[wasm_bindgen]
pub fn recompress(mut files: Files, job: &[u8], take: Function) -> Result<JsValue, JsValue> {
    let job: RecompressJob = unpack_bytes(job)?;
    let (pieces, findings) = match compress::recompress(&job, &mut files, Sink::new(take)) {
        Ok((pieces, sink)) => {
            flush(sink)?;
            (pieces, Vec::new())
        }
        // Verifying finds the same and says it better.
        Err(Error::Zip { .. } | Error::Read { .. }) => (Vec::new(), Vec::new()),
        Err(error) => return Err(error.into()),
    };
    Ok(to_js(&JsShard { pieces: pack_bytes(&pieces)?, findings })?)
}
