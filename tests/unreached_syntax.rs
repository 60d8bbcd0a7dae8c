//! Files with syntax errors that nothing imports.

use crate::handler::{PLAIN, check, findings};
use crate::support::dropped;
use wheelpress::fix::Fix;

/// A file with a syntax error is reported even if nothing imports it: an import of it would fail.
#[test]
fn syntax_of_what_nothing_imports() {
    const BAD: &str = "x = = 1";
    let warning = |files: &[(&str, &str)], path: &str, words: &str| {
        let app = ("f/app.py", PLAIN);
        let files: Vec<(&str, &str)> = std::iter::once(app).chain(files.iter().copied()).collect();
        let expected = if path.is_empty() { String::new() } else { format!("warning syntax-error {path}") };
        check(&files, "app.handler", &expected, words);
    };
    let unreached = "no import that could be followed leads there / Correct it, or leave it out";
    warning(&[("f/old.py", BAD)], "old.py", unreached);
    warning(&[("f/a/b/c/d/e/old.py", BAD)], "a/b/c/d/e/old.py", unreached);
    warning(&[("f/new.py", "type X = int")], "", "");
    warning(&[("f/old.py", "print 'x'")], "old.py", "this is Python 2; no import");
    // Files that are not meant to be valid source code for this Python.
    warning(&[("f/{{cookiecutter.name}}/app.py", BAD), ("f/{{name}}/main.py", BAD)], "", "");
    warning(&[("f/templates/app.py", BAD), ("f/project_template/x.py", "class {{ name }}: pass")], "", "");
    warning(&[("f/made.py", "{% if x %}\nimport x\n{% endif %}"), ("f/m.py", "x = ${value}")], "", "");
    warning(&[("f/tests/data/bad.py", BAD), ("f/test_bad.py", BAD), ("f/setup.py", BAD)], "", "");
    warning(&[("f/compat_py2.py", "print 'x'"), ("f/py3only.py", BAD)], "", "");
    warning(&[("f/lib/__init__.py", "__version__ = '1'"), ("f/lib/old.py", "print 'x'")], "", "");
    // A file that is imported is an error, and it is reported once.
    let app = format!("import used\n{PLAIN}");
    check(
        &[("app.py", &app), ("used.py", BAD)],
        "app.handler",
        "error syntax-error used.py",
        "Correct the file",
    );
}

/// Each of several such files has its own finding and fix, up to a maximum.
#[test]
fn syntax_of_many_that_nothing_imports() {
    let found = |count: usize| {
        let name = |at: usize| format!("f/old_{at:02}.py");
        let drop = (0..count).fold(dropped("f/app.py", PLAIN), |drop, at| drop.and(name(at), "x = = 1\n"));
        findings(drop.and("f/fine.py", "x = 1\n"), "app.handler")
    };
    for count in [2, 3, 8] {
        let found = found(count);
        assert_eq!(found.len(), count, "{found:#?}");
        for (at, finding) in found.iter().enumerate() {
            let path = format!("old_{at:02}.py");
            assert!(
                finding.message.starts_with(&format!("\"{path}\" line 1 cannot be read")),
                "{finding:#?}"
            );
            let line = format!("/{path}");
            assert_eq!(finding.fix, Some(Fix::Ignore { path: "f/.lambdaignore".to_string(), line }));
        }
    }
    let others = |count: usize| {
        let found = found(count);
        assert_eq!(found.len(), 9, "{found:#?}");
        let other = found.into_iter().find(|finding| finding.fix.is_none());
        other.map(|finding| finding.message).unwrap_or_default()
    };
    assert_eq!(others(10), "Python 3.13 cannot read these files either: \"old_08.py\", \"old_09.py\"");
    assert!(others(21).ends_with("\"old_19.py\", \"old_20.py\""));
    assert!(others(22).ends_with("\"old_18.py\", \"old_19.py\" and 2 others"));
}
