//! Searching for short texts.

use crate::collections::BTreeSet;
use memchr::{memchr_iter, memchr2_iter};

/// A text to search for, and its byte that is rarest in code. Only positions of the rare byte are compared: comparing
/// at each byte takes longer than everything else that is done with a file (measured).
pub struct Word {
    pub text: &'static [u8],
    rare: u8,
    /// Offset of the first occurrence of the rare byte in the text.
    at: usize,
}

impl Word {
    pub const fn new(text: &'static [u8], rare: u8) -> Word {
        let mut at = 0;
        while text[at] != rare {
            at += 1;
        }
        Word { text, rare, at }
    }

    /// The offsets at which the text occurs, in ascending order.
    pub fn starts<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
        self.places(bytes, memchr_iter(self.rare, bytes), |found| found == self.text)
    }

    /// Like [`Word::starts`], but in upper case, lower case or both.
    pub fn starts_in_any_case<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
        let rare = memchr2_iter(self.rare.to_ascii_lowercase(), self.rare.to_ascii_uppercase(), bytes);
        self.places(bytes, rare, |found| found.eq_ignore_ascii_case(self.text))
    }

    fn places<'b>(
        &'b self,
        bytes: &'b [u8],
        rare: impl Iterator<Item = usize> + 'b,
        is_word: impl Fn(&[u8]) -> bool + 'b,
    ) -> impl Iterator<Item = usize> + 'b {
        rare.filter_map(|rare| rare.checked_sub(self.at))
            .filter(move |at| bytes.get(*at..at + self.text.len()).is_some_and(&is_word))
    }
}

/// Whether a text only stands for a token: it contains `EXAMPLE`, `XXXX` or `xxxx`, or has very few different characters.
pub fn is_placeholder(token: &[u8]) -> bool {
    const MIN_DISTINCT_CHARS: usize = 5;
    let different: BTreeSet<&u8> = token.iter().collect();
    let has = |word: &[u8]| token.windows(word.len()).any(|window| window == word);
    different.len() < MIN_DISTINCT_CHARS || has(b"EXAMPLE") || has(b"XXXX") || has(b"xxxx")
}
