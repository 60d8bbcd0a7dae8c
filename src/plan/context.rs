//! What planning is given.

use crate::source::{Item, ReadCache, Store};
use crate::target::Target;

/// What was dropped and what it is for, and where its bytes are read.
pub struct PlanContext<'a> {
    /// In any order.
    pub items: &'a [Item],
    /// What the package is made for.
    pub target: &'a Target,
    /// What was read already.
    pub cache: &'a mut ReadCache,
    /// The bytes of the items.
    pub store: &'a mut dyn Store,
}
