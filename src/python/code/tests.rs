use super::*;
use std::fmt::Write;

fn read(source: &str) -> ModuleAnalysis {
    ModuleAnalysis::read(source.as_bytes(), 13)
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
        &["1 a certain", "1 b.c certain", "3 e:f certain", "3 e:g certain"],
    );
    check_imports("from . import a\nfrom ..b import *", &["1 .:a certain", "2 ..b:* certain"]);
    check_imports("def f():\n  import a", &["2 a certain in f"]);
    check_imports("class C:\n  import a", &["2 a certain"]);
    check_imports("x = __import__('a')", &["1 a certain"]);
    check_imports("import_module('.a', __package__)", &["1 .a certain"]);
    check_imports("f = lambda: importlib.import_module(\"a.b\")", &["1 a.b possible"]);
    check_imports("importlib.import_module(name)", &[]);
    check_imports("try:\n  import a\nexcept ImportError:\n  import b", &["2 a guarded", "4 b certain for 0"]);
    check_imports("try:\n  import a\nexcept (KeyError, OSError):\n  pass", &["2 a certain"]);
    check_imports("try:\n  import a\nexcept ImportError:\n  raise SystemExit()", &["2 a certain"]);
    check_imports("try:\n  import a\nexcept:\n  pass\nelse:\n  import b", &["2 a guarded", "6 b guarded"]);
    check_imports("with suppress(ImportError):\n  import a", &["2 a guarded"]);
    check_imports("with open('x'):\n  import a", &["2 a certain"]);
    check_imports("if TYPE_CHECKING:\n  import a\nelse:\n  import b", &["2 a guarded", "4 b certain"]);
    check_imports("if not typing.TYPE_CHECKING:\n  import a", &["2 a certain"]);
    check_imports("if x:\n  import a\nelse:\n  import b", &["2 a possible", "4 b possible"]);
    check_imports("if find_spec('a') is not None:\n  import a", &["2 a guarded"]);
    check_imports("if __name__ == '__main__':\n  import a", &["2 a guarded"]);
    check_imports("for x in y:\n  import a", &["2 a possible"]);
    let typing = "import typing as tp\nif tp.TYPE_CHECKING:\n  import a";
    check_imports(typing, &["1 typing certain", "3 a guarded"]);
}

#[test]
fn guards() {
    let check = |handler: &str, certainty: &str| {
        check_imports(&format!("try:\n  import a\nexcept {handler}"), &[&*format!("2 a {certainty}")]);
    };
    check("ImportError:\n  pass", "guarded");
    check("ImportError:\n  sys.exit(1)", "certain");
    check("ImportError:\n  print('no')\n  exit(1)", "certain");
    check("ImportError:\n  raise X\n  print('no')", "certain");
    check("ImportError as e:\n  if e.name != 'a':\n    raise", "guarded");
    check("MY_ERRORS:\n  pass", "guarded");
    check("errors:\n  pass", "guarded");
    check("compat.ERRORS:\n  pass", "guarded");
    check("(ValueError, *MORE):\n  pass", "guarded");
    check("KeyError:\n  pass", "certain");
    check("KeyboardInterrupt:\n  pass", "certain");
    check("socket.error:\n  pass", "certain");
    check("json.JSONDecodeError:\n  pass", "certain");
}

#[test]
fn dynamic() {
    let check = |call: &str, expected: &str| {
        let source = format!("from importlib import import_module as load\n{call}");
        check_imports(&source, &["1 importlib:import_module certain", &format!("2 {expected} certain")]);
    };
    check("importlib.import_module('.x', package=__package__)", ".x");
    check("importlib.import_module('..x', __package__)", "..x");
    check("importlib.import_module('.x', package=__name__)", ".x");
    check("importlib.import_module('.x', package='a.b')", "a.b.x");
    check("importlib.import_module('..x', 'a.b')", "a.x");
    check("importlib.import_module(name='x')", "x");
    check("import_module(package=None, name='x.y')", "x.y");
    check("load('x')", "x");
    check("__import__(name='x')", "x");
    let hidden = |call: &str| {
        let code = read(call);
        assert!(code.imports.is_empty() && code.has_hidden_imports, "{call}: {code:?}");
    };
    hidden("importlib.import_module('.x', package=other)");
    hidden("__import__('x', globals(), locals(), [], 1)");
    hidden("importlib.import_module(name=x)");
}

#[test]
fn paths() {
    let check = |source: &str, expected: bool| assert_eq!(read(source).changes_path, expected, "{source}");
    check("import sys\nsys.path.insert(0, 'x')", true);
    check("import sys as s\ns.path.append('x')", true);
    check("import sys\nsys.path[:0] = ['x']", true);
    check("import sys\nsys.path[0:0] = ['x']", true);
    check("import sys\nsys.path += ['x']", true);
    check("import sys\nsys.path = ['x'] + sys.path", true);
    check("from sys import path\npath.insert(0, 'x')", true);
    check("from sys import path as p\np += ['x']", true);
    check("from os import path\npath.insert(0, 'x')", false);
    check("from sys import path\nprint(path[0])", false);
    check("import sys\nprint(sys.path, sys.path[0])", false);
}

#[test]
fn conditions() {
    let check = |condition: &str, expected: &[&str]| {
        check_imports(&format!("if {condition}:\n  import a\nelse:\n  import b"), expected);
    };
    let (yes, no) = (["2 a certain", "4 b guarded"], ["2 a guarded", "4 b certain"]);
    let unknown = ["2 a possible", "4 b possible"];
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
    // Variables that are always set on Lambda, and one that is not.
    check("os.environ.get('AWS_LAMBDA_FUNCTION_NAME')", &yes);
    check("not os.getenv('AWS_LAMBDA_FUNCTION_NAME', '')", &no);
    check("'LAMBDA_TASK_ROOT' not in os.environ", &no);
    check("os.environ['AWS_REGION']", &yes);
    check("os.environ.get('AWS_LAMBDA_FUNCTION_NAME') is None", &no);
    check("os.getenv('AWS_SAM_LOCAL')", &no);
    check("os.getenv('AWS_SAM_LOCAL') == 'true'", &no);
    check("'AWS_SAM_LOCAL' in os.environ", &no);
    check("os.environ.get('AWS_LAMBDA_FUNCTION_NAME') == 'orders'", &unknown);
    check("os.environ.get('AWS_SAM_LOCAL', '1')", &unknown);
    check("os.environ.get('STAGE')", &unknown);
    check("bool(os.environ.get('AWS_REGION'))", &yes);
    check("os.environ.get('AWS_REGION', '') == ''", &no);
    check("os.getenv('AWS_SAM_LOCAL', False)", &no);
    check("os.getenv('AWS_SAM_LOCAL', '') != 'true'", &yes);
    check("os.getenv('AWS_SAM_LOCAL', '') == ''", &unknown);
    check("os.getenv('AWS_SAM_LOCAL', '') is None", &unknown);
    // Absent with SnapStart.
    check("os.environ.get('AWS_ACCESS_KEY_ID')", &unknown);
    check("os.environ.get('AWS_LAMBDA_LOG_STREAM_NAME')", &unknown);
}

/// Names that stand for conditions.
#[test]
fn flags() {
    let check = |start: &str, expected: &[&str]| {
        let source =
            format!("import sys, importlib.util as u\n{start}\nif FLAG:\n  import a\nelse:\n  import b");
        let code = read(&source);
        let certainties = code.imports[2..].iter().map(|one| format!("{} {:?}", one.module, one.certainty));
        assert_eq!(certainties.collect::<Vec<_>>(), expected, "{start}");
    };
    let (yes, no) = (["a Certain", "b Guarded"], ["a Guarded", "b Certain"]);
    let unknown = ["a Possible", "b Possible"];
    check("FLAG = sys.version_info >= (3, 11)", &yes);
    check("FLAG = sys.version_info[:2] >= (3, 14)", &no);
    check("OLD = sys.version_info < (3, 11)\nFLAG = not OLD", &yes);
    check("FLAG = sys.platform == 'win32'", &no);
    check("FLAG = u.find_spec('a') is not None", &["a Guarded", "b Guarded"]);
    check("FLAG = 'AWS_REGION' in os.environ", &yes);
    check("FLAG = bool(os.getenv('AWS_SAM_LOCAL'))", &no);
    // Values that are more than conditions.
    check("FLAG = os.environ.get('AWS_REGION')", &unknown);
    check("FLAG = os.environ.get('AWS_REGION') or 'x'", &unknown);
    check("FLAG = x", &unknown);
    check("FLAG = True", &unknown);
    check("FLAG = sys.platform == 'win32'\nFLAG = x", &unknown);
    check("FLAG = sys.platform == 'win32'\nfor FLAG in x: pass", &unknown);
    check("if x:\n  FLAG = sys.platform == 'win32'", &unknown);
    check("def f():\n  FLAG = sys.platform == 'win32'", &unknown);
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
    // Lambda never runs these.
    check("if __name__ == '__main__':\n  a = 1\n  def b(): pass", &[]);
    check("import sys\nif sys.platform == 'win32':\n  a = 1\nelse:\n  b = 1", &["b", "sys"]);
    check("if True:\n  a = 1\nelse:\n  b = 1", &["a"]);
    check("def a(): pass\nif __name__ == '__main__':\n  a()", &["a"]);
    check("try:\n  a = 1\nexcept ImportError:\n  b = 1", &["a", "b"]);
}

#[test]
fn handlers() {
    let source = "def a(event, context): pass\nasync def b(e, ctx): pass\ndef c(x, y): pass\ndef d(event, context, z): pass\n";
    let code = read(source);
    let names: Vec<&str> = code.handlers.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(matches!(
        code.names.get("b"),
        Some(Name::Function { is_async: true, is_decorated: false, takes_event: true, line: 2 })
    ));
}

#[test]
fn faults() {
    let check = |source: &[u8], minor: u8, expected: Option<(u32, &str)>| {
        let fault = ModuleAnalysis::read(source, minor).fault;
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
    check(br"x = '\N{BULLET}\N{latin small letter a}\N{CJK UNIFIED IDEOGRAPH-4E00}'", 13, None);
    check(br"x = f'{1}\N{BULLET}{f'\N{BULLET}'}' + f'''\N{BULLET}''' + rf'\N{1}'", 13, None);
    check(br"x = b'\N{BULLET}'", 13, None);
    check(b"x = 1\ny = '\\N{}'", 13, Some((2, "")));
    check(br"x = '\N{latin_small_letter_a}'", 13, Some((1, "")));
    check(br"x = '\N{BULLET'", 13, Some((1, "")));
    // Whether a character of that name exists is not known here.
    check(br"x = '\N{NO SUCH CHARACTER}'", 13, None);
    check(b"# coding: klingon\nx = 1", 13, Some((1, "\"klingon\"")));
    check(b"# coding: rot13\nx = 1", 13, Some((1, "no encoding")));
    check(b"# coding: cp-1252\nx = 1", 13, Some((1, "no encoding")));
    check(b"# coding: Windows.1252\nx = '\x80'", 13, None);
    check(b"# vim: set fileencoding=utf-8-unix :\nx = '\xe9'", 13, Some((2, "not UTF-8")));
    check(b"# coding: utf-8-unix\nx = '\xc3\xa9'", 13, None);
    check(b"# coding: UTF_8\nx = '\xc3\xa9'", 13, None);
    check(b"# coding: iso-latin-1-dos\nx = '\xe9'", 13, None);
    check(b"\xef\xbb\xbf# coding: utf-8-unix\nx = 1", 13, None);
    check(b"\xef\xbb\xbf# coding: utf8\nx = 1", 13, Some((1, "byte order mark")));
}

/// The nesting of a source is limited before recursive code reads it.
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
    // A bracket that is left open does not hide the rest.
    let open = format!("x = f(1\n{}", "y = a + b\n".repeat(500));
    check(open.clone(), None);
    assert_eq!(read(&open).fault.map(|fault| fault.line), Some(2));
}
