//! The request for a choice of wheels.

use crate::collections::{BTreeMap, BTreeSet};
use crate::source::{Distribution, Item};
use crate::target::Target;

/// What the wheels are chosen for, and from which indexes.
pub struct Request {
    /// The dropped items.
    pub items: Vec<Item>,
    /// Distributions in virtualenvs and other installed trees among the items.
    pub provided: Vec<Distribution>,
    /// The target of the package.
    pub target: Target,
    /// The extras that were chosen.
    pub extras: BTreeSet<String>,
    /// The dependency groups that were chosen.
    pub groups: BTreeSet<String>,
    /// The user's overrides of requirements, by name: the version to use, or nothing to leave the distribution out.
    pub overrides: BTreeMap<String, Option<String>>,
    /// Modules that a layer of the function has, as in `Options::layer_modules`.
    pub layer_modules: BTreeSet<String>,
    /// Additional requirements, as they are written in requirements files.
    pub requirements: Vec<String>,
    /// What is at hand, but does not fit the target, each as `name==version`. The same versions are fetched in its
    /// place, without what they require.
    pub unfit: Vec<String>,
    /// The indexes to ask, first to last. If there are none, the indexes that dropped files state.
    pub indexes: Vec<String>,
    /// The index that is asked last, if the files state no default index.
    pub default_index: Option<String>,
    /// Only files that were uploaded before this time are chosen. ISO 8601 in UTC.
    pub uploaded_before: Option<String>,
    /// Whether the indexes are asked for known vulnerabilities of the chosen wheels.
    pub report_vulnerabilities: bool,
}
