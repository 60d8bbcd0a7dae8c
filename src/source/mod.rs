//! What was dropped, and the files in it.
//!
//! - `store`, `item`, `reader`: the host's files, and how they are read
//! - [`zip`]: entries of zips, decompressed and checked; `codecs`: compression methods that zips seldom use
//! - `wheel`: wheels, read and placed according to their schemes
//! - `archive`: existing packages and layers
//! - `attached_layer`: the layers that the function uses, which do not ship
//! - `layer`: the arrangement of files in a layer; `layer_order`: which of its two folders counts
//! - `recorded`: installed distributions, compared with their RECORDs
//! - `cache`: what has already been read, so that nothing is read twice
//! - `requirements`: the files that state what is required
//! - `environment`: virtualenvs and other trees of installed libraries; `environment_info`: what they were made for
//! - `drop`: what each dropped file or folder is
//! - `loaded_source`, `content`: the files of a dropped file or folder, and where their bytes are
//! - [`wants`], [`spans`], `span_cache`: what the host must read before planning can continue
//!
//! Nothing here reads by itself. The bytes of zips come through [`Store`], which may answer "not yet". The texts and
//! checksums of loose files come from the [`ReadCache`], which records what it needs, so that the host can read many
//! files together (reading them one by one is seven times slower, measured).

#[cfg(feature = "standards")]
pub(crate) mod archive;
#[cfg(feature = "standards")]
pub(crate) mod attached_layer;
#[cfg(feature = "standards")]
pub(crate) mod cache;
pub(crate) mod codecs;
#[cfg(feature = "standards")]
pub(crate) mod content;
#[cfg(feature = "standards")]
pub mod drop;
#[cfg(feature = "standards")]
pub(crate) mod environment;
#[cfg(feature = "standards")]
pub(crate) mod environment_info;
#[cfg(feature = "standards")]
pub(crate) mod item;
#[cfg(feature = "standards")]
pub(crate) mod layer;
#[cfg(feature = "standards")]
mod layer_order;
#[cfg(feature = "standards")]
pub(crate) mod loaded_source;
#[cfg(feature = "standards")]
pub(crate) mod loose;
pub(crate) mod mode;
pub(crate) mod path;
#[cfg(feature = "standards")]
pub(crate) mod program;
pub(crate) mod reader;
#[cfg(feature = "standards")]
pub(crate) mod recorded;
#[cfg(feature = "standards")]
pub(crate) mod requirements;
pub mod span_cache;
pub mod spans;
pub(crate) mod store;
pub mod wants;
#[cfg(feature = "standards")]
pub(crate) mod wheel;
pub mod zip;

#[cfg(feature = "standards")]
pub use cache::ReadCache;
#[cfg(feature = "standards")]
pub use cache::any_map::AnyMap;
#[cfg(feature = "standards")]
pub use content::Content;
#[cfg(feature = "standards")]
pub use item::{Item, Role};
#[cfg(feature = "standards")]
pub use loaded_source::{Candidate, Distribution, LoadedSource, SourceKind};
pub use mode::{EXECUTABLE, HEAD_LENGTH, REGULAR, SYMLINK, mode_by_head};
pub use store::{FileId, Store};
pub use wants::{Want, Wants, WantsRead};
