//! What checks are given.

use super::modules::Modules;
use crate::plan::Plan;
use crate::source::in_layer::InLayer;
use crate::source::{Item, Memos, ReadCache, Store};
use crate::target::Target;
use std::rc::Rc;

/// What is checked, and where its bytes are read.
pub struct CheckContext<'a> {
    pub plan: &'a Plan,
    pub items: &'a [Item],
    pub target: &'a Target,
    pub cache: &'a mut ReadCache,
    pub store: &'a mut dyn Store,
    /// What is the same for all plans of this shape.
    pub of_shape: Memos,
    /// What is the same for all checks of this plan.
    pub of_plan: Memos,
}

/// What checks keep of the last plan's shape.
struct Kept {
    shape: Rc<()>,
    layers: Vec<InLayer>,
    layers_unzipped_size: u64,
    of_shape: Memos,
}

/// Of larger packages nothing is kept.
const MOST: usize = 20_000;

impl<'a> CheckContext<'a> {
    /// A plan that is checked, of these items.
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

    /// Keeps for the next plan what will hold for it if it has the same shape.
    pub fn keep(self) {
        let CheckContext { plan, target, cache, of_shape, .. } = self;
        if plan.entries.len() <= MOST {
            let layers_unzipped_size = target.layers_unzipped_size;
            let (shape, layers) = (plan.shape.clone(), plan.layers.clone());
            cache.memos.put(Kept { shape, layers, layers_unzipped_size, of_shape });
        }
    }

    /// What imports find in the package. All checks share it: six times made, it took a fifth of the time that 3,000
    /// wheels take (measured).
    pub fn modules(&mut self) -> Rc<Modules> {
        let known = self.of_shape.get();
        known.unwrap_or_else(|| self.of_shape.put(Modules::of(self.plan, self.target)))
    }
}

/// Of what is missing, where the function has layers that nobody sees into.
pub const IF_IN_LAYER: &str = "Nothing needs doing if a layer of the function has it";
