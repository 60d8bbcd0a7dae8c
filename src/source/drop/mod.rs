//! Sniffing: what each dropped thing is, by content and layout, not by its name alone.
//!
//! - [`mod@sniff`]: the drop as a whole
//! - [`sniffer`]: what is known while it is sorted out
//! - [`folder`]: one dropped folder
//! - [`inner`]: virtualenvs inside a project's folder
//! - [`layout`]: projects whose packages lie in a folder of their own
//! - [`ignore`], [`gitignore`]: what a function folder does not ship, and the patterns that say so

pub mod folder;
pub mod gitignore;
pub mod ignore;
pub mod inner;
pub mod layout;
pub mod sniff;
pub mod sniffer;

pub use sniff::sniff;
pub use sniffer::Found;
