//! SHA-256 digests of the entries that a job verifies.

use super::subtle::{digest, promised, promised_of, subtle};
use crate::error::Error;
use crate::pack::verify::DigestOffload;
use js_sys::{Promise, Uint8Array};
use std::cell::OnceCell;
use web_sys::SubtleCrypto;
use wheelpress_kernels::batch::Batch;

/// Maximum size in bytes of an entry that is hashed here, several at once. The browser hashes larger entries: it copies
/// each entry to its own memory and answers with a promise. For 98 MB of entries of all sizes, hashing in the browser
/// takes more than twice as long (measured).
const SMALL: u64 = 256 * 1024;
/// Maximum size in bytes of an entry that the browser hashes, because it copies the whole entry.
const MAX_OFFLOADED_SIZE: u64 = 32 << 20;
/// Size in bytes of the buffer in which entries that arrive in pieces are joined. This buffer is kept from one job to
/// the next; a larger entry gets a new buffer.
const KEPT: u64 = 4 << 20;

/// The numbers of entries and their SHA-256 digests.
pub(super) type Digests = Vec<(u32, [u8; 32])>;

/// Hashes several small entries at once, and large entries in the browser while other entries are decompressed.
pub(super) struct EntryDigests {
    small: Batch,
    large: Option<BrowserDigests>,
    is_small: bool,
}

impl EntryDigests {
    pub fn start() -> EntryDigests {
        EntryDigests { small: Batch::default(), large: BrowserDigests::start(), is_small: true }
    }

    /// Returns the digests of all entries.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if the browser fails to hash.
    pub async fn finish(self) -> Result<Digests, Error> {
        let mut digests = self.small.finish();
        if let Some(large) = self.large {
            for (number, promised) in large.digests {
                digests.push((number, digest(promised).await?));
            }
        }
        Ok(digests)
    }
}

impl DigestOffload for EntryDigests {
    fn accepts(&self, size: u64) -> bool {
        size <= SMALL || self.large.is_some() && size <= MAX_OFFLOADED_SIZE
    }

    fn begin(&mut self, size: u64) {
        self.is_small = size <= SMALL;
        match &mut self.large {
            Some(large) if !self.is_small => large.begin(size),
            _ => self.small.begin(size as usize),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match &mut self.large {
            Some(large) if !self.is_small => large.update(bytes),
            _ => self.small.update(bytes),
        }
    }

    fn end(&mut self, number: u32) {
        match &mut self.large {
            Some(large) if !self.is_small => large.end(number),
            _ => self.small.end(number),
        }
    }
}

/// Digests that the browser computes.
struct BrowserDigests {
    subtle: SubtleCrypto,
    /// Promises of ArrayBuffers.
    digests: Vec<(u32, Promise)>,
    size: u64,
    filled: u32,
    buffer: Uint8Array,
    /// The digest of the current entry, if the entry arrived in one piece.
    whole: Option<Promise>,
}

impl BrowserDigests {
    fn start() -> Option<BrowserDigests> {
        thread_local! {
            static BUFFER: OnceCell<Uint8Array> = const { OnceCell::new() };
        }
        let kept = || Uint8Array::new_with_length(KEPT as u32);
        let buffer = BUFFER.with(|buffer| buffer.get_or_init(kept).clone());
        Some(BrowserDigests {
            subtle: subtle()?,
            digests: Vec::new(),
            size: 0,
            filled: 0,
            buffer,
            whole: None,
        })
    }

    fn begin(&mut self, size: u64) {
        self.size = size;
        self.filled = 0;
        self.whole = None;
    }

    /// Adds bytes of the current entry. Bytes beyond the stated size are ignored here; the code that decompresses the
    /// entry stops at them.
    fn update(&mut self, bytes: &[u8]) {
        if bytes.len() as u64 == self.size {
            self.whole = Some(promised_of(&self.subtle, bytes));
            return;
        }
        if self.size > u64::from(self.buffer.length()) {
            self.buffer = Uint8Array::new_with_length(self.size as u32);
        }
        let room = (self.size as usize).saturating_sub(self.filled as usize);
        let fitting = bytes.get(..room).unwrap_or(bytes);
        let end = self.filled + fitting.len() as u32;
        self.buffer.subarray(self.filled, end).copy_from(fitting);
        self.filled = end;
    }

    fn end(&mut self, number: u32) {
        let whole = self.whole.take();
        let digest =
            whole.unwrap_or_else(|| promised(&self.subtle, &self.buffer.subarray(0, self.size as u32)));
        self.digests.push((number, digest));
    }
}
