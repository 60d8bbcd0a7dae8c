//! Sizes against Lambda's limits, and what each distribution weighs.

use super::context::CheckContext;
use super::graph::Graph;
use super::imports::reach;
use crate::finding::{Code, Finding};
use crate::plan::Plan;
use crate::source::WantsRead;
use crate::source::zip::total;
use crate::target::{PackageKind, UNZIPPED_LIMIT};

/// Each zip's unzipped bytes, against what the function's layers leave. The limit itself fails.
pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let target = context.target;
    let size = |layer: bool| -> u64 {
        total(plan.entries.iter().filter(|entry| entry.layer == layer).map(|entry| entry.size))
    };
    // A layer is unpacked beside the function: it is the sum that counts.
    let (function, layer) = (size(false), size(true));
    let all = total([function, layer, target.layers_unzipped_size]);
    if all < UNZIPPED_LIMIT {
        return Ok(());
    }
    let over = all - UNZIPPED_LIMIT + 1;
    let what = match (plan.is_split, target.kind) {
        (true, _) => format!("The function has {function} bytes unzipped and its layer {layer}"),
        (false, PackageKind::Function) => format!("The package has {function} bytes unzipped"),
        (false, PackageKind::Layer) => format!("The layer has {function} bytes unzipped"),
    };
    let layers = match target.layers_unzipped_size {
        0 => String::new(),
        bytes => format!(" and the layers it already has {bytes}"),
    };
    let mut finding = Finding::new(
        Code::SizeUnzipped,
        "",
        format!("{what}{layers}: {over} bytes more than Lambda unpacks, which is less than {UNZIPPED_LIMIT}"),
    );
    let savings = removable(context)?;
    let most = plan.distributions.iter().zip(savings).max_by_key(|(one, saved)| (*saved, &one.name));
    if let Some((one, saved)) = most {
        finding = finding.hint(format!(
            "Take out what is not needed: without \"{}\" and what only it needs the package has {saved} bytes less; tests and type stubs can go by the slimming switches",
            one.name
        ));
    }
    findings.push(finding);
    Ok(())
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
