//! Loads what was found in a drop: all files, and the findings about them.

use super::libraries::{self, Libraries, LibrariesContext};
use super::options::Options;
use super::suggest::{self, SuggestedTarget};
use crate::collections::BTreeSet;
use crate::finding::Finding;
use crate::python::environment::marker_environment;
use crate::python::tags::Tags;
use crate::python::wheel_filename::WheelFilename;
use crate::source::drop::{SniffedSource, local_projects};
use crate::source::layer::LayerTree;
use crate::source::{LoadedSource, ReadCache, SourceKind, Store, WantsRead, archive, environment, loose};
use crate::target::{PackageKind, Target};

/// Loads what was found, and chooses the wheels to install.
pub fn load<'a>(
    mut found: Vec<SniffedSource<'a>>,
    drop: &LibrariesContext<'a>,
    options: &Options,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(Libraries, SuggestedTarget), WantsRead> {
    let LibrariesContext { items, target, .. } = drop;
    let environment = marker_environment(target);
    let tags = Tags::for_target(target);
    let trees = found.iter().filter_map(|found| match found {
        SniffedSource::Virtualenv(tree) | SniffedSource::TargetTree(tree) => Some(tree.path.clone()),
        _ => None,
    });
    let trees: BTreeSet<String> = trees.collect();
    let required = environment
        .as_ref()
        .map(|environment| libraries::required(items, &trees, environment, options, cache));
    let is_unread = matches!(required, Some(Err(WantsRead)));
    let required = required.and_then(Result::ok).flatten();
    let projects = required.as_ref().map(|required| required.projects.as_slice()).unwrap_or_default();
    let placed = local_projects::place(&mut found, items, projects, cache, findings);
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
    let mut missing = placed.is_err();
    for found in found {
        let source = match found {
            SniffedSource::Wheel { item, name } => {
                wheels.push((item, name));
                continue;
            }
            SniffedSource::Rules { path, rules } => {
                ignored.push((path, rules));
                continue;
            }
            SniffedSource::Archive { item, entries } => {
                archive::load(item, &entries, target, options.strip_root, &mut cache.entries, store, findings)
            }
            SniffedSource::Virtualenv(tree) => {
                environment::load::load(&tree, SourceKind::Virtualenv, &context, cache, findings)
            }
            SniffedSource::TargetTree(tree) => {
                let source =
                    environment::load::load(&tree, SourceKind::TargetTree, &context, cache, findings);
                source.map(|mut source| {
                    in_layer(&mut source, false, target, findings);
                    source
                })
            }
            SniffedSource::Function { path, files, is_layer } => {
                let mut source = loose::load(&path, &files, findings);
                in_layer(&mut source, is_layer, target, findings);
                Ok(source)
            }
        };
        match source {
            Ok(source) => sources.push(source),
            // The other sources are loaded anyway, so that all missing bytes are read together.
            Err(WantsRead) => missing = true,
        }
    }
    local_projects::add_dist_infos(&mut sources, projects);
    // It is not known yet which wheels are required.
    if is_unread {
        return Err(WantsRead);
    }
    let names: Vec<WheelFilename> = wheels.iter().map(|(_, name)| name.clone()).collect();
    let suggested = suggest::suggest(items, &sources, &names, cache);
    let libraries = libraries::install(wheels, sources, required, drop, cache, store, findings);
    if missing {
        return Err(WantsRead);
    }
    Ok((Libraries { rules: ignored, ..libraries? }, suggested?))
}

/// Moves files to their paths in a layer. Files of distributions keep their paths.
fn in_layer(source: &mut LoadedSource, is_layer: bool, target: &Target, findings: &mut Vec<Finding>) {
    if target.kind != PackageKind::Layer {
        return;
    }
    let own = source.candidates.iter().filter(|candidate| candidate.distribution.is_none());
    let layer = LayerTree::detect(own.map(|candidate| candidate.path.as_str()), is_layer, target);
    findings.extend(layer.finding(&source.path, true, target));
    for candidate in source.candidates.iter_mut().chain(&mut source.bytecode) {
        if candidate.distribution.is_none() {
            candidate.path = layer.within(&candidate.path, target.kind);
        }
    }
}
