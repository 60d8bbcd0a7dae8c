//! Bytes and progress on their way out.

use super::lend::io_error;
use crate::error::Error;
use js_sys::{Function, Uint8Array};
use std::io::{self, Write};
use wasm_bindgen::prelude::*;

/// Bytes on their way out of WebAssembly memory, handed over some at a time.
pub(super) struct Sink {
    chunk: Vec<u8>,
    take: Function,
}

/// So many are gathered, to outweigh the message that brings them.
const CHUNK: usize = 4 << 20;

impl Sink {
    pub(super) fn new(take: Function) -> Sink {
        Sink { chunk: Vec::new(), take }
    }

    fn hand_over(&mut self) -> io::Result<()> {
        if !self.chunk.is_empty() {
            hand(&self.chunk, &self.take)?;
            self.chunk.clear();
        }
        Ok(())
    }
}

fn hand(bytes: &[u8], take: &Function) -> io::Result<()> {
    take.call1(&JsValue::NULL, &Uint8Array::from(bytes)).map_err(io_error)?;
    Ok(())
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() + bytes.len() > CHUNK {
            self.hand_over()?;
        }
        self.chunk.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_over()
    }
}

/// As [`Sink`], but hands over at once what is large, and says when all is written: by an empty chunk.
pub(super) struct Lines(Sink);

const LARGE: usize = 512 * 1024;

impl Lines {
    pub(super) fn new(take: Function) -> Lines {
        Lines(Sink::new(take))
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() < LARGE {
            return self.0.write(bytes);
        }
        self.0.hand_over()?;
        hand(bytes, &self.0.take)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        hand(&[], &self.0.take)
    }
}

pub(super) fn flush(mut sink: Sink) -> Result<(), Error> {
    sink.flush().map_err(|error| Error::Write(error.to_string()))
}

/// Calls back with bytes done, not more often than worth a message.
pub(super) fn reporter(progress: &Function) -> impl FnMut(u64) + '_ {
    const STEP: u64 = 1 << 20;
    let mut done = 0;
    move |bytes| {
        done += bytes;
        if done >= STEP {
            let _ = progress.call1(&JsValue::NULL, &JsValue::from_f64(done as f64));
            done = 0;
        }
    }
}
