//! Templates of SAM and CloudFormation: what they state, what is wrong with them, and how they are edited.

mod bad_input;
mod definition;
mod edits;
mod fixtures;
mod local_paths;
mod neighbours;
mod shares;

use wheelpress::project::model::{BuildDefinition, Project};
use wheelpress::project::{self, Text};

/// Reads the project of a drop with these paths and a template with this text.
pub fn read(file: &str, text: &str, paths: &str) -> Project {
    let mut paths: Vec<String> = paths.split_whitespace().map(str::to_string).collect();
    paths.push(file.to_string());
    let texts = [Text { path: file.to_string(), text: text.to_string() }];
    project::read(&paths, &texts).into_iter().next().unwrap_or_else(|| panic!("\"{file}\" states nothing"))
}

/// Formats one line for each stated item: id, kind, runtime, architecture, handler, folder, files,
/// layers.
pub fn lines(project: &Project) -> Vec<String> {
    project.definitions.iter().map(line).collect()
}

fn line(definition: &BuildDefinition) -> String {
    let target = &definition.target;
    let files: Vec<&str> = definition.files.iter().map(|file| file.path.as_str()).collect();
    let mut line = format!("{} {} {}", definition.id, target.runtime, target.architecture.name());
    if let Some(handler) = &target.handler {
        line.push_str(&format!(" {handler}"));
    }
    line.push_str(&format!(" [{}]", files.join(" ")));
    if !definition.layers.is_empty() {
        line.push_str(&format!(" + {}", definition.layers.join(" ")));
    }
    line
}
