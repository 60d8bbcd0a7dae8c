//! Writing lines of the package, and verifying what comes from zips on the way.

use super::answer::{from_js, pack_bytes, to_js, unpack_bytes};
use super::lend::Files;
use super::sink::{Lines, reporter};
use super::verify::{Hashing, digests};
use crate::finding::Finding;
use crate::pack::jobs::Piece;
use crate::pack::jobs::{Pieces, WriteJob};
use crate::pack::verify::DigestOffload;
use crate::pack::write::{self, Written};
use crate::source::FileId;
use js_sys::Function;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct JsPieces {
    file: FileId,
    pieces: ByteBuf,
}

#[derive(Serialize)]
struct JsWritten {
    /// For the package.
    entries: ByteBuf,
    /// But for those of what `hashing` took.
    findings: Vec<Finding>,
    /// For the planner; none where it did not ask for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    natives: Option<ByteBuf>,
}

/// Writes the lines of one job.
#[wasm_bindgen]
pub struct Writer {
    job: WriteJob,
    pieces: Pieces,
}

#[wasm_bindgen]
impl Writer {
    #[wasm_bindgen(constructor)]
    pub fn new(job: &[u8], shards: JsValue) -> Result<Writer, JsValue> {
        let job: WriteJob = unpack_bytes(job)?;
        let shards: Vec<JsPieces> = from_js(shards)?;
        let mut pieces = Pieces::new();
        for JsPieces { file, pieces: of_shard } in shards {
            let of_shard: Vec<Piece> = unpack_bytes(&of_shard)?;
            pieces.extend(of_shard.into_iter().map(|piece| (piece.line, (file, piece))));
        }
        Ok(Writer { job, pieces })
    }

    /// What it is going to read.
    pub fn spans(&self) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.job.spans(&self.pieces))?)
    }

    /// Writes to `take`, which gets an empty chunk when all is written; without it, verifies only.
    pub fn write(
        &self,
        mut files: Files,
        hashing: Option<Hashing>,
        take: Option<Function>,
        progress: &Function,
    ) -> Result<JsValue, JsValue> {
        let mut hashing = hashing;
        let offload = hashing.as_mut().map(|hashing| hashing as &mut dyn DigestOffload);
        let mut sink = take.map(Lines::new);
        let (pieces, progress) = (&self.pieces, reporter(progress));
        let written = write::write(&self.job, pieces, &mut files, offload, sink.as_mut(), progress)?;
        let Written { entries, verified } = written;
        let natives = if verified.natives.is_empty() { None } else { Some(pack_bytes(&verified.natives)?) };
        Ok(to_js(&JsWritten { entries: pack_bytes(&entries)?, findings: verified.findings, natives })?)
    }

    /// The findings of what `hashing` took.
    pub fn compare(&self, numbers: &[u32], hashed: &[u8]) -> Result<JsValue, JsValue> {
        Ok(to_js(&write::compare(&self.job, &digests(numbers, hashed)))?)
    }
}
