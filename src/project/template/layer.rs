//! Layers of a template.

use super::function::{Outcome, architecture, files, known_runtime};
use super::{Reading, Resource, Stop, code_of};
use crate::project::document::Node;
use crate::project::model::{BuildDefinition, Project, ProjectTarget};
use crate::target::{PackageKind, RUNTIMES, State};

/// Reads a layer of a template. Its runtime is chosen once all functions are read, see [`settle_runtimes`].
pub fn read<'d>(reading: &Reading<'d>, resource: &Resource<'d>) -> Outcome {
    let method = match resource.metadata("BuildMethod") {
        Some(method) => Some(reading.text(resource, "BuildMethod", method)?),
        None => None,
    };
    match method.as_deref() {
        None => {}
        Some("makefile") => return Err(Stop::Skipped("it is built by a makefile".to_string())),
        Some(name) if name.starts_with("python") => {}
        Some(name) => return Err(Stop::Skipped(format!("it is built by \"{name}\""))),
    }
    let compatible = compatible(reading, resource);
    if method.is_none() && !compatible.is_empty() && compatible.iter().all(|name| !name.starts_with("python"))
    {
        return Err(Stop::Skipped(format!("it is for the runtime \"{}\"", compatible.join("\", \""))));
    }
    let code = code_of(reading, resource)?;
    let architecture = match resource.metadata("BuildArchitecture").and_then(Node::str) {
        Some("arm64") => crate::target::Architecture::Arm64,
        Some(_) => crate::target::Architecture::X86_64,
        None => architecture(reading, resource, "CompatibleArchitectures")?,
    };
    // Without a build method, aws-sam-cli packages the folder as it is.
    let as_is = method.is_none() || resource.metadata("SkipBuild").is_some_and(Node::is_true);
    let (folder, files) = files(reading, resource, code, as_is);
    let name = resource.property("LayerName").and_then(|name| reading.scope.text(name).ok());
    let runtime = method.filter(|method| known_runtime(method).is_ok());
    let target = ProjectTarget {
        kind: PackageKind::Layer,
        runtime: runtime.unwrap_or_else(|| compatible.join(" ")),
        architecture,
        handler: None,
    };
    let line = resource.key.place().line;
    let id = resource.id.to_string();
    let layers = Vec::new();
    Ok((
        BuildDefinition {
            id,
            name,
            target,
            folder,
            files,
            written: Vec::new(),
            leave_out: Vec::new(),
            layers,
            other_layers: 0,
            line,
        },
        Vec::new(),
    ))
}

/// Returns the compatible runtimes that a layer states.
fn compatible<'d>(reading: &Reading<'d>, resource: &Resource<'d>) -> Vec<String> {
    let list = resource.property("CompatibleRuntimes").and_then(|list| reading.scope.list(list).ok());
    list.into_iter().flatten().filter_map(|item| reading.scope.text(item).ok()).collect()
}

/// Chooses one runtime for each layer.
///
/// The candidates are, in this order, the runtimes of the functions that use the layer and the runtimes of all other
/// functions. The first candidate that the layer is compatible with is chosen; a layer that states no known runtime is
/// compatible with all. Without such a candidate, it is the first compatible runtime, else the newest one.
pub fn settle_runtimes(project: &mut Project) {
    let used: Vec<(String, Vec<String>)> = project
        .definitions
        .iter()
        .filter(|definition| !definition.is_layer())
        .map(|definition| (definition.target.runtime.clone(), definition.layers.clone()))
        .collect();
    for layer in project.definitions.iter_mut().filter(|definition| definition.is_layer()) {
        let compatible: Vec<&str> =
            layer.target.runtime.split(' ').filter(|name| known_runtime(name).is_ok()).collect();
        let is_for = |runtime: &&String| compatible.is_empty() || compatible.contains(&runtime.as_str());
        let of_users =
            used.iter().filter(|(_, layers)| layers.contains(&layer.id)).map(|(runtime, _)| runtime);
        let of_any = used.iter().map(|(runtime, _)| runtime);
        let chosen = of_users.chain(of_any).find(is_for).map(String::as_str);
        let newest = RUNTIMES.iter().rev().find(|runtime| matches!(runtime.state, State::Supported { .. }));
        let chosen = chosen.or(compatible.first().copied()).or(newest.map(|runtime| runtime.name));
        layer.target.runtime = chosen.unwrap_or_default().to_string();
    }
}
