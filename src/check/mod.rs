//! A plan → what would fail on Lambda, one family of findings a file.

mod content;
mod graph;
mod handler;
mod imports;
mod modules;
mod native;
mod requires;
mod size;

use crate::finding::Finding;
use crate::plan::{self, Options, Plan};
use crate::source::{Item, Missing, Shelf, Store};
use crate::target::Target;

/// What is checked, and where its bytes are read.
pub struct Subject<'a> {
    pub plan: &'a Plan,
    pub items: &'a [Item],
    pub target: &'a Target,
    pub shelf: &'a mut Shelf,
    pub store: &'a mut dyn Store,
}

/// Of what is missing, where the function has layers that nobody sees into.
const IF_IN_LAYER: &str = "Nothing needs doing if a layer of the function has it";

type Check = fn(&mut Subject, &mut Vec<Finding>) -> Result<(), Missing>;

/// One line a family.
const CHECKS: &[Check] =
    &[native::check, handler::check, imports::check, requires::check, size::check, content::check];

/// [`plan::make`], and the findings of all checks. `Missing` as there.
pub fn plan(
    items: &[Item],
    target: &Target,
    options: &Options,
    shelf: &mut Shelf,
    store: &mut dyn Store,
) -> Result<Plan, Missing> {
    shelf.scan_sources(content::secrets::scan);
    let mut plan = plan::make(items, target, options, shelf, store)?;
    let mut findings = Vec::new();
    let mut is_missing = false;
    for check in CHECKS {
        let subject = &mut Subject { plan: &plan, items, target, shelf: &mut *shelf, store: &mut *store };
        // The others run all the same, so that what they lack is read together.
        is_missing |= check(subject, &mut findings).is_err();
    }
    let subject = &mut Subject { plan: &plan, items, target, shelf, store };
    let (removable, handlers) = (size::removable(subject), handler::all(subject));
    if is_missing {
        return Err(Missing);
    }
    let (removable, handlers) = (removable?, handlers?);
    plan.handlers = handlers;
    for (distribution, size) in plan.distributions.iter_mut().zip(removable) {
        distribution.removable_size = size;
    }
    plan.findings.extend(findings);
    plan.findings.sort();
    plan.findings.dedup();
    Ok(plan)
}
