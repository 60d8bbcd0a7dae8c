//! Checks sizes against Lambda's limits, and computes what removing each distribution would save.

use super::common_fixes::{ignoring, without};
use super::context::CheckContext;
use super::dominators::Dominators;
use super::graph::Graph;
use super::imports::reach::{self, Reach};
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::format;
use crate::plan::Plan;
use crate::source::WantsRead;
use crate::source::zip::total;
use crate::target::{PackageKind, UNZIPPED_LIMIT};
use std::cmp::Reverse;
use std::rc::Rc;

/// Checks the unzipped bytes of the package and of all layers together. A size equal to the limit fails too.
pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let target = context.target;
    let size = |layer: bool| -> u64 {
        total(plan.entries.iter().filter(|entry| entry.layer == layer).map(|entry| entry.size))
    };
    // Layers are unpacked beside the function, so the sum of all sizes counts.
    let (function, layer) = (size(false), size(true));
    let dropped = total(plan.layers.iter().map(|layer| layer.unzipped_size));
    let other_layers = total([dropped, target.layers_unzipped_size]);
    let all = total([function, layer, other_layers]);
    if all < UNZIPPED_LIMIT {
        return Ok(());
    }
    let over = all - UNZIPPED_LIMIT + 1;
    let what = match (plan.is_split, target.kind) {
        (true, _) => format!(
            "The function has {} unzipped and its layer {}",
            format::bytes(function),
            format::bytes(layer)
        ),
        (false, PackageKind::Function) => format!("The package has {} unzipped", format::bytes(function)),
        (false, PackageKind::Layer) => format!("The layer has {} unzipped", format::bytes(function)),
    };
    let layers = match other_layers {
        0 => String::new(),
        bytes => format!(" and the layers it already has {}", format::bytes(bytes)),
    };
    let message = format!(
        "{what}{layers}: {} more than Lambda unpacks, which is less than {}",
        format::bytes(over),
        format::bytes(UNZIPPED_LIMIT)
    );
    let finding = Finding::new(Code::SizeUnzipped, "", message);
    findings.push(match advice(context, over)? {
        Some((advice, fixes)) => {
            let mut fixes = fixes.into_iter();
            let finding = finding.hint(advice).fix_if_any(fixes.next());
            fixes.fold(finding, Finding::or_fix)
        }
        None => finding,
    });
    Ok(())
}

/// The hint and the fixes, which depend on what is large: libraries can be left out, the function's own data can be
/// stored elsewhere. A layer does not help, since its size counts too.
fn advice(context: &mut CheckContext, over: u64) -> Result<Option<(String, Vec<Fix>)>, WantsRead> {
    let (dominators, reach) = dominators(context)?;
    let plan = context.plan;
    let libraries = fewest(plan, &dominators, over, |at| !reach.all.contains(&at));
    // Without what the function imports, it would not run.
    let used = fewest(plan, &dominators, 1, |at| reach.all.contains(&at)).pop();
    let saved = libraries.first().or(used.as_ref()).map_or(0, |library| library.saved);
    let own = || plan.entries.iter().filter(|entry| entry.owner.is_none());
    let largest = own().max_by_key(|entry| (entry.size, Reverse(&entry.path)));
    let (what, fixes, enough) = match largest.filter(|entry| entry.size > saved) {
        Some(entry) => (
            format!(
                "Keep \"{}\" ({}) out of the package: the function can fetch it from S3 into /tmp when it starts, or read it from an EFS file system; in a layer it would count as much",
                entry.path,
                format::size(entry.size)
            ),
            ignoring(entry).filter(|_| !entry.path.ends_with(".py")).into_iter().collect(),
            entry.size >= over,
        ),
        None if libraries.is_empty() => {
            let Some(Removal { name, saved }) = used else { return Ok(None) };
            let saved = format::bytes(saved);
            let what = format!(
                "The function imports what is largest: \"{name}\" has {saved} with what only it needs{}",
                slimming(plan)
            );
            (what, Vec::new(), false)
        }
        None => {
            let names: Vec<String> =
                libraries.iter().map(|library| format!("\"{}\"", library.name)).collect();
            let only = if names.len() == 1 { "what only it needs" } else { "what only they need" };
            let all = total(libraries.iter().map(|library| library.saved));
            let what = format!(
                "Take out what is not needed: without {} and {only} the package has {} less{}",
                names.join(", "),
                format::bytes(all),
                slimming(plan)
            );
            (what, libraries.iter().map(|library| without(library.name)).collect(), all >= over)
        }
    };
    // AWS Lambda developer guide, "Lambda quotas".
    let image = if enough { "" } else { ". That alone is not enough; a container image may have 10 GB" };
    Ok(Some((format!("{what}{image}"), fixes)))
}

/// The part of the hint about the slimming switches, if they would save something and no finding mentions them.
fn slimming(plan: &Plan) -> &'static str {
    let is_known = plan.findings.iter().any(|finding| finding.code == Code::Slimmed);
    match plan.savings.tests + plan.savings.typing {
        0 => "",
        _ if is_known => "",
        _ => "; tests and type stubs can go by the slimming switches",
    }
}

/// A library that can be left out, and the bytes that this saves if the removals before it are made too.
struct Removal<'p> {
    name: &'p str,
    saved: u64,
}

/// Maximum number of libraries that are named together.
const MAX_NAMED: usize = 5;

/// The libraries to remove in order to save at least `over` bytes; each time the one that saves most. If [`MAX_NAMED`]
/// libraries are not enough, only the first one. Only libraries for which `is_asked` holds are named.
fn fewest<'p>(
    plan: &'p Plan,
    dominators: &Dominators,
    over: u64,
    is_asked: impl Fn(usize) -> bool,
) -> Vec<Removal<'p>> {
    let size = |at: &usize| plan.distributions.get(*at).map_or(0, |one| one.unzipped_size);
    let mut gone = BTreeSet::new();
    let mut removals: Vec<Removal> = Vec::new();
    while total(removals.iter().map(|removal| removal.saved)) < over {
        let saved =
            |at: usize| total(dominators.dominated(at).iter().filter(|at| !gone.contains(*at)).map(size));
        let asked = plan.distributions.iter().enumerate().filter(|(at, _)| is_asked(*at));
        let each = asked.map(|(at, one)| (saved(at), &one.name, at));
        let best = each.max().filter(|(saved, ..)| *saved > 0 && removals.len() < MAX_NAMED);
        let Some((saved, name, at)) = best else {
            removals.truncate(1);
            return removals;
        };
        gone.extend(dominators.dominated(at).iter().copied());
        removals.push(Removal { name, saved });
    }
    removals
}

/// The bytes that removing each distribution would save, together with the distributions that only it needs.
pub fn removable(context: &mut CheckContext) -> Result<Vec<u64>, WantsRead> {
    let (dominators, _) = dominators(context)?;
    let plan: &Plan = context.plan;
    let size = |index: &usize| plan.distributions.get(*index).map_or(0, |one| one.unzipped_size);
    Ok((0..plan.distributions.len()).map(|one| total(dominators.dominated(one).iter().map(size))).collect())
}

/// The distributions that can be removed together with each distribution, and those that the function reaches.
fn dominators(context: &mut CheckContext) -> Result<(Dominators, Rc<Reach>), WantsRead> {
    let graph = Graph::new(context)?;
    let reach = reach::find(&graph, context)?;
    Ok((graph.removable(&reach.direct), reach))
}
