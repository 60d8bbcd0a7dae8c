//! A value of a document, and what is asked of it.

use super::Document;
use crate::collections::BTreeMap;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// Where a value begins: line and column, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[derive(Debug)]
pub(super) struct Data {
    pub kind: Kind,
    /// `Sub` of `!Sub`.
    pub tag: Option<String>,
    /// Its bytes, the tag among them, an anchor not.
    pub span: Range<usize>,
    pub place: Place,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar {
        text: String,
        /// Neither quoted nor a block.
        is_plain: bool,
    },
    Sequence(Vec<usize>),
    Mapping {
        entries: Vec<(usize, usize)>,
        /// In braces.
        is_flow: bool,
        /// Of a large one, where its keys are among the entries.
        by_key: BTreeMap<String, Seen>,
    },
    Alias(usize),
}

/// A key of a mapping.
#[derive(Debug)]
pub(super) struct Seen {
    /// Where it stands first.
    pub first: Place,
    /// Its last entry.
    pub last: usize,
}

/// YAML's key for the entries of other mappings (yaml.org/type/merge.html).
pub(super) const MERGE: &str = "<<";

/// Words of YAML 1.1, which CloudFormation reads, and of JSON.
const NULLS: &[&str] = &["", "~", "null", "Null", "NULL"];
const TRUE: &[&str] = &["true", "yes", "on"];

/// A value of a document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    document: &'d Document,
    index: usize,
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document, index: usize) -> Node<'d> {
        Node { document, index }
    }

    /// The value itself, or what its alias stands for. Aliases of aliases do not exist.
    fn data(self) -> Option<&'d Data> {
        let own = self.document.data(self.index)?;
        match own.kind {
            Kind::Alias(target) => self.document.data(target),
            _ => Some(own),
        }
    }

    /// Where it stands; of an alias, where the alias stands.
    pub fn place(self) -> Place {
        self.document.data(self.index).map(|data| data.place).unwrap_or_default()
    }

    /// Its bytes in the text; of an alias, those of the alias.
    pub fn span(self) -> Range<usize> {
        self.document.data(self.index).map(|data| data.span.clone()).unwrap_or_default()
    }

    /// Whether it stands in a document.
    pub fn is_in(self, document: &Document) -> bool {
        std::ptr::eq(self.document, document)
    }

    /// The name of its tag: `Sub` of `!Sub`.
    pub fn tag(self) -> Option<&'d str> {
        self.data()?.tag.as_deref()
    }

    /// The text of a scalar, whatever its tag. A null has none.
    pub fn text(self) -> Option<&'d str> {
        match &self.data()?.kind {
            Kind::Scalar { text, is_plain } if !(*is_plain && NULLS.contains(&text.as_str())) => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar without a tag.
    pub fn str(self) -> Option<&'d str> {
        if self.tag().is_some() { None } else { self.text() }
    }

    /// Whether it is a scalar that means yes.
    pub fn is_true(self) -> bool {
        self.str().is_some_and(|text| TRUE.contains(&text.to_ascii_lowercase().as_str()))
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        self.data().is_some_and(|data| matches!(data.kind, Kind::Mapping { .. }))
    }

    /// Whether it is a list.
    pub fn is_sequence(self) -> bool {
        self.data().is_some_and(|data| matches!(data.kind, Kind::Sequence(_)))
    }

    /// Whether it is a mapping in braces.
    pub fn is_flow(self) -> bool {
        self.data().is_some_and(|data| matches!(data.kind, Kind::Mapping { is_flow: true, .. }))
    }

    /// Whether it stands for a value that is elsewhere.
    pub fn is_alias(self) -> bool {
        self.document.data(self.index).is_some_and(|data| matches!(data.kind, Kind::Alias(_)))
    }

    /// The values of a list; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        let indices: &[usize] = match self.data().map(|data| &data.kind) {
            Some(Kind::Sequence(items)) => items,
            _ => &[],
        };
        indices.iter().map(move |index| Node::new(self.document, *index))
    }

    /// Keys and values of a mapping as they are written, without those of merged mappings.
    pub fn own_entries(self) -> impl DoubleEndedIterator<Item = (Node<'d>, Node<'d>)> {
        let entries: &[(usize, usize)] = match self.data().map(|data| &data.kind) {
            Some(Kind::Mapping { entries, .. }) => entries,
            _ => &[],
        };
        entries
            .iter()
            .map(move |(key, value)| (Node::new(self.document, *key), Node::new(self.document, *value)))
    }

    /// The value that is written under a key; of several the last, as YAML libraries of Python have it.
    pub fn own(self, key: &str) -> Option<Node<'d>> {
        let is_it = |name: Node| name.text() == Some(key);
        if let Kind::Mapping { entries, by_key, .. } = &self.data()?.kind
            && !by_key.is_empty()
        {
            let (name, value) = entries.get(by_key.get(key)?.last)?;
            return is_it(Node::new(self.document, *name)).then(|| Node::new(self.document, *value));
        }
        self.own_entries().rev().find(|(name, _)| is_it(*name)).map(|(_, value)| value)
    }

    /// The value under a key, of this mapping or of those merged into it.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        let mut visited = Vec::new();
        self.find(key, &mut visited)
    }

    fn find(self, key: &str, visited: &mut Vec<usize>) -> Option<Node<'d>> {
        let own = self.document.data(self.index)?;
        let index = if let Kind::Alias(target) = own.kind { target } else { self.index };
        // Each mapping is looked into once: merges of merges could be without end.
        if visited.contains(&index) || visited.len() > 64 {
            return None;
        }
        visited.push(index);
        if let Some(value) = self.own(key) {
            return Some(value);
        }
        let merged = self.own(MERGE)?;
        if merged.is_sequence() {
            return merged.items().find_map(|one| one.find(key, visited));
        }
        merged.find(key, visited)
    }

    /// The value under keys, one inside the other.
    pub fn at(self, keys: &[&str]) -> Option<Node<'d>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }
}
