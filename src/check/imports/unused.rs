//! Distributions that the function's code does not reach.

use super::reach;
use super::walker::Walk;
use crate::check::common_fixes::without;
use crate::check::context::CheckContext;
use crate::check::graph::Graph;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding};
use crate::format;
use crate::source::WantsRead;
use crate::source::zip::total;

/// Distributions that are used without being imported: time zones. Stubs for editors are not considered.
const IMPLICIT: &[&str] = &["tzdata"];

/// Reports each unreached distribution that no other unreached one requires, with the distributions that only it
/// needs.
pub fn report(walk: &Walk, context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let graph = Graph::new(context)?;
    let reach = reach::reached_by(walk, &graph, context)?;
    if !reach.is_known {
        return Ok(());
    }
    let removable = graph.removable(&reach.direct);
    let all: BTreeSet<usize> = (0..plan.distributions.len()).collect();
    let unreached: BTreeSet<usize> = &all - &reach.all;
    let code = plan.entries.iter().filter(|entry| !entry.path.contains(".dist-info/"));
    let with_code: BTreeSet<usize> = code.filter_map(|entry| entry.owner).collect();
    // An unreached distribution can be needed only by other unreached ones.
    for one in unreached.iter().copied().filter(|one| !removable.is_below_another(*one)) {
        let Some(distribution) = plan.distributions.get(one) else { continue };
        let with = removable.dominated(one);
        // An editable install of the project itself has only its metadata.
        if IMPLICIT.contains(&distribution.name.as_str()) || !with_code.contains(&one) {
            continue;
        }
        let size = |index: &usize| plan.distributions.get(*index).map_or(0, |one| one.unzipped_size);
        let less = format::bytes(total(with.iter().map(size)));
        let mut others: Vec<usize> = with.iter().copied().filter(|other| *other != one).collect();
        crate::collections::sort(&mut others);
        let others: Vec<&str> = others
            .iter()
            .filter_map(|other| plan.distributions.get(*other).map(|other| other.name.as_str()))
            .collect();
        let others = match others.len() {
            0 => String::new(),
            1..=5 => format!(", with {}, which only it needs", others.join(", ")),
            count => format!(", with {count} distributions that only it needs"),
        };
        findings.push(Finding::new(
            Code::ImportUnused,
            &distribution.from,
            format!("Nothing the function runs imports \"{}\": without it{others}, the package has {less} less", distribution.name),
        ).fix(without(&distribution.name)));
    }
    Ok(())
}
