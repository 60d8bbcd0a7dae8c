//! libdeflate: DEFLATE (RFC 1951) for data in memory as a whole.

mod compress;
mod decompress;
mod memory;

pub use compress::{Compressor, Strength};
pub use decompress::Libdeflate;
