//! The settings of a stage, with those of the stages that it extends (Zappa, "Advanced Settings", `extends`).

use crate::project::document::Node;

/// Maximum length of a chain of stages that extend each other.
const MAX_EXTENDS: usize = 16;

/// A stage.
pub struct Stage<'d> {
    /// Its name.
    pub id: &'d str,
    /// Its settings, followed by the settings of the stages that it extends.
    bodies: Vec<Node<'d>>,
}

impl<'d> Stage<'d> {
    /// Creates a stage from the settings of all stages.
    pub fn new(root: Node<'d>, id: &'d str, body: Node<'d>) -> Stage<'d> {
        let mut bodies = vec![body];
        while let Some(next) = bodies.last().and_then(|body| root.get(body.get("extends")?.str()?))
            && bodies.len() < MAX_EXTENDS
        {
            bodies.push(next);
        }
        Stage { id, bodies }
    }

    /// Returns a setting.
    pub fn get(&self, name: &str) -> Option<Node<'d>> {
        self.bodies.iter().find_map(|body| body.get(name))
    }

    /// Returns a setting that is a text.
    pub fn text(&self, name: &str) -> Option<&'d str> {
        self.get(name)?.str()
    }

    /// Returns the texts of a setting that is a list.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &'d str> {
        self.get(name).into_iter().flat_map(Node::items).filter_map(Node::str)
    }

    /// Whether a setting is true.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(Node::is_true)
    }
}
