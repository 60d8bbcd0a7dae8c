//! Reads a block as a function or layer.

use super::code::{Packed, files_of};
use super::module::At;
use super::reading::Reading;
use super::stop::{Stop, unknown};
use super::value::{Value, Values, index_of, names};
use super::{FUNCTION, LAYER};
use crate::finding::Code;
use crate::project::config::newest_runtime;
use crate::project::model::{BuildDefinition, ProjectFinding, ProjectTarget};
use crate::project::template::{NoRuntime, known_runtime};
use crate::target::{Architecture, PackageKind};
use hcl_edit::expr::Expression;

/// Reads what a block states. `name`: the name of the block, with the key of its instance. Findings that do not prevent
/// packaging are added to `findings`.
///
/// # Errors
///
/// The block is not packaged here.
pub fn read<'m>(
    reading: &Reading<'m>,
    at: At<'m>,
    name: &str,
    findings: &mut Vec<ProjectFinding>,
) -> Result<BuildDefinition, Stop> {
    let values = &reading.values;
    if at.kind() == LAYER {
        return layer(reading, at, name, findings);
    }
    let is_image = at.argument("package_type").and_then(Expression::as_str) == Some("Image");
    if is_image || at.argument("image_uri").is_some() {
        return Err(Stop::Skipped("its code is a container image".to_string()));
    }
    let required = |name: &str| {
        let missing = || {
            let message = format!("\"{}\" has no \"{name}\"", at.name());
            let finding = at.finding(Code::TemplateProperty, at.place(), message);
            Stop::Finding(Box::new(finding))
        };
        let value = at.argument(name).ok_or_else(missing)?;
        Ok((value, values.text(value).map_err(|why| unknown(at, name, value, &why))?))
    };
    let (value, runtime) = required("runtime")?;
    let runtime = known_runtime(&runtime).map_err(|why| match why {
        NoRuntime::Other => Stop::Skipped(format!("its runtime is \"{runtime}\"")),
        NoRuntime::Unknown => {
            let message = format!("The runtime \"{runtime}\" of \"{}\" is not known", at.name());
            let finding = at.finding(Code::TemplateRuntime, at.place_at(value), message);
            Stop::Finding(Box::new(finding))
        }
    })?;
    let (_, handler) = required("handler")?;
    let architecture = architecture(values, at, "architectures")?;
    let Packed { folder, files, findings: unread } = files_of(reading, at, false)?;
    let id = format!("{}{name}", values.prefix);
    findings.extend(unread.into_iter().map(|finding| finding.about(&id)));
    let (layers, other_layers) = layers_of(reading, at, findings);
    let target = ProjectTarget { kind: PackageKind::Function, runtime, architecture, handler: Some(handler) };
    Ok(BuildDefinition {
        id,
        name: at.argument("function_name").and_then(|name| values.text(name).ok()),
        target,
        folder,
        files,
        written: Vec::new(),
        leave_out: Vec::new(),
        layers,
        other_layers,
        line: at.place().line,
    })
}

fn layer<'m>(
    reading: &Reading<'m>,
    at: At<'m>,
    name: &str,
    findings: &mut Vec<ProjectFinding>,
) -> Result<BuildDefinition, Stop> {
    let values = &reading.values;
    let list = at.argument("compatible_runtimes").map(|list| values.list(list));
    let compatible: Vec<String> =
        list.into_iter().flatten().filter_map(|(item, values)| values.text(item).ok()).collect();
    let runtime = compatible.iter().find_map(|name| known_runtime(name).ok());
    if runtime.is_none() && !compatible.is_empty() {
        return Err(Stop::Skipped(format!("it is for the runtime \"{}\"", compatible.join("\", \""))));
    }
    let architecture = architecture(values, at, "compatible_architectures")?;
    let Packed { folder, files, findings: unread } = files_of(reading, at, true)?;
    let id = layer_id(values, at, name);
    findings.extend(unread.into_iter().map(|finding| finding.about(&id)));
    Ok(BuildDefinition {
        id,
        name: at.argument("layer_name").and_then(|name| values.text(name).ok()),
        target: ProjectTarget {
            kind: PackageKind::Layer,
            runtime: runtime.unwrap_or_else(newest_runtime),
            architecture,
            handler: None,
        },
        folder,
        files,
        written: Vec::new(),
        leave_out: Vec::new(),
        layers: Vec::new(),
        other_layers: 0,
        line: at.place().line,
    })
}

/// Returns the id of a layer: the name of its block, with the block's type in front if a function has the same name.
fn layer_id(values: &Values, at: At, name: &str) -> String {
    let prefix = values.prefix;
    let is_taken = values.index.block("resource", FUNCTION, at.name()).is_some();
    if is_taken { format!("{prefix}{LAYER}.{name}") } else { format!("{prefix}{name}") }
}

/// Returns the ids of a function's layers and the number of its other layers. A layer that is referred to by its ARN
/// belongs to somebody else.
fn layers_of<'m>(
    reading: &Reading<'m>,
    at: At<'m>,
    findings: &mut Vec<ProjectFinding>,
) -> (Vec<String>, u32) {
    let (mut layers, mut others) = (Vec::new(), 0);
    let Some(list) = at.argument("layers") else { return (layers, others) };
    for (item, values) in reading.values.list(list) {
        let place = at.place_at(if list.is_array() { item } else { list });
        let (item, values) = match values.value(item) {
            Ok(Value::At(item, values)) => (item, values),
            _ => (item, values),
        };
        let names = names(item).unwrap_or_default();
        if let [kind, name, _] = &names[..]
            && *kind == LAYER
        {
            match values.index.block("resource", LAYER, name) {
                Some(layer) => {
                    let key = index_of(item).and_then(|index| values.text(index).ok());
                    let name = key.map_or(name.to_string(), |key| format!("{name}[{key}]"));
                    layers.push(layer_id(&values, layer, &name));
                }
                None => {
                    let why = "which the files beside it do not have";
                    let message = format!("\"layers\" of \"{}\" names \"{LAYER}.{name}\", {why}", at.name());
                    findings.push(at.finding(Code::TemplateLayer, place, message));
                }
            }
            continue;
        }
        others += 1;
        if let Err(why) = values.text(item) {
            let message = format!("\"layers\" of \"{}\" cannot be known from the file: {why}", at.name());
            let mut finding = at.finding(Code::StatementUnread, place, message);
            finding.finding =
                finding.finding.hint("What such a layer has cannot be known: missing imports are warnings");
            findings.push(finding);
        }
    }
    (layers, others)
}

/// Returns the architecture in an argument. If the argument is missing, x86_64, Lambda's default.
fn architecture<'m>(values: &Values<'m>, at: At<'m>, name: &str) -> Result<Architecture, Stop> {
    let Some(list) = at.argument(name) else { return Ok(Architecture::X86_64) };
    let Some((first, values)) = values.list(list).into_iter().next() else { return Ok(Architecture::X86_64) };
    let place = if list.is_array() { first } else { list };
    let text = values.text(first).map_err(|why| unknown(at, name, place, &why))?;
    Architecture::named(&text).map_err(|_| {
        let message = format!("The architecture \"{text}\" of \"{}\" is not known", at.name());
        let finding = at.finding(Code::TemplateProperty, at.place_at(place), message);
        Stop::Finding(Box::new(finding))
    })
}
