//! A zip whose headers have arbitrary values is listed and read without a panic, and packed entries do not overlap.
//! Unlike in `archive`, all signatures are correct, so that the fuzzer reaches the code that reads the headers.
#![no_main]

mod support;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use support::{Entry, Memory, zip};
use wheelpress::source::zip as reader;
use wheelpress::source::zip::ZipEntry;

#[derive(Arbitrary, Debug)]
struct Said<'a> {
    name: &'a [u8],
    extra: &'a [u8],
    bytes: &'a [u8],
    /// Arbitrary values of the other fields. If `None`, these fields are correct.
    lies: Option<Lies>,
}

#[derive(Arbitrary, Debug)]
struct Lies {
    flags: u16,
    method: u16,
    crc: Option<u32>,
    sizes: Option<[u32; 2]>,
    header: Option<u16>,
    attributes: u32,
}

#[derive(Arbitrary, Debug)]
struct Zip<'a> {
    entries: Vec<Said<'a>>,
    count: Option<u16>,
    comment: &'a [u8],
}

/// Maximum size in bytes of an entry that is read. Larger entries are slow to read, and may be zip bombs.
const MAX_SIZE: u64 = 1 << 20;

fuzz_target!(|given: Zip| {
    let entries: Vec<Entry> = given.entries.iter().map(made).collect();
    let bytes = zip(&entries, given.count.unwrap_or(entries.len() as u16), given.comment);
    let mut store = Memory(vec![&bytes]);
    let Ok(listed) = reader::list(&mut store, 0) else { return };
    assert!(listed.len() <= entries.len());
    for entry in &listed {
        let accepted = reader::accept(entry, "old.zip", &mut Vec::new());
        if let Some(path) = &accepted {
            assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{path:?}");
        }
        if entry.size <= MAX_SIZE
            && let Ok(content) = reader::content(&mut store, 0, entry)
        {
            assert_eq!(content.len() as u64, entry.size);
        }
    }
    let mut shipped: Vec<&ZipEntry> =
        listed.iter().filter(|entry| reader::accept(entry, "old.zip", &mut Vec::new()).is_some()).collect();
    shipped.sort_by_key(|entry| entry.header_offset);
    for pair in shipped.windows(2) {
        assert!(pair[0].header_offset + pair[0].compressed_size < pair[1].header_offset, "{pair:?}");
    }
});

fn made<'a>(said: &Said<'a>) -> Entry<'a> {
    let mut entry = Entry::honest(said.name, said.bytes);
    entry.extra = said.extra;
    if let Some(lies) = &said.lies {
        (entry.flags, entry.method, entry.attributes) = (lies.flags, lies.method, lies.attributes);
        entry.crc = lies.crc.unwrap_or(entry.crc);
        entry.sizes = lies.sizes.unwrap_or(entry.sizes);
        entry.header_offset = lies.header.map(u32::from);
    }
    entry
}
