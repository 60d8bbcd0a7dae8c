//! What installing a wheel came to, which a wheel keeps for the next plan.

use crate::finding::Finding;
use crate::source::loaded::Loaded;
use std::rc::Rc;

/// The files of a wheel, installed for a Python.
#[derive(Debug)]
pub struct Installed {
    /// The path of that Python.
    pub(super) interpreter: String,
    pub(super) loaded: Rc<Loaded>,
    /// All that is wrong with the wheel and its files.
    pub(super) findings: Vec<Finding>,
}
