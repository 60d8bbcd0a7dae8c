//! What native files say, by file, as read so far: each byte at most once.

use super::skim::Skim;
use super::zip_entry::{self, DEFLATED, STORED, ZipEntry};
use super::{Content, FileId, Missing, Needs, Store};
use crate::native::passing::TURNS;
use crate::native::{self, Kept, Lacks, Native, Passing, Step};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::io;
use std::rc::Rc;

/// A loose file, or the entry of a zip whose local header begins there.
type Place = (FileId, Option<u64>);

/// What the entry of a zip turned out to be, read where it was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadNative {
    pub file: FileId,
    /// Where its local header begins.
    pub header: u64,
    /// `None` for what cannot be read.
    pub native: Option<Native>,
}

/// Bytes decompressed at a time.
const PIECE: usize = 256 << 10;
/// An entry is read again from its start when it needs bytes that passed: real ones need it never
/// or once.
const PASSES: u32 = 3;
/// Entries of methods that cannot be read piece by piece are read whole, if they are small.
const WHOLE: u64 = 4 << 20;

#[derive(Default)]
pub struct Natives {
    /// `None` for what cannot be read: that is a finding where it ships.
    known: HashMap<Place, Option<Rc<Native>>>,
    /// Loose files of which more is needed.
    open: HashMap<FileId, (Kept, u32)>,
    /// The entry in the middle of which the host had no more bytes.
    halted: Option<Halted>,
    piece: Vec<u8>,
}

struct Halted {
    place: Place,
    skim: Skim,
    passing: Passing,
    passes: u32,
}

impl Natives {
    pub fn retain(&mut self, files: &HashSet<FileId>) {
        self.known.retain(|(file, _), _| files.contains(file));
        self.open.retain(|file, _| files.contains(file));
        self.halted.take_if(|halted| !files.contains(&halted.place.0));
    }

    /// Puts down bytes of a loose file that were asked for.
    pub fn put_range(&mut self, file: FileId, start: u64, bytes: &[u8]) {
        if let Some((kept, _)) = self.open.get_mut(&file) {
            kept.put(start, bytes);
        }
    }

    pub fn put_unreadable(&mut self, file: FileId) {
        if self.open.remove(&file).is_some() {
            self.known.insert((file, None), None);
        }
    }

    /// Whether an entry would have to be decompressed to be known: better where it is verified.
    pub fn is_unread(&self, file: FileId, entry: &ZipEntry) -> bool {
        let is_deflated = entry.method == DEFLATED && !entry.encrypted && entry.readable;
        is_deflated && !self.known.contains_key(&(file, Some(entry.header)))
    }

    /// Puts down what was read elsewhere.
    pub fn put_read(&mut self, ReadNative { file, header, native }: ReadNative) {
        self.known.insert((file, Some(header)), native.map(Rc::new));
    }

    /// What an entry says, read on its own.
    pub fn read_alone(file: FileId, entry: &ZipEntry, store: &mut dyn Store) -> ReadNative {
        let native = Natives::default().read_entry((file, Some(entry.header)), entry, store).ok();
        ReadNative { file, header: entry.header, native }
    }

    pub(super) fn read(
        &mut self,
        content: &Content,
        size: u64,
        needs: &mut Needs,
        store: &mut dyn Store,
    ) -> Result<Option<Rc<Native>>, Missing> {
        let place = match content {
            Content::File(file) => (*file, None),
            Content::Zip { file, entry } => (*file, Some(entry.header)),
            Content::Bytes(_) | Content::Pyc { .. } => return Ok(None),
        };
        if let Some(known) = self.known.get(&place) {
            return Ok(known.clone());
        }
        let native = match content {
            Content::Zip { entry, .. } => match self.read_entry(place, entry, store) {
                Ok(native) => Some(Rc::new(native)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(Missing),
                Err(_) => None,
            },
            _ => Some(Rc::new(self.read_loose(place.0, size, needs)?)),
        };
        self.known.insert(place, native.clone());
        Ok(native)
    }

    fn read_loose(&mut self, file: FileId, size: u64, needs: &mut Needs) -> Result<Native, Missing> {
        let (kept, turns) = self.open.entry(file).or_insert_with(|| (Kept::new(size), 0));
        let native = match native::read(kept) {
            Ok(native) => native,
            Err(_) if *turns == TURNS => Native::astray(),
            Err(Lacks(ranges)) => {
                *turns += 1;
                needs.ranges.extend(ranges.into_iter().map(|range| (file, range.start, range.end)));
                return Err(Missing);
            }
        };
        self.open.remove(&file);
        Ok(native)
    }

    fn read_entry(&mut self, place: Place, entry: &ZipEntry, store: &mut dyn Store) -> io::Result<Native> {
        if entry.encrypted || !entry.readable {
            return Ok(Native::Other);
        }
        match entry.method {
            DEFLATED => self.read_deflated(place, entry, store),
            STORED => read_stored(place.0, entry, store),
            _ if entry.size > WHOLE => Ok(Native::Other),
            _ => {
                let bytes = zip_entry::content(store, place.0, entry)?;
                let mut kept = Kept::new(bytes.len() as u64);
                kept.put(0, &bytes);
                Ok(native::read(&kept).unwrap_or_else(|_| Native::astray()))
            }
        }
    }

    fn read_deflated(&mut self, place: Place, entry: &ZipEntry, store: &mut dyn Store) -> io::Result<Native> {
        let mut halted = match self.halted.take_if(|halted| halted.place == place) {
            Some(halted) => halted,
            None => Halted {
                place,
                skim: Skim::begin(store, place.0, entry)?,
                passing: Passing::new(entry.size),
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
            match self.passing.step() {
                Step::Done(native) => return Ok(native.clone()),
                Step::Back if self.passes == PASSES => return Ok(Native::astray()),
                Step::Back => {
                    self.passes += 1;
                    self.skim = Skim::begin(store, self.place.0, entry)?;
                    self.passing.rewind();
                }
                Step::More => match self.skim.more(store, piece)? {
                    0 => return Ok(Native::Damaged("it ends too early".into())),
                    length => self.passing.pass(piece.get(..length).unwrap_or_default()),
                },
            }
        }
    }
}

/// What is stored can be read where it is needed.
fn read_stored(file: FileId, entry: &ZipEntry, store: &mut dyn Store) -> io::Result<Native> {
    let start = zip_entry::data_start(store, file, entry)?;
    let mut kept = Kept::new(entry.size.min(entry.compressed));
    for _ in 0..TURNS {
        let Lacks(ranges) = match native::read(&kept) {
            Ok(native) => return Ok(native),
            Err(lacks) => lacks,
        };
        for range in ranges {
            let mut bytes = vec![0; usize::try_from(range.end - range.start).unwrap_or(0)];
            zip_entry::read_at(store, file, start + range.start, &mut bytes)?;
            kept.put(range.start, &bytes);
        }
    }
    Ok(Native::astray())
}
