//! The input of the checks.

use super::modules::Modules;
use crate::plan::Plan;
use crate::source::in_layer::InLayer;
use crate::source::{Item, Memos, ReadCache, Store};
use crate::target::Target;
use std::rc::Rc;

/// The plan to check, and the store that its bytes are read from.
pub struct CheckContext<'a> {
    pub plan: &'a Plan,
    pub items: &'a [Item],
    pub target: &'a Target,
    pub cache: &'a mut ReadCache,
    pub store: &'a mut dyn Store,
    /// Values that are the same for all plans of this shape.
    pub of_shape: Memos,
    /// Values that all checks of this plan share.
    pub of_plan: Memos,
}

/// The values of the last plan that stay valid while its shape does not change.
struct Kept {
    shape: Rc<()>,
    layers: Vec<InLayer>,
    layers_unzipped_size: u64,
    of_shape: Memos,
}

/// Maximum number of entries: nothing is kept for larger packages.
const MAX_CACHED_ENTRIES: usize = 20_000;

impl<'a> CheckContext<'a> {
    /// Creates the context for a plan of these items. Reuses what was kept for the same shape and layers.
    pub fn new(
        plan: &'a Plan,
        items: &'a [Item],
        target: &'a Target,
        cache: &'a mut ReadCache,
        store: &'a mut dyn Store,
    ) -> CheckContext<'a> {
        let is_known = |kept: &Kept| {
            Rc::ptr_eq(&kept.shape, &plan.shape)
                && kept.layers == plan.layers
                && kept.layers_unzipped_size == target.layers_unzipped_size
        };
        let kept = cache.memos.take::<Kept>().filter(is_known);
        let of_shape = kept.map(|kept| kept.of_shape).unwrap_or_default();
        CheckContext { plan, items, target, cache, store, of_shape, of_plan: Memos::default() }
    }

    /// Keeps the values that stay valid for the next plan if it has the same shape.
    pub fn keep(self) {
        let CheckContext { plan, target, cache, of_shape, .. } = self;
        if plan.entries.len() <= MAX_CACHED_ENTRIES {
            let layers_unzipped_size = target.layers_unzipped_size;
            let (shape, layers) = (plan.shape.clone(), plan.layers.clone());
            cache.memos.put(Kept { shape, layers, layers_unzipped_size, of_shape });
        }
    }

    /// The modules that imports can find in the package. All checks share them: when six checks each built their own,
    /// this took a fifth of the time for 3,000 wheels (measured).
    pub fn modules(&mut self) -> Rc<Modules> {
        let known = self.of_shape.get();
        known.unwrap_or_else(|| self.of_shape.put(Modules::of(self.plan, self.target)))
    }
}

/// The hint for something missing, when the function has layers whose contents are unknown.
pub const IF_IN_LAYER: &str = "Nothing needs doing if a layer of the function has it";
