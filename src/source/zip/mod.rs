//! Entries of zips: listed, read, decompressed and checked (PKWARE's APPNOTE 6.3.10).
//!
//! - [`entry`]: what the central directory says of one
//! - [`directory`]: all entries of a zip; `end`: where it lies
//! - [`local`]: the header before an entry's bytes, which must say the same, and where they begin
//! - `fields`, `extra`, `name`: numbers, extra fields and names of headers
//! - [`inflate`], `deflate_stream`: decompressing, checked
//! - [`deflate_blocks`]: streams joined to one
//! - `libdeflate`: compressing and decompressing as a whole
//! - [`entry_stream`]: decompressing as far as is needed, going on later
//! - [`mod@content`]: the bytes of small entries
//! - [`entry_cache`]: those that were read already
//! - [`native`]: what entries say as native files
//! - [`mod@accept`]: which entries may ship

pub mod accept;
pub mod content;
pub mod deflate_blocks;
mod deflate_stream;
pub mod directory;
mod end;
pub mod entry;
pub mod entry_cache;
pub mod entry_stream;
mod extra;
mod fields;
pub mod inflate;
#[allow(unsafe_code)]
mod libdeflate;
pub mod local;
mod name;
pub mod native;

pub use accept::accept;
pub use content::{content, head};
pub use directory::{Listing, list};
pub use entry::{DEFLATED, EntryFault, EntryKind, LOCAL_HEADER_LENGTH, STORED, ZipEntry, total};
pub use inflate::{Compressed, HELD, Inflater, may_be_held};
pub use libdeflate::{Compressor, Strength};
pub use local::{data_start, raw};
