//! Terraform's `aws_lambda_function` and `aws_lambda_layer_version` blocks, as far as literals say what they are (AWS
//! provider, "Resource: aws_lambda_function"; archive provider, "archive_file").
//!
//! - `json`: the same in JSON
//! - `module`: the files of a folder, which are one module, its names, and the place of each value
//! - `calls`: modules that call others of the drop
//! - `reading`: what is known while the blocks of a module are read
//! - `value`: an expression → the text that it is
//! - `archive`: the archives of a module, by the zips that they make
//! - `stop`: why a block is not pressed
//! - `code`: where a block says that its code is
//! - `block`: a block → what is pressed

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
use super::model::{Project, Statement};
use super::statements::statement_of;
use crate::collections::BTreeMap;
use calls::Modules;

/// Blocks that are functions.
const FUNCTION: &str = "aws_lambda_function";
/// Blocks that are layers.
const LAYER: &str = "aws_lambda_layer_version";
/// The module that most people take; it packs what it deploys.
const LAMBDA_MODULE: &str = "terraform-aws-modules/lambda/aws";

/// What Terraform's files state. Most state no function.
pub(super) fn read<'t>(texts: &'t [Text], dropped: Dropped<'t>) -> Vec<Project> {
    let mut folders: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for text in texts.iter().filter(|text| statement_of(&text.path) == Some(Statement::Terraform)) {
        folders.entry(folder_of(&text.path)).or_default().push(text);
    }
    // A module that makes functions has the word in its name, or these arguments.
    let has = |text: &Text, word: &str| text.text.contains(word);
    let states = |text: &&Text| has(text, "lambda") || has(text, "handler") && has(text, "runtime");
    if !folders.values().flatten().any(states) {
        return Vec::new();
    }
    Modules::new(folders).read(dropped)
}
