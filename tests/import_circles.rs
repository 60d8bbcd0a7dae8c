//! Names that modules ask of one another before they have them, and files that import themselves.

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
    // Over three files, and within a package.
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
    // What may have run before is not known to run too early.
    let unsure = format!("if handler: import util\nimport b\na = 1\n{handler}");
    check(&[("f/app.py", &unsure), ("f/b.py", "import util"), ("f/util.py", "from app import a")], &[], "");
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
