//! Bytes on their way out of WebAssembly's memory.

use super::scope::Job;
use std::io::{self, Write};

/// So many are gathered, to outweigh the message that brings them.
const CHUNK: usize = 4 << 20;
/// So many at once need not be gathered.
const LARGE: usize = 512 * 1024;

/// Hands what is written to the page, some MiB at a time.
pub(super) struct Sink<'a> {
    job: &'a Job,
    chunk: Vec<u8>,
    /// Whether an empty chunk says that all is written.
    is_ended: bool,
}

impl<'a> Sink<'a> {
    /// Of a shard.
    pub fn new(job: &'a Job) -> Sink<'a> {
        Sink { job, chunk: Vec::new(), is_ended: false }
    }

    /// Of lines of the package: when it is flushed, it ends with an empty chunk.
    pub fn of_lines(job: &'a Job) -> Sink<'a> {
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
