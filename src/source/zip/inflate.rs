//! Decompressing entries, one after another.

use super::deflate_stream::{DeflateStream, Inflated};
use super::entry::{DEFLATED, STORED, ZipEntry, invalid};
use super::libdeflate::Libdeflate;
use super::local::{other_method, raw};
use crate::source::reader::FileReader;
use std::io::{self, BufRead, Read};
use std::ops::Range;

/// Number of bytes that are passed on at a time, for an entry that is not decompressed as a whole.
const PIECE: usize = 128 * 1024;
/// Maximum size, compressed and decompressed together, of an entry that is held in memory. Such an entry is
/// decompressed faster as a whole (124 ms, zlib-rs 192 ms, measured in WebAssembly), and memory still has a bound.
pub const MAX_BUFFERED: u64 = 32 << 20;

/// Whether the entry's compressed bytes may be held in memory.
pub fn fits_in_memory(entry: &ZipEntry) -> bool {
    let is_small = entry.size.saturating_add(entry.compressed_size) <= MAX_BUFFERED;
    is_small && matches!(entry.method, DEFLATED | STORED)
}

/// Appends the entry's compressed bytes, and returns their range. Only for entries for which [`fits_in_memory`] is
/// true.
///
/// # Errors
///
/// When the file cannot be read, or is not the zip that was read before.
pub fn read_compressed(
    reader: &mut FileReader,
    entry: &ZipEntry,
    held: &mut Vec<u8>,
) -> io::Result<Range<usize>> {
    let start = held.len();
    let mut bytes = raw(reader, entry)?;
    held.resize(start + entry.compressed_size as usize, 0);
    match bytes.read_exact(&mut held[start..]) {
        Ok(()) => Ok(start..held.len()),
        Err(error) => {
            held.truncate(start);
            Err(error)
        }
    }
}

/// Decompresses entries, and uses its memory again.
#[derive(Default)]
pub struct Inflater {
    bytes: Vec<u8>,
    decoder: Libdeflate,
    output: Vec<u8>,
    pieces: Pieces,
}

/// Where an entry's compressed bytes are.
pub enum Compressed<'c, 'a> {
    /// In the file that it is read from.
    InZip(&'c mut FileReader<'a>),
    /// In memory.
    Buffered(&'c [u8]),
}

impl Inflater {
    /// Passes the entry's decompressed bytes to `each`, as a whole or piece by piece, and checks their number and
    /// CRC-32. A bomb is stopped when it exceeds the size that it states.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not the zip that was read before.
    pub fn inflate(
        &mut self,
        compressed: Compressed,
        entry: &ZipEntry,
        each: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        let mut checked = Checked::new(entry, each);
        match compressed {
            Compressed::Buffered(bytes) => self.held(bytes, &mut checked)?,
            Compressed::InZip(reader) if fits_in_memory(entry) => {
                let mut bytes = std::mem::take(&mut self.bytes);
                bytes.clear();
                let inflated = match read_compressed(reader, entry, &mut bytes) {
                    Ok(_) => self.held(&bytes, &mut checked),
                    Err(error) => Err(error),
                };
                self.bytes = bytes;
                inflated?;
            }
            Compressed::InZip(reader) => match entry.method {
                DEFLATED => self.pieces.deflated(&mut raw(reader, entry)?, &mut checked)?,
                STORED => self.pieces.copied(&mut raw(reader, entry)?, &mut checked)?,
                _ => other_method(reader, entry, |piece| checked.update(piece))?,
            },
        }
        checked.finish()
    }

    fn held(&mut self, mut bytes: &[u8], checked: &mut Checked<impl FnMut(&[u8])>) -> io::Result<()> {
        if checked.entry.method == STORED {
            checked.update(bytes);
        } else if self.decoder.inflate(bytes, checked.entry.size as usize, &mut self.output) {
            checked.update(&self.output);
        } else {
            // This decoder determines what is wrong with the data.
            self.pieces.deflated(&mut bytes, checked)?;
        }
        Ok(())
    }
}

/// Checks decompressed bytes while they are passed on: their number and CRC-32 must be those that the entry states.
struct Checked<'e, E> {
    entry: &'e ZipEntry,
    each: E,
    size: u64,
    crc: crc32fast::Hasher,
}

impl<'e, E: FnMut(&[u8])> Checked<'e, E> {
    fn new(entry: &'e ZipEntry, each: E) -> Checked<'e, E> {
        Checked { entry, each, size: 0, crc: crc32fast::Hasher::new() }
    }

    /// Passes bytes on. Returns `false` when there are more than the entry states.
    fn update(&mut self, bytes: &[u8]) -> bool {
        self.size += bytes.len() as u64;
        self.crc.update(bytes);
        (self.each)(bytes);
        self.size <= self.entry.size
    }

    fn finish(self) -> io::Result<()> {
        let Checked { entry, size, crc, .. } = self;
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

/// Decompresses with memory that does not depend on the entry's size.
#[derive(Default)]
struct Pieces {
    /// Made when it is first needed.
    stream: Option<DeflateStream>,
    output: Vec<u8>,
}

impl Pieces {
    fn deflated(
        &mut self,
        input: &mut impl BufRead,
        checked: &mut Checked<impl FnMut(&[u8])>,
    ) -> io::Result<()> {
        let stream = self.stream.get_or_insert_with(DeflateStream::new);
        stream.reset();
        self.output.resize(PIECE, 0);
        loop {
            let (length, is_last) = match stream.read(input, &mut self.output)? {
                Inflated::Some(length) => (length, false),
                Inflated::Last(length) => (length, true),
                Inflated::CutShort => return Err(invalid("its compressed data ends too early")),
            };
            if !checked.update(&self.output[..length]) {
                return Ok(());
            }
            if is_last {
                // Such bytes would be in the package, although no hash covers them.
                return match input.fill_buf()? {
                    [] => Ok(()),
                    _ => Err(invalid("more bytes follow the end of its compressed data")),
                };
            }
        }
    }

    fn copied(&mut self, input: &mut impl Read, checked: &mut Checked<impl FnMut(&[u8])>) -> io::Result<()> {
        self.output.resize(PIECE, 0);
        loop {
            match input.read(&mut self.output) {
                Ok(0) => return Ok(()),
                Ok(length) if !checked.update(&self.output[..length]) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
