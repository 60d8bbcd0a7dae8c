//! The input of the checks.

use super::modules::Modules;
use crate::plan::Plan;
use crate::source::attached_layer::AttachedLayer;
use crate::source::{AnyMap, Item, ReadCache, Store};
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
    pub shape_cache: AnyMap,
    /// Values that all checks of this plan share.
    pub plan_cache: AnyMap,
}

/// The values of the last plan that stay valid while its shape does not change.
struct Kept {
    shape: Rc<()>,
    layers: Vec<AttachedLayer>,
    layers_unzipped_size: u64,
    shape_cache: AnyMap,
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
        let shape_cache = kept.map(|kept| kept.shape_cache).unwrap_or_default();
        CheckContext { plan, items, target, cache, store, shape_cache, plan_cache: AnyMap::default() }
    }

    /// Keeps the values that stay valid for the next plan if it has the same shape.
    pub fn keep(self) {
        let CheckContext { plan, target, cache, shape_cache, .. } = self;
        if plan.entries.len() <= MAX_CACHED_ENTRIES {
            let layers_unzipped_size = target.layers_unzipped_size;
            let (shape, layers) = (plan.shape.clone(), plan.layers.clone());
            cache.memos.put(Kept { shape, layers, layers_unzipped_size, shape_cache });
        }
    }

    /// The modules that imports can find in the package. All checks share them: when six checks each built their own,
    /// this took a fifth of the time for 3,000 wheels (measured).
    pub fn modules(&mut self) -> Rc<Modules> {
        let known = self.shape_cache.get();
        known.unwrap_or_else(|| self.shape_cache.put(Modules::new(self.plan, self.target)))
    }
}

/// The hint for something missing, when the function has layers whose contents are unknown.
pub const IF_IN_LAYER: &str = "Nothing needs doing if a layer of the function has it";
