//! Names that modules of the user use as attributes of one another, and that never exist. Compared with
//! CPython.

use crate::support::codes;
use crate::support::disk::{Scratch, Tools};
use crate::support::imports::{drop_of, plan_on};
use std::process::Command;

const HANDLER: &str = "def handler(event, context): pass";

/// The code of `app` before its handler, and the other files.
type Case = (&'static str, &'static [(&'static str, &'static str)]);

/// Cases that are errors in the plan and in CPython.
#[rustfmt::skip]
const FAIL: &[Case] = &[
    ("import m\nclass A(m.B): pass", &[("m", "x = 1")]),
    ("import m\nx = m.B", &[("m", "x = 1")]),
    ("import m\nm.run()", &[("m", "def start(): pass")]),
    ("import m as q\n@q.deco\ndef f(): pass", &[("m", "x = 1")]),
    ("from pkg import m\nx = m.B", &[("pkg/__init__", ""), ("pkg/m", "x = 1")]),
    ("import pkg.m\nx = pkg.m.B", &[("pkg/__init__", ""), ("pkg/m", "x = 1")]),
    ("import pkg\nx = pkg.B", &[("pkg/__init__", ""), ("pkg/m", "B = 1")]),
    ("import m\nx = m.B", &[("m", "import logging\nlog = logging.getLogger(__name__)")]),
    ("import m\nx = m.B", &[("m", "import a.B"), ("a/__init__", ""), ("a/B", "")]),
    ("import m\nx: m.B = 1", &[("m", "")]),
    ("import m\ndef f(a: m.B = m.C): pass", &[("m", "B = 1")]),
    ("import m\nx = m.B.c", &[("m", "b = 1")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", "x = 1"), ("pkg/n", "from . import m\nclass A(m.B): pass")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", "x = 1"), ("pkg/n", "from . import m as q\nx = q.B")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/s/__init__", ""), ("pkg/s/m", ""), ("pkg/n", "from .s import m\nm.run()")]),
    ("import pkg.s.n", &[("pkg/__init__", ""), ("pkg/s/__init__", ""), ("pkg/m", ""), ("pkg/s/n", "from .. import m\nm.run()")]),
    ("import pkg", &[("pkg/__init__", "from . import m\nx = m.B"), ("pkg/m", "")]),
    ("import n\nx = n.y", &[("n", "import m\ny = m.B"), ("m", "")]),
    // Names that a star import takes because `__all__` lists them.
    ("from m import *", &[("m", "__all__ = ['a', 'B']\na = 1")]),
    ("from m import *", &[("m", "__all__: tuple = ('B',)\ndef b(): pass")]),
    ("from pkg import *", &[("pkg/__init__", "__all__ = ['m', 'B']"), ("pkg/m", "")]),
    ("import pkg", &[("pkg/__init__", "from .m import *"), ("pkg/m", "from .n import *\n__all__ = ['B', 'c']"), ("pkg/n", "c = 1")]),
];

/// Cases without a finding, whatever CPython does: other code may have assigned the name, or the name
/// cannot be determined.
#[rustfmt::skip]
const SILENT: &[Case] = &[
    ("import m\nx = m.B", &[("m", "def __getattr__(name): return 1")]),
    ("import m\nx = m.B", &[("m", "globals()['B'] = 1")]),
    ("import m\nx = m.B", &[("m", "from json import *")]),
    ("import m\nx = m.B", &[("m", "import sys\nsetattr(sys.modules[__name__], 'B', 1)")]),
    ("import m\nx = m.B", &[("m", "import sys\nclass X: B = 1\nsys.modules[__name__] = X()")]),
    ("import m\nx = m.B", &[("m", "import n"), ("n", "import sys\nsys.modules['m'].B = 1")]),
    ("import m\nm.B = 1\nx = m.B", &[("m", "")]),
    ("import m\nsetattr(m, 'B', 1)\nx = m.B", &[("m", "")]),
    ("import m\nfor name in 'B': setattr(m, name, 1)\nx = m.B", &[("m", "")]),
    ("import m\nvars(m)['B'] = 1\nx = m.B", &[("m", "")]),
    ("import m\nm.__dict__['B'] = 1\nx = m.B", &[("m", "")]),
    ("import m\nm.__dict__.update(B=1)\nx = m.B", &[("m", "")]),
    ("import m\nfrom n import inject\ninject(m)\nx = m.B", &[("m", ""), ("n", "def inject(of): setattr(of, 'B', 1)")]),
    ("import p.m\nfrom n import inject\ninject(p.m)\nx = p.m.B", &[("p/__init__", ""), ("p/m", ""), ("n", "def inject(of): setattr(of, 'B', 1)")]),
    ("import m\nfrom unittest import mock\nmock.patch.object(m, 'B', 1, create=True).start()\nx = m.B", &[("m", "")]),
    ("import m, n\nx = m.B", &[("m", ""), ("n", "import m as k\nk.B = 2")]),
    ("import m\nif hasattr(m, 'B'): x = m.B", &[("m", "")]),
    ("import m\ntry:\n  x = m.B\nexcept AttributeError: x = 1", &[("m", "")]),
    ("import m\nif 0: x = m.B", &[("m", "")]),
    ("from pkg import m\nx = m.B", &[("pkg/__init__", "from .m import m"), ("pkg/m", "class m: B = 1")]),
    ("import m\nx = (m.__name__, m.__file__, m.__class__, m.__cached__)", &[("m", "")]),
    ("import m\nm = m.x\ny = m.B", &[("m", "class x: B = 1")]),
    ("import m\nclass K:\n  class m: B = 1\n  x = m.B", &[("m", "")]),
    ("import m\ndef f(m): return m.B\nf(type('q', (), {'B': 1}))", &[("m", "")]),
    ("import m\nx = [m.B for _ in []]\ny = lambda: m.B", &[("m", "")]),
    ("from __future__ import annotations\nimport m\nx: m.B = 1", &[("m", "")]),
    ("import m\nx = m.B", &[("m", "def f():\n  global B\n  B = 1\nf()")]),
    ("import m\nx = m.B", &[("m", "match 1:\n  case B: pass")]),
    ("import m\nx = m.B", &[("m", "exec('B = 1')")]),
    ("import pkg.n", &[("pkg/__init__", "m = type('q', (), {'B': 1})"), ("pkg/m", ""), ("pkg/n", "from . import m\nx = m.B")]),
    ("import pkg.n", &[("pkg/__init__", "from .m import m"), ("pkg/m", "class m: B = 1"), ("pkg/n", "from . import m\nx = m.B")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", ""), ("pkg/n", "from . import m\nm.B = 1\nx = m.B")]),
    ("import pkg.o, pkg.n", &[("pkg/__init__", ""), ("pkg/m", ""), ("pkg/o", "from . import m\nvars(m)['B'] = 1"), ("pkg/n", "from . import m\nx = m.B")]),
    ("import pkg.o, pkg.n", &[("pkg/__init__", ""), ("pkg/m", ""), ("pkg/o", "from pkg import m\nsetattr(m, 'B', 1)"), ("pkg/n", "from . import m\nx = m.B")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", "class C: B = 1"), ("pkg/n", "from .m import C\nx = C.B")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", "def __getattr__(name): return 1"), ("pkg/n", "from . import m\nx = m.B")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", ""), ("pkg/n", "try:\n  from . import m\nexcept ImportError: m = None\nelse: x = m and 1")]),
    ("import pkg.n", &[("pkg/__init__", ""), ("pkg/m", ""), ("pkg/n", "from . import m\ndef f(): return m.B")]),
    ("from m import *", &[("m", "__all__ = ['a']\na = 1")]),
    ("from pkg import *", &[("pkg/__init__", "__all__ = ['m']"), ("pkg/m", "")]),
    ("from m import *", &[("m", "__all__ = ['B']\nfrom json import *")]),
    ("from m import *", &[("m", "__all__ = ['B', 'a']\na = 1\n__all__.remove('B')")]),
    ("from m import *", &[("m", "__all__ = ['B']\n__all__ = ['a']\na = 1")]),
    ("from m import *", &[("m", "__all__ = [name for name in ['B'] if 0]")]),
    ("from m import *", &[("m", "__all__ = ['B']\nglobals().update(B=1)")]),
    ("from m import *", &[("m", "__all__ = ['B']\ndef __getattr__(name): return 1")]),
    ("import m", &[("m", "__all__ = ['B']")]),
    ("from m import a", &[("m", "__all__ = ['B']\na = 1")]),
    ("try:\n  from m import *\nexcept AttributeError: pass", &[("m", "__all__ = ['B']")]),
    // A module with this name that nothing imports. It is not reported, since any code may have imported
    // it.
    ("import pkg\nx = pkg.m", &[("pkg/__init__", ""), ("pkg/m", "")]),
];

fn files((app, others): &Case) -> Vec<(String, String)> {
    let app = ("app.py".to_string(), format!("{app}\n{HANDLER}\n"));
    let others = others.iter().map(|(name, text)| (format!("{name}.py"), format!("{text}\n")));
    std::iter::once(app).chain(others).collect()
}

fn found(case: &Case) -> Vec<String> {
    let files = files(case);
    let files: Vec<(String, &str)> =
        files.iter().map(|(path, text)| (format!("f/{path}"), text.as_str())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    codes(&plan_on(drop_of(&files), "python3.13", Some("app.handler")).findings)
}

#[test]
fn names_that_never_are_there() {
    let tools = Tools::find();
    let (_, python) = tools.interpreters().into_iter().find(|(minor, _)| *minor == 13).unwrap();
    for case in FAIL {
        let expected = match case.0 {
            "import pkg" => "pkg/__init__.py",
            "import pkg.n" => "pkg/n.py",
            "import pkg.s.n" => "pkg/s/n.py",
            one if one.starts_with("import n") => "n.py",
            _ => "app.py",
        };
        assert_eq!(found(case), [format!("error name-missing {expected}")], "{case:?}");
        let scratch = Scratch::new("own-names");
        files(case).iter().for_each(|(path, text)| scratch.write(path, text));
        let out =
            Command::new(python).args(["-B", "-c", "import app"]).current_dir(&scratch.0).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(said.contains("AttributeError: module "), "{case:?} {said}");
    }
    for case in SILENT {
        assert_eq!(found(case), [""; 0], "{case:?}");
    }
}

#[test]
fn says_where_the_name_belongs() {
    let app = format!("import m\nclass A(m.B): pass\n{HANDLER}");
    let drop = drop_of(&[("f/app.py", &app), ("f/m.py", "x = 1")]);
    let plan = plan_on(drop, "python3.13", Some("app.handler"));
    let finding = &plan.findings[0];
    assert_eq!(finding.message, "\"app.py\" line 2 uses the name \"B\", which \"m.py\" does not have");
    assert_eq!(finding.hint.as_deref(), Some("Define \"B\" in \"m.py\", or correct the name"));
}
