//! Vectors of 128 bits: four 32-bit words that go through the same steps.

#[cfg(target_arch = "wasm32")]
pub(crate) use simd::Four;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use arrays::Four;

#[cfg(target_arch = "wasm32")]
mod simd {
    use core::arch::wasm32::*;
    use std::ops::{Add, BitAnd, BitXor, Shr};

    /// Four 32-bit words.
    #[derive(Clone, Copy)]
    pub(crate) struct Four(v128);

    impl Four {
        #[inline(always)]
        pub fn new([a, b, c, d]: [u32; 4]) -> Four {
            Four(u32x4(a, b, c, d))
        }

        #[inline(always)]
        pub fn words(self) -> [u32; 4] {
            let words = self.0;
            [
                u32x4_extract_lane::<0>(words),
                u32x4_extract_lane::<1>(words),
                u32x4_extract_lane::<2>(words),
                u32x4_extract_lane::<3>(words),
            ]
        }

        /// Of each of 16 bytes four big-endian words; then the words at the same place of all are one vector.
        #[inline(always)]
        pub fn transposed(rows: [&[u8; 16]; 4]) -> [Four; 4] {
            let [a, b, c, d] = rows.map(|row| {
                let (low, high) = row.split_at(8);
                let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
                let row = u64x2(word(low), word(high));
                i8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(row, row)
            });
            let (ab, cd) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d));
            let (ef, gh) = (i32x4_shuffle::<2, 6, 3, 7>(a, b), i32x4_shuffle::<2, 6, 3, 7>(c, d));
            [
                Four(i64x2_shuffle::<0, 2>(ab, cd)),
                Four(i64x2_shuffle::<1, 3>(ab, cd)),
                Four(i64x2_shuffle::<0, 2>(ef, gh)),
                Four(i64x2_shuffle::<1, 3>(ef, gh)),
            ]
        }

        #[inline(always)]
        pub fn rotated_right(self, bits: u32) -> Four {
            Four(v128_or(u32x4_shr(self.0, bits), u32x4_shl(self.0, 32 - bits)))
        }
    }

    impl Add for Four {
        type Output = Four;
        #[inline(always)]
        fn add(self, other: Four) -> Four {
            Four(u32x4_add(self.0, other.0))
        }
    }

    impl BitXor for Four {
        type Output = Four;
        #[inline(always)]
        fn bitxor(self, other: Four) -> Four {
            Four(v128_xor(self.0, other.0))
        }
    }

    impl BitAnd for Four {
        type Output = Four;
        #[inline(always)]
        fn bitand(self, other: Four) -> Four {
            Four(v128_and(self.0, other.0))
        }
    }

    impl Shr<u32> for Four {
        type Output = Four;
        #[inline(always)]
        fn shr(self, bits: u32) -> Four {
            Four(u32x4_shr(self.0, bits))
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod arrays {
    use std::array::from_fn;
    use std::ops::{Add, BitAnd, BitXor, Shr};

    #[derive(Clone, Copy)]
    pub(crate) struct Four([u32; 4]);

    impl Four {
        pub fn new(words: [u32; 4]) -> Four {
            Four(words)
        }

        pub fn words(self) -> [u32; 4] {
            self.0
        }

        pub fn transposed(rows: [&[u8; 16]; 4]) -> [Four; 4] {
            let word = |row: &[u8; 16], at: usize| u32::from_be_bytes(from_fn(|byte| row[4 * at + byte]));
            from_fn(|at| Four(rows.map(|row| word(row, at))))
        }

        pub fn rotated_right(self, bits: u32) -> Four {
            Four(self.0.map(|word| word.rotate_right(bits)))
        }
    }

    impl Add for Four {
        type Output = Four;
        fn add(self, other: Four) -> Four {
            Four(from_fn(|lane| self.0[lane].wrapping_add(other.0[lane])))
        }
    }

    impl BitXor for Four {
        type Output = Four;
        fn bitxor(self, other: Four) -> Four {
            Four(from_fn(|lane| self.0[lane] ^ other.0[lane]))
        }
    }

    impl BitAnd for Four {
        type Output = Four;
        fn bitand(self, other: Four) -> Four {
            Four(from_fn(|lane| self.0[lane] & other.0[lane]))
        }
    }

    impl Shr<u32> for Four {
        type Output = Four;
        fn shr(self, bits: u32) -> Four {
            Four(self.0.map(|word| word >> bits))
        }
    }
}
