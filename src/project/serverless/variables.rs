//! Texts with variables, as far as the files determine their values (Serverless Framework, "Variables").

use super::files::Files;
use crate::project::document::Node;
use std::cell::Cell;

/// Maximum depth of nested variables, and maximum number of variables that are resolved for a function.
const MAX_DEPTH: usize = 16;
const MAX_STEPS: usize = 1_000;
/// Maximum number of bytes of a text that is put together.
const MAX_BYTES: usize = 64 << 10;

/// Sources that are treated as empty, because their values come from outside the files. The next source is used.
const OPTIONAL: &[&str] = &["env:", "opt:"];

/// The variables of a service.
pub struct Variables<'d> {
    root: Node<'d>,
    files: &'d Files,
    steps: Cell<usize>,
}

/// The result of one source of a variable.
enum Source<'d> {
    Text(String),
    /// A value of a file.
    Node(Node<'d>),
    /// No value: the next source is used.
    Missing,
    /// A value that cannot be determined from the files.
    Unknown,
}

impl<'d> Variables<'d> {
    /// Creates the variables of a service. `files`: the files that it refers to.
    pub fn new(root: Node<'d>, files: &'d Files) -> Variables<'d> {
        Variables { root, files, steps: Cell::new(0) }
    }

    /// Resets the counter, so that the limit applies to each function separately.
    pub fn begin(&self) {
        self.steps.set(0);
    }

    /// Returns the text of a value. `None` if it cannot be determined from the files.
    pub fn text(&self, node: Node<'d>) -> Option<String> {
        self.resolved(node.str()?, 0)
    }

    /// Returns a value, or the value of the variable if it consists of one variable and nothing else. `None` if it
    /// cannot be determined from the files.
    pub fn value(&self, node: Node<'d>) -> Option<Node<'d>> {
        self.followed(node, 0)
    }

    /// Returns the value at a path of nested keys. Variables on the path are followed.
    pub fn at(&self, keys: &[&str]) -> Option<Node<'d>> {
        keys.iter().try_fold(self.root, |node, key| self.value(node)?.get(key))
    }

    fn step(&self, depth: usize) -> Option<()> {
        self.steps.set(self.steps.get() + 1);
        (depth <= MAX_DEPTH && self.steps.get() <= MAX_STEPS).then_some(())
    }

    fn followed(&self, node: Node<'d>, depth: usize) -> Option<Node<'d>> {
        let inner = node.str().and_then(|text| text.trim().strip_prefix("${"));
        let Some(inner) =
            inner.and_then(|inner| inner.get(..end_of(inner)?).filter(|all| all.len() + 1 == inner.len()))
        else {
            return Some(node);
        };
        self.step(depth)?;
        let sources = self.resolved(inner, depth + 1)?;
        for source in sources_in(&sources) {
            match self.source(source.trim(), depth + 1) {
                Source::Node(node) => return self.followed(node, depth + 1),
                Source::Text(_) => return Some(node),
                Source::Missing => {}
                Source::Unknown => return None,
            }
        }
        None
    }

    fn resolved(&self, text: &str, depth: usize) -> Option<String> {
        let (mut result, mut rest) = (String::new(), text);
        while let Some((before, behind)) = rest.split_once("${") {
            self.step(depth)?;
            if result.len() > MAX_BYTES {
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

    /// Returns the value of the first source that has one.
    fn variable(&self, sources: &str, depth: usize) -> Option<String> {
        for source in sources_in(sources) {
            match self.source(source.trim(), depth) {
                Source::Text(text) => return Some(text),
                Source::Node(node) => return self.resolved(node.str()?, depth),
                Source::Missing => {}
                Source::Unknown => return None,
            }
        }
        None
    }

    fn source(&self, source: &str, depth: usize) -> Source<'d> {
        let quoted = |quote: char| source.strip_prefix(quote)?.strip_suffix(quote);
        if let Some(text) = quoted('\'').or_else(|| quoted('"')) {
            return Source::Text(text.to_string());
        }
        if let Some(path) = source.strip_prefix("self:") {
            return self.address(self.root, path, depth);
        }
        if let Some((path, address)) = source.strip_prefix("file(").and_then(|rest| rest.split_once(')')) {
            let Some(root) = self.files.root(path) else { return Source::Unknown };
            return match address.strip_prefix(':') {
                Some(address) => self.address(root, address, depth),
                None => Source::Node(root),
            };
        }
        if source == "sls:stage" {
            return Source::Text(self.stage(depth));
        }
        if let Some(name) = source.strip_prefix("param:") {
            return self.param(name, depth);
        }
        if OPTIONAL.iter().any(|start| source.starts_with(start)) {
            return Source::Missing;
        }
        // Bare words and numbers are literal values.
        if source.contains([':', '(']) { Source::Unknown } else { Source::Text(source.to_string()) }
    }

    /// Returns the stage that is deployed unless another one is selected (Serverless Framework, `get-sls.js`).
    fn stage(&self, depth: usize) -> String {
        let stage = self.nested(&["provider", "stage"], depth).and_then(Node::str);
        stage.and_then(|stage| self.resolved(stage, depth + 1)).unwrap_or_else(|| "dev".to_string())
    }

    /// Returns the value of a parameter: that of the stage, else the default (Serverless Framework, "Parameters"). One
    /// that is not in the file comes from the command line or the dashboard.
    fn param(&self, name: &str, depth: usize) -> Source<'d> {
        let stage = self.stage(depth + 1);
        let at = |keys: &[&str]| self.nested(keys, depth);
        let value = [stage.as_str(), "default"].iter().find_map(|stage| {
            at(&["stages", stage, "params", name]).or_else(|| at(&["params", stage, name]))
        });
        value.map_or(Source::Missing, Source::Node)
    }

    fn nested(&self, keys: &[&str], depth: usize) -> Option<Node<'d>> {
        keys.iter().try_fold(self.root, |node, key| self.followed(node, depth + 1)?.get(key))
    }

    /// Returns the value at a path of keys that are separated by dots.
    fn address(&self, mut node: Node<'d>, keys: &str, depth: usize) -> Source<'d> {
        for key in keys.split('.') {
            let Some(outer) = self.followed(node, depth) else { return Source::Unknown };
            match outer.get(key) {
                Some(inner) => node = inner,
                // The key may be in the value of another variable.
                None if outer.text().is_some_and(|text| text.contains("${")) => return Source::Unknown,
                None => return Source::Missing,
            }
        }
        Source::Node(node)
    }
}

/// Returns the offset of the brace that ends a variable. `text`: the text after its `${`.
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

/// Splits the sources of a variable at commas outside of quotes and parentheses.
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
