//! What is known while the blocks of a module are read.

use super::archive::Archives;
use super::value::Values;
use crate::project::files::Dropped;

/// Of one module, and perhaps of one of its blocks.
#[derive(Clone, Copy)]
pub struct Reading<'m> {
    /// The folder of the root module, which all paths are relative to.
    pub root: &'m str,
    pub values: Values<'m>,
    /// Those of the module.
    pub archives: &'m Archives<'m>,
    pub dropped: Dropped<'m>,
}
