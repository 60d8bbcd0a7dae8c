//! Decompressing entries, one after another.

use super::libdeflate::Libdeflate;
use super::reader::Reader;
use super::zip_entry::{DEFLATED, STORED, ZipEntry, invalid, other_method, raw};
use flate2::{Decompress, FlushDecompress, Status};
use std::io::{self, BufRead, Read};

/// Bytes handed out at a time of an entry that is not decompressed as a whole.
const PIECE: usize = 128 * 1024;
/// Up to so many bytes, compressed and decompressed together, an entry is decompressed as a whole: that is faster
/// (124 ms for what takes zlib-rs 192, measured in WebAssembly), and memory still has a bound.
const WHOLE: u64 = 32 << 20;

#[derive(Default)]
pub struct Inflater {
    compressed: Compressed,
    decoder: Libdeflate,
    output: Vec<u8>,
    pieces: Pieces,
}

impl Inflater {
    /// Hands the entry's decompressed bytes to `each`, as a whole or piece by piece, and checks their number and
    /// CRC-32. A bomb is stopped where it passes the size it claims.
    pub fn inflate(
        &mut self,
        reader: &mut Reader,
        entry: &ZipEntry,
        each: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        self.pass(reader, entry, |_| (), each)
    }

    /// The same. `compressed` gets the bytes as they stand in the zip, before anything is known of them, if they are
    /// few enough to be read as a whole.
    pub fn pass(
        &mut self,
        reader: &mut Reader,
        entry: &ZipEntry,
        compressed: impl FnOnce(&[u8]),
        mut each: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        let mut size = 0;
        let mut crc = crc32fast::Hasher::new();
        let mut pass = |bytes: &[u8]| {
            size += bytes.len() as u64;
            crc.update(bytes);
            each(bytes);
            size <= entry.size
        };
        let Inflater { compressed: input, decoder, output, pieces } = self;
        let is_small = entry.size.saturating_add(entry.compressed) <= WHOLE;
        match entry.method {
            DEFLATED if is_small => {
                let mut bytes = input.read(reader, entry)?;
                compressed(bytes);
                match decoder.inflate(bytes, entry.size as usize, output) {
                    true => drop(pass(output)),
                    // Tells what is wrong with it.
                    false => pieces.deflated(&mut bytes, &mut pass)?,
                }
            }
            STORED if is_small => {
                let bytes = input.read(reader, entry)?;
                compressed(bytes);
                pass(bytes);
            }
            DEFLATED => pieces.deflated(&mut raw(reader, entry)?, &mut pass)?,
            STORED => pieces.copied(&mut raw(reader, entry)?, &mut pass)?,
            _ => pieces.copied(&mut other_method(reader, entry)?, &mut pass)?,
        }
        if size != entry.size {
            let seen = if size > entry.size { "more than".to_string() } else { format!("{size} bytes, not") };
            return Err(invalid(format!("it has {seen} the {} bytes it claims", entry.size)));
        }
        let crc = crc.finalize();
        if crc != entry.crc {
            return Err(invalid(format!("its CRC-32 is {crc:08x}, not {:08x}", entry.crc)));
        }
        Ok(())
    }
}

/// The compressed bytes of an entry: as long as those of the longest so far.
#[derive(Default)]
struct Compressed(Vec<u8>);

impl Compressed {
    fn read(&mut self, reader: &mut Reader, entry: &ZipEntry) -> io::Result<&[u8]> {
        let length = entry.compressed as usize;
        let mut bytes = raw(reader, entry)?;
        if self.0.len() < length {
            // What it held need not be copied.
            self.0 = Vec::new();
            self.0 = vec![0; length];
        }
        let held = &mut self.0[..length];
        bytes.read_exact(held)?;
        Ok(held)
    }
}

/// Decompresses with memory that does not depend on the entry's size.
#[derive(Default)]
struct Pieces {
    /// Made when it is first needed.
    state: Option<Decompress>,
    output: Vec<u8>,
}

impl Pieces {
    fn deflated(&mut self, input: &mut impl BufRead, pass: &mut impl FnMut(&[u8]) -> bool) -> io::Result<()> {
        let state = self.state.get_or_insert_with(|| Decompress::new(false));
        state.reset(false);
        self.output.resize(PIECE, 0);
        loop {
            let bytes = input.fill_buf()?;
            let is_last = bytes.is_empty();
            let (before_in, before_out) = (state.total_in(), state.total_out());
            let status = state.decompress(bytes, &mut self.output, FlushDecompress::None)?;
            let consumed = (state.total_in() - before_in) as usize;
            let produced = (state.total_out() - before_out) as usize;
            input.consume(consumed);
            if !pass(&self.output[..produced]) {
                return Ok(());
            }
            if status == Status::StreamEnd {
                // They would be in the package, though no hash is of them.
                return match input.fill_buf()? {
                    [] => Ok(()),
                    _ => Err(invalid("more bytes follow the end of its compressed data")),
                };
            }
            if is_last && consumed == 0 && produced == 0 {
                return Err(invalid("its compressed data ends too early"));
            }
        }
    }

    fn copied(&mut self, input: &mut impl Read, pass: &mut impl FnMut(&[u8]) -> bool) -> io::Result<()> {
        self.output.resize(PIECE, 0);
        loop {
            match input.read(&mut self.output) {
                Ok(0) => return Ok(()),
                Ok(length) if !pass(&self.output[..length]) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
