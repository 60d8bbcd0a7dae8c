//! Circular imports: names that modules import from each other before the names exist, and files that
//! import themselves.

use crate::support::codes;
use crate::support::imports::{PERHAPS, drop_of, plan_on};

#[test]
fn names_asked_for_too_early() {
    let check = |files: &[(&str, &str)], expected: &[&str], words: &str| {
        let plan = plan_on(drop_of(files), "python3.13", Some("app.handler"));
        assert_eq!(codes(&plan.findings), expected, "{files:?} {:#?}", plan.findings);
        for finding in &plan.findings {
            let text = format!("{} / {}", finding.message, finding.hint.as_deref().unwrap_or_default());
            assert!(text.contains(words), "{text}");
        }
    };
    let handler = "def handler(event, context): pass";
    let early = format!("import util\na = 1\n{handler}");
    let late = format!("a = 1\nimport util\n{handler}");
    let fails = "error import-missing f/util.py".replace("f/", "");
    check(&[("f/app.py", &early), ("f/util.py", "from app import a")], &[&fails], "does not have it yet");
    check(&[("f/app.py", &late), ("f/util.py", "from app import a")], &[], "");
    check(&[("f/app.py", &early), ("f/util.py", "import app")], &[], "");
    check(&[("f/app.py", &early), ("f/util.py", "def f(): from app import a")], &[], "");
    check(
        &[("f/app.py", &early), ("f/util.py", "try:\n  from app import a\nexcept ImportError: pass")],
        &[],
        "",
    );
    check(&[("f/app.py", &early), ("f/util.py", "if a: from app import a")], &[], "");
    // A circle of three files, and one within a package.
    check(
        &[
            ("f/app.py", &early),
            ("f/util.py", "from b import c\nd = 1"),
            ("f/b.py", "from util import d\nc = 1"),
        ],
        &["error import-missing b.py"],
        "\"util.py\" imports \"b.py\" before",
    );
    let package = format!("from pkg import sub\n{handler}");
    check(
        &[
            ("f/app.py", &package),
            ("f/pkg/__init__.py", "from . import sub\nx = 1"),
            ("f/pkg/sub.py", "from . import x"),
        ],
        &["error import-missing pkg/sub.py"],
        "",
    );
    check(
        &[
            ("f/app.py", &package),
            ("f/pkg/__init__.py", "from . import sub"),
            ("f/pkg/sub.py", "from . import other"),
            ("f/pkg/other.py", ""),
        ],
        &[],
        "",
    );
    // A module that may have been imported before is not known to be imported too early.
    let unsure = format!("if handler: import util\nimport b\na = 1\n{handler}");
    check(&[("f/app.py", &unsure), ("f/b.py", "import util"), ("f/util.py", "from app import a")], &[], "");
    // The names as attributes of the module.
    let after = format!("import util\nclass A: pass\n{handler}");
    let before = format!("class A: pass\nimport util\n{handler}");
    let fails = "error name-missing util.py";
    check(
        &[("f/app.py", &after), ("f/util.py", "import app\nclass B(app.A): pass")],
        &[fails],
        "\"app.py\" imports \"util.py\" before",
    );
    check(
        &[("f/app.py", &after), ("f/util.py", "import app\nx = app.A()\nimport json")],
        &[fails],
        "line 2 uses",
    );
    check(&[("f/app.py", &after), ("f/util.py", "import app as m\n@m.A\ndef f(): pass")], &[fails], "");
    check(&[("f/app.py", &after), ("f/util.py", "import app\ndef f(x=app.A): pass")], &[fails], "");
    for late in [
        "import app\nclass B:\n  def f(self): return app.A()",
        "import app\nx = lambda: app.A()",
        "import app\ntry: x = app.A\nexcept AttributeError: x = None",
        "import app\nif hasattr(app, 'A'): x = app.A",
        "import app\nx = app.A if app.__doc__ else None",
        "import app\napp.A = 1\nx = app.A",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import app\n  x = app.A",
        "from __future__ import annotations\nimport app\ndef f(x: app.A): pass",
        "app = object()\nx = app.A",
    ] {
        check(&[("f/app.py", &after), ("f/util.py", late)], &[], "");
    }
    check(&[("f/app.py", &before), ("f/util.py", "import app\nclass B(app.A): pass")], &[], "");
    let both = format!("import util, b\nclass A: pass\n{handler}");
    check(
        &[("f/app.py", &both), ("f/util.py", "import app"), ("f/b.py", "import util\nx = util.app.A")],
        &[],
        "",
    );
    let inner = ("f/pkg/m1.py", "from pkg import m2\nA = 1");
    let uses = ("f/pkg/m2.py", "from pkg import m1\nx = m1.A");
    check(
        &[
            ("f/app.py", &package),
            inner,
            uses,
            ("f/pkg/sub.py", "from pkg import m1"),
            ("f/pkg/__init__.py", ""),
        ],
        &["error name-missing pkg/m2.py"],
        "",
    );
    // The package assigns something else to the name of the module.
    check(
        &[
            ("f/app.py", &package),
            inner,
            uses,
            ("f/pkg/sub.py", ""),
            ("f/pkg/__init__.py", "from .other import m1\nfrom .m1 import A"),
            ("f/pkg/other.py", "class m1: A = 1"),
        ],
        &[],
        "",
    );
    // A file with the name of the library that it imports.
    let itself = format!("from app import App\n{handler}");
    check(
        &[("f/app.py", &itself)],
        &["error import-missing app.py"],
        "Python takes the file for the library",
    );
    check(&[("f/app.py", &format!("App = 1\nfrom app import App\n{handler}"))], &[], "");
    check(&[("f/app.py", &format!("import app\n{handler}"))], &[PERHAPS], "Rename \"app.py\"");
    let other = ("f/app.py", format!("import shodan\n{handler}"));
    let itself = "warning import-missing shodan.py";
    check(
        &[(other.0, &other.1), ("f/shodan.py", "import shodan\ndef f(): shodan.Api()")],
        &[itself],
        "imports itself",
    );
    check(
        &[(other.0, &other.1), ("f/shodan.py", "import shodan.api")],
        &["error import-missing shodan.py"],
        "",
    );
}
