//! What was read already, by file, so that planning again pays only for what changed.
//!
//! - [`read_cache`]: all of it
//! - [`bytecode`]: headers of bytecode, and the sources they are compared with
//! - [`code`]: what sources and METADATA say
//! - [`natives`]: what native files say
//! - [`memos`]: what later stages keep

pub mod bytecode;
pub mod code;
pub mod memos;
pub mod natives;
pub mod read_cache;

pub use read_cache::ReadCache;
