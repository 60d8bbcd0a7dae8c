//! Collects messages that arrive one after another, until there are enough to hash them together.

use crate::sha256::digests;
use std::ops::Range;

/// Number of bytes at which the collected messages are hashed: they still fit into caches, and the lanes end at about
/// the same time.
const MIN_BATCH_BYTES: usize = 1 << 20;

/// Messages with numbers, and the SHA-256 digests of the messages that have been hashed.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
    /// Complete messages that have not been hashed.
    waiting: Vec<(u32, Range<usize>)>,
    /// Start of the current message, and its maximum length.
    start: usize,
    most: usize,
    done: Vec<(u32, [u8; 32])>,
}

impl Batch {
    /// Begins a message of at most `size` bytes. A message that was begun and not ended is discarded.
    pub fn begin(&mut self, size: usize) {
        self.bytes.truncate(self.start);
        self.most = size;
    }

    /// Adds the next bytes of the message. Bytes beyond its maximum length are ignored.
    pub fn update(&mut self, bytes: &[u8]) {
        let room = self.most.saturating_sub(self.bytes.len() - self.start);
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// Ends the message, with its number.
    pub fn end(&mut self, number: u32) {
        self.waiting.push((number, self.start..self.bytes.len()));
        self.start = self.bytes.len();
        if self.start >= MIN_BATCH_BYTES {
            self.hash();
        }
    }

    fn hash(&mut self) {
        self.bytes.truncate(self.start);
        let messages: Vec<&[u8]> =
            self.waiting.iter().map(|(_, range)| self.bytes.get(range.clone()).unwrap_or_default()).collect();
        let digests = digests(&messages);
        self.done.extend(self.waiting.drain(..).map(|(number, _)| number).zip(digests));
        self.bytes.clear();
        self.start = 0;
    }

    /// Returns the numbers of all complete messages, and their digests.
    pub fn finish(mut self) -> Vec<(u32, [u8; 32])> {
        self.hash();
        self.done
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{Batch, MIN_BATCH_BYTES};
    use sha2::{Digest, Sha256};

    #[test]
    fn complete_messages_have_their_digests() {
        let mut batch = Batch::default();
        let message = |number: u32| vec![number as u8; (number as usize * 7919) % (MIN_BATCH_BYTES / 5)];
        let mut expected = Vec::new();
        for number in 0..40 {
            let bytes = message(number);
            batch.begin(bytes.len());
            for piece in bytes.chunks(10_000) {
                batch.update(piece);
            }
            // Some messages are never ended; for some, there are more bytes than stated.
            if number % 5 == 3 {
                continue;
            }
            batch.update(b"more");
            batch.end(number);
            expected.push((number, <[u8; 32]>::from(Sha256::digest(&bytes))));
        }
        assert_eq!(batch.finish(), expected);
        assert_eq!(Batch::default().finish(), []);
    }
}
