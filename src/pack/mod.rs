//! Plan → zip. Packing is a set of independent jobs whose results do not depend on who does them
//! or when: compress, and verify and write, in any order. What was written is hashed in the order of
//! the package, and the end of the zip is written last.
//!
//! - [`schedule`]: a plan cut into jobs
//! - [`jobs`]: what a job says
//! - [`compress`], [`verify`], [`mod@write`]: what a worker does
//! - [`headers`]: the headers of the package's entries
//! - [`assemble`], [`zip_size`]: the package as a whole
//!
//! All but [`schedule`] knows nothing of plans, so that a worker needs only zips, digests and the
//! headers of native files beside it.

pub mod assemble;
#[cfg(feature = "press")]
pub mod compress;
#[cfg(feature = "press")]
mod hasher;
pub mod headers;
pub mod jobs;
#[cfg(feature = "plan")]
pub mod schedule;
#[cfg(feature = "press")]
pub mod verify;
#[cfg(feature = "press")]
pub mod write;
pub mod zip_size;

pub use jobs::Compression;
#[cfg(feature = "plan")]
pub use schedule::Jobs;
