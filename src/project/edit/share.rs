//! Adds layers to a template and to the functions that use them.

use super::change::{Edit, applied, inserted, line_end, set_property};
use super::resource;
use crate::format::quoted;
use crate::project::document::{Document, Fault, Node};
use crate::project::intrinsic::Call;
use serde::{Deserialize, Serialize};

/// A new layer for a template.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AddedLayer {
    /// Its logical id: letters and digits.
    pub id: String,
    /// Lambda's name of the runtime that it is for.
    pub runtime: String,
    /// The instruction set that it is for.
    pub architecture: String,
    /// The logical ids of the functions that use it.
    pub functions: Vec<String>,
}

/// Adds layers to a template. Their code is the template's folder until a relocation changes it.
///
/// # Errors
///
/// The text is no template, has a resource with the id of a layer, does not have one of the functions, or has a list of
/// layers written in a way in which none can be added.
pub fn with_layers(text: &str, layers: &[AddedLayer]) -> Result<String, Fault> {
    layers.iter().try_fold(text.to_string(), |text, layer| with_layer(&text, layer))
}

fn with_layer(text: &str, layer: &AddedLayer) -> Result<String, Fault> {
    let document = Document::parse(text)?;
    let root = document.root();
    let resources = root.own("Resources").filter(|resources| resources.is_mapping());
    let Some(resources) = resources else {
        return Err(Fault { why: "it has no resources".to_string(), place: root.place() });
    };
    if let Some(other) = resources.get(&layer.id) {
        let why = format!("it has a resource \"{}\" already", layer.id);
        return Err(Fault { why, place: other.place() });
    }
    let mut edits = vec![added(text, root, resources, layer)];
    for id in &layer.functions {
        let function = resource(root, id)?.body;
        edits.push(named(text, function, &layer.id).ok_or_else(|| stubborn(id, function))?);
    }
    let edited = applied(text, edits);
    check(&edited, root, layer)?;
    Ok(edited)
}

fn stubborn(id: &str, function: Node) -> Fault {
    let why = format!("\"Layers\" of \"{id}\" is written in a way in which no layer can be added");
    Fault { why, place: function.at(&["Properties", "Layers"]).unwrap_or(function).place() }
}

/// Inserts the resource of a layer before all other resources.
fn added(text: &str, root: Node, resources: Node, layer: &AddedLayer) -> Edit {
    let is_sam = root.get("Transform").is_some();
    let (kind, code) = match is_sam {
        true => ("AWS::Serverless::LayerVersion", "ContentUri"),
        false => ("AWS::Lambda::LayerVersion", "Content"),
    };
    let AddedLayer { id, runtime, architecture, .. } = layer;
    let first = resources.own_entries().next().map(|(key, _)| key);
    let (Some(first), false) = (first, resources.is_flow()) else {
        let runtimes = format!(
            "\"CompatibleRuntimes\": [\"{runtime}\"], \"CompatibleArchitectures\": [\"{architecture}\"]"
        );
        let value = format!("{{\"Type\": \"{kind}\", \"Properties\": {{\"{code}\": \".\", {runtimes}}}}}");
        return inserted(text, resources, id, &value, resources.is_flow());
    };
    let end = line_end(text);
    let columns = |node: Node| (node.place().column as usize).saturating_sub(1);
    let outer = root.own_entries().find(|(key, _)| key.text() == Some("Resources"));
    let (outer, inner) = (outer.map_or(0, |(key, _)| columns(key)), columns(first));
    let step = " ".repeat(inner.saturating_sub(outer).max(1));
    let indent = " ".repeat(inner);
    let mut lines = vec![
        format!("{indent}{id}:"),
        format!("{indent}{step}Type: {kind}"),
        format!("{indent}{step}Properties:"),
        format!("{indent}{step}{step}{code}: ."),
        format!("{indent}{step}{step}CompatibleRuntimes: [{runtime}]"),
        format!("{indent}{step}{step}CompatibleArchitectures: [{architecture}]"),
    ];
    let line_of = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1);
    let mut others = resources.own_entries().skip(1).map(|(key, _)| line_of(key.span().start));
    if others.next().is_some_and(|at| text.get(..at).is_some_and(|before| before.ends_with(&end.repeat(2)))) {
        lines.push(String::new());
    }
    // Comments above the first resource belong to it, so the layer is inserted before them.
    let key = root.own_entries().find(|(key, _)| key.text() == Some("Resources"));
    let key_end = key.map_or(0, |(key, _)| key.span().end);
    let behind = text.get(key_end..).and_then(|rest| rest.find('\n'));
    let at = behind.map_or(line_of(first.span().start), |newline| key_end + newline + 1);
    Edit { span: at..at, text: lines.iter().map(|line| format!("{line}{end}")).collect() }
}

/// Adds a layer to the list of a function. `None` if the list is written in a way in which no layer can be added.
fn named(text: &str, function: Node, id: &str) -> Option<Edit> {
    let reference = |is_flow: bool| match is_flow {
        true => format!("{{\"Ref\": {}}}", quoted(id)),
        false => format!("!Ref {id}"),
    };
    let properties = function.own("Properties");
    let Some(list) = properties.and_then(|properties| properties.get("Layers")) else {
        return Some(set_property(text, function, "Layers", |is_flow| format!("[{}]", reference(is_flow))));
    };
    let is_own =
        properties.is_some_and(|properties| !properties.is_alias() && properties.own("Layers").is_some());
    if !is_own || list.is_alias() || !list.is_sequence() || list.tag().is_some() {
        return None;
    }
    let is_json = properties.is_some_and(Node::is_flow);
    let Some(last) = list.items().last() else {
        let open = list.span().start + text.get(list.span())?.find('[')? + 1;
        return Some(Edit { span: open..open, text: reference(is_json) });
    };
    let first = list.items().next()?.span().start;
    let line = text.get(..first)?.rsplit('\n').next()?;
    let end = last.span().end;
    match line.rsplit_once('-').filter(|(_, space)| !space.is_empty() && space.trim().is_empty()) {
        Some((indent, _)) => {
            // Text after the last item, such as a comment, belongs to that item.
            let rest = text.get(end..)?;
            let at = end + rest.find('\n').map_or(rest.len(), |newline| newline);
            let at = if text.get(..at)?.ends_with('\r') { at - 1 } else { at };
            Some(Edit { span: at..at, text: format!("{}{indent}- {}", line_end(text), reference(false)) })
        }
        None => Some(Edit { span: end..end, text: format!(", {}", reference(is_json)) }),
    }
}

/// Reads the result again and checks that each function has one more layer.
fn check(edited: &str, before: Node, layer: &AddedLayer) -> Result<(), Fault> {
    let document = Document::parse(edited)?;
    let layers = |root: Node, id: &str| -> Result<Vec<String>, Fault> {
        let list = resource(root, id)?.own("Layers");
        let items = list.into_iter().flat_map(|list| list.items().collect::<Vec<Node>>());
        Ok(items
            .map(|item| Call::from_node(item).and_then(|call| call.target()).unwrap_or_default().to_string())
            .collect())
    };
    resource(document.root(), &layer.id)?;
    for id in &layer.functions {
        let mut expected = layers(before, id)?;
        expected.push(layer.id.clone());
        if layers(document.root(), id)? != expected {
            return Err(stubborn(id, resource(document.root(), id)?.body));
        }
    }
    Ok(())
}
