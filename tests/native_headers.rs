//! Headers of native libraries, read from files and streams: which bytes are requested, and what was
//! read already.

use crate::support::elf::{AARCH64, Strings, elf};
use crate::support::natives::{function, natives};
use crate::support::zips::{entry, zip};
use crate::support::{dropped, target};
use proptest::prelude::*;
use wheelpress::native::{self, Native, NeededRanges, PartialFile};
use wheelpress::single_thread;
use wheelpress::source::ReadCache;

/// Planning a second time reads nothing again.
#[test]
fn what_was_read_is_kept() {
    let mut drop = dropped("f.zip", zip(&[entry("m.so", elf().machine(AARCH64).bytes())]));
    drop = drop.and("app/n.so", elf().machine(AARCH64).bytes()).and("app/f.py", "x = 1\n");
    let items = drop.items();
    let mut cache = ReadCache::default();
    let target = target("python3.13");
    let options = Default::default();
    let plan = single_thread::plan(&items, &target, &options, &mut cache, &mut drop.store).unwrap();
    drop.store.files.clear();
    let again = single_thread::plan(&items, &target, &options, &mut cache, &mut drop.store).unwrap();
    assert_eq!(plan.findings, again.findings);
    assert!(plan.findings.iter().any(|finding| finding.code.as_str() == "native-wrong-architecture"));
}

/// Reads bytes as the cache does, and returns `Native::Other` if 64 rounds are not enough.
fn read(bytes: &[u8]) -> Native {
    let mut partial = PartialFile::new(bytes.len() as u64);
    for _ in 0..64 {
        match native::read(&partial) {
            Ok(native) => return native,
            Err(NeededRanges(ranges)) => {
                let total: u64 = ranges.iter().map(|range| range.end - range.start).sum();
                assert!(total <= 64 << 20, "{total} bytes at once");
                for range in ranges {
                    partial.insert(range.start, &bytes[range.start as usize..range.end as usize]);
                }
            }
        }
    }
    Native::Other
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Any bytes at any position, and any end, give a result and never a panic.
    #[test]
    fn hostile(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(0xff), Just(0), any::<u8>()]), 0..12),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
        last in any::<bool>(),
    ) {
        let strings = if last { Strings::Last } else { Strings::First };
        let whole = elf().strings(strings).padding(300).needs("libc.so.6").needs("libx.so").rpath("$ORIGIN")
            .version("libc.so.6", "GLIBC_2.34").version("libx.so", "X_1").interpreter("/lib64/ld.so").bytes();
        let mut bytes = whole.clone();
        for (at, byte) in changes {
            bytes[at.index(whole.len())] = byte;
        }
        if is_cut {
            bytes.truncate(end.index(whole.len()));
        }
        read(&bytes);
        let files = [("m.so", bytes)];
        natives(function(&files), &target("python3.13"));
        natives(dropped("f.zip", zip(&[entry("m.so", files[0].1.clone())])), &target("python3.13"));
    }
}
