//! Files that a service names: `${file(functions.yml)}` (Serverless Framework, "Variables", "Reference Properties In Other
//! Files").

use crate::finding::Code;
use crate::project::Text;
use crate::project::document::{Document, Fault, Node};
use crate::project::files::{folder_of, joined};
use crate::project::model::ProjectFinding;

/// Of one service.
const MAX_FILES: usize = 100;

/// The files of a service that were dropped and can be read.
pub struct Files {
    /// Of the service.
    folder: String,
    documents: Vec<(String, Document)>,
}

impl Files {
    /// Those that a text names, and those that they name. What cannot be read goes to `findings`.
    pub fn read(text: &Text, texts: &[Text], findings: &mut Vec<ProjectFinding>) -> Files {
        let mut documents = Vec::new();
        for path in named_in(text, texts) {
            let Some(text) = texts.iter().find(|text| text.path == path) else { continue };
            match Document::parse(&text.text) {
                Ok(document) => documents.push((path, document)),
                Err(Fault { place, why }) => {
                    let message = format!("\"{path}\" cannot be read at {place}: {why}");
                    findings.push(ProjectFinding::new(Code::TemplateInvalid, &path, place, message));
                }
            }
        }
        Files { folder: folder_of(&text.path).to_string(), documents }
    }

    /// All of a file.
    pub fn root(&self, path: &str) -> Option<Node<'_>> {
        let path = joined(&self.folder, path.trim())?;
        self.documents.iter().find(|(other, _)| *other == path).map(|(_, document)| document.root())
    }

    /// The file that a value stands in, if it is one of these.
    pub fn file_of(&self, node: Node<'_>) -> Option<&str> {
        self.documents.iter().find(|(_, document)| node.is_in(document)).map(|(path, _)| path.as_str())
    }

    /// The files, and what stands in each.
    pub fn all(&self) -> impl Iterator<Item = &(String, Document)> {
        self.documents.iter()
    }
}

/// The paths of the files that a service names, and of those that they name: all are relative to the service.
pub fn named_in(text: &Text, texts: &[Text]) -> Vec<String> {
    let folder = folder_of(&text.path);
    let mut paths: Vec<String> = Vec::new();
    let mut next = Some(text);
    let mut at = 0;
    while let Some(text) = next {
        for part in text.text.split("file(").skip(1) {
            let Some((path, _)) = part.split_once(')') else { continue };
            let is_read = [".yml", ".yaml", ".json"].iter().any(|end| path.trim().ends_with(end));
            let path = joined(folder, path.trim()).filter(|_| is_read && !path.contains('$'));
            if let Some(path) = path
                && paths.len() < MAX_FILES
                && !paths.contains(&path)
            {
                paths.push(path);
            }
        }
        next = None;
        while next.is_none() && at < paths.len() {
            next = paths.get(at).and_then(|path| texts.iter().find(|text| text.path == *path));
            at += 1;
        }
    }
    paths
}
