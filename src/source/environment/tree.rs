//! A dropped tree of installed libraries, and what they are for.

use super::links::Links;
use super::virtualenv::Home;
use crate::collections::BTreeMap;
use crate::python::PackageName;
use crate::python::tags::Tags;
use crate::source::loose::Placed;
use crate::target::Target;
use pep508_rs::MarkerEnvironment;

/// A dropped tree.
pub struct Tree<'a> {
    pub path: String,
    /// Relative to site-packages, or to the `--target` folder.
    pub files: Vec<Placed<'a>>,
    pub home: Home<'a>,
    /// Code that lies elsewhere.
    pub links: Links<'a>,
}

/// What the libraries are for.
pub struct TreeContext<'g> {
    pub target: &'g Target,
    pub tags: &'g Tags,
    pub environment: Option<&'g MarkerEnvironment>,
    /// What the files require, but not on the target, and what they say of it.
    pub elsewhere: &'g BTreeMap<PackageName, String>,
}
