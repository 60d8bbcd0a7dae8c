//! A value of a document, and its properties.

use super::Document;
use crate::collections::BTreeMap;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// The start of a value: line and column, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[derive(Debug)]
pub(super) struct Data {
    pub kind: Kind,
    /// `Sub` of `!Sub`.
    pub tag: Option<String>,
    /// Its byte range in the text, with its tag, without its anchor.
    pub span: Range<usize>,
    pub place: Position,
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
        /// The keys of a mapping with many entries, and where they occur. Empty in a small mapping.
        by_key: BTreeMap<String, Seen>,
    },
    Alias(usize),
}

/// A key of a mapping.
#[derive(Debug)]
pub(super) struct Seen {
    /// Position of its first occurrence.
    pub first: Position,
    /// Index of its last entry.
    pub last: usize,
}

/// The key with which a YAML mapping includes the entries of other mappings (yaml.org/type/merge.html).
pub(super) const MERGE: &str = "<<";

/// Words for null and true in YAML 1.1, which CloudFormation reads, and in JSON.
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

    /// Returns the value, or the value that an alias refers to. No alias refers to another alias.
    fn data(self) -> Option<&'d Data> {
        let own = self.document.data(self.index)?;
        match own.kind {
            Kind::Alias(target) => self.document.data(target),
            _ => Some(own),
        }
    }

    /// Returns the start of the value; for an alias, the start of the alias.
    pub fn place(self) -> Position {
        self.document.data(self.index).map(|data| data.place).unwrap_or_default()
    }

    /// Returns the byte range in the text; for an alias, the range of the alias.
    pub fn span(self) -> Range<usize> {
        self.document.data(self.index).map(|data| data.span.clone()).unwrap_or_default()
    }

    /// Whether the value is part of this document.
    pub fn is_in(self, document: &Document) -> bool {
        std::ptr::eq(self.document, document)
    }

    /// Returns the name of its tag: `Sub` of `!Sub`.
    pub fn tag(self) -> Option<&'d str> {
        self.data()?.tag.as_deref()
    }

    /// Returns the text of a scalar with any tag or none. `None` for null.
    pub fn text(self) -> Option<&'d str> {
        match &self.data()?.kind {
            Kind::Scalar { text, is_plain } if !(*is_plain && NULLS.contains(&text.as_str())) => Some(text),
            _ => None,
        }
    }

    /// Returns the text of a scalar without a tag.
    pub fn str(self) -> Option<&'d str> {
        if self.tag().is_some() { None } else { self.text() }
    }

    /// Whether it is a scalar that means true.
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

    /// Whether it is a flow mapping (in braces).
    pub fn is_flow(self) -> bool {
        self.data().is_some_and(|data| matches!(data.kind, Kind::Mapping { is_flow: true, .. }))
    }

    /// Whether it is an alias of another value.
    pub fn is_alias(self) -> bool {
        self.document.data(self.index).is_some_and(|data| matches!(data.kind, Kind::Alias(_)))
    }

    /// Returns the items of a list; nothing for other values.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        let indices: &[usize] = match self.data().map(|data| &data.kind) {
            Some(Kind::Sequence(items)) => items,
            _ => &[],
        };
        indices.iter().map(move |index| Node::new(self.document, *index))
    }

    /// Returns the keys and values that are written in a mapping, without those of merged mappings.
    pub fn own_entries(self) -> impl DoubleEndedIterator<Item = (Node<'d>, Node<'d>)> {
        let entries: &[(usize, usize)] = match self.data().map(|data| &data.kind) {
            Some(Kind::Mapping { entries, .. }) => entries,
            _ => &[],
        };
        entries
            .iter()
            .map(move |(key, value)| (Node::new(self.document, *key), Node::new(self.document, *value)))
    }

    /// Returns the value of a key that is written in this mapping. If the key occurs several times, the last value, as
    /// in Python's YAML libraries.
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

    /// Returns the value of a key in this mapping or in a mapping merged into it.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        let mut visited = Vec::new();
        self.find(key, &mut visited)
    }

    fn find(self, key: &str, visited: &mut Vec<usize>) -> Option<Node<'d>> {
        let own = self.document.data(self.index)?;
        let index = if let Kind::Alias(target) = own.kind { target } else { self.index };
        // Each mapping is searched only once, because merged mappings can form a circle.
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

    /// Returns the value at a path of nested keys.
    pub fn at(self, keys: &[&str]) -> Option<Node<'d>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }
}
