//! Sniffing: what each dropped thing is, by content and layout, not by its name alone.
//!
//! - [`sniff`]: the drop as a whole
//! - [`folder`]: one dropped folder
//! - [`ignore`]: what a function folder does not ship

pub mod folder;
pub mod ignore;
pub mod sniff;

pub use sniff::{Found, sniff};
