//! Reads a deflated entry from its start, as far as needed and each byte once, and continues after the host had no
//! more bytes. What is read in this way is verified when it is packed, not here.

use super::deflate_stream::{DeflateStream, Inflated};
use super::entry::ZipEntry;
use super::local::data_start;
use crate::source::store::{FileId, Store, read_exact_at};
use std::io::{self, BufRead, Read};

/// An entry of a zip that is being read.
pub(crate) struct EntryStream {
    input: Input,
    stream: DeflateStream,
    is_over: bool,
}

/// Number of compressed bytes that are read at a time.
const INPUT: u64 = 128 << 10;
/// Number of bytes that are requested together. A host that cannot read immediately fetches the bytes that it could
/// not return.
const AHEAD: u64 = 4 << 20;

impl EntryStream {
    /// Begins with the entry's first byte.
    ///
    /// # Errors
    ///
    /// Those of [`data_start`].
    pub fn open(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<EntryStream> {
        let next = data_start(store, file, entry)?;
        let end = next.saturating_add(entry.compressed_size);
        let input = Input { file, next, end, bytes: Vec::new(), at: 0 };
        Ok(EntryStream { input, stream: DeflateStream::new(), is_over: false })
    }

    /// Decompresses into the buffer. Returns 0 at the end of the entry.
    ///
    /// # Errors
    ///
    /// Errors of the store, after which the call can be repeated, and damaged data.
    pub fn read(&mut self, store: &mut dyn Store, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(0);
        }
        let inflated = self.stream.read(&mut InputReader { input: &mut self.input, store }, buffer)?;
        Ok(match inflated {
            Inflated::Some(length) => length,
            Inflated::Last(length) => {
                self.is_over = true;
                length
            }
            Inflated::CutShort => {
                self.is_over = true;
                0
            }
        })
    }
}

/// The compressed bytes of an entry.
struct Input {
    file: FileId,
    /// The offset in the zip of the next bytes to read, and of their end.
    next: u64,
    end: u64,
    /// The bytes that were read; those from `at` on have not been used yet.
    bytes: Vec<u8>,
    at: usize,
}

impl Input {
    /// Reads the next bytes, or none at the end of the entry.
    fn refill(&mut self, store: &mut dyn Store) -> io::Result<()> {
        let length = INPUT.min(self.end.saturating_sub(self.next)) as usize;
        self.bytes.resize(length, 0);
        self.at = length;
        match read_exact_at(store, self.file, self.next, &mut self.bytes) {
            Ok(()) => {
                self.at = 0;
                self.next += length as u64;
                Ok(())
            }
            Err(error) => {
                if error.kind() == io::ErrorKind::WouldBlock {
                    self.ask_ahead(store);
                }
                Err(error)
            }
        }
    }

    /// Makes the host record what is needed next.
    fn ask_ahead(&self, store: &mut dyn Store) {
        let length = AHEAD.min(self.end.saturating_sub(self.next));
        // The result is not needed yet.
        let _ = store.read_at(self.file, self.next, &mut vec![0; length as usize]);
    }
}

struct InputReader<'i, 's> {
    input: &'i mut Input,
    store: &'s mut dyn Store,
}

impl BufRead for InputReader<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.input.at == self.input.bytes.len() {
            self.input.refill(self.store)?;
        }
        Ok(self.input.bytes.get(self.input.at..).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.input.at += length;
    }
}

impl Read for InputReader<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}
