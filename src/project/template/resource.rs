//! A resource, with what Globals give it.

use super::kinds::{ResourceKind, kind_of};
use crate::project::document::Node;

/// A resource that has code.
#[derive(Clone, Copy)]
pub struct Resource<'d> {
    /// Its logical id.
    pub id: &'d str,
    /// The logical id as it stands in the template.
    pub key: Node<'d>,
    /// All of it.
    pub body: Node<'d>,
    /// What it is.
    pub kind: &'static ResourceKind,
    globals: Option<Node<'d>>,
}

impl<'d> Resource<'d> {
    /// `None` if it has no code.
    pub fn of(root: Node<'d>, key: Node<'d>, body: Node<'d>) -> Option<Resource<'d>> {
        let kind = kind_of(body.get("Type")?.str()?)?;
        let globals = kind.globals.and_then(|section| root.at(&["Globals", section]));
        Some(Resource { id: key.text()?, key, body, kind, globals })
    }

    /// A property, its own or that of Globals (AWS SAM specification, "Overridable": primitive values are replaced).
    pub fn property(&self, name: &str) -> Option<Node<'d>> {
        self.own(name).or_else(|| self.globals?.get(name))
    }

    /// A property as the resource itself has it.
    pub fn own(&self, name: &str) -> Option<Node<'d>> {
        self.body.get("Properties")?.get(name)
    }

    /// The lists under a name: those of Globals come first (AWS SAM specification, "Overridable": lists are additive).
    pub fn lists(&self, name: &str) -> impl Iterator<Item = Node<'d>> {
        let global = self.globals.and_then(|globals| globals.get(name));
        global.into_iter().chain(self.own(name))
    }

    /// What its Metadata say.
    pub fn metadata(&self, name: &str) -> Option<Node<'d>> {
        self.body.get("Metadata")?.get(name)
    }
}
