//! What has been read of native files, by file. Each byte is read at most once.

use crate::collections::{BTreeMap, BTreeSet};
use crate::native::stream_probe::MAX_ROUNDS;
use crate::native::{self, Native, NeededRanges, PartialFile};
use crate::source::content::{Content, ContentKey};
use crate::source::store::{FileId, Store};
use crate::source::wants::{Want, Wants, WantsRead};
use crate::source::zip::native::{NativeReader, ReadNative};
use crate::source::zip::{DEFLATED, ZipEntry};
use std::io;
use std::ops::Range;
use std::rc::Rc;

#[derive(Default)]
pub struct NativeCache {
    /// `None` for files that cannot be read. Such a file has a finding where it ships.
    known: BTreeMap<ContentKey, Option<Rc<Native>>>,
    /// Loose files of which more bytes are needed, each with the number of requests so far.
    open: BTreeMap<FileId, (PartialFile, u32)>,
    entries: NativeReader,
}

impl NativeCache {
    pub fn retain(&mut self, files: &BTreeSet<FileId>) {
        self.known.retain(|(file, _), _| files.contains(file));
        self.open.retain(|file, _| files.contains(file));
        self.entries.retain(|file| files.contains(&file));
    }

    /// Stores bytes of a loose file that were requested.
    pub fn put_range(&mut self, file: FileId, start: u64, bytes: &[u8]) {
        if let Some((partial, _)) = self.open.get_mut(&file) {
            partial.insert(start, bytes);
        }
    }

    pub fn put_unreadable(&mut self, file: FileId) {
        if self.open.remove(&file).is_some() {
            self.known.insert((file, None), None);
        }
    }

    /// Whether an entry has not been read and must be decompressed for that. It is better read where it is verified.
    pub fn is_unread(&self, file: FileId, entry: &ZipEntry) -> bool {
        let is_deflated = entry.method == DEFLATED && !entry.encrypted && entry.readable;
        is_deflated && !self.known.contains_key(&(file, Some(entry.header_offset)))
    }

    /// Stores what was read elsewhere.
    pub fn put_read(&mut self, ReadNative { file, header_offset, native }: ReadNative) {
        self.known.insert((file, Some(header_offset)), native.map(Rc::new));
    }

    pub(super) fn read(
        &mut self,
        content: &Content,
        size: u64,
        wants: &mut Wants,
        store: &mut dyn Store,
    ) -> Result<Option<Rc<Native>>, WantsRead> {
        let Some(key) = content.key() else { return Ok(None) };
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let native = match content {
            Content::Zip { file, entry } => match self.entries.read(*file, entry, store) {
                Ok(native) => Some(Rc::new(native)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(WantsRead),
                Err(_) => None,
            },
            _ => Some(Rc::new(self.read_loose(key.0, size, wants)?)),
        };
        self.known.insert(key, native.clone());
        Ok(native)
    }

    fn read_loose(&mut self, file: FileId, size: u64, wants: &mut Wants) -> Result<Native, WantsRead> {
        let (partial, rounds) = self.open.entry(file).or_insert_with(|| (PartialFile::new(size), 0));
        let native = match native::read(partial) {
            Ok(native) => native,
            Err(_) if *rounds == MAX_ROUNDS => Native::unresolved(),
            Err(NeededRanges(ranges)) => {
                *rounds += 1;
                wants.extend(ranges.into_iter().map(|Range { start, end }| Want::Native {
                    file,
                    start,
                    end,
                }));
                return Err(WantsRead);
            }
        };
        self.open.remove(&file);
        Ok(native)
    }
}
