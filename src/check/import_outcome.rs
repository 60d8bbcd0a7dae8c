//! The outcome of an import.

use crate::python::stdlib::StdlibStatus;

/// The outcome of importing a dotted name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// The import runs these entries. `rest` is the part of the name that could not be followed further, because it is
    /// not a file. Whether the module or package defines it is not known here.
    Runs { entries: Vec<usize>, rest: Option<Rest> },
    /// The standard library or the runtime has it, or this cannot be determined.
    Elsewhere,
    /// No module was found for `part`, which is a top-level module or a part of a namespace.
    Missing { part: String, standard: StdlibStatus },
}

/// A name in a module or package that is not a file below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The module or package.
    pub of: usize,
    /// The dotted name that the import takes from it.
    pub name: String,
}
