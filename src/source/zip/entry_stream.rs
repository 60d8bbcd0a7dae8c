//! A deflated entry read from its start as far as is needed, each byte once, going on where the host
//! had no more bytes. What is read this way is verified when it is packed, not here.

use super::entry::{ZipEntry, data_start};
use crate::source::store::{FileId, Store, read_exact_at};
use flate2::{Decompress, FlushDecompress, Status};
use std::io;

pub struct EntryStream {
    file: FileId,
    /// Where in the zip the compressed bytes go on, and where they end.
    next: u64,
    end: u64,
    /// Compressed bytes that were read, from `at` on not used yet.
    input: Vec<u8>,
    at: usize,
    state: Decompress,
    is_over: bool,
}

/// Compressed bytes read at a time.
const INPUT: u64 = 128 << 10;
/// A host that cannot read at once fetches what it refuses. So many bytes are asked for together.
const AHEAD: u64 = 4 << 20;

impl EntryStream {
    pub fn open(store: &mut dyn Store, file: FileId, entry: &ZipEntry) -> io::Result<EntryStream> {
        let next = data_start(store, file, entry)?;
        let end = next.saturating_add(entry.compressed);
        Ok(EntryStream {
            file,
            next,
            end,
            input: Vec::new(),
            at: 0,
            state: Decompress::new(false),
            is_over: false,
        })
    }

    /// Decompresses into the buffer; no bytes at the end of the entry.
    pub fn read(&mut self, store: &mut dyn Store, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_over {
            if self.at == self.input.len() {
                self.refill(store)?;
            }
            let input = self.input.get(self.at..).unwrap_or_default();
            let is_last = input.is_empty();
            let (before_in, before_out) = (self.state.total_in(), self.state.total_out());
            let status = self.state.decompress(input, buffer, FlushDecompress::None)?;
            let consumed = (self.state.total_in() - before_in) as usize;
            let produced = (self.state.total_out() - before_out) as usize;
            self.at += consumed;
            self.is_over = status == Status::StreamEnd || (is_last && produced == 0);
            if produced > 0 {
                return Ok(produced);
            }
        }
        Ok(0)
    }

    /// Reads the next compressed bytes; none at the end of the entry.
    fn refill(&mut self, store: &mut dyn Store) -> io::Result<()> {
        let length = INPUT.min(self.end.saturating_sub(self.next)) as usize;
        self.input.resize(length, 0);
        self.at = length;
        match read_exact_at(store, self.file, self.next, &mut self.input) {
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

    /// Makes the host note what is needed next.
    fn ask_ahead(&self, store: &mut dyn Store) {
        let length = AHEAD.min(self.end.saturating_sub(self.next));
        // Its answer is not needed yet.
        let _ = store.read_at(self.file, self.next, &mut vec![0; length as usize]);
    }
}
