//! The last step: entries copied in sorted order under their final names, hashed as they pass.

use super::compress::Piece;
use super::jobs::{Batch, Part, Recipe};
use super::layout::{self, Header};
use super::weigh;
use crate::error::Error;
use crate::finding::Finding;
use crate::source::reader::Reader;
use crate::source::zip_entry;
use crate::source::{EXECUTABLE, FileId, REGULAR, Store};
use crate::target::{Kind, LAYER_FOLDERS};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assembled {
    /// Bytes of the zip.
    pub size: u64,
    pub unzipped_size: u64,
    /// Files in the zip: those of the plan but for what could not be read.
    pub entries: u64,
    /// Standard base64 of the SHA-256 of the zip's bytes, as Lambda reports it.
    pub code_sha256: String,
    /// What its size means.
    pub findings: Vec<Finding>,
}

struct HashingSink<W> {
    sink: W,
    hasher: Sha256,
    size: u64,
}

impl<W: Write> HashingSink<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        self.sink.write_all(bytes).map_err(|error| Error::Write(error.to_string()))
    }
}

const BUFFER: usize = 256 * 1024;

/// A package in the writing.
pub struct Assembler<W: Write> {
    recipe: Recipe,
    pieces: HashMap<u32, (FileId, Piece)>,
    next: usize,
    sink: HashingSink<W>,
    central: Vec<u8>,
    count: u64,
    unzipped_size: u64,
    buffer: Vec<u8>,
}

impl<W: Write> Assembler<W> {
    /// `shards` are the host's files with the results of the compress jobs; lines without their
    /// piece are left out: that they could not be read is a finding already.
    pub fn new(recipe: Recipe, shards: Vec<(FileId, Vec<Piece>)>, sink: W) -> Assembler<W> {
        let pieces = shards
            .into_iter()
            .flat_map(|(file, pieces)| pieces.into_iter().map(move |piece| (piece.line, (file, piece))));
        Assembler {
            recipe,
            pieces: pieces.collect(),
            next: 0,
            sink: HashingSink { sink, hasher: Sha256::new(), size: 0 },
            central: Vec::new(),
            count: 0,
            unzipped_size: 0,
            buffer: vec![0; BUFFER],
        }
    }

    /// The lines in batches, for hosts that read ahead.
    pub fn batches(&self, must_read_ahead: bool) -> Vec<Batch> {
        let pieces = self.pieces.iter().map(|(line, (file, piece))| (*line, (*file, piece))).collect();
        self.recipe.batches(&pieces, must_read_ahead)
    }

    /// Writes the lines before `until`. `progress` hears the unzipped bytes of each entry written.
    pub fn write(
        &mut self,
        until: usize,
        store: &mut dyn Store,
        mut progress: impl FnMut(u64),
    ) -> Result<(), Error> {
        let mut reader = Reader::idle(store);
        while self.next < until.min(self.recipe.lines.len()) {
            progress(self.write_line(self.next, &mut reader)?);
            self.next += 1;
        }
        Ok(())
    }

    /// Writes one line; returns its unzipped size, 0 if it is left out.
    fn write_line(&mut self, number: usize, reader: &mut Reader) -> Result<u64, Error> {
        let line = &self.recipe.lines[number];
        let read_error = |error: io::Error| Error::read(&line.from, &error);
        let blank = Header {
            path: &line.path,
            mode: line.mode,
            method: 0,
            crc: 0,
            compressed: 0,
            size: 0,
            offset: self.sink.size,
        };
        let header = match &line.part {
            Part::Inline { method, crc, size, data } => {
                let header = Header {
                    method: *method,
                    crc: *crc,
                    compressed: data.len() as u64,
                    size: *size,
                    ..blank
                };
                self.sink.write(&header.local())?;
                self.sink.write(data)?;
                header
            }
            Part::Zip { file, entry } => {
                let header = Header {
                    method: entry.method,
                    crc: entry.crc,
                    compressed: entry.compressed,
                    size: entry.size,
                    ..blank
                };
                reader.open(*file).map_err(read_error)?;
                match zip_entry::raw(reader, entry) {
                    Ok(bytes) => copy(&header, bytes, &mut self.buffer, &mut self.sink, read_error)?,
                    // Damaged: verifying says so, and nothing of it can be copied.
                    Err(error) if !is_host_error(&error) => return Ok(0),
                    Err(error) => return Err(read_error(error)),
                }
                header
            }
            Part::Loose | Part::Recompressed => {
                let Some((file, piece)) = self.pieces.get(&(number as u32)) else { return Ok(0) };
                let mode = match line.part {
                    Part::Loose if piece.executable => EXECUTABLE,
                    Part::Loose => REGULAR,
                    _ => line.mode,
                };
                let header = Header {
                    mode,
                    method: piece.method,
                    crc: piece.crc,
                    compressed: piece.compressed,
                    size: piece.size,
                    ..blank
                };
                reader.open(*file).map_err(read_error)?;
                reader.seek(SeekFrom::Start(piece.offset)).map_err(read_error)?;
                copy(&header, reader.take(piece.compressed), &mut self.buffer, &mut self.sink, read_error)?;
                header
            }
        };
        self.central.extend(header.central());
        self.count += 1;
        self.unzipped_size += header.size;
        Ok(header.size)
    }

    /// Writes what follows the entries.
    pub fn finish(mut self) -> Result<(Assembled, W), Error> {
        let offset = self.sink.size;
        self.sink.write(&self.central)?;
        self.sink.write(&layout::end(self.count, self.central.len() as u64, offset))?;
        // What a layer holds for Python lies in a folder of its own.
        let tops = || self.recipe.lines.iter().map(|line| line.path.split_once('/').map(|(top, _)| top));
        let is_layer = tops().any(|top| top == Some("python"))
            && tops().all(|top| top.is_some_and(|top| LAYER_FOLDERS.contains(&top)));
        let kind = if is_layer { Kind::Layer } else { Kind::Function };
        let assembled = Assembled {
            findings: weigh::findings(self.sink.size, kind),
            size: self.sink.size,
            unzipped_size: self.unzipped_size,
            entries: self.count,
            code_sha256: STANDARD.encode(self.sink.hasher.finalize()),
        };
        Ok((assembled, self.sink.sink))
    }
}

/// Whether the host could not read, as opposed to what it read being wrong.
fn is_host_error(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::WouldBlock)
}

/// Writes a local header and the bytes it promises.
fn copy<W: Write>(
    header: &Header,
    mut bytes: impl Read,
    buffer: &mut [u8],
    sink: &mut HashingSink<W>,
    read_error: impl Fn(io::Error) -> Error,
) -> Result<(), Error> {
    sink.write(&header.local())?;
    let mut left = header.compressed;
    while left > 0 {
        match bytes.read(buffer).map_err(&read_error)? {
            0 => return Err(read_error(io::ErrorKind::UnexpectedEof.into())),
            length => {
                sink.write(&buffer[..length])?;
                left -= length as u64;
            }
        }
    }
    Ok(())
}
