//! Wheels (specification "Binary distribution format").
//!
//! - [`detect`]: whether a zip is one, whatever its name
//! - [`parse`]: what a wheel says of itself
//! - [`install`]: its files under their final paths
//! - `installed`: those files, kept for the next plan
//! - [`shebang`]: the first line of its scripts

pub mod detect;
pub mod install;
mod installed;
pub mod parse;
pub mod shebang;

pub use parse::Wheel;
