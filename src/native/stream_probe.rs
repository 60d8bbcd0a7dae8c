//! A native file whose bytes come in order, as an entry's do when it is decompressed.

use super::{Native, NeededRanges, PartialFile, read};
use std::ops::Range;

/// Headers that need more rounds of reading than this are not followed.
pub const MAX_ROUNDS: u32 = 64;

/// How far the reading is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// More bytes are needed.
    More,
    /// Bytes are needed that came before: all must come again, from the start.
    Back,
    /// All that is wanted is known.
    Done(Native),
}

/// Reads the headers of a file while its bytes come, and keeps as few of them as possible.
#[derive(Debug)]
pub struct StreamProbe {
    partial: PartialFile,
    position: u64,
    /// Nothing new can be read before this byte has come.
    until: u64,
    rounds: u32,
    step: Step,
}

impl StreamProbe {
    /// Of a file of `len` bytes, none of which has come yet.
    pub fn new(len: u64) -> StreamProbe {
        let (partial, step) = (PartialFile::new(len), Step::More);
        let mut probe = StreamProbe { partial, position: 0, until: 0, rounds: 0, step };
        probe.advance();
        probe
    }

    /// What is to be done next.
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

    /// The bytes come again, from the start.
    pub fn rewind(&mut self) {
        self.position = 0;
        self.step = Step::More;
    }

    /// What the file is; `None` where the bytes that came did not suffice.
    pub fn finish(self) -> Option<Native> {
        match self.step {
            Step::Done(native) => Some(native),
            Step::More | Step::Back => None,
        }
    }

    /// The whole file is at hand: nothing of it needs to be kept but what is asked for.
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
