//! What was dropped, and the files it brings.
//!
//! - `store`, `item`, `reader`: the host's files, and how they are read
//! - [`zip`]: entries of zips, decompressed and checked
//! - `wheel`: wheels, read and spread to their schemes
//! - `archive`: existing packages and layers
//! - `cache`: what was read already, so that nothing is read twice
//! - `requirements`: the files that say what is required
//! - `environment`: virtualenvs and other trees of installed libraries
//! - `drop`: what each dropped thing is
//! - `loaded`, `content`, `needs`: the files a dropped thing brings, where their bytes are, and
//!   what has to be read first
//!
//! Nothing here reads by itself. The bytes of zips come through [`Store`], which may answer "not
//! yet"; the texts and checksums of loose files come from the [`ReadCache`], which notes what it lacks
//! so that the host can read many files together (one by one is seven times slower, measured).

pub(crate) mod archive;
pub(crate) mod cache;
pub(crate) mod content;
pub(crate) mod drop;
pub(crate) mod environment;
pub(crate) mod item;
pub(crate) mod loaded;
pub(crate) mod loose;
pub(crate) mod made_for;
pub(crate) mod mode;
pub(crate) mod needs;
pub(crate) mod path;
pub(crate) mod program;
pub(crate) mod reader;
pub(crate) mod requirements;
pub(crate) mod store;
pub(crate) mod wheel;
pub mod zip;

pub use cache::ReadCache;
pub use content::Content;
pub use item::Item;
pub use loaded::{Candidate, Distribution, Loaded, SourceKind};
pub use mode::{EXECUTABLE, HEAD_LENGTH, REGULAR, SYMLINK, mode_by_head};
pub use needs::{Missing, Needs};
pub use store::{FileId, Store};
