//! What an import comes to.

use crate::python::stdlib::Standard;

/// What importing a dotted name does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It runs these entries; `rest` is what could not be followed further, from a module or a
    /// package of which nobody knows what it makes.
    Runs { entries: Vec<usize>, rest: Option<Rest> },
    /// The standard library or the runtime has it, or nobody can tell.
    Elsewhere,
    /// Nothing has the top-level module, or this part of a namespace.
    Missing { part: String, standard: Standard },
}

/// A name that is no file below a module or package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The module or package.
    pub of: usize,
    /// What is asked of it, dotted.
    pub name: String,
}
