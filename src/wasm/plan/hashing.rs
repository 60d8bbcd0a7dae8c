//! The packages that are being made: gathered or hashed as their bytes come, in order.

use super::tasks::{AssembledPackage, FinishTask, HashTask};
use crate::collections::BTreeMap;
use crate::error::Error;
use crate::pack::assemble::{Assembler, WrittenEntry};
use crate::wasm::subtle::{digest, promised, subtle};
use crate::wasm::values::{copied, internal};
use js_sys::Uint8Array;
use serde_bytes::ByteBuf;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use web_sys::SubtleCrypto;

/// So many bytes are hashed at once here: a copy of them is made in WebAssembly's memory.
const PIECE: u32 = 256 * 1024;
/// Packages up to this size are gathered, and hashed by the browser at once: 28 MB take 56 ms so, and 113 ms here
/// (measured).
const GATHERED: u32 = 64 << 20;
/// What is gathered of a package first.
const ROOM: u32 = 1 << 20;

/// By draft, and by which of its zips: one, or two under `split`.
#[derive(Default)]
pub(super) struct Packages(RefCell<BTreeMap<(u32, u32), Package>>);

struct Package {
    assembler: Assembler,
    bytes: Bytes,
}

/// What is kept of the bytes that passed.
enum Bytes {
    Gathered(Gathered),
    Hashed(Sha256),
}

/// The first bytes of `room`, outside of WebAssembly's memory.
struct Gathered {
    subtle: SubtleCrypto,
    room: Uint8Array,
    filled: u32,
}

impl Package {
    fn new() -> Package {
        let gathered =
            |subtle| Bytes::Gathered(Gathered { subtle, room: Uint8Array::new_with_length(ROOM), filled: 0 });
        let bytes = subtle().map_or_else(|| Bytes::Hashed(Sha256::new()), gathered);
        Package { assembler: Assembler::default(), bytes }
    }
}

impl Bytes {
    fn take(&mut self, bytes: &Uint8Array) {
        match self {
            Bytes::Gathered(gathered) => {
                if !gathered.take(bytes) {
                    let mut hasher = Sha256::new();
                    update(&mut hasher, &gathered.bytes());
                    update(&mut hasher, bytes);
                    *self = Bytes::Hashed(hasher);
                }
            }
            Bytes::Hashed(hasher) => update(hasher, bytes),
        }
    }
}

impl Gathered {
    /// `false` if they are too many.
    fn take(&mut self, bytes: &Uint8Array) -> bool {
        let Some(end) = self.filled.checked_add(bytes.length()).filter(|end| *end <= GATHERED) else {
            return false;
        };
        if end > self.room.length() {
            // What is not touched yet takes no memory.
            let room = Uint8Array::new_with_length(end.max(self.room.length() * 4).min(GATHERED));
            room.set(&self.bytes(), 0);
            self.room = room;
        }
        self.room.set(bytes, self.filled);
        self.filled = end;
        true
    }

    fn bytes(&self) -> Uint8Array {
        self.room.subarray(0, self.filled)
    }
}

fn update(hasher: &mut Sha256, bytes: &Uint8Array) {
    let mut buffer = Vec::new();
    for start in (0..bytes.length()).step_by(PIECE as usize) {
        copied(&bytes.subarray(start, start.saturating_add(PIECE).min(bytes.length())), &mut buffer);
        hasher.update(&buffer);
    }
}

/// SHA-256 of bytes that passed, to go on from.
#[derive(Default)]
struct Passed {
    bytes: u64,
    hasher: Sha256,
}

impl Passed {
    /// # Errors
    ///
    /// [`Error::Job`] if it is none that was written here.
    fn read(state: &[u8]) -> Result<Passed, Error> {
        let read = || {
            let (bytes, state) = state.split_first_chunk()?;
            let state = SerializedState::<Sha256>::try_from(state).ok()?;
            Some(Passed { bytes: u64::from_le_bytes(*bytes), hasher: Sha256::deserialize(&state).ok()? })
        };
        read().ok_or_else(|| internal("it is no state of a hash"))
    }

    fn write(&self) -> Vec<u8> {
        [&self.bytes.to_le_bytes()[..], &self.hasher.serialize()].concat()
    }
}

impl Packages {
    /// Takes the next bytes of a package. Answers the state of the hash where they are of no draft.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if they follow what is no state of a hash.
    pub fn hash(&self, task: &HashTask) -> Result<Option<ByteBuf>, Error> {
        let after = task.after.as_ref().map(|state| Passed::read(state)).transpose()?;
        let bytes = Uint8Array::new(&task.chunk);
        if task.draft == 0 {
            let mut passed = after.unwrap_or_default();
            passed.bytes += u64::from(bytes.length());
            update(&mut passed.hasher, &bytes);
            return Ok(Some(ByteBuf::from(passed.write())));
        }
        let mut packages = self.0.borrow_mut();
        let package = packages.entry((task.draft, task.zip)).or_insert_with(Package::new);
        if let Some(passed) = after {
            package.assembler.pass(passed.bytes);
            package.bytes = Bytes::Hashed(passed.hasher);
        }
        package.assembler.pass(bytes.length().into());
        package.bytes.take(&bytes);
        Ok(None)
    }

    /// # Errors
    ///
    /// [`Error::Job`] if the bytes are not those of the entries.
    pub async fn finish(&self, task: FinishTask) -> Result<AssembledPackage, Error> {
        let package = self.0.borrow_mut().remove(&(task.draft, task.zip));
        let Package { mut assembler, mut bytes } = package.unwrap_or_else(Package::new);
        for entries in task.entries {
            assembler.add(entries.decode::<Vec<WrittenEntry>>()?);
        }
        let tail = assembler.end()?;
        bytes.take(&Uint8Array::from(tail.as_slice()));
        let sha256 = match bytes {
            Bytes::Gathered(gathered) => digest(promised(&gathered.subtle, &gathered.bytes())).await?,
            Bytes::Hashed(hasher) => hasher.finalize().into(),
        };
        Ok(AssembledPackage { assembled: assembler.finish(sha256), tail: ByteBuf::from(tail) })
    }

    /// Forgets a draft.
    pub fn forget(&self, draft: u32) {
        self.0.borrow_mut().retain(|(of, _), _| *of != draft);
    }
}
