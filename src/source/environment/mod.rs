//! Installed libraries: virtualenvs, and what `pip install --target` made.
//!
//! - [`virtualenv`]: layouts, and what they are made for
//! - [`project`]: a project around a virtualenv
//! - [`tree`]: the files of one tree, and what they are for
//! - [`installed`]: the distributions in it
//! - [`owners`]: which distribution a file belongs to
//! - [`links`], [`editable`], [`link_report`]: code that lies elsewhere
//! - [`omitted`]: distributions that are not packed
//! - [`fit`]: whether they can run on the target
//! - [`load`]: the libraries of a tree

pub mod editable;
pub mod fit;
pub mod installed;
pub mod link_report;
pub mod links;
pub mod load;
pub mod omitted;
pub mod owners;
pub mod project;
pub mod tree;
pub mod virtualenv;

pub use tree::Tree;
