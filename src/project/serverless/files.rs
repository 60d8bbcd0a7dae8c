//! Files that a service refers to: `${file(functions.yml)}` (Serverless Framework, "Variables", "Reference Properties
//! In Other Files").

use crate::finding::Code;
use crate::project::Text;
use crate::project::document::{Document, Fault, Node};
use crate::project::files::{folder_of, joined};
use crate::project::model::ProjectFinding;

/// Maximum number of files of one service.
const MAX_FILES: usize = 100;

/// The files of a service that were dropped and could be read.
pub struct Files {
    /// The folder of the service.
    folder: String,
    documents: Vec<(String, Document)>,
}

impl Files {
    /// Reads the files that a text refers to, and the files that these refer to. Files that cannot be read are added to
    /// `findings`.
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

    /// Returns the root of a file.
    pub fn root(&self, path: &str) -> Option<Node<'_>> {
        let path = joined(&self.folder, path.trim())?;
        self.documents.iter().find(|(other, _)| *other == path).map(|(_, document)| document.root())
    }

    /// Returns the path of the file that contains a value, if it is one of these files.
    pub fn file_of(&self, node: Node<'_>) -> Option<&str> {
        self.documents.iter().find(|(_, document)| node.is_in(document)).map(|(path, _)| path.as_str())
    }

    /// Returns all files with their documents.
    pub fn all(&self) -> impl Iterator<Item = &(String, Document)> {
        self.documents.iter()
    }
}

/// Returns the paths of the files that a service refers to, directly or through other such files. All paths are
/// relative to the service.
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
