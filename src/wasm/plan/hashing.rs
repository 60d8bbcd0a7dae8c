//! Hashes of the packages that are being made, updated in order as their bytes arrive.

use super::tasks::{AssembledPackage, FinishTask, HashTask};
use crate::collections::BTreeMap;
use crate::error::Error;
use crate::pack::assemble::{Assembler, WrittenEntry};
use crate::wasm::values::{copied, internal};
use js_sys::Uint8Array;
use serde_bytes::ByteBuf;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};
use std::cell::RefCell;

/// Number of bytes that are copied to WebAssembly's memory and hashed at once. The browser's own SHA-256 is not used:
/// it needs all bytes at once, at the end, and copies them, which takes longer in total (measured).
const PIECE: u32 = 256 * 1024;

/// Packages by the number of their draft, and the number of the zip. A draft makes one zip, or two with `split`.
#[derive(Default)]
pub(super) struct Packages(RefCell<BTreeMap<(u32, u32), Package>>);

#[derive(Default)]
struct Package {
    assembler: Assembler,
    hash: Passed,
}

/// A SHA-256 state after a number of bytes, which can be continued.
#[derive(Default)]
struct Passed {
    bytes: u64,
    hasher: Sha256,
}

impl Passed {
    /// # Errors
    ///
    /// [`Error::Job`] if `state` was not written by [`Passed::write`].
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

    fn take(&mut self, bytes: &Uint8Array) {
        let mut buffer = Vec::new();
        for start in (0..bytes.length()).step_by(PIECE as usize) {
            copied(&bytes.subarray(start, start.saturating_add(PIECE).min(bytes.length())), &mut buffer);
            self.hasher.update(&buffer);
        }
        self.bytes += u64::from(bytes.length());
    }
}

impl Packages {
    /// Adds the next bytes of a package, and returns the state of the hash after them.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if `task.after` is not a state of a hash.
    pub fn hash(&self, task: &HashTask) -> Result<ByteBuf, Error> {
        let mut packages = self.0.borrow_mut();
        let package = packages.entry((task.draft, task.zip)).or_default();
        if let Some(state) = &task.after {
            package.hash = Passed::read(state)?;
            package.assembler.pass(package.hash.bytes);
        }
        let bytes = Uint8Array::new(&task.chunk);
        package.assembler.pass(bytes.length().into());
        package.hash.take(&bytes);
        Ok(ByteBuf::from(package.hash.write()))
    }

    /// # Errors
    ///
    /// [`Error::Job`] if the bytes are not those of the entries.
    pub fn finish(&self, task: FinishTask) -> Result<AssembledPackage, Error> {
        let package = self.0.borrow_mut().remove(&(task.draft, task.zip));
        let Package { mut assembler, mut hash } = package.unwrap_or_default();
        for entries in task.entries {
            assembler.add(entries.decode::<Vec<WrittenEntry>>()?);
        }
        let tail = assembler.end()?;
        hash.hasher.update(&tail);
        let assembled = assembler.finish(hash.hasher.finalize().into());
        Ok(AssembledPackage { assembled, tail: ByteBuf::from(tail) })
    }

    /// Forgets a draft.
    pub fn forget(&self, draft: u32) {
        self.0.borrow_mut().retain(|(of, _), _| *of != draft);
    }
}
