//! Wheels (specification "Binary distribution format").
//!
//! - [`detect`]: whether a zip is a wheel, whatever its name
//! - [`parse`]: the metadata of a wheel
//! - [`install`]: its files at their final paths
//! - `installed`: those files, kept for the next plan
//! - [`shebang`]: the first line of its scripts

pub mod detect;
pub mod install;
mod installed;
pub mod parse;
pub mod shebang;

pub use parse::Wheel;
