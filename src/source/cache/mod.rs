//! What has already been read, by file, so that only changed files cost time when planning again.
//!
//! - [`read_cache`]: the cache as a whole
//! - [`bytecode`]: headers of bytecode, and the sources they are compared with
//! - [`code`]: the contents of sources and METADATA
//! - [`natives`]: the headers of native files
//! - [`any_map`]: values that later stages keep

pub mod any_map;
pub mod bytecode;
pub mod code;
pub mod natives;
pub mod read_cache;

pub use read_cache::ReadCache;
