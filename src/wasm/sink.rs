//! Output of bytes from WebAssembly's memory to the page.

use super::scope::TaskContext;
use std::io::{self, Write};

/// Number of bytes that are collected for one message, because each message has a cost of its own.
const CHUNK: usize = 4 << 20;
/// Minimum size in bytes of a write that is sent directly, without collecting. Only package entries are sent this way.
const LARGE: usize = 512 * 1024;

/// A sink that sends what is written to the page, a few MiB at a time.
pub(super) struct Sink<'a> {
    job: &'a TaskContext,
    chunk: Vec<u8>,
    /// Whether an empty chunk marks the end of the output.
    is_ended: bool,
}

impl<'a> Sink<'a> {
    /// Returns a sink for a shard.
    pub fn new(job: &'a TaskContext) -> Sink<'a> {
        Sink { job, chunk: Vec::new(), is_ended: false }
    }

    /// Returns a sink for entries of the package. A flush ends the output with an empty chunk.
    pub fn of_entries(job: &'a TaskContext) -> Sink<'a> {
        Sink { job, chunk: Vec::new(), is_ended: true }
    }

    fn hand_over(&mut self) -> io::Result<()> {
        if !self.chunk.is_empty() {
            self.job.chunk(&self.chunk)?;
            self.chunk.clear();
        }
        Ok(())
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() + bytes.len() > CHUNK {
            self.hand_over()?;
        }
        if self.is_ended && bytes.len() >= LARGE {
            self.hand_over()?;
            self.job.chunk(bytes)?;
            return Ok(bytes.len());
        }
        self.chunk.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_over()?;
        if self.is_ended { self.job.chunk(&[]) } else { Ok(()) }
    }
}
