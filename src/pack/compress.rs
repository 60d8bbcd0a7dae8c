//! Compressing loose files into shards: runs of raw deflate streams, with a piece for each file
//! that says where its stream is. The zip's headers are written with its lines.

use super::hasher::Hasher;
use super::jobs::{Compression, FileHeader, Piece, RecompressJob};
use super::verify::changed;
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::Finding;
use crate::source::reader::FileReader;
use crate::source::zip::{Compressed, Compressor, Inflater, Strength};
use crate::source::zip::{DEFLATED, STORED};
use crate::source::{EXECUTABLE, HEAD_LENGTH, Store, mode_by_head};
use flate2::{Compress, FlushCompress, Status};
use std::io::Write;

/// Files up to this size are held whole, and compressed by libdeflate, which is three times as fast. Compressing one takes
/// twice its size in memory.
const SMALL: u64 = 8 << 20;
/// Larger files are fed to zlib in chunks of one size, whatever the host's reads were: the same
/// input gives the same bytes.
const CHUNK: usize = 64 * 1024;

impl Compression {
    /// libdeflate's level.
    fn strength(self) -> Strength {
        match self {
            Compression::Fast => Strength::Fast,
            Compression::Default => Strength::Default,
            Compression::Best => Strength::Best,
        }
    }

    /// zlib's level.
    fn level(self) -> u32 {
        match self {
            Compression::Fast => 5,
            Compression::Default | Compression::Best => 9,
        }
    }
}

/// The encoders, each made when it is first needed: making one costs more than a small file.
pub(super) struct Deflater {
    compression: Compression,
    small: Option<Compressor>,
    large: Option<Compress>,
}

impl Deflater {
    pub fn new(compression: Compression) -> Deflater {
        Deflater { compression, small: None, large: None }
    }

    /// The state for files that are not held whole.
    fn large(&mut self) -> &mut Compress {
        let level = flate2::Compression::new(self.compression.level());
        self.large.get_or_insert_with(|| Compress::new(level, false))
    }

    /// The bytes compressed, or as they are if that is no smaller.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if there is no memory for it.
    pub fn small(&mut self, bytes: &[u8]) -> Result<(u16, Vec<u8>), Error> {
        let no_memory = || Error::Write("there is too little memory to compress it".to_string());
        let compressor = match &mut self.small {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(self.compression.strength()).ok_or_else(no_memory)?),
        };
        let mut output = Vec::new();
        if !compressor.compress(bytes, &mut output) {
            return Err(no_memory());
        }
        Ok(if output.len() < bytes.len() { (DEFLATED, output) } else { (STORED, bytes.to_vec()) })
    }
}

/// A shard in the making. The host pushes files one after another.
pub struct Shard<W: Write> {
    deflater: Deflater,
    sink: W,
    offset: u64,
    pieces: Vec<Piece>,
    current: Option<Current>,
    output: Vec<u8>,
    /// Files that are not what their RECORDs list.
    changed: Vec<Finding>,
}

struct Current {
    piece: Piece,
    from: String,
    expected: u64,
    crc: crc32fast::Hasher,
    /// What its RECORD says, and its bytes so far.
    recorded: Option<(Digest, Hasher)>,
    head: Vec<u8>,
    /// What stands in the place of the first bytes.
    header: Option<FileHeader>,
    /// Bytes that wait: all of a small file, up to a chunk of a large one.
    waiting: Vec<u8>,
}

impl Current {
    /// The next bytes with as much of the header as falls on them.
    fn with_header(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let rest = self.header.as_ref()?.get(self.piece.size as usize..)?;
        let mut bytes = bytes.to_vec();
        bytes.iter_mut().zip(rest).for_each(|(byte, new)| *byte = *new);
        Some(bytes)
    }
}

impl<W: Write> Shard<W> {
    /// An empty shard that is written to `sink`.
    pub fn new(compression: Compression, sink: W) -> Shard<W> {
        Shard {
            deflater: Deflater::new(compression),
            sink,
            offset: 0,
            pieces: Vec::new(),
            current: None,
            output: Vec::with_capacity(CHUNK),
            changed: Vec::new(),
        }
    }

    /// Begins the file for a line of the package, which was `size` bytes long when it was planned.
    /// `header` takes the place of its first bytes.
    pub fn begin(&mut self, line: u32, size: u64, from: &str, header: Option<FileHeader>) {
        let piece = Piece {
            line,
            offset: self.offset,
            method: DEFLATED,
            crc: 0,
            compressed: 0,
            size: 0,
            executable: false,
        };
        let capacity = size.min(SMALL) as usize;
        let waiting = Vec::with_capacity(capacity);
        self.current = Some(Current {
            piece,
            from: from.to_string(),
            expected: size,
            crc: Default::default(),
            recorded: None,
            head: Vec::new(),
            header,
            waiting,
        });
        if size > SMALL {
            self.deflater.large().reset();
        }
    }

    /// The file begun was installed with a RECORD that says this of its bytes.
    pub fn compare_with(&mut self, recorded: Option<&str>) {
        let digest = recorded.and_then(|recorded| Digest::parse(recorded).ok());
        if let Some(current) = &mut self.current {
            current.recorded = digest.map(|digest| (digest.clone(), Hasher::of(Some(&digest))));
        }
    }

    /// More bytes of the file begun.
    ///
    /// # Errors
    ///
    /// When the sink fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(current) = &mut self.current else {
            return Err(Error::Job("bytes came before the file they belong to".into()));
        };
        if let Some((_, hasher)) = &mut current.recorded {
            hasher.update(bytes);
        }
        let replaced = current.with_header(bytes);
        let bytes = replaced.as_deref().unwrap_or(bytes);
        current.crc.update(bytes);
        if current.head.len() < HEAD_LENGTH {
            current.head.extend(bytes.iter().take(HEAD_LENGTH - current.head.len()));
        }
        current.piece.size += bytes.len() as u64;
        if current.piece.size > current.expected {
            return Err(Error::Changed { path: current.from.clone() });
        }
        if current.expected <= SMALL {
            current.waiting.extend_from_slice(bytes);
            return Ok(());
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let take = rest.len().min(CHUNK - current.waiting.len());
            current.waiting.extend_from_slice(&rest[..take]);
            rest = &rest[take..];
            if current.waiting.len() == CHUNK {
                current.piece.compressed += deflate(
                    self.deflater.large(),
                    &current.waiting,
                    FlushCompress::None,
                    &mut self.output,
                    &mut self.sink,
                )?;
                current.waiting.clear();
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// When the sink fails.
    pub fn end(&mut self) -> Result<(), Error> {
        let Some(mut current) = self.current.take() else {
            return Err(Error::Job("a file ended that was not begun".into()));
        };
        if current.piece.size != current.expected {
            return Err(Error::Changed { path: current.from });
        }
        if current.expected <= SMALL {
            let (method, data) = self.deflater.small(&current.waiting)?;
            self.sink.write_all(&data).map_err(|error| Error::Write(error.to_string()))?;
            current.piece.method = method;
            current.piece.compressed = data.len() as u64;
        } else {
            current.piece.compressed += deflate(
                self.deflater.large(),
                &current.waiting,
                FlushCompress::Finish,
                &mut self.output,
                &mut self.sink,
            )?;
        }
        if let Some((digest, hasher)) = current.recorded
            && hasher.finish() != Some(digest)
        {
            let (folder, name) = current.from.rsplit_once('/').unwrap_or(("", &current.from));
            self.changed.push(changed(name, folder, &current.from));
        }
        current.piece.crc = current.crc.finalize();
        current.piece.executable = mode_by_head(&current.head) == EXECUTABLE;
        self.offset += current.piece.compressed;
        self.pieces.push(current.piece);
        Ok(())
    }

    /// Forgets the file begun, because the host could not read it to its end.
    pub fn abandon(&mut self) {
        if let Some(current) = self.current.take() {
            self.offset += current.piece.compressed;
        }
    }

    /// The files that are not what their RECORDs list.
    pub fn take_changed(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.changed)
    }

    /// What is in the shard.
    pub fn finish(self) -> (Vec<Piece>, W) {
        (self.pieces, self.sink)
    }
}

/// Feeds zlib and passes on what comes out; returns how many bytes that was.
fn deflate(
    state: &mut Compress,
    mut input: &[u8],
    flush: FlushCompress,
    output: &mut Vec<u8>,
    sink: &mut impl Write,
) -> Result<u64, Error> {
    let mut written = 0;
    loop {
        output.clear();
        let before = state.total_in();
        let status =
            state.compress_vec(input, output, flush).map_err(|error| Error::Write(error.to_string()))?;
        input = &input[(state.total_in() - before) as usize..];
        sink.write_all(output).map_err(|error| Error::Write(error.to_string()))?;
        written += output.len() as u64;
        let is_done = match flush {
            FlushCompress::Finish => status == Status::StreamEnd,
            _ => input.is_empty() && output.len() < output.capacity(),
        };
        if is_done {
            return Ok(written);
        }
    }
}

/// Compresses an entry of a zip anew.
///
/// # Errors
///
/// When the zip cannot be read or the sink fails.
pub fn recompress<W: Write>(
    job: &RecompressJob,
    store: &mut dyn Store,
    sink: W,
) -> Result<(Vec<Piece>, W), Error> {
    let mut shard = Shard::new(job.compression, sink);
    let mut reader = FileReader::new(store, job.file).map_err(|error| Error::read(&job.from, &error))?;
    shard.begin(job.line, job.entry.size, &job.from, job.header);
    let mut written = Ok(());
    let read = Inflater::default().inflate(Compressed::InZip(&mut reader), &job.entry, |bytes| {
        if written.is_ok() {
            written = shard.write(bytes);
        }
    });
    match (read, written) {
        (Ok(()), written) => written.and_then(|()| shard.end())?,
        (Err(error), _) => {
            return Err(Error::Zip {
                path: job.from.clone(),
                message: format!("\"{}\": {error}", job.entry.name),
            });
        }
    }
    Ok(shard.finish())
}
