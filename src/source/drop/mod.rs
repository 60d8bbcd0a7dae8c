//! Determines what each dropped file or folder is, by content and layout, not by its name alone.
//!
//! - [`mod@sniff`]: the drop as a whole
//! - [`sniffer`]: the state while the drop is classified
//! - [`folder`]: one dropped folder
//! - [`inner`]: virtualenvs inside a project's folder
//! - [`layout`]: projects whose packages are in a separate folder
//! - [`local_projects`]: projects that something requires by their folder
//! - [`ignore`], [`gitignore`]: which files of a function folder do not ship, and the patterns for that

pub mod folder;
pub mod gitignore;
pub mod ignore;
pub mod inner;
pub mod layout;
pub mod local_projects;
pub mod sniff;
pub mod sniffer;

pub use sniff::sniff;
pub use sniffer::SniffedSource;
