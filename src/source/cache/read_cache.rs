//! What was read already, by file, so that planning again pays only for what changed.

use super::bytecode::{BytecodeCache, SourceStamp};
use super::code::CodeCache;
use super::natives::NativeCache;
use crate::finding::Finding;
use crate::native::Native;
use crate::python::code::{self, Code};
use crate::python::dependencies::Dependencies;
use crate::python::metadata::Headers;
use crate::python::pyc::{Bytecode, Header};
use crate::python::wheel_name::WheelName;
use crate::source::content::Content;
use crate::source::item::Item;
use crate::source::needs::{Missing, Needs};
use crate::source::store::{FileId, Store};
use crate::source::wheel::{Wheel, parse};
use crate::source::zip::entry_cache::EntryCache;
use crate::source::zip::{self, Listing};
use std::collections::{HashMap, HashSet};
use std::io;
use std::rc::Rc;

/// Larger ones are not what they claim to be.
const METADATA_LIMIT: u64 = 32 << 20;

/// What a file gives away, in words.
pub type Scan = fn(&[u8]) -> Option<&'static str>;

#[derive(Default)]
pub struct ReadCache {
    scan: Option<Scan>,
    texts: HashMap<FileId, Result<Rc<[u8]>, String>>,
    checksums: HashMap<FileId, Result<u32, String>>,
    listings: HashMap<FileId, Listing>,
    /// By file and path: the same bytes under two names are two wheels.
    wheels: HashMap<(FileId, String), Result<Rc<Wheel>, Finding>>,
    pub bytecode: BytecodeCache,
    pub natives: NativeCache,
    pub entries: EntryCache,
    code: CodeCache,
    needs: Needs,
}

impl ReadCache {
    /// Puts down what the host read; the error is its words when it could not.
    pub fn put_text(&mut self, file: FileId, text: Result<&[u8], String>) {
        self.texts.insert(file, text.map(Rc::from));
    }

    pub fn put_checksum(&mut self, file: FileId, checksum: Result<u32, String>) {
        self.checksums.insert(file, checksum);
    }

    /// Forgets what was read of all other files.
    pub fn retain(&mut self, files: &HashSet<FileId>) {
        self.texts.retain(|file, _| files.contains(file));
        self.checksums.retain(|file, _| files.contains(file));
        self.listings.retain(|file, _| files.contains(file));
        self.bytecode.retain(files);
        self.natives.retain(files);
        self.entries.retain(files);
        self.code.retain(files);
        self.wheels.retain(|(file, _), _| files.contains(file));
    }

    /// What was asked for and not there since the last call.
    pub fn take_needs(&mut self) -> Needs {
        std::mem::take(&mut self.needs)
    }

    /// The text of a loose file.
    pub fn text(&mut self, file: FileId) -> Result<Result<Rc<[u8]>, String>, Missing> {
        self.texts.get(&file).cloned().ok_or_else(|| {
            self.needs.texts.insert(file);
            Missing
        })
    }

    /// The CRC-32 of a loose file.
    pub fn checksum(&mut self, file: FileId) -> Result<Result<u32, String>, Missing> {
        self.checksums.get(&file).cloned().ok_or_else(|| {
            self.needs.checksums.insert(file);
            Missing
        })
    }

    /// The header of bytecode; `None` if there is none to read.
    pub fn header(&mut self, content: &Content, store: &mut dyn Store) -> Result<Option<Header>, Missing> {
        self.bytecode.header(content, &mut self.needs, store)
    }

    /// What there is to know of a source; `None` if it cannot be read.
    pub fn source(
        &mut self,
        content: &Content,
        bytecode: Bytecode,
        store: &mut dyn Store,
    ) -> Result<Option<SourceStamp>, Missing> {
        self.bytecode.source(content, bytecode, &mut self.needs, store)
    }

    /// What a native file says; `None` if it cannot be read.
    pub fn native(
        &mut self,
        content: &Content,
        size: u64,
        store: &mut dyn Store,
    ) -> Result<Option<Rc<Native>>, Missing> {
        self.natives.read(content, size, &mut self.needs, store)
    }

    /// The entries of a zip.
    pub fn listing(&mut self, file: FileId, store: &mut dyn Store) -> Result<Listing, Missing> {
        if let Some(listing) = self.listings.get(&file) {
            return Ok(listing.clone());
        }
        let listing = match zip::list(store, file) {
            Ok(entries) => Ok(Rc::new(entries)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(Missing),
            Err(error) => Err(error.to_string()),
        };
        self.listings.insert(file, listing.clone());
        Ok(listing)
    }

    /// What a wheel says of itself. A finding instead means there is nothing to install.
    pub fn wheel(
        &mut self,
        item: &Item,
        name: &WheelName,
        store: &mut dyn Store,
    ) -> Result<Result<Rc<Wheel>, Finding>, Missing> {
        let key = (item.file, item.path.clone());
        if let Some(wheel) = self.wheels.get(&key) {
            return Ok(wheel.clone());
        }
        let wheel = parse::read(item, name, self.listing(item.file, store)?, store)?;
        self.wheels.insert(key, wheel.clone());
        Ok(wheel)
    }

    /// The bytes of a small file, wherever it lies; the error says why it cannot be read.
    pub fn bytes(
        &mut self,
        content: &Content,
        store: &mut dyn Store,
    ) -> Result<Result<Rc<[u8]>, String>, Missing> {
        match content {
            Content::File(file) => self.text(*file),
            Content::Bytes(bytes) => Ok(Ok(Rc::from(bytes.as_slice()))),
            Content::Zip { file, entry } => match zip::content(store, *file, entry) {
                Ok(bytes) => Ok(Ok(Rc::from(bytes))),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(Missing),
                Err(error) => Ok(Err(error.to_string())),
            },
            Content::Pyc { .. } => Ok(Err("it is bytecode".into())),
        }
    }

    /// What a source of `size` bytes says to CPython 3.`minor`.
    pub fn code(
        &mut self,
        content: &Content,
        size: u64,
        minor: u8,
        store: &mut dyn Store,
    ) -> Result<Rc<Code>, Missing> {
        if let Some(code) = self.code.code(content, minor) {
            return Ok(code);
        }
        if size > code::LONGEST {
            return Ok(Rc::new(Code::too_long(size)));
        }
        let code = Rc::new(match self.bytes(content, store)? {
            Ok(bytes) => {
                if let Some(scan) = self.scan {
                    self.code.put_secret(content, scan(&bytes));
                }
                Code::read(&bytes, minor)
            }
            Err(why) => Code::unreadable(&why),
        });
        self.code.put_code(content, minor, &code);
        Ok(code)
    }

    /// What a METADATA of `size` bytes requires. Empty if it cannot be read.
    pub fn dependencies(
        &mut self,
        content: &Content,
        size: u64,
        store: &mut dyn Store,
    ) -> Result<Rc<Dependencies>, Missing> {
        if let Some(dependencies) = self.code.dependencies(content) {
            return Ok(dependencies);
        }
        if size > METADATA_LIMIT {
            return Ok(Rc::default());
        }
        let text = self.bytes(content, store)?.unwrap_or_default();
        let headers = Headers::parse(&String::from_utf8_lossy(&text));
        let dependencies = Rc::new(Dependencies::of(&headers));
        self.code.put_dependencies(content, &dependencies);
        Ok(dependencies)
    }

    /// What is to be known of sources besides, while their bytes are at hand: a zip's are read once.
    pub fn scan_sources(&mut self, scan: Scan) {
        self.scan = Some(scan);
    }

    /// What a file gives away, if it was scanned already.
    pub fn scanned(&self, content: &Content) -> Option<Option<&'static str>> {
        self.code.secret(content)
    }

    /// What `scan` says of a small file, asked once.
    pub fn secret(
        &mut self,
        content: &Content,
        scan: Scan,
        store: &mut dyn Store,
    ) -> Result<Option<&'static str>, Missing> {
        if let Some(secret) = self.code.secret(content) {
            return Ok(secret);
        }
        let secret = self.bytes(content, store)?.ok().and_then(|bytes| scan(&bytes));
        self.code.put_secret(content, secret);
        Ok(secret)
    }
}
