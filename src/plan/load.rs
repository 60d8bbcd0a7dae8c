//! What was found in a drop, with all its files and everything wrong with them.

use super::libraries::{self, Drop, Libraries};
use super::options::Options;
use super::suggest::{self, SuggestedTarget};
use crate::collections::BTreeSet;
use crate::finding::Finding;
use crate::python::environment::marker_environment;
use crate::python::tags::Tags;
use crate::python::wheel_name::WheelName;
use crate::source::drop::Found;
use crate::source::layer::LayerTree;
use crate::source::{Loaded, ReadCache, SourceKind, Store, WantsRead, archive, environment, loose};
use crate::target::{PackageKind, Target};

/// Loads what was found, and chooses the wheels to install.
pub fn load(
    found: Vec<Found>,
    drop: &Drop,
    options: &Options,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(Libraries, SuggestedTarget), WantsRead> {
    let Drop { items, target, .. } = drop;
    let environment = marker_environment(target);
    let tags = Tags::of(target);
    let trees = found.iter().filter_map(|found| match found {
        Found::Virtualenv(tree) | Found::TargetTree(tree) => Some(tree.path.clone()),
        _ => None,
    });
    let trees: BTreeSet<String> = trees.collect();
    let required = environment
        .as_ref()
        .map(|environment| libraries::required(items, &trees, environment, options, cache));
    let is_unread = matches!(required, Some(Err(WantsRead)));
    let required = required.and_then(Result::ok).flatten();
    let elsewhere = libraries::elsewhere(required.as_ref(), environment.as_ref());
    let context = environment::tree::TreeContext {
        target,
        tags: &tags,
        environment: environment.as_ref(),
        elsewhere: &elsewhere,
    };
    let mut sources = Vec::new();
    let mut wheels = Vec::new();
    let mut ignored = Vec::new();
    let mut missing = false;
    for found in found {
        let source = match found {
            Found::Wheel { item, name } => {
                wheels.push((item, name));
                continue;
            }
            Found::Rules { path, rules } => {
                ignored.push((path, rules));
                continue;
            }
            Found::Archive { item, entries } => {
                archive::load(item, &entries, target, options.strip_root, &mut cache.entries, store, findings)
            }
            Found::Virtualenv(tree) => {
                environment::load::load(&tree, SourceKind::Virtualenv, &context, cache, findings)
            }
            Found::TargetTree(tree) => {
                let source =
                    environment::load::load(&tree, SourceKind::TargetTree, &context, cache, findings);
                source.map(|mut source| {
                    in_layer(&mut source, false, target, findings);
                    source
                })
            }
            Found::Function { path, files, is_layer } => {
                let mut source = loose::load(&path, &files, findings);
                in_layer(&mut source, is_layer, target, findings);
                Ok(source)
            }
        };
        match source {
            Ok(source) => sources.push(source),
            // The others are loaded all the same, so that what they lack is read together.
            Err(WantsRead) => missing = true,
        }
    }
    // What wheels are needed is not known yet.
    if is_unread {
        return Err(WantsRead);
    }
    let names: Vec<WheelName> = wheels.iter().map(|(_, name)| name.clone()).collect();
    let suggested = suggest::suggest(items, &sources, &names, cache);
    let libraries = libraries::install(wheels, sources, required, drop, cache, store, findings);
    if missing {
        return Err(WantsRead);
    }
    Ok((Libraries { rules: ignored, ..libraries? }, suggested?))
}

/// Puts files where a layer has them. What distributions brought stays where they expect it.
fn in_layer(source: &mut Loaded, is_layer: bool, target: &Target, findings: &mut Vec<Finding>) {
    if target.kind != PackageKind::Layer {
        return;
    }
    let own = source.candidates.iter().filter(|candidate| candidate.distribution.is_none());
    let layer = LayerTree::of(own.map(|candidate| candidate.path.as_str()), is_layer, target);
    findings.extend(layer.finding(&source.path, target));
    for candidate in source.candidates.iter_mut().chain(&mut source.bytecode) {
        if candidate.distribution.is_none() {
            candidate.path = layer.within(&candidate.path, target.kind);
        }
    }
}
