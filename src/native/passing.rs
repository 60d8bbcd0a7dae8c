//! A native file whose bytes pass by in order, as an entry's do when it is decompressed.

use super::{Kept, Lacks, Native, read};
use std::ops::Range;

/// Headers that send the reader to and fro more often than this are not followed.
pub const TURNS: u32 = 64;

/// How far the reading is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// More bytes are needed.
    More,
    /// Bytes are needed that have passed: they must pass again, from the start.
    Back,
    Done(Native),
}

/// What is kept of the bytes that passed, and what was made of it.
#[derive(Debug)]
pub struct Passing {
    kept: Kept,
    position: u64,
    /// Nothing new can be said before this byte has passed.
    until: u64,
    turns: u32,
    step: Step,
}

impl Passing {
    /// Of a file of `len` bytes, none of which has passed.
    pub fn new(len: u64) -> Passing {
        let (kept, step) = (Kept::new(len), Step::More);
        let mut passing = Passing { kept, position: 0, until: 0, turns: 0, step };
        passing.look();
        passing
    }

    pub fn step(&self) -> &Step {
        &self.step
    }

    /// Takes the next bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        if self.step != Step::More {
            return;
        }
        if self.position == 0 && bytes.len() as u64 == self.kept.len() {
            return self.look_through(bytes);
        }
        self.kept.pass(self.position, bytes);
        self.position += bytes.len() as u64;
        if self.position >= self.until {
            self.look();
        }
    }

    /// The bytes pass again, from the start.
    pub fn rewind(&mut self) {
        self.position = 0;
        self.step = Step::More;
    }

    /// What was made of it; `None` where the bytes that passed did not suffice.
    pub fn finish(self) -> Option<Native> {
        match self.step {
            Step::Done(native) => Some(native),
            Step::More | Step::Back => None,
        }
    }

    /// The whole file is at hand: nothing of it needs to be kept but what is asked for.
    fn look_through(&mut self, bytes: &[u8]) {
        while self.step == Step::More {
            let Lacks(lacks) = match read(&self.kept) {
                Ok(native) => return self.step = Step::Done(native),
                Err(lacks) => lacks,
            };
            for Range { start, end } in lacks {
                self.kept.put(start, bytes.get(start as usize..end as usize).unwrap_or_default());
            }
            self.turns += 1;
            if self.turns > TURNS {
                self.step = Step::Done(Native::astray());
            }
        }
    }

    fn look(&mut self) {
        let Lacks(lacks) = match read(&self.kept) {
            Ok(native) => return self.step = Step::Done(native),
            Err(lacks) => lacks,
        };
        self.turns += 1;
        if self.turns > TURNS {
            return self.step = Step::Done(Native::astray());
        }
        self.kept.want(&lacks);
        self.until = lacks.iter().map(|range| range.end).max().unwrap_or(0);
        let has_passed = lacks.iter().any(|range| range.start < self.position);
        self.step = if has_passed { Step::Back } else { Step::More };
    }
}
