//! `wheelpress.toml`: how a project is pressed, as its users wrote it down.
//!
//! - [`table`]: the settings, one line each
//! - [`value`]: what a setting can be, read from TOML and written as TOML
//! - [`mod@rewrite`]: a file that says something else now, with its comments
//! - [`mod@file`]: which of the dropped files counts, and what is wrong with it
//!
//! Nothing here reads by itself: the host gives the texts of the files of that name.

pub mod file;
pub mod rewrite;
pub mod table;
pub mod value;

pub use file::{SETTINGS_FILE, SettingsFile, read, write};
pub use rewrite::rewrite;
pub use table::{KEYS, Key, ProjectSettings};
