//! The distributions that the user's code reaches.

use super::follow::follow;
use super::walker::Walk;
use crate::check::candidates::is_aside;
use crate::check::context::CheckContext;
use crate::check::graph::Graph;
use crate::check::handler;
use crate::check::modules::{ModuleKind, Modules, below_root};
use crate::collections::BTreeSet;
use crate::plan::Entry;
use crate::python::code::ModuleAnalysis;
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

/// Words in settings, and modules of the libraries that frameworks load for them (Django's ENGINE and CACHES,
/// "Supported databases"; SQLAlchemy's URLs, "Dialects").
const LOADED_FOR: &[(&str, &str)] = &[
    ("memcached", "pylibmc"),
    ("memcached", "pymemcache"),
    ("mysql", "mysqldb"),
    ("mysql", "pymysql"),
    ("oracle", "cx_oracle"),
    ("oracle", "oracledb"),
    ("postgis", "psycopg"),
    ("postgis", "psycopg2"),
    ("postgres", "psycopg2"),
    ("postgresql", "psycopg"),
    ("postgresql", "psycopg2"),
];

/// Top-level names of many libraries. They are words of any text.
const USUAL_TOPS: &[&str] =
    &["bin", "common", "config", "docs", "examples", "scripts", "src", "test", "tests", "utils"];

/// Maximum number of the user's files that are searched for names of libraries, beside those that run.
const MAX_SEARCHED: usize = 1000;

/// The user's modules that no import that could be followed leads to, and that may be loaded by name: settings, apps.
/// `None` if there are too many.
fn others(walk: &Walk, context: &mut CheckContext) -> Result<Option<Vec<Rc<ModuleAnalysis>>>, WantsRead> {
    let (plan, minor) = (context.plan, context.target.runtime.minor);
    let own = context.modules().own().filter(|(name, _)| !is_aside(name)).collect::<Vec<_>>();
    let others = own.iter().map(|(_, entry)| *entry).filter(|entry| !walk.visited.contains_key(entry));
    let others =
        others.filter_map(|entry| plan.entries.get(entry)).filter(|entry| entry.path.ends_with(".py"));
    let others: Vec<&Entry> = others.collect();
    if others.len() > MAX_SEARCHED {
        return Ok(None);
    }
    let mut is_missing = false;
    let mut read = Vec::with_capacity(others.len());
    for entry in others {
        match context.cache.code(&entry.content, entry.size, minor, context.store) {
            Ok(code) => read.push(code),
            Err(WantsRead) => is_missing = true,
        }
    }
    if is_missing { Err(WantsRead) } else { Ok(Some(read)) }
}

/// The top-level modules and packages of each distribution, in lower case. Folders of namespaces are not its own.
fn tops(modules: &Modules, context: &CheckContext) -> Vec<BTreeSet<String>> {
    let mut tops = vec![BTreeSet::new(); context.plan.distributions.len()];
    for entry in context.plan.entries.iter() {
        let Some(tops) = entry.owner.and_then(|owner| tops.get_mut(owner)) else { continue };
        let path = below_root(entry, context.target);
        let top = path.split(['/', '.']).next().unwrap_or(path);
        let lower = top.to_ascii_lowercase();
        let is_telling = !USUAL_TOPS.contains(&lower.as_str()) && !tops.contains(&lower);
        if is_telling && matches!(modules.at(top), ModuleKind::Package(_) | ModuleKind::Module(_)) {
            tops.insert(lower);
        }
    }
    tops
}

/// Returns the distributions that a walk reached.
pub fn reached_by(walk: &Walk, graph: &Graph, context: &mut CheckContext) -> Result<Reach, WantsRead> {
    let plan = context.plan;
    let owner = |entry: &usize| plan.entries.get(*entry).and_then(|entry| entry.owner);
    let mut direct: BTreeSet<usize> = walk.libraries.iter().filter_map(owner).collect();
    direct.extend(handler::start(&context.modules(), context).and_then(|start| owner(&start.entry)));
    let mut is_known = !direct.is_empty() && walk.visited.values().all(|(_, code)| !code.has_hidden_imports);
    if direct.len() < plan.distributions.len() {
        let others = others(walk, context)?;
        is_known &= others.is_some();
        let tops = tops(&context.modules(), context);
        let visited = walk.visited.values().map(|(_, code)| code);
        let codes: Vec<_> = visited.chain(others.iter().flatten()).collect();
        let is_named = |name: &str| codes.iter().any(|code| code.words.contains(name));
        let is_loaded = |top: &str| LOADED_FOR.iter().any(|(word, module)| *module == top && is_named(word));
        // Frameworks load modules that strings name: "psycopg2" in a URL, "storages" in a setting.
        for (index, (distribution, tops)) in plan.distributions.iter().zip(&tops).enumerate() {
            let name = &distribution.name;
            if is_named(name)
                || is_named(&name.replace('-', "_"))
                || tops.iter().any(|top| is_named(top) || is_loaded(top))
            {
                direct.insert(index);
            }
        }
    }
    Ok(Reach { all: graph.reached_from(direct.iter().copied()), direct, is_known })
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
    let reach = reached_by(&walk, graph, context)?;
    Ok((Some(walk), reach))
}
