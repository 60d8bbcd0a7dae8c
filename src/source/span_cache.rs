//! Bytes that the host reads between two calls, where the core cannot read by itself.

use super::spans::{Span, merged};
use super::store::FileId;
use crate::collections::{BTreeMap, BTreeSet};

/// Maximum number of bytes that are fetched between two calls, and maximum number of bytes used by the last call that
/// are kept for the next. A single span may be longer.
const FETCHED: u64 = 32 << 20;
const KEPT: u64 = 32 << 20;

/// Spans of files and their bytes, in a type of the host (`B`).
///
/// Each call requests again what the calls before it requested, and then what comes after that. The spans that are
/// requested first are kept and fetched first. So each call can complete at least one thing, which need not be
/// requested again, however much there is to read.
#[derive(Debug)]
pub struct SpanCache<B> {
    held: BTreeMap<FileId, Vec<(Span, B)>>,
    /// The spans that the call used, in the order of their first use.
    used: Vec<Span>,
    wants: Vec<Span>,
}

impl<B> Default for SpanCache<B> {
    fn default() -> SpanCache<B> {
        SpanCache { held: BTreeMap::new(), used: Vec::new(), wants: Vec::new() }
    }
}

impl<B> SpanCache<B> {
    /// The span that has the byte at `offset`, and its bytes.
    pub fn at(&mut self, file: FileId, offset: u64) -> Option<&(Span, B)> {
        let held = self.held.get(&file)?.iter().find(|(span, _)| span.contains(offset))?;
        if !self.used.contains(&held.0) {
            self.used.push(held.0);
        }
        Some(held)
    }

    /// Records a span that a call needs and that has not been fetched.
    pub fn want(&mut self, span: Span) {
        self.wants.push(span);
    }

    /// Stores a span that was fetched.
    pub fn fill(&mut self, span: Span, bytes: B) {
        self.held.entry(span.file).or_default().push((span, bytes));
    }

    /// Returns the spans to fetch before the next call, each byte once. If there are any, drops what the last call
    /// did not use.
    pub fn take_wants(&mut self) -> Vec<Span> {
        let wants = within(merged(self.wants.drain(..), 0), FETCHED);
        if wants.is_empty() {
            return wants;
        }
        let kept: BTreeSet<Span> = within(std::mem::take(&mut self.used), KEPT).into_iter().collect();
        for spans in self.held.values_mut() {
            spans.retain(|(span, _)| kept.contains(span));
        }
        wants
    }

    /// Drops the bytes of all other files, and what the last call used and requested.
    pub fn retain(&mut self, files: &BTreeSet<FileId>) {
        self.held.retain(|file, _| files.contains(file));
        self.used.clear();
        self.wants.clear();
    }
}

/// The first spans that together have at most `most` bytes, but at least one span.
fn within(mut spans: Vec<Span>, most: u64) -> Vec<Span> {
    let mut bytes = 0;
    let count = spans
        .iter()
        .take_while(|span| {
            bytes += span.length();
            bytes <= most
        })
        .count();
    spans.truncate(count.max(1));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::reader::WINDOW;

    const W: u64 = WINDOW as u64;

    /// A host whose files are filled with their number. It counts what it reads.
    #[derive(Default)]
    struct Host {
        fetched: SpanCache<u8>,
        calls: usize,
        bytes: u64,
    }

    impl Host {
        /// Whether the bytes have been fetched; otherwise requests them.
        fn has(&mut self, file: FileId, start: u64, length: u64, size: u64) -> bool {
            let (mut at, end) = (start, (start + length).min(size));
            while at < end {
                match self.fetched.at(file, at) {
                    Some((span, byte)) => {
                        assert_eq!(u32::from(*byte), file % 256);
                        at = span.end;
                    }
                    None => {
                        self.fetched.want(Span { file, start: at, end }.aligned(size));
                        return false;
                    }
                }
            }
            true
        }

        /// Calls `work` until it has read everything, as planning does.
        fn run(&mut self, mut work: impl FnMut(&mut Host) -> bool) {
            for _ in 0..1000 {
                if work(self) {
                    return;
                }
                let wants = self.fetched.take_wants();
                assert!(!wants.is_empty(), "it waits for nothing");
                self.calls += 1;
                for span in wants {
                    self.bytes += span.length();
                    self.fetched.fill(span, (span.file % 256) as u8);
                }
            }
            panic!("there is no end");
        }
    }

    #[test]
    fn what_wheels_need_is_read_about_once() {
        let (count, size) = (300, 16 * W);
        let (mut listed, mut done) = (BTreeSet::new(), BTreeSet::new());
        let mut host = Host::default();
        // As planning does: the listing at the end of each wheel, which is kept, then its METADATA.
        host.run(|host| {
            for file in 0..count {
                if done.contains(&file) || !listed.contains(&file) && !host.has(file, size - W, W, size) {
                    continue;
                }
                listed.insert(file);
                if host.has(file, 5, W, size) {
                    done.insert(file);
                }
            }
            done.len() == count as usize
        });
        assert!(host.calls < 40, "{} calls", host.calls);
        assert!(host.bytes < 4 * u64::from(count) * W, "{} bytes", host.bytes);
    }

    #[test]
    fn however_much_there_is_it_ends() {
        // Each file needs two parts at once. The second is requested only when the first has been fetched.
        let (count, size, part) = (40, 8 << 20, 2 << 20);
        let mut done = BTreeSet::new();
        let mut host = Host::default();
        host.run(|host| {
            for file in 0..count {
                if done.contains(&file)
                    || !host.has(file, 0, part, size)
                    || !host.has(file, size - part, part, size)
                {
                    continue;
                }
                done.insert(file);
            }
            done.len() == count as usize
        });
        assert!(host.bytes < 3 * u64::from(count) * 2 * part, "{} bytes", host.bytes);
    }
}
