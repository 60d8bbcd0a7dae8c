//! The files that the page lends to its worker. Their bytes stay outside WebAssembly's memory until they are used.

use super::file_range::FileRange;
use super::loaded_codecs::LoadedCodecs;
use super::scope::TaskContext;
use super::values::words;
use crate::collections::{BTreeMap, BTreeSet};
use crate::source::codecs::Codecs;
use crate::source::span_cache::SpanCache;
use crate::source::spans::Span;
use crate::source::{FileId, Store};
use gloo::file::Blob;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::FileReaderSync;

/// Block size in bytes. The worker reads bytes that were not read ahead in blocks of this size.
const BLOCK: u64 = 512 * 1024;
/// Maximum number of blocks that are kept. The least recently used block is removed first.
const BLOCKS: usize = 16;

/// Files by number. Clones share the same files.
#[derive(Clone)]
pub(super) struct Files {
    lent: Rc<RefCell<Lent>>,
    codecs: Rc<LoadedCodecs>,
}

#[derive(Default)]
struct Lent {
    blobs: BTreeMap<FileId, Blob>,
    sizes: BTreeMap<FileId, u64>,
    /// Modification times of files that the page reads, in seconds since 1970.
    modified: BTreeMap<FileId, i64>,
    /// Whether the page reads the files because this worker cannot.
    is_page_reading: bool,
    reader: Option<FileReaderSync>,
    ahead: BTreeMap<FileId, Vec<(Span, Uint8Array)>>,
    /// Blocks, the least recently used first.
    blocks: VecDeque<(FileId, u64, Uint8Array)>,
    /// Bytes that the page read.
    fetched: SpanCache<Uint8Array>,
    /// The engine's messages about files that the page could not read.
    failed: BTreeMap<FileId, String>,
}

/// Frees the buffers: code that uses the bytes copies them at once. Only pressing jobs have `Files` of their own; the
/// planner keeps its files.
#[cfg(feature = "press")]
impl Drop for Lent {
    fn drop(&mut self) {
        let ahead = self.ahead.values().flatten().map(|(_, bytes)| bytes);
        ahead.chain(self.blocks.iter().map(|(_, _, block)| block)).for_each(free);
    }
}

impl Files {
    /// Returns an empty set of files for the worker that runs the job.
    pub fn new(job: &TaskContext) -> Files {
        let lent = RefCell::new(Lent::default());
        lent.borrow_mut().is_page_reading = !job.can_read();
        Files { lent: Rc::new(lent), codecs: job.codecs() }
    }

    /// Adds a file.
    pub fn add(&self, id: FileId, blob: Blob) {
        self.lent.borrow_mut().blobs.insert(id, blob);
    }

    /// Records the size and the modification time of a file that the page reads.
    pub fn note(&self, id: FileId, size: u64, modified: Option<i64>) {
        let mut lent = self.lent.borrow_mut();
        lent.sizes.insert(id, size);
        if let Some(modified) = modified {
            lent.modified.insert(id, modified);
        }
    }

    /// Returns a part of a file as a blob, without reading it.
    pub fn slice(&self, part: &FileRange) -> Result<web_sys::Blob, String> {
        let blob: web_sys::Blob = self.blob(part.file)?.into();
        if part.is_whole {
            return Ok(blob);
        }
        blob.slice_with_f64_and_f64(part.start as f64, part.end as f64).map_err(words)
    }

    /// Returns the size of a file in bytes.
    pub fn size_of(&self, file: FileId) -> Result<u64, String> {
        if let Some(size) = self.lent.borrow().sizes.get(&file) {
            return Ok(*size);
        }
        // The first time, the engine may have to access the disk.
        let size = self.blob(file)?.size();
        self.lent.borrow_mut().sizes.insert(file, size);
        Ok(size)
    }

    /// Returns the modification time of a file, in seconds since 1970. Unknown for blobs that are not files.
    pub fn modified(&self, file: FileId) -> Option<i64> {
        if let Some(modified) = self.lent.borrow().modified.get(&file) {
            return Some(*modified);
        }
        let blob = self.blob(file).ok()?;
        let file = <Blob as AsRef<JsValue>>::as_ref(&blob).dyn_ref::<web_sys::File>()?.last_modified();
        Some((file / 1000.0).floor() as i64)
    }

    fn blob(&self, file: FileId) -> Result<Blob, String> {
        self.lent.borrow().blobs.get(&file).cloned().ok_or_else(|| format!("the file {file} is not here"))
    }

    /// Forgets files that the page no longer uses.
    pub fn remove(&self, files: &[FileId]) {
        let mut lent = self.lent.borrow_mut();
        for file in files {
            lent.blobs.remove(file);
            lent.sizes.remove(file);
            lent.modified.remove(file);
        }
    }

    /// Forgets the bytes of all files except these.
    pub fn retain(&self, files: &BTreeSet<FileId>) {
        let mut lent = self.lent.borrow_mut();
        lent.blocks.retain(|(file, ..)| files.contains(file));
        lent.fetched.retain(files);
        lent.failed.clear();
    }

    /// Stores bytes that were read ahead.
    pub fn hold(&self, span: Span, bytes: Uint8Array) {
        self.lent.borrow_mut().ahead.entry(span.file).or_default().push((span, bytes));
    }

    /// Returns the number of bytes that were read ahead and are still held.
    pub fn held(&self) -> u64 {
        self.lent.borrow().ahead.values().flatten().map(|(span, _)| span.length()).sum()
    }

    /// Releases the bytes that were read ahead.
    pub fn release(&self) {
        self.lent.borrow_mut().ahead.clear();
    }

    /// Returns the spans that were asked for since the last call and are not available.
    pub fn take_wants(&self) -> Vec<Span> {
        self.lent.borrow_mut().fetched.take_wants()
    }

    /// Stores the bytes of a span that was wanted. The error is the engine's message.
    pub fn fill(&self, span: Span, bytes: Result<Uint8Array, String>) {
        let mut lent = self.lent.borrow_mut();
        match bytes {
            // Copied, so that keeping these bytes does not keep the buffer of their whole group.
            Ok(bytes) => lent.fetched.fill(span, bytes.slice(0, bytes.length())),
            Err(error) => {
                lent.failed.insert(span.file, error);
            }
        }
    }

    /// Returns the spans as parts of their files.
    pub fn parts(&self, spans: &[Span]) -> Vec<FileRange> {
        spans.iter().map(|span| FileRange::from_span(*span, self.size_of(span.file).unwrap_or(0))).collect()
    }

    /// Returns one or more bytes starting at `offset`, at most up to `end`.
    fn bytes(&self, file: FileId, offset: u64, end: u64, size: u64) -> io::Result<Uint8Array> {
        let mut lent = self.lent.borrow_mut();
        let within = |span: &Span, bytes: &Uint8Array| {
            let upto = end.min(span.end) - span.start;
            bytes.subarray((offset - span.start) as u32, upto as u32)
        };
        let ahead =
            lent.ahead.get(&file).and_then(|held| held.iter().find(|(span, _)| span.contains(offset)));
        if let Some((span, bytes)) = ahead {
            return Ok(within(span, bytes));
        }
        if !lent.is_page_reading && lent.blobs.contains_key(&file) {
            drop(lent);
            let index = offset / BLOCK;
            let span = Span { file, start: index * BLOCK, end: ((index + 1) * BLOCK).min(size) };
            return Ok(within(&span, &self.block(span, index)?));
        }
        if let Some(failed) = lent.failed.get(&file) {
            return Err(not_found(failed.clone()));
        }
        if let Some((span, bytes)) = lent.fetched.at(file, offset) {
            return Ok(within(span, bytes));
        }
        lent.fetched.want(Span { file, start: offset, end }.aligned(size));
        Err(io::ErrorKind::WouldBlock.into())
    }

    fn block(&self, span: Span, index: u64) -> io::Result<Uint8Array> {
        let slice = self.slice(&FileRange::from_span(span, 0)).map_err(not_found)?;
        let mut lent = self.lent.borrow_mut();
        let kept = lent.blocks.iter().position(|(file, at, _)| (*file, *at) == (span.file, index));
        let block = match kept.and_then(|at| lent.blocks.remove(at)) {
            Some((_, _, block)) => block,
            None => {
                if lent.reader.is_none() {
                    lent.reader = Some(FileReaderSync::new().map_err(|error| not_found(words(error)))?);
                }
                let read = lent.reader.as_ref().map(|reader| reader.read_as_array_buffer(&slice));
                let buffer = read.transpose().map_err(|error| not_found(words(error)))?;
                Uint8Array::new(&buffer.map(JsValue::from).unwrap_or_default())
            }
        };
        lent.blocks.push_back((span.file, index, block.clone()));
        if lent.blocks.len() > BLOCKS {
            let oldest = lent.blocks.pop_front();
            oldest.iter().for_each(|(_, _, block)| free(block));
        }
        Ok(block)
    }
}

/// Frees the memory of bytes that are no longer needed, together with the rest of their buffer, as `free.ts` does on
/// the page.
pub(super) fn free(bytes: &Uint8Array) {
    thread_local! {
        /// A port whose other end is closed.
        static PORT: Option<web_sys::MessagePort> = web_sys::MessageChannel::new().ok().map(|channel| {
            channel.port2().close();
            channel.port1()
        });
    }
    let buffer = bytes.buffer();
    PORT.with(|port| {
        let posted = port
            .as_ref()
            .map(|port| port.post_message_with_transferable(&JsValue::NULL, &js_sys::Array::of1(&buffer)));
        // This fails if the buffer was freed already, with other bytes of it. If it fails for another reason, the
        // engine frees the buffer later by itself.
        drop(posted);
    });
}

fn not_found(words: String) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, words)
}

impl Store for Files {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        self.size_of(file).map_err(not_found)
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.size(file)?;
        let end = offset.saturating_add(buffer.len() as u64).min(size);
        let mut filled = 0;
        while offset + (filled as u64) < end {
            let bytes = self.bytes(file, offset + filled as u64, end, size)?;
            let length = bytes.length() as usize;
            match buffer.get_mut(filled..filled + length).filter(|_| length > 0) {
                Some(room) => bytes.copy_to(room),
                None => return Err(not_found("the file is shorter than it was".to_string())),
            }
            filled += length;
        }
        Ok(filled)
    }

    fn modified(&mut self, file: FileId) -> Option<i64> {
        Files::modified(self, file)
    }

    fn codecs(&mut self) -> io::Result<Rc<dyn Codecs>> {
        self.codecs.get()
    }
}
