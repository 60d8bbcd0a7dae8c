//! Reads entries of zips as native files, with as few of their bytes as possible.

use super::content::content;
use super::entry::{DEFLATED, STORED, ZipEntry};
use super::entry_stream::EntryStream;
use super::local::data_start;
use crate::native::stream_probe::MAX_ROUNDS;
use crate::native::{self, Native, NeededRanges, PartialFile, Step, StreamProbe};
use crate::source::store::{FileId, Store, read_exact_at};
use serde::{Deserialize, Serialize};
use std::io;

/// The result of reading an entry of a zip as a native file, where it was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadNative {
    /// The zip.
    pub file: FileId,
    /// The offset of its local header.
    pub header_offset: u64,
    /// `None` if it cannot be read.
    pub native: Option<Native>,
}

/// Number of bytes that are decompressed at a time.
const PIECE: usize = 256 << 10;
/// Maximum number of times that an entry is read again from its start, because bytes before the current ones are
/// needed. Real files need this never or once.
const MAX_PASSES: u32 = 3;
/// Maximum size in bytes of an entry that is read as a whole because its method cannot be read piece by piece.
const WHOLE: u64 = 4 << 20;

impl ReadNative {
    /// Reads one entry independently of others.
    pub fn read(file: FileId, entry: &ZipEntry, store: &mut dyn Store) -> ReadNative {
        let native = NativeReader::default().read(file, entry, store).ok();
        ReadNative { file, header_offset: entry.header_offset, native }
    }
}

/// Reads entries as native files. If the host has no more bytes in the middle of an entry, the next call continues
/// there.
#[derive(Default)]
pub(crate) struct NativeReader {
    halted: Option<Halted>,
    piece: Vec<u8>,
}

struct Halted {
    file: FileId,
    /// The offset of its local header.
    header_offset: u64,
    stream: EntryStream,
    probe: StreamProbe,
    passes: u32,
}

impl NativeReader {
    /// Drops the entry that is being read, unless its zip is kept.
    pub fn retain(&mut self, keeps: impl Fn(FileId) -> bool) {
        self.halted.take_if(|halted| !keeps(halted.file));
    }

    /// Reads an entry as a native file.
    ///
    /// # Errors
    ///
    /// `WouldBlock` if the host does not have more bytes yet; other errors if the entry cannot be read.
    pub fn read(&mut self, file: FileId, entry: &ZipEntry, store: &mut dyn Store) -> io::Result<Native> {
        if entry.encrypted || !entry.readable {
            return Ok(Native::Other);
        }
        match entry.method {
            DEFLATED => self.read_deflated(file, entry, store),
            STORED => read_stored(file, entry, store),
            _ if entry.size > WHOLE => Ok(Native::Other),
            _ => {
                let bytes = content(store, file, entry)?;
                let mut partial = PartialFile::new(bytes.len() as u64);
                partial.insert(0, &bytes);
                Ok(native::read(&partial).unwrap_or_else(|_| Native::unresolved()))
            }
        }
    }

    fn read_deflated(&mut self, file: FileId, entry: &ZipEntry, store: &mut dyn Store) -> io::Result<Native> {
        let mut halted = match self
            .halted
            .take_if(|halted| (halted.file, halted.header_offset) == (file, entry.header_offset))
        {
            Some(halted) => halted,
            None => Halted {
                file,
                header_offset: entry.header_offset,
                stream: EntryStream::open(store, file, entry)?,
                probe: StreamProbe::new(entry.size),
                passes: 0,
            },
        };
        self.piece.resize(PIECE, 0);
        let result = halted.go_on(store, entry, &mut self.piece);
        if matches!(&result, Err(error) if error.kind() == io::ErrorKind::WouldBlock) {
            self.halted = Some(halted);
        }
        result
    }
}

impl Halted {
    fn go_on(&mut self, store: &mut dyn Store, entry: &ZipEntry, piece: &mut [u8]) -> io::Result<Native> {
        loop {
            match self.probe.step() {
                Step::Done(native) => return Ok(native.clone()),
                Step::Back if self.passes == MAX_PASSES => return Ok(Native::unresolved()),
                Step::Back => {
                    self.passes += 1;
                    self.stream = EntryStream::open(store, self.file, entry)?;
                    self.probe.rewind();
                }
                Step::More => match self.stream.read(store, piece)? {
                    0 => return Ok(Native::Damaged("it ends too early".into())),
                    length => self.probe.update(piece.get(..length).unwrap_or_default()),
                },
            }
        }
    }
}

/// Reads a stored entry, only at the ranges that are needed.
fn read_stored(file: FileId, entry: &ZipEntry, store: &mut dyn Store) -> io::Result<Native> {
    let start = data_start(store, file, entry)?;
    let mut partial = PartialFile::new(entry.size.min(entry.compressed_size));
    for _ in 0..MAX_ROUNDS {
        let NeededRanges(ranges) = match native::read(&partial) {
            Ok(native) => return Ok(native),
            Err(needed) => needed,
        };
        for range in ranges {
            let mut bytes = vec![0; usize::try_from(range.end - range.start).unwrap_or(0)];
            read_exact_at(store, file, start + range.start, &mut bytes)?;
            partial.insert(range.start, &bytes);
        }
    }
    Ok(Native::unresolved())
}
