//! What was dropped, and the files it brings.
//!
//! - `store`, `item`, `reader`: the host's files, and how they are read
//! - [`zip`]: entries of zips, decompressed and checked; `codecs`: compression methods that zips seldom use
//! - `wheel`: wheels, read and spread to their schemes
//! - `archive`: existing packages and layers
//! - `in_layer`: the layers that the function has, which do not ship
//! - `layer`: how files lie in a layer; `layer_order`: which of its two folders counts
//! - `recorded`: what is installed, compared with its RECORD
//! - `cache`: what was read already, so that nothing is read twice
//! - `requirements`: the files that state what is required
//! - `environment`: virtualenvs and other trees of installed libraries
//! - `drop`: what each dropped thing is
//! - `loaded`, `content`: the files a dropped thing brings, and where their bytes are
//! - [`wants`], [`spans`], `fetched`: what the host has to read before planning goes on
//!
//! Nothing here reads by itself. The bytes of zips come through [`Store`], which may answer "not yet". The texts and
//! checksums of loose files come from the [`ReadCache`], which records what it needs, so that the host can read many
//! files together (reading them one by one is seven times slower, measured).

#[cfg(feature = "standards")]
pub(crate) mod archive;
#[cfg(feature = "standards")]
pub(crate) mod cache;
pub(crate) mod codecs;
#[cfg(feature = "standards")]
pub(crate) mod content;
#[cfg(feature = "standards")]
pub mod drop;
#[cfg(feature = "standards")]
pub(crate) mod environment;
pub mod fetched;
#[cfg(feature = "standards")]
pub(crate) mod in_layer;
#[cfg(feature = "standards")]
pub(crate) mod item;
#[cfg(feature = "standards")]
pub(crate) mod layer;
#[cfg(feature = "standards")]
mod layer_order;
#[cfg(feature = "standards")]
pub(crate) mod loaded;
#[cfg(feature = "standards")]
pub(crate) mod loose;
#[cfg(feature = "standards")]
pub(crate) mod made_for;
pub(crate) mod mode;
pub(crate) mod path;
#[cfg(feature = "standards")]
pub(crate) mod program;
pub(crate) mod reader;
#[cfg(feature = "standards")]
pub(crate) mod recorded;
#[cfg(feature = "standards")]
pub(crate) mod requirements;
pub mod spans;
pub(crate) mod store;
pub mod wants;
#[cfg(feature = "standards")]
pub(crate) mod wheel;
pub mod zip;

#[cfg(feature = "standards")]
pub use cache::ReadCache;
#[cfg(feature = "standards")]
pub use cache::memos::Memos;
#[cfg(feature = "standards")]
pub use content::Content;
#[cfg(feature = "standards")]
pub use item::{Item, Role};
#[cfg(feature = "standards")]
pub use loaded::{Candidate, Distribution, Loaded, SourceKind};
pub use mode::{EXECUTABLE, HEAD_LENGTH, REGULAR, SYMLINK, mode_by_head};
pub use store::{FileId, Store};
pub use wants::{Want, Wants, WantsRead};
