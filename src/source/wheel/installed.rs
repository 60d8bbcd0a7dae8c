//! The result of installing a wheel, which the wheel keeps for the next plan.

use crate::finding::Finding;
use crate::source::loaded_source::LoadedSource;
use std::rc::Rc;

/// The files of a wheel, installed for one Python interpreter.
#[derive(Debug)]
pub struct InstalledWheel {
    /// The path of that Python.
    pub(super) interpreter: String,
    pub(super) loaded: Rc<LoadedSource>,
    /// Everything that is wrong with the wheel and its files.
    pub(super) findings: Vec<Finding>,
}
