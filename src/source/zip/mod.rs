//! Entries of zips: listed, read, decompressed and checked (PKWARE's APPNOTE 6.3.10).
//!
//! - [`entry`]: an entry, as the central directory describes it
//! - [`central_directory`]: all entries of a zip; `end_of_central_directory`: where the central directory is
//! - [`local`]: the header before an entry's bytes, which must state the same, and the offset of these bytes
//! - `fields`, `extra`, `name`: numbers, extra fields and names of headers
//! - [`inflate`], `deflate_stream`: decompressing, checked
//! - [`deflate_blocks`]: several streams joined to one
//! - `libdeflate`: compressing and decompressing as a whole
//! - [`entry_stream`]: decompressing as far as needed, and continuing later
//! - [`mod@content`]: the bytes of small entries
//! - [`entry_cache`]: bytes of entries that have already been read
//! - [`native`]: entries, read as native files
//! - [`mod@accept`]: which entries may ship

pub mod accept;
pub mod central_directory;
pub mod content;
pub mod deflate_blocks;
mod deflate_stream;
mod end_of_central_directory;
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
pub use central_directory::{Listing, list};
pub use content::{content, head};
pub use entry::{DEFLATED, EntryFault, EntryKind, LOCAL_HEADER_LENGTH, STORED, ZipEntry, total};
pub use inflate::{Compressed, Inflater, MAX_BUFFERED, fits_in_memory};
pub use libdeflate::{Compressor, Strength};
pub use local::{data_start, raw};
