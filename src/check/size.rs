//! Sizes against Lambda's limits, and what each distribution weighs.

use super::common_fixes::{ignoring, without};
use super::context::CheckContext;
use super::graph::Graph;
use super::imports::reach;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::format;
use crate::plan::Plan;
use crate::source::WantsRead;
use crate::source::zip::total;
use crate::target::{PackageKind, UNZIPPED_LIMIT};
use std::cmp::Reverse;

/// Each zip's unzipped bytes, against what the function's layers leave. The limit itself fails.
pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let target = context.target;
    let size = |layer: bool| -> u64 {
        total(plan.entries.iter().filter(|entry| entry.layer == layer).map(|entry| entry.size))
    };
    // A layer is unpacked beside the function: it is the sum that counts.
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
        Some((advice, fix)) => finding.hint(advice).fix_if_any(fix),
        None => finding,
    });
    Ok(())
}

/// What helps depends on what is large: a library can be left out, the function's own data can lie elsewhere. A layer
/// does not help, since it counts as much.
fn advice(context: &mut CheckContext, over: u64) -> Result<Option<(String, Option<Fix>)>, WantsRead> {
    let savings = removable(context)?;
    let plan = context.plan;
    let library = plan.distributions.iter().zip(savings).max_by_key(|(one, saved)| (*saved, &one.name));
    let saved = library.as_ref().map_or(0, |(_, saved)| *saved);
    let own = || plan.entries.iter().filter(|entry| entry.owner.is_none());
    let largest = own().max_by_key(|entry| (entry.size, Reverse(&entry.path)));
    let largest = largest.filter(|entry| entry.size > saved);
    let (what, fix, enough) = match (largest, library) {
        (Some(entry), _) => (
            format!(
                "Keep \"{}\" ({}) out of the package: the function can fetch it from S3 into /tmp when it starts, or read it from an EFS file system; in a layer it would count as much",
                entry.path,
                format::size(entry.size)
            ),
            ignoring(entry).filter(|_| !entry.path.ends_with(".py")),
            entry.size >= over,
        ),
        (None, Some((one, saved))) => (
            format!(
                "Take out what is not needed: without \"{}\" and what only it needs the package has {} less; tests and type stubs can go by the slimming switches",
                one.name,
                format::bytes(saved)
            ),
            Some(without(&one.name)),
            saved >= over,
        ),
        (None, None) => return Ok(None),
    };
    // AWS Lambda developer guide, "Lambda quotas".
    let image = if enough { "" } else { ". That alone is not enough; a container image may have 10 GB" };
    Ok(Some((format!("{what}{image}"), fix)))
}

/// What removing each distribution would save, itself and what only it needs, in bytes.
pub fn removable(context: &mut CheckContext) -> Result<Vec<u64>, WantsRead> {
    let plan: &Plan = context.plan;
    let graph = Graph::of(context)?;
    let wanted = reach::find(&graph, context)?.direct;
    let size = |index: &usize| plan.distributions.get(*index).map_or(0, |one| one.unzipped_size);
    let removable = graph.removable(&wanted);
    Ok((0..plan.distributions.len()).map(|one| total(removable.dominated(one).iter().map(size))).collect())
}
