//! Vectors of 128 bits, used as four 32-bit words.

#[cfg(target_arch = "wasm32")]
pub(crate) use simd::U32x4;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use arrays::U32x4;

#[cfg(target_arch = "wasm32")]
mod simd {
    use core::arch::wasm32::*;
    use std::ops::{Add, BitAnd, BitXor, Shr};

    /// Four 32-bit words.
    #[derive(Clone, Copy)]
    pub(crate) struct U32x4(v128);

    impl U32x4 {
        #[inline(always)]
        pub fn new([a, b, c, d]: [u32; 4]) -> U32x4 {
            U32x4(u32x4(a, b, c, d))
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

        /// Reads each row as four big-endian words, and returns four vectors. Vector `n` has word `n` of each row.
        #[inline(always)]
        pub fn transposed(rows: [&[u8; 16]; 4]) -> [U32x4; 4] {
            let [a, b, c, d] = rows.map(|row| {
                let (low, high) = row.split_at(8);
                let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
                let row = u64x2(word(low), word(high));
                i8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(row, row)
            });
            let (ab, cd) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d));
            let (ef, gh) = (i32x4_shuffle::<2, 6, 3, 7>(a, b), i32x4_shuffle::<2, 6, 3, 7>(c, d));
            [
                U32x4(i64x2_shuffle::<0, 2>(ab, cd)),
                U32x4(i64x2_shuffle::<1, 3>(ab, cd)),
                U32x4(i64x2_shuffle::<0, 2>(ef, gh)),
                U32x4(i64x2_shuffle::<1, 3>(ef, gh)),
            ]
        }

        #[inline(always)]
        pub fn rotated_right(self, bits: u32) -> U32x4 {
            U32x4(v128_or(u32x4_shr(self.0, bits), u32x4_shl(self.0, 32 - bits)))
        }
    }

    impl Add for U32x4 {
        type Output = U32x4;
        #[inline(always)]
        fn add(self, other: U32x4) -> U32x4 {
            U32x4(u32x4_add(self.0, other.0))
        }
    }

    impl BitXor for U32x4 {
        type Output = U32x4;
        #[inline(always)]
        fn bitxor(self, other: U32x4) -> U32x4 {
            U32x4(v128_xor(self.0, other.0))
        }
    }

    impl BitAnd for U32x4 {
        type Output = U32x4;
        #[inline(always)]
        fn bitand(self, other: U32x4) -> U32x4 {
            U32x4(v128_and(self.0, other.0))
        }
    }

    impl Shr<u32> for U32x4 {
        type Output = U32x4;
        #[inline(always)]
        fn shr(self, bits: u32) -> U32x4 {
            U32x4(u32x4_shr(self.0, bits))
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod arrays {
    use std::array::from_fn;
    use std::ops::{Add, BitAnd, BitXor, Shr};

    #[derive(Clone, Copy)]
    pub(crate) struct U32x4([u32; 4]);

    impl U32x4 {
        pub fn new(words: [u32; 4]) -> U32x4 {
            U32x4(words)
        }

        pub fn words(self) -> [u32; 4] {
            self.0
        }

        pub fn transposed(rows: [&[u8; 16]; 4]) -> [U32x4; 4] {
            let word = |row: &[u8; 16], at: usize| u32::from_be_bytes(from_fn(|byte| row[4 * at + byte]));
            from_fn(|at| U32x4(rows.map(|row| word(row, at))))
        }

        pub fn rotated_right(self, bits: u32) -> U32x4 {
            U32x4(self.0.map(|word| word.rotate_right(bits)))
        }
    }

    impl Add for U32x4 {
        type Output = U32x4;
        fn add(self, other: U32x4) -> U32x4 {
            U32x4(from_fn(|lane| self.0[lane].wrapping_add(other.0[lane])))
        }
    }

    impl BitXor for U32x4 {
        type Output = U32x4;
        fn bitxor(self, other: U32x4) -> U32x4 {
            U32x4(from_fn(|lane| self.0[lane] ^ other.0[lane]))
        }
    }

    impl BitAnd for U32x4 {
        type Output = U32x4;
        fn bitand(self, other: U32x4) -> U32x4 {
            U32x4(from_fn(|lane| self.0[lane] & other.0[lane]))
        }
    }

    impl Shr<u32> for U32x4 {
        type Output = U32x4;
        fn shr(self, bits: u32) -> U32x4 {
            U32x4(self.0.map(|word| word >> bits))
        }
    }
}
