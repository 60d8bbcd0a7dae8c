//! Any bytes, and real modules with changed parts, are read as Python: no panic, results bounded by the
//! size of the input, and the same results for all kinds of line ends.

use crate::support::disk::Tools;
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;
use wheelpress::python::code::{ModuleAnalysis, Name};

/// Modules of the standard library that use a large part of the language.
const REAL: &[&str] = &[
    "abc",
    "argparse",
    "ast",
    "asyncio/taskgroups",
    "collections/__init__",
    "contextlib",
    "dataclasses",
    "importlib/_bootstrap",
    "inspect",
    "json/__init__",
    "os",
    "platform",
    "site",
    "ssl",
    "tokenize",
    "typing",
];

static MODULES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let tools = Tools::find();
    let library = Path::new(tools.interpreter(13)).ancestors().nth(2).unwrap().join("lib/python3.13");
    REAL.iter().map(|name| std::fs::read(library.join(format!("{name}.py"))).unwrap()).collect()
});

/// Tokens that parsers have problems with.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "f'{",
    "'''",
    "\"",
    "\\\n",
    "\n",
    "\r",
    "\t",
    "    ",
    "#",
    ":",
    ":=",
    ",",
    ".",
    "lambda: ",
    "if x else ",
    "not ",
    "-",
    "**",
    "@",
    "async ",
    "await ",
    "match x:\n case ",
    "import ",
    "from . ",
    "*",
    "try:\n",
    "except* ",
    "def f[T](",
    "class ",
    "# coding: cp1252\n",
    "\0",
    "\u{feff}",
    "é",
    "𝕩",
    "0x",
    "1_",
];

#[derive(Clone, Debug)]
enum Change {
    Byte(prop::sample::Index, u8),
    Insert(prop::sample::Index, &'static str, usize),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize, usize),
    Cut(prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    let token = || prop::sample::select(TOKENS);
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (at(), token(), prop_oneof![4 => 1..3usize, 1 => 100..3000usize])
            .prop_map(|(at, token, times)| Change::Insert(at, token, times)),
        (at(), 1..500usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (at(), 1..200usize, 2..200usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        at().prop_map(Change::Cut),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: Vec<Change>) -> Vec<u8> {
    for change in changes.into_iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match change {
            Change::Byte(at, byte) => bytes[at.index(length)] = byte,
            Change::Insert(at, token, times) => {
                let at = at.index(length);
                bytes.splice(at..at, token.repeat(times).into_bytes());
            }
            Change::Remove(at, more) => {
                let at = at.index(length);
                bytes.drain(at..(at + more).min(length));
            }
            Change::Repeat(at, more, times) => {
                let at = at.index(length);
                let part = bytes[at..(at + more).min(length)].repeat(times);
                bytes.splice(at..at, part);
            }
            Change::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

/// Returns everything that was read from the code, except the messages of faults.
fn said(code: &ModuleAnalysis) -> String {
    format!("{:?} {:?} {:?} {:?}", code.imports, code.names, code.handlers, code.unchecked)
}

fn check(bytes: &[u8], minor: u8) {
    let code = ModuleAnalysis::read(bytes, minor);
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u32 + 1;
    let lines = 1..=lines;
    assert!(code.fault.iter().all(|fault| lines.contains(&fault.line) && !fault.what.is_empty()));
    assert!(code.imports.len() <= bytes.len() && code.names.len() <= bytes.len());
    assert!(code.words.iter().map(String::len).sum::<usize>() <= 4 * bytes.len());
    let count = code.imports.len();
    for import in &code.imports {
        assert!(lines.contains(&import.line), "{import:?}");
        assert!(import.module.len() <= bytes.len());
        assert!(import.fallback_for.iter().all(|of| !of.is_empty() && of.end <= count), "{import:?}");
    }
    for (name, value) in &code.names {
        match value {
            Name::Import(index) => assert!(*index < count, "{name}"),
            Name::Function { line, .. } | Name::Value { line, .. } => assert!(lines.contains(line), "{name}"),
            Name::Other => {}
        }
    }
    assert!(code.handlers.iter().all(|one| code.names.contains_key(&one.name) || code.fault.is_some()));
    if code.unchecked.is_some() {
        assert!(code.imports.is_empty() && code.has_hidden_names && code.has_hidden_imports);
    }
    assert_eq!(said(&ModuleAnalysis::read(bytes, minor)), said(&code), "read again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600), minor in 8..16u8) {
        check(&bytes, minor);
    }

    #[test]
    fn any_tokens(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..300), minor in 8..16u8) {
        check(tokens.concat().as_bytes(), minor);
    }

    #[test]
    fn changed_modules(
        of in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..8),
        minor in 8..16u8,
    ) {
        check(&changed(of.get(&MODULES).clone(), changes), minor);
    }
}

/// The unchanged modules have no fault in their own version. The results are the same with Windows' line
/// ends and with a byte order mark.
#[test]
fn real_modules() {
    for (name, bytes) in REAL.iter().zip(MODULES.iter()) {
        let code = ModuleAnalysis::read(bytes, 13);
        assert!(code.fault.is_none() && code.unchecked.is_none(), "{name}: {code:?}");
        let text = String::from_utf8(bytes.clone()).unwrap();
        for same in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
            assert_eq!(said(&ModuleAnalysis::read(same.as_bytes(), 13)), said(&code), "{name}");
        }
    }
}
