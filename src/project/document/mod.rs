//! YAML and JSON with positions: which bytes of the text each value is. JSON is read as the YAML that it is
//! (YAML 1.2.2, 1.2).

mod node;
mod parse;

pub use node::{Node, Place};
pub use parse::{Duplicate, Fault};

use node::Data;

/// A text that was read. Aliases point to what they stand for, so no alias makes it larger than its text.
#[derive(Debug)]
pub struct Document {
    nodes: Vec<Data>,
    root: usize,
    /// Keys that stand twice in a mapping.
    pub duplicates: Vec<Duplicate>,
}

impl Document {
    /// Reads the first document of a text.
    ///
    /// # Errors
    ///
    /// It is no YAML, is empty, or is nested too deep or too large to read.
    pub fn parse(text: &str) -> Result<Document, Fault> {
        parse::parse(text)
    }

    /// The value that all others are in.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, self.root)
    }

    fn data(&self, index: usize) -> Option<&Data> {
        self.nodes.get(index)
    }
}
