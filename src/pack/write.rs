//! Writes entries of the package: local headers and compressed bytes, with their final names. Bytes from zips are
//! verified in the same step, so that they are read only once.

use super::assemble::WrittenEntry;
use super::compress::Deflater;
use super::jobs::{Compression, EntrySource, Expected, PackageEntry, ShardEntries, WriteJob};
use super::verify::{self, DigestOffload, Shipped, Verified, Verifier};
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::Finding;
use crate::source::reader::FileReader;
use crate::source::zip::{self, LOCAL_HEADER_LENGTH, ZipEntry};
use crate::source::zip::{MAX_BUFFERED, fits_in_memory};
use crate::source::{EXECUTABLE, REGULAR, Store};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// The result of a job.
#[derive(Debug, Default, PartialEq)]
pub struct Written {
    /// The entries in the order of their bytes. Entries that cannot be read are omitted and reported by a finding.
    pub entries: Vec<WrittenEntry>,
    /// The result of verifying.
    pub verified: Verified,
}

const BUFFER: usize = 256 * 1024;

/// Writes the entries to `sink`, if there is one. Entries from zips are verified in any case.
///
/// Everything is written, and the sink is flushed, before most of it is verified, so that the package can be hashed
/// meanwhile. Entries without their shard entry are omitted; a finding reports already that they could not be read.
/// `progress` is called with the number of unzipped bytes of each finished entry.
///
/// # Errors
///
/// [`Error::Read`] if a shard cannot be read, or if bytes that were verified cannot be read again. [`Error::Write`] if
/// the sink fails, or if there is too little memory to compress.
pub fn write<W: Write>(
    job: &WriteJob,
    shard_entries: &ShardEntries,
    store: &mut dyn Store,
    offload: Option<&mut dyn DigestOffload>,
    mut sink: Option<&mut W>,
    mut progress: impl FnMut(u64),
) -> Result<Written, Error> {
    let codecs = job.needs_codecs().then(|| store.codecs().ok()).flatten();
    let mut reader = FileReader::idle(store);
    let mut verifier = Verifier::new(codecs, offload);
    let mut copier = Copier { compression: job.compression, deflater: None, buffer: Vec::new() };
    let mut entries = Vec::with_capacity(job.entries.len());
    let mut run = Run { bytes: Vec::with_capacity(room(job)), written: 0 };
    let mut unverified = Vec::new();
    for (at, (number, package_entry)) in (0..).zip(job.numbered()) {
        let is_readable = match &package_entry.source {
            EntrySource::Zip { file, expected } => {
                let shipped = Shipped { file: *file, from: &package_entry.from, expected, number: at };
                if fits_in_memory(&expected.entry) {
                    match run.read_compressed(package_entry, &shipped, &mut verifier, &mut reader) {
                        Some((entry, range)) => {
                            entries.extend(sink.is_some().then_some(entry));
                            unverified.push((shipped, range));
                        }
                        None => progress(package_entry.source.size()),
                    }
                    continue;
                }
                verifier.verify(&mut reader, &shipped)
            }
            _ => true,
        };
        let written = match &mut sink {
            Some(sink) if is_readable => {
                run.write(*sink)?;
                copier.package_entry(number, package_entry, shard_entries, &mut reader, *sink)?
            }
            _ => None,
        };
        progress(written.as_ref().map_or_else(|| package_entry.source.size(), |entry| entry.size));
        entries.extend(written);
    }
    drop(reader);
    if let Some(sink) = &mut sink {
        run.write(*sink)?;
        sink.flush().map_err(write_error)?;
    }
    for (shipped, range) in unverified {
        verifier.verify_buffered(&run.bytes[range], &shipped);
        progress(shipped.expected.entry.size);
    }
    Ok(Written { entries, verified: verifier.finish(store) })
}

impl WriteJob {
    /// Whether codecs are needed to verify what it writes.
    pub fn needs_codecs(&self) -> bool {
        self.entries.iter().any(|package_entry| match &package_entry.source {
            EntrySource::Zip { expected, .. } => expected.needs_codecs(),
            _ => false,
        })
    }
}

/// Returns the capacity for all entries in memory, so that the buffer does not grow. It is limited, because corrupt
/// entries state wrong sizes.
fn room(job: &WriteJob) -> usize {
    let headers = job.entries.iter().map(|package_entry| LOCAL_HEADER_LENGTH + package_entry.path.len());
    job.copied().min(MAX_BUFFERED) as usize + headers.sum::<usize>()
}

/// The bytes of entries that are small enough to be held in memory, as they are written.
struct Run {
    bytes: Vec<u8>,
    /// Number of bytes that were written.
    written: usize,
}

impl Run {
    /// Reads an entry of a zip after its new local header. Returns the entry and the range of its compressed bytes.
    fn read_compressed(
        &mut self,
        package_entry: &PackageEntry,
        shipped: &Shipped,
        verifier: &mut Verifier,
        reader: &mut FileReader,
    ) -> Option<(WrittenEntry, Range<usize>)> {
        let start = self.bytes.len();
        let entry = zipped(package_entry, shipped.expected);
        self.bytes.extend_from_slice(&local(&entry));
        let range = verifier.read_compressed(reader, shipped, &mut self.bytes);
        if range.is_none() {
            self.bytes.truncate(start);
        }
        Some((entry, range?))
    }

    fn write(&mut self, sink: &mut impl Write) -> Result<(), Error> {
        sink.write_all(&self.bytes[self.written..]).map_err(write_error)?;
        self.written = self.bytes.len();
        Ok(())
    }
}

/// Like [`verify::compare`], for a job that writes.
pub fn compare(job: &WriteJob, digests: &[(u32, [u8; 32])]) -> Vec<Finding> {
    let differs = |(at, digest): &(u32, [u8; 32])| {
        let package_entry = job.entries.get(*at as usize)?;
        let EntrySource::Zip { expected, .. } = &package_entry.source else { return None };
        verify::mismatch(&package_entry.from, expected, Some(Digest::sha256(*digest)))
    };
    digests.iter().filter_map(differs).collect()
}

struct Copier {
    compression: Compression,
    /// Created when it is first needed.
    deflater: Option<Deflater>,
    buffer: Vec<u8>,
}

impl Copier {
    /// Writes an entry. Returns `None` if it is omitted.
    fn package_entry(
        &mut self,
        number: u32,
        package_entry: &PackageEntry,
        shard_entries: &ShardEntries,
        reader: &mut FileReader,
        sink: &mut impl Write,
    ) -> Result<Option<WrittenEntry>, Error> {
        let read_error = |error: io::Error| Error::read(&package_entry.from, &error);
        let (path, mode) = (package_entry.path.clone(), package_entry.mode);
        let entry = match &package_entry.source {
            EntrySource::Inline(bytes) => {
                let deflater = self.deflater.get_or_insert_with(|| Deflater::new(self.compression));
                let (method, data) = deflater.whole(bytes)?;
                let (crc, compressed_size, size) =
                    (crc32fast::hash(bytes), data.len() as u64, bytes.len() as u64);
                let entry = WrittenEntry { path, mode, method, crc, compressed_size, size };
                self.copy(&entry, data.as_slice(), sink, read_error)?;
                entry
            }
            EntrySource::Zip { file, expected } => {
                let entry = zipped(package_entry, expected);
                reader.open(*file).map_err(read_error)?;
                match zip::raw(reader, &expected.entry) {
                    Ok(bytes) => self.copy(&entry, bytes, sink, read_error)?,
                    // The entry is damaged and cannot be copied. Verification reports it.
                    Err(error) if !verify::is_host_error(&error) => return Ok(None),
                    Err(error) => return Err(read_error(error)),
                }
                entry
            }
            EntrySource::Loose | EntrySource::Recompressed => {
                let Some((file, shard_entry)) = shard_entries.get(&number) else { return Ok(None) };
                let mode = match package_entry.source {
                    EntrySource::Loose if shard_entry.executable => EXECUTABLE,
                    EntrySource::Loose => REGULAR,
                    _ => mode,
                };
                let (method, crc, compressed_size, size) =
                    (shard_entry.method, shard_entry.crc, shard_entry.compressed_size, shard_entry.size);
                let entry = WrittenEntry { path, mode, method, crc, compressed_size, size };
                reader.open(*file).map_err(read_error)?;
                reader.seek(SeekFrom::Start(shard_entry.offset)).map_err(read_error)?;
                self.copy(&entry, reader.take(compressed_size), sink, read_error)?;
                entry
            }
        };
        Ok(Some(entry))
    }

    /// Writes a local header and the compressed bytes that it announces.
    fn copy(
        &mut self,
        entry: &WrittenEntry,
        mut bytes: impl Read,
        sink: &mut impl Write,
        read_error: impl Fn(io::Error) -> Error,
    ) -> Result<(), Error> {
        sink.write_all(&local(entry)).map_err(write_error)?;
        self.buffer.resize(BUFFER, 0);
        let mut left = entry.compressed_size;
        while left > 0 {
            match bytes.read(&mut self.buffer).map_err(&read_error)? {
                0 => return Err(read_error(io::ErrorKind::UnexpectedEof.into())),
                length => {
                    sink.write_all(&self.buffer[..length]).map_err(write_error)?;
                    left -= length as u64;
                }
            }
        }
        Ok(())
    }
}

/// Returns the entry of the package for an entry of a zip.
fn zipped(PackageEntry { path, mode, .. }: &PackageEntry, Expected { entry, .. }: &Expected) -> WrittenEntry {
    let ZipEntry { method, crc, compressed_size, size, .. } = *entry;
    WrittenEntry { path: path.clone(), mode: *mode, method, crc, compressed_size, size }
}

fn write_error(error: io::Error) -> Error {
    Error::Write(error.to_string())
}

/// Returns the local header. It does not contain the offset, which only the central directory states.
fn local(entry: &WrittenEntry) -> Vec<u8> {
    entry.header(0).local()
}
