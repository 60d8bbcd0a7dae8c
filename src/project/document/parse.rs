//! Builds the nodes of a document from the events of the YAML parser.

use super::Document;
use super::node::{Data, Kind, MERGE, Position, Seen};
use crate::collections::BTreeMap;
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StructureStyle, Tag};
use std::ops::Range;

/// Maximum number of values that are read from a text. A template of 5 MB has about 400,000.
const MAX_NODES: usize = 1_000_000;

/// Maximum number of duplicate keys that are recorded, and maximum number of characters of each key.
const MAX_DUPLICATES: usize = 100;
const MAX_KEY_LENGTH: usize = 100;

/// Mappings with more entries than this get an index by key.
const MAX_SCANNED_ENTRIES: usize = 16;

/// The reason why a text cannot be read, and the position.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The reason, as a clause.
    pub why: String,
    /// The position where reading stopped.
    pub place: Position,
}

/// A key that occurs twice in one mapping. The first occurrence is ignored.
#[derive(Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The keys of the enclosing mappings, the outermost first, and then the key itself.
    pub path: Vec<String>,
    /// Position of the first occurrence.
    pub first: Position,
    /// Position of the later occurrence.
    pub place: Position,
}

pub(super) fn parse(text: &str) -> Result<Document, Fault> {
    let mut options = Options::default();
    options.block_scalar_eof_without_line_feed = true;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder { text, ..Builder::default() };
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| fault(&error))?;
        // Tools that deploy the file read one document and reject more.
        if matches!(event, Event::DocumentStart(..)) && builder.root.is_some() {
            let why = "a second document begins there, and only one is read".to_string();
            return Err(Fault { why, place: place_of(&span.start) });
        }
        builder.take(event, &span)?;
    }
    let empty = || Fault { why: "it is empty".to_string(), place: Position { line: 1, column: 1 } };
    let root = builder.root.ok_or_else(empty)?;
    Ok(Document { nodes: builder.nodes, root, duplicates: builder.duplicates })
}

fn fault(error: &ScanError) -> Fault {
    // The parser's message ends with the position in its own notation.
    let why = error.to_string();
    let why = why.split(" at char ").next().unwrap_or_default().to_string();
    Fault { why, place: place_of(error.marker()) }
}

fn place_of(marker: &granit_parser::Marker) -> Position {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Position { line: number(marker.line()), column: number(marker.col()).saturating_add(1) }
}

/// A list or mapping that has not ended.
struct Open {
    index: usize,
    /// The key whose value comes next.
    key: Option<usize>,
    /// The most recent key.
    last: Option<usize>,
    /// The keys that were read so far.
    seen: BTreeMap<String, Seen>,
}

#[derive(Default)]
struct Builder<'t> {
    text: &'t str,
    nodes: Vec<Data>,
    /// Index of the node of each anchor, by the parser's number of the anchor.
    anchors: BTreeMap<usize, usize>,
    open: Vec<Open>,
    root: Option<usize>,
    duplicates: Vec<Duplicate>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Fault> {
        let place = place_of(&span.start);
        if self.nodes.len() >= MAX_NODES {
            return Err(Fault { why: format!("it has more than {MAX_NODES} values"), place });
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let bytes = self.scalar_bytes(span, style);
                let kind = Kind::Scalar { text: text.into_owned(), is_plain: style == ScalarStyle::Plain };
                self.add(kind, tag.as_deref(), bytes, span, anchor);
            }
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor).copied() else {
                    return Err(Fault { why: "an alias has no anchor".to_string(), place });
                };
                self.add(Kind::Alias(target), None, bytes_of(span), span, 0);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(Kind::Sequence(Vec::new()), tag.as_deref(), span, anchor);
            }
            Event::MappingStart(style, anchor, tag) => {
                let is_flow = style == StructureStyle::Flow;
                let by_key = BTreeMap::new();
                let kind = Kind::Mapping { entries: Vec::new(), is_flow, by_key };
                self.begin(kind, tag.as_deref(), span, anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => {}
        }
        Ok(())
    }

    /// Returns the byte range of a scalar. A block scalar begins with its `|` or `>`, which the parser's range does not
    /// include.
    fn scalar_bytes(&self, span: &Span, style: ScalarStyle) -> Range<usize> {
        let bytes = bytes_of(span);
        let sign = match style {
            ScalarStyle::Literal => '|',
            ScalarStyle::Folded => '>',
            _ => return bytes,
        };
        let start = self.text.get(..bytes.start).and_then(|before| before.rfind(sign)).unwrap_or(bytes.start);
        // It ends with its text. The parser's range may include the indentation of the next line.
        start..self.text.get(start..bytes.end).map_or(bytes.end, |block| start + block.trim_end().len())
    }

    fn add(
        &mut self,
        kind: Kind,
        tag: Option<&Tag>,
        mut bytes: Range<usize>,
        span: &Span,
        anchor: usize,
    ) -> usize {
        if let Some(start) = span.tag_start().and_then(|marker| marker.byte_offset()) {
            bytes.start = bytes.start.min(start);
        }
        let index = self.nodes.len();
        let tag = tag.filter(|tag| tag.handle() == "!").map(|tag| tag.suffix().to_string());
        self.nodes.push(Data { kind, tag, span: bytes, place: place_of(&span.start) });
        if anchor > 0 {
            self.anchors.insert(anchor, index);
        }
        self.attach(index);
        index
    }

    fn begin(&mut self, kind: Kind, tag: Option<&Tag>, span: &Span, anchor: usize) {
        let index = self.add(kind, tag, bytes_of(span), span, anchor);
        self.open.push(Open { index, key: None, last: None, seen: BTreeMap::new() });
    }

    fn end(&mut self, span: &Span) {
        let Some(open) = self.open.pop() else { return };
        // For a block collection, the parser gives the start of the next token. Its real end is the end of its last
        // value.
        let bytes = bytes_of(span);
        let last = match self.nodes.get(open.index).map(|data| &data.kind) {
            Some(Kind::Sequence(items)) => items.last().copied(),
            Some(Kind::Mapping { entries, .. }) => entries.last().map(|(_, value)| *value),
            _ => None,
        };
        let last = last.and_then(|last| self.nodes.get(last)).map(|data| data.span.end);
        let end = if bytes.is_empty() { last.unwrap_or(bytes.end) } else { bytes.end };
        if let Some(data) = self.nodes.get_mut(open.index) {
            data.span.end = data.span.end.max(end);
            if let Kind::Mapping { entries, by_key, .. } = &mut data.kind
                && entries.len() > MAX_SCANNED_ENTRIES
            {
                *by_key = open.seen;
            }
        }
    }

    /// Adds a node to the innermost open list or mapping.
    fn attach(&mut self, index: usize) {
        let Some(at) = self.open.len().checked_sub(1) else {
            self.root.get_or_insert(index);
            return;
        };
        self.note_duplicate(index);
        let Some(open) = self.open.get_mut(at) else { return };
        match self.nodes.get_mut(open.index).map(|data| &mut data.kind) {
            Some(Kind::Sequence(items)) => items.push(index),
            Some(Kind::Mapping { entries, .. }) => match open.key.take() {
                Some(key) => entries.push((key, index)),
                None => (open.key, open.last) = (Some(index), Some(index)),
            },
            _ => {}
        }
    }

    /// Records a key, and whether its mapping already has the same key.
    fn note_duplicate(&mut self, index: usize) {
        let Some(open) = self.open.last_mut() else { return };
        let last = match self.nodes.get(open.index).map(|data| &data.kind) {
            Some(Kind::Mapping { entries, .. }) if open.key.is_none() => entries.len(),
            _ => return,
        };
        let Some(Data { kind: Kind::Scalar { text, .. }, place, .. }) = self.nodes.get(index) else { return };
        match open.seen.get_mut(text) {
            None => {
                open.seen.insert(text.clone(), Seen { first: *place, last });
            }
            Some(seen) => {
                seen.last = last;
                if text == MERGE || self.duplicates.len() == MAX_DUPLICATES {
                    return;
                }
                let (first, place, text) = (seen.first, *place, beginning(text));
                let outer = self.open.split_last().map_or(&[][..], |(_, outer)| outer);
                let mut path: Vec<String> =
                    outer.iter().filter_map(|open| self.key_text(open.last?)).collect();
                path.push(text);
                self.duplicates.push(Duplicate { path, first, place });
            }
        }
    }

    fn key_text(&self, index: usize) -> Option<String> {
        match &self.nodes.get(index)?.kind {
            Kind::Scalar { text, .. } => Some(beginning(text)),
            _ => None,
        }
    }
}

fn beginning(text: &str) -> String {
    text.chars().take(MAX_KEY_LENGTH).collect()
}

fn bytes_of(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or_default()
}
