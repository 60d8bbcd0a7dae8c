//! The context in which the blocks of a module are read.

use super::archive::Archives;
use super::value::Values;
use crate::project::files::Dropped;

/// The context of one module, and possibly of one instance of a block.
#[derive(Clone, Copy)]
pub struct Reading<'m> {
    /// The folder of the root module. All paths are relative to it.
    pub root: &'m str,
    pub values: Values<'m>,
    /// The archives of the module.
    pub archives: &'m Archives<'m>,
    pub dropped: Dropped<'m>,
}
