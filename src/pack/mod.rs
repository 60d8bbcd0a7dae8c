//! Makes the zip of a plan. Packing consists of independent jobs, whose results do not depend on which worker does them
//! or when: jobs that compress, and jobs that verify and write. Written bytes are hashed in the order of the package,
//! and the end of the zip is written last.
//!
//! - [`schedule`]: splits a plan into jobs
//! - [`jobs`]: the contents of jobs
//! - [`compress`], [`verify`], [`mod@write`]: the work of a worker
//! - [`headers`]: the headers of the package's entries
//! - [`assemble`], [`zip_size`]: the package as a whole
//!
//! Only [`schedule`] depends on plans. So a worker needs nothing else than zips, digests and the headers of native
//! files.

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
