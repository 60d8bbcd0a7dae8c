//! What a Python source contains: its imports, the names that it defines, and whether it can be parsed
//! at all. Only what the checks need is kept; the syntax tree is dropped at once.

mod blocks;
mod bounds;
mod calls;
mod conditions;
mod decode;
mod dotted;
mod dynamic;
mod encodings;
mod environment;
mod exports;
mod guards;
mod handlers;
mod imports;
mod modules;
mod paths;
mod reader;
mod runtime_lookups;
mod uses;

use crate::collections::{BTreeMap, BTreeSet};
pub use handlers::{HandlerKind, HandlerName, USUAL, WEB_APP, WebApp};
use ruff_python_ast::PythonVersion;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextSize};
pub use runtime_lookups::{LookupTarget, RuntimeLookup};
use std::ops::Range;
pub use uses::Use;

/// Maximum size of a source in bytes. Larger sources are not parsed: nobody writes them, and the tree is ten
/// times as large.
pub const MAX_SOURCE_SIZE: u64 = 1 << 20;

/// How certain it is that code runs on Lambda, and that the function fails if the code fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The failure is caught, or the code never runs on Lambda.
    Guarded,
    /// The code runs under a condition whose value is not known in advance.
    Possible,
    /// The code runs whenever the module is imported.
    Certain,
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
    /// The line number, from 1.
    pub line: u32,
    /// How certain it is that the import runs. If it is in a function: that it runs when the function is called.
    pub certainty: Certainty,
    /// The outermost function that it is in.
    pub function: Option<String>,
    /// Whether it is guarded against a missing module, but not against a module that cannot be loaded.
    pub passes_load_errors: bool,
    /// The module that must be found so that the import runs, whether the module can be loaded or not:
    /// `if find_spec("x")`. Empty if it cannot be determined which module.
    pub looked_for: Option<String>,
    /// The imports, by index, of which one must fail so that this import runs: `except ImportError: import other`.
    pub fallback_for: Option<Range<usize>>,
}

/// What a name at the top of a module stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A function.
    Function {
        /// `async def`.
        is_async: bool,
        /// Whether it has decorators. What they return is not known.
        is_decorated: bool,
        /// Whether it can be called with an event and a context, as far as this is known.
        takes_event: bool,
        /// The line number, from 1.
        line: u32,
    },
    /// Index in [`ModuleAnalysis::imports`].
    Import(usize),
    /// A variable that surely has a value that Lambda cannot call.
    Value {
        /// A noun.
        what: &'static str,
        /// The line number, from 1.
        line: u32,
    },
    /// A class, another variable.
    Other,
}

/// A fault with its line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line number, from 1.
    pub line: u32,
    /// A clause.
    pub what: String,
}

/// What is known about a source.
#[derive(Clone, Debug, Default)]
pub struct ModuleAnalysis {
    /// In the order of the source.
    pub imports: Vec<Import>,
    /// What the module defines at its top level.
    pub names: BTreeMap<String, Name>,
    /// The names that `__all__` lists, if a single statement lists all of them. Empty for libraries.
    pub exports: Vec<String>,
    /// How many of the imports stand before a name is first bound. Empty for libraries.
    pub bound_after: BTreeMap<String, usize>,
    /// Uses of attributes of the standard library that not every version has.
    pub uses: Vec<Use>,
    /// Uses of attributes of other modules: the first use of each, in the order of the source. Empty for libraries.
    pub uses_of_others: Vec<Use>,
    /// What it looks up by name at run time.
    pub asks: Vec<RuntimeLookup>,
    /// Attributes of modules that it sets itself, for code that runs later: module and name.
    pub sets: BTreeSet<(String, String)>,
    /// Whether it defines names that cannot be determined.
    pub has_hidden_names: bool,
    /// Whether it imports modules whose names cannot be determined.
    pub has_hidden_imports: bool,
    /// Whether it changes `sys.path`.
    pub changes_path: bool,
    /// What it adds to `sys.path` that is outside of the package, or not known: the text of the source.
    pub outer_path: Option<String>,
    /// Modules that it adds to `sys.modules` itself.
    pub makes: BTreeSet<String>,
    /// Whether it may add other modules, whose names cannot be determined.
    pub makes_more: bool,
    /// Whether it passes its own name to a call, which may then add names to it.
    pub is_handed_out: bool,
    /// Dotted names of modules that it passes to other code, which may add names to them. Empty for libraries.
    pub handed_out: BTreeSet<String>,
    /// Attributes that it sets on values that may be modules.
    pub attributes_set: BTreeSet<String>,
    /// The words in its strings, in lower case, because frameworks load modules by such names. For libraries, they
    /// are kept only if the library may add modules whose names cannot be determined.
    pub words: BTreeSet<String>,
    /// The first parts of its strings that are dotted names as a whole, in lower case. Kept as `words` are; code that
    /// adds modules under other names has their names in such strings.
    pub dotted_strings: BTreeSet<String>,
    /// Possible handlers, in the order of the source.
    pub handlers: Vec<HandlerName>,
    /// The first web application that it creates at its top level. If there is none, the first function that
    /// creates one.
    pub web_app: Option<WebApp>,
    /// Why the target's Python cannot compile it.
    pub fault: Option<Fault>,
    /// Why the source was not checked, in a clause.
    pub unchecked: Option<String>,
}

impl ModuleAnalysis {
    fn unchecked(why: impl Into<String>) -> ModuleAnalysis {
        ModuleAnalysis {
            unchecked: Some(why.into()),
            has_hidden_names: true,
            has_hidden_imports: true,
            ..ModuleAnalysis::default()
        }
    }

    /// Returns the result for a source that is too large to be read.
    pub fn too_long(size: u64) -> ModuleAnalysis {
        ModuleAnalysis::unchecked(format!("it has {}", crate::format::bytes(size)))
    }

    /// Returns the result for a source that could not be read; `why` is a clause.
    pub fn unreadable(why: &str) -> ModuleAnalysis {
        ModuleAnalysis::unchecked(format!("it cannot be read: {why}"))
    }

    /// Reads a source as CPython 3.`minor` would.
    pub fn read(bytes: &[u8], minor: u8) -> ModuleAnalysis {
        ModuleAnalysis::read_with(bytes, minor, true, |_| true)
    }

    /// Reads a source of a library: what matters only for the user's own sources is left out, because
    /// libraries are large.
    pub fn read_library(bytes: &[u8], minor: u8) -> ModuleAnalysis {
        let may_make = |text: &str| text.contains("modules") || text.contains("meta_path");
        let code = ModuleAnalysis::read_with(bytes, minor, false, may_make);
        let (words, dotted_strings) = match code.makes_more {
            true => (code.words, code.dotted_strings),
            false => (BTreeSet::new(), BTreeSet::new()),
        };
        ModuleAnalysis {
            words,
            dotted_strings,
            bound_after: BTreeMap::new(),
            exports: Vec::new(),
            handlers: Vec::new(),
            ..code
        }
    }

    fn read_with(bytes: &[u8], minor: u8, is_own: bool, has_words: fn(&str) -> bool) -> ModuleAnalysis {
        if bytes.len() as u64 > MAX_SOURCE_SIZE {
            return ModuleAnalysis::too_long(bytes.len() as u64);
        }
        let text = match decode::decode(bytes) {
            Ok(text) => text,
            Err(fault) => return ModuleAnalysis { fault: Some(fault), ..ModuleAnalysis::default() },
        };
        if let Err(why) = bounds::check(&text) {
            return ModuleAnalysis::unchecked(why);
        }
        let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion { major: 3, minor });
        let parsed = parse_unchecked(&text, options);
        let line = |at: TextSize| line_of(text.as_bytes(), at.to_usize());
        // Later errors are consequences of the first one.
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

/// The line of an offset, counted from 1. A carriage return alone ends a line too, as in CPython.
fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = bytes.get(..at).unwrap_or(bytes);
    let ends = before.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u32 + 1
}

/// The parser's message, with the most likely cause.
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

/// Makes a clause of a sentence.
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
