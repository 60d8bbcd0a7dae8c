//! The packages that are being made: hashed as their bytes come, in order.

use super::tasks::{AssembledPackage, FinishTask, HashTask};
use crate::collections::BTreeMap;
use crate::error::Error;
use crate::pack::assemble::{Assembler, WrittenEntry};
use js_sys::Uint8Array;
use serde_bytes::ByteBuf;
use std::cell::RefCell;

/// So many bytes are hashed at once: a copy of them is made in WebAssembly's memory.
const PIECE: u32 = 256 * 1024;

/// By draft, and by which of its zips: one, or two under `split`.
#[derive(Default)]
pub(super) struct Packages(RefCell<BTreeMap<(u32, u32), Assembler>>);

impl Packages {
    /// Hashes the next bytes of a package.
    pub fn hash(&self, task: &HashTask) {
        let mut packages = self.0.borrow_mut();
        let package = packages.entry((task.draft, task.zip)).or_default();
        let bytes = Uint8Array::new(&task.chunk);
        let mut buffer = Vec::new();
        for start in (0..bytes.length()).step_by(PIECE as usize) {
            crate::wasm::values::copied(&bytes.subarray(start, start.saturating_add(PIECE)), &mut buffer);
            package.update(&buffer);
        }
    }

    /// # Errors
    ///
    /// [`Error::Job`] if the bytes are not those of the entries.
    pub fn finish(&self, task: FinishTask) -> Result<AssembledPackage, Error> {
        let mut package = self.0.borrow_mut().remove(&(task.draft, task.zip)).unwrap_or_default();
        for entries in task.entries {
            package.add(&entries.decode::<Vec<WrittenEntry>>()?);
        }
        let (tail, assembled) = package.finish()?;
        Ok(AssembledPackage { assembled, tail: ByteBuf::from(tail) })
    }

    /// Forgets a draft.
    pub fn forget(&self, draft: u32) {
        self.0.borrow_mut().retain(|(of, _), _| *of != draft);
    }
}
