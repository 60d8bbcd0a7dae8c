//! Plans a package: from sources and target to its contents, with findings about everything that is wrong.
//!
//! - `model`: the plan
//! - `options`, `context`: the user's choices, and access to the bytes
//! - `load`, `libraries`: everything that may go into the package; `distribution_sources`: what must not be requested
//!   from a public index
//! - `merge`, `records`, `links`, `bytecode`: what goes into the package
//! - `ignored`, `sourceless`: what must not or cannot be in the package
//! - `runtime`, `slim`, `readers`, `left_out`: what the package does not need
//! - `suggest`: the target that the dropped items state or were made for
//! - `summarize`: the layout of the package
//! - `unchanged`: what is reused for the next plan

mod bytecode;
mod context;
mod distribution_sources;
mod ignored;
mod left_out;
mod libraries;
mod links;
mod load;
mod merge;
mod model;
mod options;
mod readers;
mod records;
mod runtime;
mod slim;
mod sourceless;
mod suggest;
mod summarize;
mod unchanged;

pub use context::PlanContext;
pub use distribution_sources::DistributionSources;
pub use model::{Distribution, Entry, EntryCheck, FileHashCheck, LeftOut, Plan, SourceSummary};
pub use options::{LeaveOut, Options, Slim};
pub use slim::Savings;
pub use suggest::{SuggestedArchitecture, SuggestedRuntime, SuggestedTarget};

use crate::collections::sort;
use crate::limit_findings::limit_findings;
use crate::python::download::Missing;
use crate::python::providers::likely_distribution;
use crate::resolve::overrides;
use crate::source::attached_layer;
use crate::source::zip::total;
use crate::source::{Item, Role, Store, WantsRead, drop};
use libraries::{Libraries, LibrariesContext};
use summarize::PackageLayout;

/// Makes the plan of a package. The order of `items` does not matter.
///
/// # Errors
///
/// `WantsRead` if bytes are needed that the host has not read yet. The host then reads what the cache needs, see
/// `ReadCache::take_wants`, and calls again.
pub fn make(context: &mut PlanContext, options: &Options) -> Result<Plan, WantsRead> {
    let PlanContext { items, target, cache, store } = context;
    let store: &mut dyn Store = *store;
    let mut findings = Vec::new();
    let mut items = items.to_vec();
    crate::collections::sort_by(&mut items, |a, b| (&a.path, a.size, a.file).cmp(&(&b.path, b.size, b.file)));
    let (in_layers, items): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|item| item.role == Role::Layer);
    let layers = attached_layer::load(&in_layers, target, cache, store, &mut findings);
    let found = drop::sniff(&items, target, options.keep_paths, cache, store, &mut findings)?;
    let layers = layers?;
    let overrides = overrides::read(&options.overrides, &mut findings);
    let said = options.layer_modules.iter().filter_map(|module| likely_distribution(module)).collect();
    let drop = LibrariesContext {
        items: &items,
        target,
        layers: &layers,
        overrides: &overrides,
        said_in_layers: &said,
        without_runtime: options.exclude_runtime,
    };
    let (mut libraries, suggested_target) = load::load(found, &drop, options, cache, store, &mut findings)?;
    // Each finding is small, but a hostile zip can cause many.
    limit_findings(&mut findings);
    merge::replace_distributions(&mut libraries.loaded, target, &mut findings);
    runtime::report_life(target.runtime, &mut findings);
    if options.exclude_runtime {
        runtime::exclude(&mut libraries, target, cache, store, &mut findings)?;
    }
    left_out::distributions(&mut libraries, &options.leave_out);
    let Libraries { loaded, left_out, optional, file_checks, rules, placed, .. } = libraries;
    let laid = unchanged::layout(loaded, &rules, target, options, cache, store, &mut findings)?;
    sort(&mut findings);
    findings.dedup();
    let layer_modules = options.layer_modules.clone();
    let PackageLayout { entries, distributions, sources, unfit, entry_checks, savings, is_split, shape } =
        laid;
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
