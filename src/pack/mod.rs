//! Plan → zip. Packing is a set of independent jobs whose results do not depend on who does them
//! or when: verify and compress in any order, then assemble.

pub mod assemble;
pub mod compress;
pub mod jobs;
pub mod layout;
pub mod verify;
pub mod weigh;

pub use jobs::{Compression, Jobs};
