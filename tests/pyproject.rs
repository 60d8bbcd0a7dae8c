//! pyproject.toml and inline metadata of scripts: what would be installed.

use crate::support::locks::{PYPROJECT, check, choices, faults};

#[test]
fn pyproject() {
    let file = ("pyproject.toml", PYPROJECT);
    let plan = check(file, &[], &[], "a 1.0");
    assert_eq!(choices(&plan), ("all web-ui".into(), "dev more".into()));
    check(file, &["web.ui"], &[], "a 1.0, b 2.0");
    check(file, &["all"], &[], "a 1.0, b 2.0, c 1.0");
    check(file, &[], &["DEV"], "a 1.0, d 2.0, e 2.0");
    let cycle = "[dependency-groups]\na = [{include-group = 'b'}]\nb = [{include-group = 'a'}, {include-group = 'c'}, 3]\n";
    faults(
        ("pyproject.toml", cycle),
        &["a"],
        &[
            "requirement-invalid*line 3*\"b\" includes \"c\", which is not there",
            "requirement-invalid*line 3*integer",
            "requirement-cycle*\"a\" includes \"b\" includes \"a\"",
        ],
    );
    faults(
        ("pyproject.toml", "[project]\ndependencies = [\n'a b',\n4]\n"),
        &[],
        &[
            "requirement-invalid*line 3*\"a b\" is not a requirement",
            "requirement-invalid*line 4*integer, not a string",
        ],
    );
    faults(
        ("pyproject.toml", "[project\n"),
        &[],
        &["requirement-invalid: \"app/pyproject.toml\" line 1: it is not valid TOML"],
    );
    faults(
        ("pyproject.toml", "[project]\ndependencies=['a']\n"),
        &["nope"],
        &["requirement-missing", "extra-unknown*dependency group \"nope\""],
    );
    faults(("pyproject.toml", "[tool.black]\nline-length = 3\n"), &[], &[]);
    faults(
        ("pyproject.toml", "[tool.poetry.dependencies]\na = '^1'\n"),
        &[],
        &["requirement-unsupported*poetry's own table"],
    );
    let uv = |rules: &str| format!("[project]\nname = 'app'\ndependencies = ['a']\n[tool.uv]\n{rules}\n");
    let unfollowed = |rules: &str, expected: &[&str]| faults(("pyproject.toml", &uv(rules)), &[], expected);
    unfollowed("resolution = 'highest'\nno-sources = false\nfind-links = []", &["requirement-missing"]);
    unfollowed(
        "resolution = 'lowest-direct'",
        &["requirement-missing", "requirement-unsupported*line 5: \"resolution\" of uv"],
    );
    unfollowed(
        "exclude-newer = '30 days'",
        &["requirement-missing", "requirement-unsupported*line 5: \"exclude-newer\" of uv"],
    );
    unfollowed(
        "[[tool.uv.dependency-metadata]]\nname = 'a'",
        &["requirement-missing", "requirement-unsupported*\"dependency-metadata\" of uv"],
    );
}

#[test]
fn scripts() {
    check(
        ("f.py", "# /// script\n# dependencies = [\"a<2\", 'b']\n# ///\nimport a, b\n"),
        &[],
        &[],
        "a 1.0, b 2.0",
    );
    faults(
        ("f.py", "# /// script\n# dependencies = [\n# ///\n"),
        &[],
        &["requirement-invalid*\"app/f.py\" line 2"],
    );
}
