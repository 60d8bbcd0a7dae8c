//! What a Python source says: what it imports, which names it has, whether it can be parsed at all.
//! Only what the checks need is kept; the syntax tree is dropped at once.

mod asks;
mod blocks;
mod bounds;
mod calls;
mod conditions;
mod decode;
mod dynamic;
mod encodings;
mod exports;
mod guards;
mod handlers;
mod imports;
mod modules;
mod reader;
mod uses;

use crate::collections::{BTreeMap, BTreeSet};
pub use asks::{Ask, Asked};
pub use handlers::{HandlerKind, HandlerName, USUAL, WebApp};
use ruff_python_ast::PythonVersion;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextSize};
use std::ops::Range;
pub use uses::Use;

/// Sources larger than this are not parsed: nobody writes them, and the tree is ten times as large.
pub const MAX_SOURCE_SIZE: u64 = 1 << 20;

/// How sure it is that code runs on Lambda, and fails the function where it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The failure is caught, or the code never runs there.
    Guarded,
    /// Under a condition that nobody can tell beforehand.
    Perhaps,
    /// It happens whenever the module is imported.
    Surely,
}

/// One module that is imported. `from a import b, c` makes two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Dotted, without the leading dots; empty for `from . import a`.
    pub module: String,
    /// The number of leading dots.
    pub level: u32,
    /// The `b` of `from a import b`; `*` for all.
    pub name: Option<String>,
    /// Counted from one.
    pub line: u32,
    /// Within its function, if it stands in one.
    pub certainty: Certainty,
    /// The outermost function it stands in.
    pub function: Option<String>,
    /// It is guarded against a module that is missing, not against one that cannot be loaded.
    pub passes_load_errors: bool,
    /// It runs if a module is found, whether that can be loaded or not: `if find_spec("x")`. Empty where it cannot be read
    /// which.
    pub looked_for: Option<String>,
    /// It runs if one of these, by index, fails: `except ImportError: import other`.
    pub fallback_for: Option<Range<usize>>,
}

/// What a name at the top of a module stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A function.
    Function {
        /// `async def`.
        is_async: bool,
        /// What a decorator makes of it is not known.
        is_decorated: bool,
        /// Counted from one.
        line: u32,
    },
    /// Index in [`Code::imports`].
    Import(usize),
    /// A class, a variable.
    Other,
}

/// A fault with its line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from one.
    pub line: u32,
    /// A clause.
    pub what: String,
}

/// What a source says.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// In the order of the source.
    pub imports: Vec<Import>,
    /// What the module defines at its top level.
    pub names: BTreeMap<String, Name>,
    /// What `__all__` lists, where one statement says all of it. Empty of libraries.
    pub exports: Vec<String>,
    /// How many of the imports stand before a name is first bound. Empty of libraries.
    pub bound_after: BTreeMap<String, usize>,
    /// Attributes of the standard library that not every version has.
    pub uses: Vec<Use>,
    /// Attributes of other modules, the first use of each, in the order of the source. Empty of libraries.
    pub uses_of_others: Vec<Use>,
    /// What it looks up by its name.
    pub asks: Vec<Ask>,
    /// Such that it sets itself, for whoever comes after: module and name.
    pub sets: BTreeSet<(String, String)>,
    /// Names are made in ways that cannot be read.
    pub has_hidden_names: bool,
    /// Modules are imported by names that cannot be read.
    pub has_hidden_imports: bool,
    /// `sys.path` is changed.
    pub changes_path: bool,
    /// Modules that it puts into `sys.modules` itself.
    pub makes: BTreeSet<String>,
    /// It may put others there, of names that cannot be read.
    pub makes_more: bool,
    /// A call is given the module's own name, and may give it names in turn.
    pub is_handed_out: bool,
    /// Modules, dotted, that it gives to others, who may give them names. Empty of libraries.
    pub handed_out: BTreeSet<String>,
    /// Attributes that it sets of what may be modules.
    pub attributes_set: BTreeSet<String>,
    /// The words of its strings, in lower case: frameworks load modules by such names. Of libraries only
    /// where it makes modules.
    pub words: BTreeSet<String>,
    /// What may be a handler, in the order of the source.
    pub handlers: Vec<HandlerName>,
    /// The first web application that it makes at its top, or else the first function that makes one.
    pub web_app: Option<WebApp>,
    /// Why the target's Python cannot compile it.
    pub fault: Option<Fault>,
    /// Why nobody looked, in a clause.
    pub unchecked: Option<String>,
}

impl Code {
    fn unchecked(why: impl Into<String>) -> Code {
        Code {
            unchecked: Some(why.into()),
            has_hidden_names: true,
            has_hidden_imports: true,
            ..Code::default()
        }
    }

    /// What was too large to read.
    pub fn too_long(size: u64) -> Code {
        Code::unchecked(format!("it has {}", crate::format::bytes(size)))
    }

    /// What could not be read; `why` is a clause.
    pub fn unreadable(why: &str) -> Code {
        Code::unchecked(format!("it cannot be read: {why}"))
    }

    /// Reads a source as CPython 3.`minor` would.
    pub fn read(bytes: &[u8], minor: u8) -> Code {
        Code::read_with(bytes, minor, true, |_| true)
    }

    /// The same without what matters only of the user's own: libraries are large.
    pub fn read_library(bytes: &[u8], minor: u8) -> Code {
        let may_make = |text: &str| text.contains("modules") || text.contains("meta_path");
        let code = Code::read_with(bytes, minor, false, may_make);
        let words = if code.makes_more { code.words } else { BTreeSet::new() };
        Code { words, bound_after: BTreeMap::new(), exports: Vec::new(), handlers: Vec::new(), ..code }
    }

    fn read_with(bytes: &[u8], minor: u8, is_own: bool, has_words: fn(&str) -> bool) -> Code {
        if bytes.len() as u64 > MAX_SOURCE_SIZE {
            return Code::too_long(bytes.len() as u64);
        }
        let text = match decode::decode(bytes) {
            Ok(text) => text,
            Err(fault) => return Code { fault: Some(fault), ..Code::default() },
        };
        if let Err(why) = bounds::check(&text) {
            return Code::unchecked(why);
        }
        let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion { major: 3, minor });
        let parsed = parse_unchecked(&text, options);
        let line = |at: TextSize| line_of(text.as_bytes(), at.to_usize());
        // What follows the first error is its consequence.
        let error = parsed.errors().iter().min_by_key(|error| error.location.start());
        let newer = parsed.unsupported_syntax_errors().iter().min_by_key(|error| error.range().start());
        let fault = match (error, newer) {
            (Some(error), _) => Some(Fault {
                line: line(error.location.start()),
                what: words(&text, error.location.start().to_usize(), &error.error.to_string()),
            }),
            (None, Some(newer)) => {
                Some(Fault { line: line(newer.range().start()), what: lowered(&newer.to_string()) })
            }
            (None, None) => None,
        };
        let mut code = reader::read(parsed.syntax(), &text, minor, (is_own, has_words(&text)));
        code.fault = fault;
        code
    }
}

/// The line of an offset, from 1. Old Macs' line ends count too, as CPython counts them.
fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = bytes.get(..at).unwrap_or(bytes);
    let ends = before.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u32 + 1
}

/// The parser's words, and what they most likely mean.
fn words(text: &str, at: usize, error: &str) -> String {
    let start = text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |end| end + 1);
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default().trim_start();
    let error = lowered(error);
    let is_print =
        line.strip_prefix("print ").is_some_and(|rest| !rest.trim_start().starts_with(['(', '=', '.']));
    if is_print || line.starts_with("exec \"") {
        format!("{error}: this is Python 2")
    } else if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
        "a merge conflict was left in it".to_string()
    } else {
        error
    }
}

/// A sentence as a clause.
fn lowered(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) if !chars.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => sentence.to_string(),
    }
}

#[cfg(test)]
mod tests;
