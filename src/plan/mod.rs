//! Sources and target → what will be in the package, and everything wrong with it.
//!
//! - `model`: what a plan says
//! - `options`, `context`: what the user chose, and where bytes are read
//! - `load`, `libraries`: all that may go into the package
//! - `merge`, `records`, `links`, `bytecode`: which of it does
//! - `ignored`, `sourceless`: what may not or cannot be in it
//! - `runtime`, `slim`, `readers`, `left_out`: what it can do without
//! - `summarize`: the plan

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
mod readers;
mod records;
mod runtime;
mod slim;
mod sourceless;
mod summarize;

pub use context::PlanContext;
pub use model::{Distribution, Entry, EntryCheck, FileHashCheck, LeftOut, Plan, SourceSummary};
pub use options::{LeaveOut, Options, Slim};
pub use slim::Savings;

use crate::bound::bound;
use crate::source::{Store, WantsRead, drop};
use libraries::Libraries;

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
    let found = drop::sniff(&items, target.kind, cache, store, &mut findings)?;
    let mut libraries = load::load(found, &items, target, options, cache, store, &mut findings)?;
    // Each is small, but a hostile zip brings many.
    bound(&mut findings);
    merge::replace_distributions(&mut libraries.loaded, &mut findings);
    runtime::report_life(target.runtime, &mut findings);
    if options.exclude_runtime {
        runtime::exclude(&mut libraries, target, cache, store, &mut findings)?;
    }
    left_out::distributions(&mut libraries, &options.leave_out);
    let Libraries { mut loaded, left_out, optional, file_checks, rules, .. } = libraries;
    records::add(&mut loaded);
    let mut merged = merge::merge(&loaded, cache, store, &mut findings)?;
    links::refuse(&mut merged, target.kind, cache, store, &mut findings)?;
    ignored::apply(&mut merged, &rules, &mut findings);
    left_out::paths(&mut merged, &options.leave_out);
    sourceless::check(&mut merged, target.runtime, cache, store, &mut findings)?;
    let savings = slim::apply(&loaded, &mut merged, &options.slim, cache, &mut findings);
    let keep = options.bytecode;
    let bytecode = bytecode::add(&loaded, &mut merged, keep, target.runtime, cache, store, &mut findings);
    // What both lack is read together.
    let savings = Savings { bytecode: bytecode?, ..savings? };
    records::fill(&loaded, &mut merged);
    records::prune(&loaded, &mut merged, cache, store)?;
    let plan = summarize::summarize(&loaded, merged, target, options.split, findings);
    Ok(Plan { left_out, optional, file_checks, savings, ..plan })
}
