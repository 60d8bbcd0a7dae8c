//! Any bytes that are dropped as a zip or a wheel are listed and read without a panic, and packed entries do not
//! overlap.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use support::Memory;
use wheelpress::source::zip::{self, ZipEntry};

/// Maximum size in bytes of an entry that is read. Larger entries are slow to read, and may be zip bombs.
const MAX_SIZE: u64 = 1 << 20;

fuzz_target!(init: support::seeds::write(&support::seeds::archives()), |bytes: &[u8]| {
    let mut store = Memory(vec![bytes]);
    let Ok(entries) = zip::list(&mut store, 0) else { return };
    for entry in &entries {
        let accepted = zip::accept(entry, "old.zip", &mut Vec::new());
        if let Some(path) = &accepted {
            assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{path:?}");
        }
        if entry.size <= MAX_SIZE
            && let Ok(content) = zip::content(&mut store, 0, entry)
        {
            assert_eq!(content.len() as u64, entry.size);
        }
    }
    let mut shipped: Vec<&ZipEntry> =
        entries.iter().filter(|entry| zip::accept(entry, "old.zip", &mut Vec::new()).is_some()).collect();
    shipped.sort_by_key(|entry| entry.header_offset);
    // Packed entries do not overlap, so a package is never larger than the zips from which it was made.
    for pair in shipped.windows(2) {
        assert!(pair[0].header_offset + pair[0].compressed_size < pair[1].header_offset, "{pair:?}");
    }
});
