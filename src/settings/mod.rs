//! `wheelpress.toml`: the settings with which a project is pressed.
//!
//! - [`table`]: the settings, one line each
//! - [`value`]: the types of settings, read from TOML and written as TOML
//! - [`mod@rewrite`]: changes the settings in an existing file, and keeps its comments
//! - [`mod@file`]: which of several dropped files is used, and problems with it
//!
//! Nothing here does I/O: the host provides the texts of the files.

pub mod file;
pub mod rewrite;
pub mod table;
pub mod value;

pub use file::{SETTINGS_FILE, SettingsFile, read, write};
pub use rewrite::rewrite;
pub use table::{KEYS, Key, ProjectSettings};
