//! Installed libraries: virtualenvs, and what `pip install --target` made.
//!
//! - [`virtualenv`]: layouts of virtualenvs, and what a virtualenv was made for
//! - [`project`]: a project with its virtualenv in the same folder
//! - [`tree`]: the files of one tree, and the target that they are for
//! - [`installed`]: the distributions in it
//! - [`owners`]: which distribution a file belongs to
//! - [`links`], [`editable`], [`link_report`]: code that is outside of site-packages
//! - [`omitted`]: distributions that are not packed
//! - [`fit`]: whether the distributions can run on the target
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

pub use tree::InstalledTree;
