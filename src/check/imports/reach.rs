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

/// The distributions that the user's code reaches, by index in the plan.
#[derive(Default)]
pub struct Reach {
    /// Distributions that the user's code itself imports, or names in strings.
    pub direct: BTreeSet<usize>,
    /// The distributions in `direct`, and all that they may use.
    pub all: BTreeSet<usize>,
    /// Whether the imports could be read well enough to know that no other distribution is reached.
    pub is_known: bool,
}

/// Returns the distributions that a walk reached.
pub fn reached_by(walk: &Walk, graph: &Graph, context: &CheckContext) -> Reach {
    let plan = context.plan;
    let owner = |entry: &usize| plan.entries.get(*entry).and_then(|entry| entry.owner);
    let mut direct: BTreeSet<usize> = walk.libraries.iter().filter_map(owner).collect();
    let is_known = !direct.is_empty() && walk.visited.values().all(|(_, code)| !code.has_hidden_imports);
    // Frameworks load modules that strings name: "psycopg2" in a URL, "storages" in a setting.
    for (index, distribution) in plan.distributions.iter().enumerate() {
        let is_named = |name: &str| walk.visited.values().any(|(_, code)| code.words.contains(name));
        if is_named(&distribution.name) || is_named(&distribution.name.replace('-', "_")) {
            direct.insert(index);
        }
    }
    Reach { all: graph.reached_from(direct.iter().copied()), direct, is_known }
}

/// The distributions that the user's code reaches, computed once for each plan.
pub fn find(graph: &Graph, context: &mut CheckContext) -> Result<Rc<Reach>, WantsRead> {
    if let Some(known) = context.plan_cache.get() {
        return Ok(known);
    }
    let modules = context.modules();
    let (_, reach) = walk(&modules, graph, context)?;
    Ok(context.plan_cache.put(reach))
}

/// The walk over imports, and the distributions that it reaches. There is neither for layers, because it is unknown
/// which of their modules run.
pub fn walk(
    modules: &Modules,
    graph: &Graph,
    context: &mut CheckContext,
) -> Result<(Option<Walk>, Reach), WantsRead> {
    if context.target.kind == PackageKind::Layer {
        return Ok((None, Reach::default()));
    }
    let walk = follow(modules, context, false)?;
    let reach = reached_by(&walk, graph, context);
    Ok((Some(walk), reach))
}
