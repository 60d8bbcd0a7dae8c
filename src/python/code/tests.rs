use super::*;
use std::fmt::Write;

fn read(source: &str) -> Code {
    Code::read(source.as_bytes(), 13)
}

/// Imports as `line module[:name] certainty`.
fn check_imports(source: &str, expected: &[&str]) {
    let code = read(source);
    assert_eq!(code.fault, None, "{source}");
    let found: Vec<String> = code
        .imports
        .iter()
        .map(|import| {
            let mut text = format!("{} {}{}", import.line, ".".repeat(import.level as usize), import.module);
            if let Some(name) = &import.name {
                write!(text, ":{name}").unwrap();
            }
            write!(text, " {:?}", import.certainty).unwrap();
            if let Some(of) = &import.fallback_for {
                write!(text, " for {}", of.start).unwrap();
            }
            if let Some(function) = &import.function {
                write!(text, " in {function}").unwrap();
            }
            text.to_lowercase()
        })
        .collect();
    assert_eq!(found, expected, "{source}");
}

#[test]
fn imports() {
    check_imports(
        "import a, b.c as d\n\nfrom e import f, g as h",
        &["1 a surely", "1 b.c surely", "3 e:f surely", "3 e:g surely"],
    );
    check_imports("from . import a\nfrom ..b import *", &["1 .:a surely", "2 ..b:* surely"]);
    check_imports("def f():\n  import a", &["2 a surely in f"]);
    check_imports("class C:\n  import a", &["2 a surely"]);
    check_imports("x = __import__('a')", &["1 a surely"]);
    check_imports("import_module('.a', __package__)", &["1 .a surely"]);
    check_imports("f = lambda: importlib.import_module(\"a.b\")", &["1 a.b perhaps"]);
    check_imports("importlib.import_module(name)", &[]);
    check_imports("try:\n  import a\nexcept ImportError:\n  import b", &["2 a guarded", "4 b surely for 0"]);
    check_imports("try:\n  import a\nexcept (KeyError, OSError):\n  pass", &["2 a surely"]);
    check_imports("try:\n  import a\nexcept ImportError:\n  raise SystemExit()", &["2 a surely"]);
    check_imports("try:\n  import a\nexcept:\n  pass\nelse:\n  import b", &["2 a guarded", "6 b guarded"]);
    check_imports("with suppress(ImportError):\n  import a", &["2 a guarded"]);
    check_imports("with open('x'):\n  import a", &["2 a surely"]);
    check_imports("if TYPE_CHECKING:\n  import a\nelse:\n  import b", &["2 a guarded", "4 b surely"]);
    check_imports("if not typing.TYPE_CHECKING:\n  import a", &["2 a surely"]);
    check_imports("if x:\n  import a\nelse:\n  import b", &["2 a perhaps", "4 b perhaps"]);
    check_imports("if find_spec('a') is not None:\n  import a", &["2 a guarded"]);
    check_imports("if __name__ == '__main__':\n  import a", &["2 a guarded"]);
    check_imports("for x in y:\n  import a", &["2 a perhaps"]);
}

#[test]
fn conditions() {
    let check = |condition: &str, expected: &[&str]| {
        check_imports(&format!("if {condition}:\n  import a\nelse:\n  import b"), expected);
    };
    let (yes, no) = (["2 a surely", "4 b guarded"], ["2 a guarded", "4 b surely"]);
    check("sys.version_info >= (3, 11)", &yes);
    check("sys.version_info < (3, 11)", &no);
    check("sys.version_info[:2] == (3, 13)", &yes);
    check("sys.version_info[0] == 2", &no);
    check("sys.version_info.minor > 9", &yes);
    check("sys.version_info > (3,)", &yes);
    check("sys.platform == 'win32'", &no);
    check("sys.platform.startswith('linux')", &yes);
    check("os.name in ('nt', 'ce')", &no);
    check("platform.system() != 'Windows'", &yes);
    check("six.PY2 or False", &no);
    check("x and sys.version_info < (3,)", &no);
}

#[test]
fn names() {
    let check = |source: &str, expected: &[&str]| {
        let code = read(source);
        let mut found: Vec<&str> = code.names.keys().map(String::as_str).collect();
        if code.has_hidden_names {
            found.push("...");
        }
        assert_eq!(found, expected, "{source}");
    };
    check("a = b, (c, *d) = x\ne: int = 1\nf += 1", &["a", "b", "c", "d", "e", "f"]);
    check("if x:\n  def a(): y = 1\nelse:\n  class b: z = 1", &["a", "b"]);
    check("for a in x: pass\nwith y as b: pass\ntry: pass\nexcept E as c: pass", &["a", "b", "c"]);
    check("import a.b, c as d\nfrom e import *\nfrom f import g", &["a", "d", "g"]);
    check("def f():\n  global a\n  a = 1", &["a", "f"]);
    check("(a := 1)", &["a"]);
    check("def __getattr__(name): pass", &["__getattr__"]);
    check("globals()['x'] = 1", &["..."]);
    check("type a = int", &["a"]);
}

#[test]
fn handlers() {
    let source = "def a(event, context): pass\nasync def b(e, ctx): pass\ndef c(x, y): pass\ndef d(event, context, z): pass\n";
    let code = read(source);
    assert_eq!(code.handlers, ["a", "b"]);
    assert!(matches!(code.names["b"], Name::Function { is_async: true, is_decorated: false, line: 2 }));
}

#[test]
fn faults() {
    let check = |source: &[u8], minor: u8, expected: Option<(u32, &str)>| {
        let fault = Code::read(source, minor).fault;
        match (&fault, expected) {
            (None, None) => {}
            (Some(fault), Some((line, what))) if fault.line == line && fault.what.contains(what) => {}
            _ => panic!("{}: {fault:?}, not {expected:?}", String::from_utf8_lossy(source)),
        }
    };
    check(b"x = 1\n\nprint 'hello'\n", 13, Some((3, "Python 2")));
    check(b"def f(:\n  pass\n", 13, Some((1, "")));
    check(b"x = 1\n<<<<<<< HEAD\n", 13, Some((2, "merge conflict")));
    check(b"match x:\n  case 1: pass\n", 9, Some((1, "3.10")));
    check(b"match x:\n  case 1: pass\n", 10, None);
    check(b"try: pass\nexcept* E: pass\n", 10, Some((2, "3.11")));
    check(b"x = 1\ntype A = int\n", 11, Some((2, "3.12")));
    check(b"x = 1\r\ry = \0\r", 13, Some((3, "null bytes")));
    check("x = 'é'".as_bytes(), 13, None);
    check(b"x = 1\ny = '\xe9'", 13, Some((2, "not UTF-8")));
    check(b"# coding: latin-1\ny = '\xe9'", 13, None);
    check(b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\ny = '\x80'", 13, None);
    check(b"x = 1\n# coding: latin-1\ny = '\xe9'", 13, Some((3, "not UTF-8")));
    check(b"\xef\xbb\xbfx = 1", 13, None);
    check(b"\xef\xbb\xbf# coding: latin-1\nx = 1", 13, Some((1, "byte order mark")));
    check(b"\xff\xfex\0=\0", 13, Some((1, "UTF-16")));
    check(b"", 13, None);
}

/// What is nested is bounded before anything descends into it.
#[test]
fn hostile() {
    let check = |source: String, expected: Option<&str>| {
        let code = read(&source);
        let start: String = source.chars().take(40).collect();
        match (&code.unchecked, expected) {
            (None, None) => {}
            (Some(why), Some(expected)) if why.contains(expected) => {}
            _ => panic!("{start}: {:?}, not {expected:?}", code.unchecked),
        }
    };
    let blocks = |depth: usize| (0..depth).map(|at| format!("{}if x:\n", " ".repeat(at))).collect::<String>();
    for (start, middle, end) in [("(", "1", ")"), ("[", "", "]"), ("{1:", "2", "}"), ("f(", "", ")")] {
        check(format!("{}{middle}{}", start.repeat(50), end.repeat(50)), None);
        check(format!("{}{middle}{}", start.repeat(100_000), end.repeat(100_000)), Some("too deep"));
    }
    for (start, end) in [
        ("not ", "x"),
        ("-", "1"),
        ("lambda: ", "1"),
        ("x if y else ", "z"),
        ("1 + ", "1"),
        ("1 ** ", "1"),
        ("a.", "b"),
        ("await ", "x"),
    ] {
        check(format!("x = {}{end}", start.repeat(150)), None);
        check(format!("x = {}{end}", start.repeat(80_000)), Some("too long"));
    }
    check(format!("x = a{}", "()".repeat(100_000)), Some("too long"));
    check(format!("x = [{}]", "1 + 2, ".repeat(20_000)), None);
    check(format!("x = (\n{})", "'a'\n".repeat(20_000)), None);
    check(format!("{}x", blocks(40)), None);
    check(blocks(500), Some("too deep"));
    check(format!("{}pass", "if x: ".repeat(10_000)), Some("too long"));
    check(format!("x = '{}'", "x".repeat(2 << 20)), Some("bytes"));
    check("\\\n".repeat(100_000), None);
    check("f'{".repeat(10_000), Some("too deep"));
    check("(\n".repeat(60), None);
    // A bracket left open does not hide the rest.
    let open = format!("x = f(1\n{}", "y = a + b\n".repeat(500));
    check(open.clone(), None);
    assert_eq!(read(&open).fault.map(|fault| fault.line), Some(2));
}
