//! Texts with variables, as far as the file says what they are (Serverless Framework, "Variables").

use crate::project::document::Node;
use std::cell::Cell;

/// Variables within variables that are followed, and variables in all.
const MOST_DEPTH: usize = 16;
const MOST_STEPS: usize = 1_000;
/// Bytes of a text that is put together.
const MOST_BYTES: usize = 64 << 10;

/// What is not there unless somebody gives it, so that the next source counts.
const OPTIONAL: &[&str] = &["env:", "opt:", "param:"];

/// The variables of a file.
pub struct Variables<'d> {
    root: Node<'d>,
    steps: Cell<usize>,
}

/// What a source of a variable gives.
enum Source {
    Text(String),
    /// Nothing, so that the next one counts.
    Missing,
    /// Something that the file does not say.
    Unknown,
}

impl<'d> Variables<'d> {
    /// Of a file.
    pub fn new(root: Node<'d>) -> Variables<'d> {
        Variables { root, steps: Cell::new(0) }
    }

    /// Counts anew: what one function takes is not taken from the others.
    pub fn begin(&self) {
        self.steps.set(0);
    }

    /// The text that a value is; `None` if the file does not say it.
    pub fn text(&self, node: Node<'d>) -> Option<String> {
        self.resolved(node.str()?, 0)
    }

    fn resolved(&self, text: &str, depth: usize) -> Option<String> {
        let (mut result, mut rest) = (String::new(), text);
        while let Some((before, behind)) = rest.split_once("${") {
            self.steps.set(self.steps.get() + 1);
            if depth > MOST_DEPTH || self.steps.get() > MOST_STEPS || result.len() > MOST_BYTES {
                return None;
            }
            result.push_str(before);
            let end = end_of(behind)?;
            let variable = self.resolved(behind.get(..end)?, depth + 1)?;
            result.push_str(&self.variable(&variable, depth + 1)?);
            rest = behind.get(end + 1..)?;
        }
        result.push_str(rest);
        Some(result)
    }

    /// The first source that gives something.
    fn variable(&self, sources: &str, depth: usize) -> Option<String> {
        for source in sources_in(sources) {
            match self.source(source.trim(), depth) {
                Source::Text(text) => return Some(text),
                Source::Missing => {}
                Source::Unknown => return None,
            }
        }
        None
    }

    fn source(&self, source: &str, depth: usize) -> Source {
        let quoted = |quote: char| source.strip_prefix(quote)?.strip_suffix(quote);
        if let Some(text) = quoted('\'').or_else(|| quoted('"')) {
            return Source::Text(text.to_string());
        }
        let of_text = |text: Option<String>| text.map_or(Source::Unknown, Source::Text);
        if let Some(path) = source.strip_prefix("self:") {
            let mut node = self.root;
            for key in path.split('.') {
                match node.get(key) {
                    Some(next) => node = next,
                    // What another variable gives may have it.
                    None if node.text().is_some() => return Source::Unknown,
                    None => return Source::Missing,
                }
            }
            return of_text(node.str().and_then(|text| self.resolved(text, depth)));
        }
        if source == "sls:stage" {
            let stage = self.root.at(&["provider", "stage"]).and_then(Node::str);
            return Source::Text(stage.filter(|stage| !stage.contains("${")).unwrap_or("dev").to_string());
        }
        if OPTIONAL.iter().any(|start| source.starts_with(start)) {
            return Source::Missing;
        }
        // Bare words and numbers are what they are.
        if source.contains([':', '(']) { Source::Unknown } else { Source::Text(source.to_string()) }
    }
}

/// Where the brace is that ends a variable, whose beginning is left out.
fn end_of(text: &str) -> Option<usize> {
    let mut depth = 0;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' if at > 0 && bytes.get(at - 1) == Some(&b'$') => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The sources of a variable: commas part them, but not in quotes or parentheses.
fn sources_in(text: &str) -> Vec<&str> {
    let (mut sources, mut from, mut quote, mut depth) = (Vec::new(), 0, None, 0_usize);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                sources.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    sources.extend(text.get(from..));
    sources
}
