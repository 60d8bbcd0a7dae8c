//! What is to be chosen.

use crate::collections::{BTreeMap, BTreeSet};
use crate::source::{Distribution, Item};
use crate::target::Target;

/// What is to be chosen, and for what.
pub struct Request {
    /// What was dropped.
    pub items: Vec<Item>,
    /// What virtualenvs and other trees among it bring.
    pub provided: Vec<Distribution>,
    /// What the package is made for.
    pub target: Target,
    /// The extras that were chosen.
    pub extras: BTreeSet<String>,
    /// The dependency groups that were chosen.
    pub groups: BTreeSet<String>,
    /// What the user says instead of requirements, by name: the version to take, or nothing to leave it out.
    pub overrides: BTreeMap<String, Option<String>>,
    /// What a layer of the function has, as `Options::layer_modules`.
    pub layer_modules: BTreeSet<String>,
    /// Requirements besides, as they are written in requirements files.
    pub requirements: Vec<String>,
    /// The indexes to ask, first to last. If there are none, those that were dropped files name.
    pub indexes: Vec<String>,
    /// The index that is asked last, where none is named for that.
    pub default_index: Option<String>,
    /// Nothing that was uploaded at that time or later, ISO 8601 in UTC.
    pub uploaded_before: Option<String>,
    /// Whether the indexes are asked for known faults of what is chosen.
    pub tells_faults: bool,
}
