//! Headers of native files are read without a panic, and with the same result from a file and from a stream in pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wheelpress::native::stream_probe::MAX_ROUNDS;
use wheelpress::native::{Native, NeededRanges, PartialFile, Step, StreamProbe, read};

fuzz_target!(|bytes: &[u8]| {
    let Some((piece, bytes)) = bytes.split_first() else { return };
    let mut probe = StreamProbe::new(bytes.len() as u64);
    // After a rewind, the stream is read again from its start.
    for _ in 0..=MAX_ROUNDS {
        for piece in bytes.chunks(1 + usize::from(*piece) * 8) {
            probe.update(piece);
        }
        match probe.step() {
            Step::Back => probe.rewind(),
            Step::More | Step::Done(_) => break,
        }
    }
    assert!(matches!(probe.step(), Step::Done(_)), "{:?}", probe.step());
    assert_eq!(probe.finish(), Some(whole(bytes)));
});

fn whole(bytes: &[u8]) -> Native {
    let mut partial = PartialFile::new(bytes.len() as u64);
    for _ in 0..=MAX_ROUNDS {
        match read(&partial) {
            Ok(native) => return native,
            Err(NeededRanges(needed)) => {
                for range in needed {
                    partial.insert(range.start, &bytes[range.start as usize..range.end as usize]);
                }
            }
        }
    }
    Native::unresolved()
}
