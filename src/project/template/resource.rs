//! A resource, with the properties that it gets from Globals.

use super::kinds::{ResourceKind, kind_of};
use crate::project::document::Node;

/// A resource that has code.
#[derive(Clone, Copy)]
pub struct Resource<'d> {
    /// Its logical id.
    pub id: &'d str,
    /// The node of the logical id.
    pub key: Node<'d>,
    /// The node of the whole resource.
    pub body: Node<'d>,
    /// Its type.
    pub kind: &'static ResourceKind,
    globals: Option<Node<'d>>,
}

impl<'d> Resource<'d> {
    /// Creates the resource of a key and its value. `None` if its type has no code.
    pub fn from_node(root: Node<'d>, key: Node<'d>, body: Node<'d>) -> Option<Resource<'d>> {
        let kind = kind_of(body.get("Type")?.str()?)?;
        let globals = kind.globals.and_then(|section| root.at(&["Globals", section]));
        Some(Resource { id: key.text()?, key, body, kind, globals })
    }

    /// Returns a property of the resource, else of Globals (AWS SAM specification, "Overridable": primitive values are
    /// replaced).
    pub fn property(&self, name: &str) -> Option<Node<'d>> {
        self.own(name).or_else(|| self.globals?.get(name))
    }

    /// Returns a property of the resource itself, without Globals.
    pub fn own(&self, name: &str) -> Option<Node<'d>> {
        self.body.get("Properties")?.get(name)
    }

    /// Returns the lists in a property. The list of Globals comes first (AWS SAM specification, "Overridable": lists
    /// are additive).
    pub fn lists(&self, name: &str) -> impl Iterator<Item = Node<'d>> {
        let global = self.globals.and_then(|globals| globals.get(name));
        global.into_iter().chain(self.own(name))
    }

    /// Returns a value of its Metadata.
    pub fn metadata(&self, name: &str) -> Option<Node<'d>> {
        self.body.get("Metadata")?.get(name)
    }
}
