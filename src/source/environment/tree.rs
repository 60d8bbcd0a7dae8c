//! A dropped tree of installed libraries, and the target that they are for.

use super::links::Links;
use super::virtualenv::EnvironmentLayout;
use crate::collections::BTreeMap;
use crate::python::PackageName;
use crate::python::tags::Tags;
use crate::source::loose::IncludedFile;
use crate::target::Target;
use pep508_rs::MarkerEnvironment;

/// A dropped tree.
pub struct InstalledTree<'a> {
    pub path: String,
    /// Relative to site-packages, or to the `--target` folder.
    pub files: Vec<IncludedFile<'a>>,
    pub home: EnvironmentLayout<'a>,
    /// Code that is outside of the tree, and the files that point to it.
    pub links: Links<'a>,
}

/// The target of the libraries.
pub struct TreeContext<'g> {
    pub target: &'g Target,
    pub tags: &'g Tags,
    pub environment: Option<&'g MarkerEnvironment>,
    /// Distributions that the requirements files require, but not on the target, each with the reason.
    pub elsewhere: &'g BTreeMap<PackageName, String>,
}
