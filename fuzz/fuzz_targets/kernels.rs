//! The kernels' CRC-32 and SHA-256 are the same as those of other crates, however the bytes are split.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use wheelpress_kernels::{crc32, sha256};

fuzz_target!(|input: (u32, Vec<Vec<u8>>)| {
    let (start, messages) = input;
    let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let digests = sha256::digests(&slices);
    assert_eq!(digests.len(), messages.len());
    for (message, digest) in messages.iter().zip(digests) {
        assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(message)));
    }
    // Long enough for all code paths.
    let whole = messages.concat().repeat(64);
    let mut hasher = crc32fast::Hasher::new_with_initial_len(start, 0);
    hasher.update(&whole);
    assert_eq!(crc32::update(start, &whole), hasher.finalize());
    let pieces = messages.iter().fold(start, |crc, message| crc32::update(crc, message));
    assert_eq!(pieces, crc32::update(start, &messages.concat()));
});
