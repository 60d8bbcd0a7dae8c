//! Plan → zip. Packing is a set of independent jobs whose results do not depend on who does them
//! or when: compress, and verify and write, in any order. What was written passes through the
//! package, in its order.

pub mod assemble;
pub mod compress;
pub mod headers;
pub mod jobs;
pub mod verify;
pub mod write;
pub mod zip_size;

pub use jobs::{Compression, Jobs};
