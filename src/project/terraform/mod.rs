//! Terraform's `aws_lambda_function` and `aws_lambda_layer_version` blocks, as far as their values can be determined
//! from the files (AWS provider, "Resource: aws_lambda_function"; archive provider, "archive_file").
//!
//! - `json`: the same blocks in JSON
//! - `module`: the files of a folder, which are one module, its names, and the positions of values
//! - `calls`: calls of other modules in the drop
//! - `reading`: the context in which the blocks of a module are read
//! - `value`: evaluates expressions
//! - `archive`: the archives of a module, by the zips that they make
//! - `stop`: why a block is not packaged
//! - `code`: where the code of a block is
//! - `block`: reads a block as a function or layer

mod archive;
mod block;
mod calls;
mod code;
mod json;
mod module;
mod reading;
mod stop;
mod value;

use super::Text;
use super::files::{Dropped, folder_of};
use super::model::{Project, ProjectKind};
use super::project_kinds::project_kind;
use crate::collections::BTreeMap;
use calls::Modules;

/// The type of blocks that are functions.
const FUNCTION: &str = "aws_lambda_function";
/// The type of blocks that are layers.
const LAYER: &str = "aws_lambda_layer_version";
/// The most common module for functions. It packages the code itself.
const LAMBDA_MODULE: &str = "terraform-aws-modules/lambda/aws";

/// Reads what the Terraform files state. Most files state no function.
pub(super) fn read<'t>(texts: &'t [Text], dropped: Dropped<'t>) -> Vec<Project> {
    let mut folders: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for text in texts.iter().filter(|text| project_kind(&text.path) == Some(ProjectKind::Terraform)) {
        folders.entry(folder_of(&text.path)).or_default().push(text);
    }
    // Files without functions are not parsed. The call of a module that makes functions contains "lambda" in its source
    // or has both arguments.
    let has = |text: &Text, word: &str| text.text.contains(word);
    let states = |text: &&Text| has(text, "lambda") || has(text, "handler") && has(text, "runtime");
    if !folders.values().flatten().any(states) {
        return Vec::new();
    }
    Modules::new(folders).read(dropped)
}
