//! The distributions that the user's code reaches.

use super::follow::follow;
use super::walker::Walk;
use crate::check::context::CheckContext;
use crate::check::graph::Graph;
use crate::check::modules::Modules;
use crate::collections::BTreeSet;
use crate::source::WantsRead;
use crate::target::PackageKind;
use std::rc::Rc;

/// What the user's code reaches of the distributions, by their indices in the plan.
#[derive(Default)]
pub struct Reach {
    /// Imported by the user's code itself.
    pub direct: BTreeSet<usize>,
    /// Those, and all they may use.
    pub all: BTreeSet<usize>,
    /// Whether the code was read well enough to say that the others are not reached.
    pub is_known: bool,
}

/// What a walk reached.
pub fn of(walk: &Walk, graph: &Graph, context: &CheckContext) -> Reach {
    let plan = context.plan;
    let owner = |entry: &usize| plan.entries.get(*entry).and_then(|entry| entry.owner);
    let mut direct: BTreeSet<usize> = walk.libraries.iter().filter_map(owner).collect();
    let is_known = !direct.is_empty() && walk.visited.values().all(|(_, code)| !code.has_hidden_imports);
    // Frameworks are told by strings what to load: "psycopg2" in a URL, "storages" in a setting.
    for (index, distribution) in plan.distributions.iter().enumerate() {
        let is_named = |name: &str| walk.visited.values().any(|(_, code)| code.words.contains(name));
        if is_named(&distribution.name) || is_named(&distribution.name.replace('-', "_")) {
            direct.insert(index);
        }
    }
    Reach { all: graph.reached_from(direct.iter().copied()), direct, is_known }
}

/// What the user's code reaches.
pub fn find(graph: &Graph, context: &mut CheckContext) -> Result<Rc<Reach>, WantsRead> {
    if let Some(known) = context.of_plan.get() {
        return Ok(known);
    }
    let modules = context.modules();
    let (_, reach) = walk(&modules, graph, context)?;
    Ok(context.of_plan.put(reach))
}

/// The walk, and what it reaches. None of it for layers: nobody knows what runs of them.
pub fn walk(
    modules: &Modules,
    graph: &Graph,
    context: &mut CheckContext,
) -> Result<(Option<Walk>, Reach), WantsRead> {
    if context.target.kind == PackageKind::Layer {
        return Ok((None, Reach::default()));
    }
    let walk = follow(modules, context, false)?;
    let reach = of(&walk, graph, context);
    Ok((Some(walk), reach))
}
