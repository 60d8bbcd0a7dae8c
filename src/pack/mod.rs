//! Plan → zip. Packing is a set of independent jobs whose results do not depend on who does them
//! or when: compress, and verify and write, in any order. What was written passes through the
//! package, in its order.

pub mod compress;
pub mod jobs;
pub mod layout;
pub mod package;
pub mod verify;
pub mod weigh;
pub mod write;

pub use jobs::{Compression, Jobs};
