//! A probe for a native file whose bytes come in order, such as an entry that is decompressed.

use super::{Native, NeededRanges, PartialFile, read};
use std::ops::Range;

/// Maximum number of rounds of reading. Headers that need more are not followed.
pub const MAX_ROUNDS: u32 = 64;

/// The state of the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// More bytes are needed.
    More,
    /// Bytes are needed that have already passed: all bytes must come again, from the start.
    Back,
    /// The result is known.
    Done(Native),
}

/// Reads the headers of a file while its bytes come, and keeps as few of them as possible.
#[derive(Debug)]
pub struct StreamProbe {
    partial: PartialFile,
    position: u64,
    /// Nothing new can be read before the bytes up to this offset have come.
    until: u64,
    rounds: u32,
    step: Step,
}

impl StreamProbe {
    /// Creates a probe for a file of `len` bytes, none of which has come yet.
    pub fn new(len: u64) -> StreamProbe {
        let (partial, step) = (PartialFile::new(len), Step::More);
        let mut probe = StreamProbe { partial, position: 0, until: 0, rounds: 0, step };
        probe.advance();
        probe
    }

    /// What the probe needs next.
    pub fn step(&self) -> &Step {
        &self.step
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if self.step != Step::More {
            return;
        }
        if self.position == 0 && bytes.len() as u64 == self.partial.len() {
            return self.read_whole(bytes);
        }
        self.partial.update(self.position, bytes);
        self.position += bytes.len() as u64;
        if self.position >= self.until {
            self.advance();
        }
    }

    /// Starts again: the bytes come again from the start.
    pub fn rewind(&mut self) {
        self.position = 0;
        self.step = Step::More;
    }

    /// Returns what the file is; `None` if the bytes that came did not suffice.
    pub fn finish(self) -> Option<Native> {
        match self.step {
            Step::Done(native) => Some(native),
            Step::More | Step::Back => None,
        }
    }

    /// Reads a file whose bytes have all come at once. Only the requested ranges are kept.
    fn read_whole(&mut self, bytes: &[u8]) {
        while self.step == Step::More {
            let NeededRanges(needed) = match read(&self.partial) {
                Ok(native) => return self.step = Step::Done(native),
                Err(needed) => needed,
            };
            for Range { start, end } in needed {
                self.partial.insert(start, bytes.get(start as usize..end as usize).unwrap_or_default());
            }
            self.rounds += 1;
            if self.rounds > MAX_ROUNDS {
                self.step = Step::Done(Native::unresolved());
            }
        }
    }

    fn advance(&mut self) {
        let NeededRanges(needed) = match read(&self.partial) {
            Ok(native) => return self.step = Step::Done(native),
            Err(needed) => needed,
        };
        self.rounds += 1;
        if self.rounds > MAX_ROUNDS {
            return self.step = Step::Done(Native::unresolved());
        }
        self.partial.want(&needed);
        self.until = needed.iter().map(|range| range.end).max().unwrap_or(0);
        let has_passed = needed.iter().any(|range| range.start < self.position);
        self.step = if has_passed { Step::Back } else { Step::More };
    }
}
