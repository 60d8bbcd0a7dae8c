//! Bytes of entries of zips that planning has read: first bytes, and whole small entries. They are kept, so that a
//! host that fetches a few blocks at a time is asked for each only once, and planning comes to an end.

use super::content;
use super::entry::ZipEntry;
use crate::collections::{BTreeMap, BTreeSet};
use crate::source::store::{FileId, Store};
use crate::source::wants::WantsRead;

use std::io;
use std::rc::Rc;

/// Maximum size of contents that are kept, in bytes. Larger ones are read again when they are needed.
const KEPT: usize = 1 << 20;

/// Bytes, or why they cannot be read.
pub type CachedBytes = Result<Rc<[u8]>, String>;

/// Contents of entries that were read.
#[derive(Default)]
pub struct EntryCache {
    /// By zip, local header and length.
    heads: BTreeMap<(FileId, u64, u64), CachedBytes>,
    contents: BTreeMap<(FileId, u64), CachedBytes>,
}

impl EntryCache {
    /// The first decompressed bytes, at most `length`.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn head(
        &mut self,
        file: FileId,
        entry: &ZipEntry,
        length: u64,
        store: &mut dyn Store,
    ) -> Result<CachedBytes, WantsRead> {
        let key = (file, entry.header_offset, length);
        if let Some(known) = self.heads.get(&key) {
            return Ok(known.clone());
        }
        let cached = cached(content::head(store, file, entry, length))?;
        self.heads.insert(key, cached.clone());
        Ok(cached)
    }

    /// All bytes of an entry that is no longer than `limit`.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn content(
        &mut self,
        file: FileId,
        entry: &ZipEntry,
        limit: u64,
        store: &mut dyn Store,
    ) -> Result<CachedBytes, WantsRead> {
        if entry.encrypted {
            return Ok(Err("it is encrypted".into()));
        }
        if !entry.readable {
            return Ok(Err(format!("it is compressed with method {}", entry.method)));
        }
        if entry.fault.is_some() {
            return Ok(Err("readers of zips differ about it".into()));
        }
        if entry.size > limit {
            return Ok(Err(format!("it is {} bytes long", entry.size)));
        }
        let key = (file, entry.header_offset);
        if let Some(known) = self.contents.get(&key) {
            return Ok(known.clone());
        }
        let cached = cached(content::content(store, file, entry))?;
        if cached.as_ref().map_or(0, |bytes| bytes.len()) <= KEPT {
            self.contents.insert(key, cached.clone());
        }
        Ok(cached)
    }

    /// Drops the bytes of all other files.
    pub fn retain(&mut self, files: &BTreeSet<FileId>) {
        self.heads.retain(|(file, ..), _| files.contains(file));
        self.contents.retain(|(file, _), _| files.contains(file));
    }
}

fn cached(read: io::Result<Vec<u8>>) -> Result<CachedBytes, WantsRead> {
    match read {
        Ok(bytes) => Ok(Ok(Rc::from(bytes))),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(WantsRead),
        Err(error) => Ok(Err(error.to_string())),
    }
}
