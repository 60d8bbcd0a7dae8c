//! Compresses loose files into shards. A shard is a sequence of raw DEFLATE streams, with a description of each file
//! that states where its stream is. The headers of the zip are written later, with the entries of the package.

use super::hasher::{Hasher, needs_codecs};
use super::jobs::{AT_ONCE, Compression, FileHeader, RecompressJob, ShardEntry, is_small, may_be_copied};
use super::verify::changed;
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::Finding;
use crate::source::codecs::{Codecs, is_rare_method};
use crate::source::reader::FileReader;
use crate::source::zip::deflate_blocks::leave_open;
use crate::source::zip::inflate::read_compressed;
use crate::source::zip::{Compressed, Compressor, Inflater, Strength, ZipEntry};
use crate::source::zip::{DEFLATED, STORED};
use crate::source::{EXECUTABLE, HEAD_LENGTH, Store, mode_by_head};
use std::io::{self, Write};
use std::rc::Rc;

impl Compression {
    fn strength(self) -> Strength {
        match self {
            Compression::Fast => Strength::Fast,
            Compression::Default => Strength::Default,
            Compression::Best => Strength::Best,
        }
    }
}

/// A compressor that is created when it is first needed, because creating it costs more than compressing a small file.
pub(super) struct Deflater {
    compression: Compression,
    compressor: Option<Compressor>,
}

impl Deflater {
    pub fn new(compression: Compression) -> Deflater {
        Deflater { compression, compressor: None }
    }

    /// Returns the bytes compressed, or unchanged if compression does not make them smaller.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if there is no memory for it.
    pub fn whole(&mut self, bytes: &[u8]) -> Result<(u16, Vec<u8>), Error> {
        let mut output = Vec::new();
        self.deflate(bytes, &mut output)?;
        Ok(if output.len() < bytes.len() { (DEFLATED, output) } else { (STORED, bytes.to_vec()) })
    }

    /// Compresses a part of a file. The parts of a file, one after another, are one DEFLATE stream.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if there is no memory for it.
    fn part(&mut self, bytes: &[u8], is_last: bool, output: &mut Vec<u8>) -> Result<(), Error> {
        self.deflate(bytes, output)?;
        if is_last || leave_open(output) {
            return Ok(());
        }
        Err(Error::Write("what was compressed cannot be read".into()))
    }

    fn deflate(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> Result<(), Error> {
        let no_memory = || Error::Write("there is too little memory to compress it".to_string());
        let compressor = match &mut self.compressor {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(self.compression.strength()).ok_or_else(no_memory)?),
        };
        compressor.compress(bytes, output).then_some(()).ok_or_else(no_memory)
    }
}

/// Whether codecs are needed for a loose file with this digest in its RECORD: see [`Shard::new`].
pub fn file_needs_codecs(recorded: Option<&str>) -> bool {
    let digest = recorded.and_then(|recorded| Digest::parse(recorded).ok());
    needs_codecs(digest.as_ref())
}

/// Whether codecs are needed for an entry that is recompressed.
pub fn entry_needs_codecs(entry: &ZipEntry) -> bool {
    is_rare_method(entry.method)
}

/// A shard that is being written. The host passes the files one after another.
pub struct Shard<W: Write> {
    deflater: Deflater,
    codecs: Option<Rc<dyn Codecs>>,
    sink: W,
    offset: u64,
    shard_entries: Vec<ShardEntry>,
    current: Option<Current>,
    output: Vec<u8>,
    /// Findings about files that differ from their RECORDs.
    changed: Vec<Finding>,
}

struct Current {
    shard_entry: ShardEntry,
    from: String,
    expected: u64,
    crc: crc32fast::Hasher,
    /// The digest that its RECORD states, and the hasher of its bytes.
    recorded: Option<(Digest, Hasher)>,
    head: Vec<u8>,
    /// The header that replaces the first bytes.
    header: Option<FileHeader>,
    /// Bytes that are not compressed yet: the whole file if it is small, a part of a larger one.
    waiting: Vec<u8>,
}

impl Current {
    /// Returns the next bytes, with the part of the header that replaces them. `None` if no part of the header does.
    fn with_header(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let rest = self.header.as_ref()?.get(self.shard_entry.size as usize..)?;
        let mut bytes = bytes.to_vec();
        bytes.iter_mut().zip(rest).for_each(|(byte, new)| *byte = *new);
        Some(bytes)
    }
}

impl Current {
    fn pass_on(&mut self, compressed: &[u8], sink: &mut impl Write) -> Result<(), Error> {
        sink.write_all(compressed).map_err(write_error)?;
        self.shard_entry.compressed_size += compressed.len() as u64;
        Ok(())
    }
}

impl<W: Write> Shard<W> {
    /// Creates an empty shard that is written to `sink`. `codecs`: contain the hash algorithms that few RECORDs use.
    pub fn new(compression: Compression, sink: W, codecs: Option<Rc<dyn Codecs>>) -> Shard<W> {
        Shard {
            deflater: Deflater::new(compression),
            codecs,
            sink,
            offset: 0,
            shard_entries: Vec::new(),
            current: None,
            output: Vec::new(),
            changed: Vec::new(),
        }
    }

    /// Begins the file of an entry of the package. `size`: its size in bytes when it was planned. `header`: replaces
    /// its first bytes. `recorded`: the digest in the RECORD that it was installed with.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if codecs are needed and there are none.
    pub fn begin(
        &mut self,
        entry_index: u32,
        size: u64,
        from: &str,
        header: Option<FileHeader>,
        recorded: Option<&str>,
    ) -> Result<(), Error> {
        let shard_entry = ShardEntry {
            entry_index,
            offset: self.offset,
            method: DEFLATED,
            crc: 0,
            compressed_size: 0,
            size: 0,
            executable: false,
        };
        let waiting = Vec::with_capacity(size.min(AT_ONCE) as usize);
        let digest = recorded.and_then(|recorded| Digest::parse(recorded).ok());
        let recorded = match digest {
            Some(digest) => {
                let hasher = Hasher::new(Some(&digest), self.codecs.as_ref()).map_err(write_error)?;
                Some((digest, hasher))
            }
            None => None,
        };
        self.current = Some(Current {
            shard_entry,
            from: from.to_string(),
            expected: size,
            crc: Default::default(),
            recorded,
            head: Vec::new(),
            header,
            waiting,
        });
        Ok(())
    }

    /// Adds bytes to the current file.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if no file was begun, [`Error::Changed`] if the file is longer than planned, [`Error::Write`] if
    /// there is too little memory or the sink fails.
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
        current.shard_entry.size += bytes.len() as u64;
        if current.shard_entry.size > current.expected {
            return Err(Error::Changed { path: current.from.clone() });
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            // All parts have the same length, regardless of the lengths of the host's reads. So the same input gives
            // the same bytes.
            if current.waiting.len() as u64 == AT_ONCE {
                self.deflater.part(&current.waiting, false, &mut self.output)?;
                current.waiting.clear();
                current.pass_on(&self.output, &mut self.sink)?;
            }
            let (take, left) = rest.split_at(rest.len().min(AT_ONCE as usize - current.waiting.len()));
            current.waiting.extend_from_slice(take);
            rest = left;
        }
        Ok(())
    }

    /// Ends the current file.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if no file was begun, [`Error::Changed`] if the file does not have the planned size,
    /// [`Error::Write`] if there is too little memory or the sink fails.
    pub fn end(&mut self) -> Result<(), Error> {
        let Some(mut current) = self.current.take() else {
            return Err(Error::Job("a file ended that was not begun".into()));
        };
        if current.shard_entry.size != current.expected {
            return Err(Error::Changed { path: current.from });
        }
        if current.expected <= AT_ONCE {
            let (method, data) = self.deflater.whole(&current.waiting)?;
            current.shard_entry.method = method;
            current.pass_on(&data, &mut self.sink)?;
        } else {
            self.deflater.part(&current.waiting, true, &mut self.output)?;
            current.pass_on(&self.output, &mut self.sink)?;
        }
        if let Some((digest, hasher)) = current.recorded
            && hasher.finish() != Some(digest)
        {
            let (folder, name) = current.from.rsplit_once('/').unwrap_or(("", &current.from));
            self.changed.push(changed(name, folder, &current.from));
        }
        current.shard_entry.crc = current.crc.finalize();
        current.shard_entry.executable = mode_by_head(&current.head) == EXECUTABLE;
        self.offset += current.shard_entry.compressed_size;
        self.shard_entries.push(current.shard_entry);
        Ok(())
    }

    /// Discards the current file, because the host could not read it completely.
    pub fn abandon(&mut self) {
        if let Some(current) = self.current.take() {
            self.offset += current.shard_entry.compressed_size;
        }
    }

    /// Takes the findings about files that differ from their RECORDs.
    pub fn take_changed(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.changed)
    }

    /// Returns the entries of the shard, and the sink.
    pub fn finish(self) -> (Vec<ShardEntry>, W) {
        (self.shard_entries, self.sink)
    }
}

fn write_error(error: io::Error) -> Error {
    Error::Write(error.to_string())
}

/// Recompresses an entry of a zip. If the entry could be copied and is small, and does not become smaller, its
/// compressed bytes are kept.
///
/// # Errors
///
/// When the zip cannot be read or the sink fails.
pub fn recompress<W: Write>(
    job: &RecompressJob,
    store: &mut dyn Store,
    sink: W,
) -> Result<(Vec<ShardEntry>, W), Error> {
    if job.header.is_none() && may_be_copied(&job.entry) && is_small(&job.entry) {
        return smaller(job, store, sink);
    }
    let codecs = entry_needs_codecs(&job.entry).then(|| store.codecs().ok()).flatten();
    let mut shard = Shard::new(job.compression, sink, codecs);
    let mut reader = FileReader::new(store, job.file).map_err(|error| Error::read(&job.from, &error))?;
    shard.begin(job.entry_index, job.entry.size, &job.from, job.header, None)?;
    let mut written = Ok(());
    let read = Inflater::default().inflate(Compressed::InZip(&mut reader), &job.entry, |bytes| {
        if written.is_ok() {
            written = shard.write(bytes);
        }
    });
    match (read, written) {
        (Ok(()), written) => written.and_then(|()| shard.end())?,
        (Err(error), _) => return Err(zip_error(job, &error)),
    }
    Ok(shard.finish())
}

fn zip_error(job: &RecompressJob, error: &io::Error) -> Error {
    Error::Zip { path: job.from.clone(), message: format!("\"{}\": {error}", job.entry.name) }
}

/// Recompresses an entry in memory, and writes the result or the original bytes, whichever are smaller.
fn smaller<W: Write>(
    job: &RecompressJob,
    store: &mut dyn Store,
    mut sink: W,
) -> Result<(Vec<ShardEntry>, W), Error> {
    let RecompressJob { entry_index, entry, .. } = job;
    let mut reader = FileReader::new(store, job.file).map_err(|error| Error::read(&job.from, &error))?;
    let (mut held, mut bytes) = (Vec::new(), Vec::new());
    read_compressed(&mut reader, entry, &mut held).map_err(|error| zip_error(job, &error))?;
    let inflated =
        Inflater::default().inflate(Compressed::Buffered(&held), entry, |part| bytes.extend_from_slice(part));
    inflated.map_err(|error| zip_error(job, &error))?;
    let (method, data) = match Deflater::new(job.compression).whole(&bytes)? {
        (method, data) if data.len() < held.len() => (method, data),
        _ => (entry.method, held),
    };
    sink.write_all(&data).map_err(write_error)?;
    let (crc, compressed_size, size) = (entry.crc, data.len() as u64, entry.size);
    let shard_entry = ShardEntry {
        entry_index: *entry_index,
        offset: 0,
        method,
        crc,
        compressed_size,
        size,
        executable: false,
    };
    Ok((vec![shard_entry], sink))
}
