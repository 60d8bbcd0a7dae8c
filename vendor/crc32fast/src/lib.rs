//! Replaces the crate `crc32fast`, with which zips are checked. Its tables are 16 KB that do not compress, in each
//! module. Natively, zlib-rs computes the same CRC-32 with special instructions. In WebAssembly, `wheelpress-kernels`
//! computes it, and uses the tables of zlib-rs's decompression for the rest of a message.

#[cfg(target_arch = "wasm32")]
use wheelpress_kernels::crc32::update as crc32;
#[cfg(not(target_arch = "wasm32"))]
use zlib_rs::crc32::crc32;

/// Computes the CRC-32 of bytes that come in pieces.
#[derive(Clone, Debug, Default)]
pub struct Hasher(u32);

impl Hasher {
    /// Starts with no bytes.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// Continues after bytes with this CRC-32. Their number is not needed.
    pub fn new_with_initial_len(initial: u32, _: u64) -> Hasher {
        Hasher(initial)
    }

    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0 = crc32(self.0, bytes);
    }

    /// Returns the CRC-32 of all bytes.
    pub fn finalize(self) -> u32 {
        self.0
    }
}

/// Returns the CRC-32 of bytes.
pub fn hash(bytes: &[u8]) -> u32 {
    crc32(0, bytes)
}

#[cfg(test)]
mod tests {
    use super::{Hasher, hash};

    #[test]
    fn checksums_are_those_of_the_specification() {
        // Check values from APPNOTE 4.4.7 and from the catalogue of CRC algorithms, "CRC-32/ISO-HDLC".
        let check = |bytes: &[u8], expected: u32| {
            assert_eq!(hash(bytes), expected);
            for length in [1, 2, 7, 64, 1000] {
                let mut hasher = Hasher::new();
                bytes.chunks(length).for_each(|piece| hasher.update(piece));
                assert_eq!(hasher.finalize(), expected, "pieces of {length}");
            }
        };
        check(b"", 0);
        check(b"123456789", 0xcbf4_3926);
        check(&[0; 4096], 0xc71c_0011);
    }
}
