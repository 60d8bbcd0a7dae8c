//! Tests of the kernels with WebAssembly's vectors, which native tests do not have, on messages of various lengths.

use sha2::{Digest, Sha256};
use wasm_bindgen_test::wasm_bindgen_test;
use wheelpress_kernels::{crc32, sha256};

/// Computes the CRC-32 bit by bit, as the specification defines it.
fn slow_crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |state, byte| {
        (0..8).fold(state ^ u32::from(*byte), |state, _| {
            (state >> 1) ^ (0xedb8_8320 & (state & 1).wrapping_neg())
        })
    })
}

#[wasm_bindgen_test]
fn agree_with_the_slow_ones() {
    let mut state = 1_u32;
    let mut random = |most: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % most
    };
    for longest in [2, 70, 600, 20_000] {
        for count in 0..20 {
            let lengths: Vec<u32> = (0..count).map(|_| random(longest)).collect();
            let messages: Vec<Vec<u8>> =
                lengths.iter().map(|length| (0..*length).map(|_| random(256) as u8).collect()).collect();
            let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            let expected: Vec<[u8; 32]> = slices.iter().map(|bytes| Sha256::digest(bytes).into()).collect();
            assert!(sha256::digests(&slices) == expected, "SHA-256 of {lengths:?} bytes");
            for bytes in slices {
                assert_eq!(crc32::update(0, bytes), slow_crc(bytes), "CRC-32 of {} bytes", bytes.len());
            }
        }
    }
}
