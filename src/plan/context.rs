//! The input of planning.

use crate::source::{Item, ReadCache, Store};
use crate::target::Target;

/// The dropped items, the target, and the store that their bytes are read from.
pub struct PlanContext<'a> {
    /// In any order.
    pub items: &'a [Item],
    /// The target of the package.
    pub target: &'a Target,
    /// Everything that was read before.
    pub cache: &'a mut ReadCache,
    /// The bytes of the items.
    pub store: &'a mut dyn Store,
}
