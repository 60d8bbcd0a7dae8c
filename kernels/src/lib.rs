//! CRC-32 and SHA-256 for WebAssembly, where every packed byte passes through them.
//!
//! WebAssembly has no special instructions for these algorithms. Native processors have carry-less multiplication for
//! CRC-32 and the SHA extensions for SHA-256. Lanes are 128-bit vectors (simd128) in WebAssembly and arrays elsewhere,
//! so that native tests run the same algorithms as browsers. The crate has no `unsafe` code.

#![forbid(unsafe_code)]

pub mod batch;
pub mod crc32;
pub mod sha256;
mod u32x4;
