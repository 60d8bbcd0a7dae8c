//! Sources and target → what will be in the package, and everything wrong with it.
//!
//! - `model`: what a plan says
//! - `options`, `context`: what the user chose, and where bytes are read
//! - `load`, `libraries`: all that may go into the package; `placed`: what of it no public index is asked for
//! - `merge`, `records`, `links`, `bytecode`: which of it does
//! - `ignored`, `sourceless`: what may not or cannot be in it
//! - `runtime`, `slim`, `readers`, `left_out`: what it can do without
//! - `suggest`: the target that the drop states or was made for
//! - `summarize`: what is laid out
//! - `unchanged`: what of it still holds in the next plan

mod bytecode;
mod context;
mod ignored;
mod left_out;
mod libraries;
mod links;
mod load;
mod merge;
mod model;
mod options;
mod placed;
mod readers;
mod records;
mod runtime;
mod slim;
mod sourceless;
mod suggest;
mod summarize;
mod unchanged;

pub use context::PlanContext;
pub use model::{Distribution, Entry, EntryCheck, FileHashCheck, LeftOut, Plan, SourceSummary};
pub use options::{LeaveOut, Options, Slim};
pub use placed::Placed;
pub use slim::Savings;
pub use suggest::{SuggestedArchitecture, SuggestedRuntime, SuggestedTarget};

use crate::bound::bound;
use crate::collections::sort;
use crate::python::download::Missing;
use crate::python::providers::likely_distribution;
use crate::resolve::overrides;
use crate::source::in_layer;
use crate::source::zip::total;
use crate::source::{Item, Role, Store, WantsRead, drop};
use libraries::{Drop, Libraries};
use summarize::Laid;

/// Works out the package. The order of `items` does not matter. `WantsRead` means that the host has
/// to read what the cache needs and call again.
///
/// # Errors
///
/// `WantsRead` while bytes are wanted that the host has not read yet, see `ReadCache::take_wants`.
pub fn make(context: &mut PlanContext, options: &Options) -> Result<Plan, WantsRead> {
    let PlanContext { items, target, cache, store } = context;
    let store: &mut dyn Store = *store;
    let mut findings = Vec::new();
    let mut items = items.to_vec();
    items.sort_by(|a, b| (&a.path, a.size, a.file).cmp(&(&b.path, b.size, b.file)));
    let (in_layers, items): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|item| item.role == Role::Layer);
    let layers = in_layer::load(&in_layers, target, cache, store, &mut findings);
    let found = drop::sniff(&items, target, cache, store, &mut findings)?;
    let layers = layers?;
    let overrides = overrides::read(&options.overrides, &mut findings);
    let said = options.layer_modules.iter().filter_map(|module| likely_distribution(module)).collect();
    let drop = Drop { items: &items, target, layers: &layers, overrides: &overrides, said_in_layers: &said };
    let (mut libraries, suggested_target) = load::load(found, &drop, options, cache, store, &mut findings)?;
    // Each is small, but a hostile zip brings many.
    bound(&mut findings);
    merge::replace_distributions(&mut libraries.loaded, target, &mut findings);
    runtime::report_life(target.runtime, &mut findings);
    if options.exclude_runtime {
        runtime::exclude(&mut libraries, target, cache, store, &mut findings)?;
    }
    left_out::distributions(&mut libraries, &options.leave_out);
    let Libraries { loaded, left_out, optional, file_checks, rules, placed, .. } = libraries;
    let laid = unchanged::lay_out(loaded, &rules, target, options, cache, store, &mut findings)?;
    sort(&mut findings);
    findings.dedup();
    let layer_modules = options.layer_modules.clone();
    let Laid { entries, distributions, sources, unfit, entry_checks, savings, is_split, shape } = laid;
    Ok(Plan {
        unzipped_size: total(entries.iter().map(|entry| entry.size)),
        entries,
        distributions,
        left_out,
        sources,
        optional,
        handlers: Vec::new(),
        savings,
        missing: Missing::default(),
        layers,
        suggested_target,
        findings,
        overrides,
        placed,
        layer_modules,
        entry_checks,
        unfit,
        is_split,
        file_checks,
        shape,
    })
}
