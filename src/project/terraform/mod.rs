//! Terraform's `aws_lambda_function` and `aws_lambda_layer_version` blocks, as far as literals say what they are (AWS
//! provider, "Resource: aws_lambda_function"; archive provider, "archive_file").
//!
//! - `json`: the same in JSON
//! - `module`: the files of a folder, which are one module, its names, and the place of each value
//! - `value`: an expression → the text that it is
//! - `stop`: why a block is not pressed
//! - `code`: where a block says that its code is
//! - `block`: a block → what is pressed

mod block;
mod code;
mod json;
mod module;
mod stop;
mod value;

use super::Text;
use super::config::first;
use super::files::{Dropped, folder_of};
use super::model::{LeftAlone, Project, Statement};
use super::statements::statement_of;
use crate::collections::BTreeMap;
use crate::finding::Code;
use code::Outputs;
use module::{At, Index, Module};
use stop::Stop;
use value::Values;

/// Blocks that are functions.
const FUNCTION: &str = "aws_lambda_function";
/// Blocks that are layers.
const LAYER: &str = "aws_lambda_layer_version";
/// The module that most people take; it packs what it deploys.
const LAMBDA_MODULE: &str = "terraform-aws-modules/lambda/aws";

/// What each folder of Terraform's files states. Most state no function.
pub(super) fn read<'t>(texts: &'t [Text], dropped: Dropped<'t>) -> Vec<Project> {
    let mut folders: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for text in texts.iter().filter(|text| statement_of(&text.path) == Some(Statement::Terraform)) {
        folders.entry(folder_of(&text.path)).or_default().push(text);
    }
    let states = |text: &&Text| [FUNCTION, LAMBDA_MODULE].iter().any(|name| text.text.contains(name));
    let stating = folders.into_iter().filter(|(_, texts)| texts.iter().any(states));
    stating.filter_map(|(folder, texts)| of_folder(folder, &texts, dropped)).collect()
}

/// What the files of one folder state.
fn of_folder<'t>(folder: &'t str, texts: &[&'t Text], dropped: Dropped<'t>) -> Option<Project> {
    let mut project = Project::new(folder, Statement::Terraform);
    let module = Module::read(folder, texts, &mut project.findings);
    let index = Index::new(&module);
    let values = Values::new(&index);
    let outputs = Outputs::new(&module, &values);
    let reading = Reading { folder, index: &index, values: &values, outputs: &outputs, dropped };
    let mut files: Vec<&str> = Vec::new();
    let blocks = module.blocks("resource", FUNCTION).chain(module.blocks("resource", LAYER)).collect();
    for at in first(blocks, &mut project) {
        files.push(at.file.path);
        values.begin();
        take(&reading, at, &mut project);
    }
    for at in module.all("module") {
        let source = at.block.body.get_attribute("source").and_then(|source| source.value.as_str());
        if source.is_some_and(|source| source.starts_with(LAMBDA_MODULE)) {
            files.push(at.file.path);
            leave(&mut project, at, format!("the module \"{LAMBDA_MODULE}\" packs it"));
        }
    }
    files.extend(project.findings.iter().filter_map(|found| found.finding.path.as_deref()));
    let first = *files.first()?;
    let all = if folder.is_empty() { "*.tf".to_string() } else { format!("{folder}/*.tf") };
    project.file = if files.iter().all(|file| *file == first) { first.to_string() } else { all };
    project.settle_layers();
    Some(project)
}

/// What is known while a module is read.
struct Reading<'m> {
    /// Of the module.
    folder: &'m str,
    index: &'m Index<'m>,
    values: &'m Values<'m>,
    outputs: &'m Outputs<'m>,
    dropped: Dropped<'m>,
}

fn take<'m>(reading: &Reading<'m>, at: At<'m>, project: &mut Project) {
    let is_first = |other: At<'_>| std::ptr::eq(other.block, at.block);
    let Some(address) = at.address() else { return };
    if !reading.index.block("resource", at.kind(), at.name()).is_some_and(is_first) {
        let message = format!("\"{address}\" is there twice, which Terraform refuses");
        return project.findings.push(at.finding(Code::TemplateDuplicate, at.place(), message));
    }
    match block::read(reading, at, &mut project.findings) {
        Ok(stated) => project.stated.push(stated),
        Err(Stop::LeftAlone(why)) => leave(project, at, why),
        Err(Stop::Finding(finding)) => project.findings.push(*finding),
    }
}

fn leave(project: &mut Project, at: At, why: String) {
    project.left_alone.push(LeftAlone { id: at.name().to_string(), why, line: at.place().line });
}
