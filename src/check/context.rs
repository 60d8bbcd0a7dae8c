//! What checks are given.

use crate::plan::Plan;
use crate::source::{Item, ReadCache, Store};
use crate::target::Target;

/// What is checked, and where its bytes are read.
pub struct CheckContext<'a> {
    pub plan: &'a Plan,
    pub items: &'a [Item],
    pub target: &'a Target,
    pub cache: &'a mut ReadCache,
    pub store: &'a mut dyn Store,
}

/// Of what is missing, where the function has layers that nobody sees into.
pub const IF_IN_LAYER: &str = "Nothing needs doing if a layer of the function has it";
