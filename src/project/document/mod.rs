//! YAML and JSON with positions: the byte range of each value in the text. JSON is read as YAML, because it is a subset
//! (YAML 1.2.2, 1.2).

mod node;
mod parse;

pub use node::{Node, Position};
pub use parse::{Duplicate, Fault};

use node::Data;

/// A parsed text. An alias refers to its value and does not copy it, so aliases cannot make the document larger than
/// its text.
#[derive(Debug)]
pub struct Document {
    nodes: Vec<Data>,
    root: usize,
    /// Keys that occur twice in a mapping.
    pub duplicates: Vec<Duplicate>,
}

impl Document {
    /// Reads the first document of a text.
    ///
    /// # Errors
    ///
    /// The text is no YAML, is empty, has a second document, or is nested too deep or too large to read.
    pub fn parse(text: &str) -> Result<Document, Fault> {
        parse::parse(text)
    }

    /// Returns the outermost value.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, self.root)
    }

    fn data(&self, index: usize) -> Option<&Data> {
        self.nodes.get(index)
    }
}
