//! What has already been read, by file, so that only changed files cost time when planning again.

use super::any_map::AnyMap;
use super::bytecode::{BytecodeCache, SourceStamp};
use super::code::CodeCache;
use super::natives::NativeCache;
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Finding;
use crate::native::Native;
use crate::python::code::{self, ModuleAnalysis};
use crate::python::dependencies::Dependencies;
use crate::python::metadata::Headers;
use crate::python::pyc::{Bytecode, Header};
use crate::python::wheel_filename::WheelFilename;
use crate::source::content::Content;
use crate::source::item::Item;
use crate::source::store::{FileId, Store};
use crate::source::wants::{Want, Wants, WantsRead};
use crate::source::wheel::{Wheel, parse};
use crate::source::zip::entry_cache::EntryCache;
use crate::source::zip::{self, Listing};
use std::io;
use std::rc::Rc;

/// Maximum size of METADATA that is read, in bytes. A larger file is not real METADATA.
const METADATA_LIMIT: u64 = 32 << 20;

/// Finds the kind of secret a file has, in words.
pub type Scan = fn(&[u8]) -> Option<&'static str>;

/// What was read of the dropped files, by file.
#[derive(Default)]
pub struct ReadCache {
    scan: Option<Scan>,
    texts: BTreeMap<FileId, Result<Rc<[u8]>, String>>,
    checksums: BTreeMap<FileId, Result<u32, String>>,
    listings: BTreeMap<FileId, Listing>,
    /// By file and path: the same bytes under two names are two wheels.
    wheels: BTreeMap<(FileId, String), Result<Rc<Wheel>, Finding>>,
    /// Headers and hashes of bytecode.
    pub bytecode: BytecodeCache,
    /// Headers of native libraries.
    pub natives: NativeCache,
    /// Contents of entries of zips.
    pub entries: EntryCache,
    /// What later stages keep for the next plan.
    pub memos: AnyMap,
    code: CodeCache,
    wants: Wants,
    /// Checksums that are being computed.
    checksumming: BTreeMap<FileId, crc32fast::Hasher>,
}

impl ReadCache {
    /// Takes the list of what must be read before planning can continue. It is empty if nothing is missing.
    pub fn take_wants(&mut self) -> Wants {
        std::mem::take(&mut self.wants)
    }

    /// Stores the bytes that were read of [`Want::span`], or the host's error message if they could not be read.
    /// `modified` is when the file was last changed, in seconds since 1970, if the host knows it.
    pub fn fill(&mut self, want: Want, bytes: Result<&[u8], &str>, modified: Option<i64>) {
        match want {
            Want::Text(file) => {
                self.texts.insert(file, bytes.map(Rc::from).map_err(str::to_string));
            }
            Want::Checksum { file, .. } => self.fill_checksum(file, want, bytes),
            Want::Header(file) => self.bytecode.put_header(file, bytes.ok()),
            Want::Source(file) => self.bytecode.put_source(file, bytes.ok(), modified),
            Want::Native { file, start, .. } => match bytes {
                Ok(bytes) => self.natives.put_range(file, start, bytes),
                Err(_) => self.natives.put_unreadable(file),
            },
        }
    }

    fn fill_checksum(&mut self, file: FileId, want: Want, bytes: Result<&[u8], &str>) {
        let mut hasher = self.checksumming.remove(&file).unwrap_or_default();
        let checksum = match bytes {
            Ok(bytes) => {
                hasher.update(bytes);
                if let Some(next) = want.next_block(bytes.len()) {
                    self.checksumming.insert(file, hasher);
                    self.wants.insert(next);
                    return;
                }
                Ok(hasher.finalize())
            }
            Err(message) => Err(message.to_string()),
        };
        self.checksums.insert(file, checksum);
    }

    /// Drops what was read of all other files.
    pub fn retain(&mut self, files: &BTreeSet<FileId>) {
        self.texts.retain(|file, _| files.contains(file));
        self.checksums.retain(|file, _| files.contains(file));
        self.listings.retain(|file, _| files.contains(file));
        self.bytecode.retain(files);
        self.natives.retain(files);
        self.entries.retain(files);
        self.code.retain(files);
        self.wheels.retain(|(file, _), _| files.contains(file));
    }

    /// The text of a loose file.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn text(&mut self, file: FileId) -> Result<Result<Rc<[u8]>, String>, WantsRead> {
        self.texts.get(&file).cloned().ok_or_else(|| {
            self.wants.insert(Want::Text(file));
            WantsRead
        })
    }

    /// The CRC-32 of a loose file.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn checksum(&mut self, file: FileId) -> Result<Result<u32, String>, WantsRead> {
        self.checksums.get(&file).cloned().ok_or_else(|| {
            self.wants.insert(Want::Checksum { file, start: 0 });
            WantsRead
        })
    }

    /// The header of bytecode; `None` if there is none to read.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn header(&mut self, content: &Content, store: &mut dyn Store) -> Result<Option<Header>, WantsRead> {
        self.bytecode.header(content, &mut self.wants, store)
    }

    /// Returns the stamp of a source; `None` if it cannot be read.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn source(
        &mut self,
        content: &Content,
        bytecode: Bytecode,
        store: &mut dyn Store,
    ) -> Result<Option<SourceStamp>, WantsRead> {
        self.bytecode.source(content, bytecode, &mut self.wants, store)
    }

    /// Returns what was read of a native file; `None` if it cannot be read.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn native(
        &mut self,
        content: &Content,
        size: u64,
        store: &mut dyn Store,
    ) -> Result<Option<Rc<Native>>, WantsRead> {
        self.natives.read(content, size, &mut self.wants, store)
    }

    /// The entries of a zip.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn listing(&mut self, file: FileId, store: &mut dyn Store) -> Result<Listing, WantsRead> {
        if let Some(listing) = self.listings.get(&file) {
            return Ok(listing.clone());
        }
        let listing = match zip::list(store, file) {
            Ok(entries) => Ok(Rc::new(entries)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(WantsRead),
            Err(error) => Err(error.to_string()),
        };
        self.listings.insert(file, listing.clone());
        Ok(listing)
    }

    /// Returns the parsed metadata of a wheel, or a finding if there is nothing to install.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn wheel(
        &mut self,
        item: &Item,
        name: &WheelFilename,
        store: &mut dyn Store,
    ) -> Result<Result<Rc<Wheel>, Finding>, WantsRead> {
        let key = (item.file, item.path.clone());
        if let Some(wheel) = self.wheels.get(&key) {
            return Ok(wheel.clone());
        }
        let wheel = parse::read(item, name, self.listing(item.file, store)?, store)?;
        self.wheels.insert(key, wheel.clone());
        Ok(wheel)
    }

    /// Returns the bytes of a small file, wherever they are. The error states why it cannot be read.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn bytes(
        &mut self,
        content: &Content,
        store: &mut dyn Store,
    ) -> Result<Result<Rc<[u8]>, String>, WantsRead> {
        match content {
            Content::File(file) => self.text(*file),
            Content::Bytes(bytes) => Ok(Ok(Rc::from(bytes.as_slice()))),
            Content::Zip { file, entry } => match zip::content(store, *file, entry) {
                Ok(bytes) => Ok(Ok(Rc::from(bytes))),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(WantsRead),
                Err(error) => Ok(Err(error.to_string())),
            },
            Content::Pyc { .. } => Ok(Err("it is bytecode".into())),
        }
    }

    /// Like [`ReadCache::bytes`], but keeps the bytes of entries of zips: code that requests many files requests them
    /// several times.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn kept_bytes(
        &mut self,
        content: &Content,
        store: &mut dyn Store,
    ) -> Result<Result<Rc<[u8]>, String>, WantsRead> {
        match content {
            Content::Zip { file, entry } => {
                let bytes = self.entries.content(*file, entry, METADATA_LIMIT, store)?;
                Ok(bytes.map(|bytes| Rc::from(bytes.to_vec())).map_err(|error| error.to_string()))
            }
            _ => self.bytes(content, store),
        }
    }

    /// Returns the parsed source of `size` bytes, as CPython 3.`minor` reads it.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn code(
        &mut self,
        content: &Content,
        size: u64,
        minor: u8,
        store: &mut dyn Store,
    ) -> Result<Rc<ModuleAnalysis>, WantsRead> {
        self.read_code(content, size, minor, false, store)
    }

    /// Like [`ReadCache::code`], for the source of a library: omits what matters only in the user's own code.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn library_code(
        &mut self,
        content: &Content,
        size: u64,
        minor: u8,
        store: &mut dyn Store,
    ) -> Result<Rc<ModuleAnalysis>, WantsRead> {
        self.read_code(content, size, minor, true, store)
    }

    fn read_code(
        &mut self,
        content: &Content,
        size: u64,
        minor: u8,
        is_library: bool,
        store: &mut dyn Store,
    ) -> Result<Rc<ModuleAnalysis>, WantsRead> {
        if let Some(code) = self.code.code(content, minor, is_library) {
            return Ok(code);
        }
        if size > code::MAX_SOURCE_SIZE {
            return Ok(Rc::new(ModuleAnalysis::too_long(size)));
        }
        let code = Rc::new(match self.bytes(content, store)? {
            Ok(bytes) if is_library => ModuleAnalysis::read_library(&bytes, minor),
            Ok(bytes) => {
                if let Some(scan) = self.scan {
                    self.code.put_secret(content, scan(&bytes));
                }
                ModuleAnalysis::read(&bytes, minor)
            }
            Err(why) => ModuleAnalysis::unreadable(&why),
        });
        self.code.put_code(content, minor, is_library, &code);
        Ok(code)
    }

    /// Returns what a METADATA of `size` bytes requires. Empty if it cannot be read.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn dependencies(
        &mut self,
        content: &Content,
        size: u64,
        store: &mut dyn Store,
    ) -> Result<Rc<Dependencies>, WantsRead> {
        if let Some(dependencies) = self.code.dependencies(content) {
            return Ok(dependencies);
        }
        if size > METADATA_LIMIT {
            return Ok(Rc::default());
        }
        let text = self.bytes(content, store)?.unwrap_or_default();
        let headers = Headers::parse(&String::from_utf8_lossy(&text));
        let dependencies = Rc::new(Dependencies::from_metadata(&headers));
        self.code.put_dependencies(content, &dependencies);
        Ok(dependencies)
    }

    /// Sets the scan that runs when a source of the user is parsed, so that a source in a zip is read only once.
    pub fn scan_sources(&mut self, scan: Scan) {
        self.scan = Some(scan);
    }

    /// Returns the secret of a file, if the file has already been scanned.
    pub fn scanned(&self, content: &Content) -> Option<Option<&'static str>> {
        self.code.secret(content)
    }

    /// Returns the result of `scan` for a small file, which is scanned only once.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn secret(
        &mut self,
        content: &Content,
        scan: Scan,
        store: &mut dyn Store,
    ) -> Result<Option<&'static str>, WantsRead> {
        if let Some(secret) = self.code.secret(content) {
            return Ok(secret);
        }
        let secret = self.bytes(content, store)?.ok().and_then(|bytes| scan(&bytes));
        self.code.put_secret(content, secret);
        Ok(secret)
    }
}
