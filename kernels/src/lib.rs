//! The loops that every byte passes through in WebAssembly, which has no instructions for them: for CRC-32 natively
//! there is carry-less multiplication, for SHA-256 there are the SHA extensions. Lanes are 128-bit vectors (simd128) in
//! WebAssembly and arrays elsewhere, so that what is tested natively is what browsers run. Nothing here is `unsafe`.

#![forbid(unsafe_code)]

pub mod batch;
pub mod crc32;
mod lanes;
pub mod sha256;
