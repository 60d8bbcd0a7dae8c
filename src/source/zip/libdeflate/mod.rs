//! libdeflate: DEFLATE (RFC 1951) of what lies in memory as a whole.

mod compress;
mod decompress;
mod memory;

pub use compress::{Compressor, Strength};
pub use decompress::Libdeflate;
