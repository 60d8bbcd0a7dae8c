//! Decompresses a DEFLATE stream (RFC 1951) piece by piece, with memory that does not depend on its length.

use flate2::{Decompress, FlushDecompress, Status};
use std::io::{self, BufRead};

/// A decoder that can stop anywhere and continue later.
pub(super) struct DeflateStream(Decompress);

/// The result of a read.
pub(super) enum Inflated {
    /// A number of bytes, at least one.
    Some(usize),
    /// The last bytes, perhaps none: the stream ends here.
    Last(usize),
    /// The input ended before the stream.
    CutShort,
}

impl DeflateStream {
    pub fn new() -> DeflateStream {
        DeflateStream(Decompress::new(false))
    }

    /// Begins another stream.
    pub fn reset(&mut self) {
        self.0.reset(false);
    }

    /// Decompresses into the buffer, and consumes as much of the input as that needs.
    ///
    /// # Errors
    ///
    /// Errors of the input, after which the call can be repeated, and damaged data.
    pub fn read(&mut self, input: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<Inflated> {
        loop {
            let bytes = input.fill_buf()?;
            let is_last = bytes.is_empty();
            let (before_in, before_out) = (self.0.total_in(), self.0.total_out());
            let status = self.0.decompress(bytes, buffer, FlushDecompress::None)?;
            let produced = (self.0.total_out() - before_out) as usize;
            input.consume((self.0.total_in() - before_in) as usize);
            match (status, produced) {
                (Status::StreamEnd, _) => return Ok(Inflated::Last(produced)),
                (_, 1..) => return Ok(Inflated::Some(produced)),
                (_, 0) if is_last => return Ok(Inflated::CutShort),
                (_, 0) => {}
            }
        }
    }
}
