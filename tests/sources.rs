//! The kind of each dropped item, and the files that it brings.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped, dropped_paths, paths, target};
use wheelpress::target::PackageKind;

/// Checks which paths are packed for these dropped paths.
#[track_caller]
fn check(dropped: &[&str], packed: &[&str]) {
    let plan = dropped_paths(dropped).plan();
    assert_eq!(paths(&plan), packed, "{:?}", plan.findings);
}

#[track_caller]
fn check_drop(dropped: Dropped, packed: &[&str], findings: &[&str]) {
    let plan = dropped.plan();
    assert_eq!(paths(&plan), packed);
    assert_eq!(codes(&plan.findings), findings);
}

#[test]
fn a_single_folder_is_the_root() {
    check(&["app/function.py", "app/lib/a.py"], &["function.py", "lib/a.py"]);
    check(&["function.py"], &["function.py"]);
    // A folder beside Python files or other folders is kept as a folder.
    check(&["function.py", "lib/a.py"], &["function.py", "lib/a.py"]);
    check(&["a/x.py", "b/y.py"], &["a/x.py", "b/y.py"]);
    check(&["app/function.py", "config.json"], &["config.json", "function.py"]);
}

#[test]
fn what_is_skipped() {
    check(
        &[
            "app/function.py",
            "app/__pycache__/function.cpython-313.pyc",
            "app/old.pyc",
            "app/.git/HEAD",
            "app/.hg/x",
            "app/.svn/x",
            "app/.venv/lib/x.py",
            "app/venv/lib/x.py",
            "app/node_modules/x/i.js",
            "app/.DS_Store",
            "app/._function.py",
            "app/sub/Thumbs.db",
            "app/.idea/x",
            "app/.vscode/x",
            "app/.pytest_cache/x",
            "app/.mypy_cache/x",
            "app/.ruff_cache/x",
            "app/.tox/x",
            "app/env.py",
        ],
        &["env.py", "function.py"],
    );
    let ignored = dropped("app/.lambdaignore", "tests/\n*.md\n!keep.md\n!node_modules/\n")
        .and("app/function.py", "x")
        .and("app/tests/t.py", "x")
        .and("app/a.md", "x")
        .and("app/keep.md", "x")
        .and("app/node_modules/n.js", "x");
    check_drop(ignored, &["function.py", "keep.md", "node_modules/n.js"], &["info files-skipped app"]);
    check_drop(
        dropped("app/.lambdaignore", "a[b\n").and("app/function.py", "x"),
        &["function.py"],
        &["warning ignore-invalid app/.lambdaignore"],
    );
}

const METADATA: &str = "Metadata-Version: 2.1\nName: lib\nVersion: 1.0\n";

#[test]
fn virtualenvs() {
    for site in [
        "lib/python3.13/site-packages",
        "lib64/python3.13/site-packages",
        "Lib/site-packages",
        "lib/python3/dist-packages",
        "local/lib/python3.12/dist-packages",
    ] {
        let drop = dropped("env/pyvenv.cfg", "home = /usr\n")
            .and("env/bin/python", "\x7fELF")
            .and(format!("env/{site}/lib/__init__.py"), "x")
            .and(format!("env/{site}/lib/__pycache__/__init__.cpython-313.pyc"), "x")
            .and(format!("env/{site}/lib-1.0.dist-info/METADATA"), METADATA)
            .and(
                format!("env/{site}/lib-1.0.dist-info/RECORD"),
                "lib/__init__.py,,\nlib-1.0.dist-info/METADATA,,\nlib-1.0.dist-info/RECORD,,\n",
            );
        let plan = drop.plan();
        assert_eq!(
            paths(&plan),
            ["lib-1.0.dist-info/METADATA", "lib-1.0.dist-info/RECORD", "lib/__init__.py"],
            "{site}"
        );
        assert_eq!(plan.sources.len(), 1);
        assert_eq!(plan.distributions[0].name, "lib");
    }
    // Without pyvenv.cfg, a virtualenv is recognised by its layout, and so is site-packages itself.
    check(
        &["env/lib/python3.13/site-packages/a.py", "env/lib/python3.13/site-packages/a-1.dist-info/METADATA"],
        &["a-1.dist-info/METADATA", "a.py"],
    );
    check(
        &["site-packages/a.py", "site-packages/a-1.dist-info/METADATA"],
        &["a-1.dist-info/METADATA", "a.py"],
    );
    // lib64 is a link to lib. Browsers follow links.
    check(
        &[
            "env/pyvenv.cfg",
            "env/lib/python3.13/site-packages/a.py",
            "env/lib64/python3.13/site-packages/a.py",
        ],
        &["a.py"],
    );
    let inside = dropped_paths(&[
        "app/function.py",
        "app/env/pyvenv.cfg",
        "app/env/lib/python3.13/site-packages/a.py",
    ]);
    check_drop(inside, &["a.py", "function.py"], &[]);
}

#[test]
fn installers_stay_behind_unless_required() {
    let site = "env/lib/python3.13/site-packages";
    let installed = |requires: &str| {
        dropped("env/pyvenv.cfg", "home = /usr\n")
            .and(format!("{site}/lib/__init__.py"), "x")
            .and(format!("{site}/lib-1.0.dist-info/METADATA"), format!("{METADATA}{requires}"))
            .and(format!("{site}/pip/__init__.py"), "x")
            .and(format!("{site}/pip-25.0.dist-info/METADATA"), "Name: pip\n")
            .and(format!("{site}/setuptools/__init__.py"), "x")
            .and(format!("{site}/pkg_resources/__init__.py"), "x")
            .and(format!("{site}/_distutils_hack/__init__.py"), "x")
            .and(format!("{site}/distutils-precedence.pth"), "x")
            .and(format!("{site}/setuptools-80.0.dist-info/METADATA"), "Name: setuptools\n")
            .and(format!("{site}/setuptools-80.0.dist-info/RECORD"), "setuptools/__init__.py,,\npkg_resources/__init__.py,,\n_distutils_hack/__init__.py,,\ndistutils-precedence.pth,,\n")
            .and(format!("{site}/_virtualenv.py"), "x")
            .and(format!("{site}/_virtualenv.pth"), "x")
    };
    let own = ["lib-1.0.dist-info/METADATA", "lib/__init__.py"];
    assert_eq!(paths(&installed("").plan()), own);
    assert_eq!(paths(&installed("Requires-Dist: setuptools ; extra == 'dev'\n").plan()), own);
    assert_eq!(paths(&installed("Requires-Dist: setuptools ; python_version < '3.9'\n").plan()), own);
    let with_setuptools = installed("Requires-Dist: setuptools>=3.0\n").plan();
    assert!(paths(&with_setuptools).contains(&"pkg_resources/__init__.py"));
    assert!(!paths(&with_setuptools).contains(&"pip/__init__.py"));
}

#[test]
fn target_trees() {
    check(
        &["package/a.py", "package/a-1.dist-info/METADATA", "package/bin/a"],
        &["a-1.dist-info/METADATA", "a.py", "bin/a"],
    );
    // Beside the function, as in AWS's guide.
    check(
        &["app/function.py", "app/package/a.py", "app/package/a-1.dist-info/METADATA"],
        &["a-1.dist-info/METADATA", "a.py", "function.py"],
    );
    // A package with vendored metadata is not an installed tree.
    check(
        &["app/function.py", "app/vendor/__init__.py", "app/vendor/a-1.dist-info/METADATA"],
        &["function.py", "vendor/__init__.py", "vendor/a-1.dist-info/METADATA"],
    );
}

#[test]
fn wheels_are_wheels_wherever_they_lie() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x");
    let files = [
        "lib-1.0.dist-info/INSTALLER",
        "lib-1.0.dist-info/METADATA",
        "lib-1.0.dist-info/RECORD",
        "lib-1.0.dist-info/WHEEL",
        "lib.py",
    ];
    check_drop(dropped(lib.filename(), lib.bytes()), &files, &[]);
    check_drop(dropped("lib-1.0-py3-none-any (1).whl", lib.bytes()), &files, &[]);
    check_drop(dropped(format!("wheelhouse/sub/{}", lib.filename()), lib.bytes()), &files, &[]);
    // A renamed wheel is recognised by its layout.
    check_drop(dropped("download.zip", lib.bytes()), &files, &[]);
    check_drop(dropped("download", lib.bytes()), &files, &[]);
    let beside = dropped(format!("wheelhouse/{}", lib.filename()), lib.bytes())
        .and("wheelhouse/other-1.0.tar.gz", "\x1f\u{8b}");
    check_drop(beside, &files, &["error sdist wheelhouse/other-1.0.tar.gz"]);
}

#[test]
fn archives_and_layers() {
    let old = zip(&[
        entry("function.py", "old"),
        entry("lib/", ""),
        entry("lib/a.py", "a").mode(0o755),
        entry("__MACOSX/._a", ""),
        entry("lib/__pycache__/a.pyc", ""),
    ]);
    let plan = dropped("function.zip", old).plan();
    assert_eq!(support::entries(&plan), ["function.py 100644 function.zip", "lib/a.py 100755 function.zip"]);
    let layer = zip(&[entry("python/", "").mode(0o755), entry("python/lib.py", "")]);
    check_drop(dropped("layer.zip", layer.clone()), &["lib.py"], &[]);
    let mut layer_target = target("python3.13");
    layer_target.kind = PackageKind::Layer;
    assert_eq!(paths(&dropped("layer.zip", layer).plan_for(&layer_target)), ["python/lib.py"]);
    assert_eq!(paths(&dropped("app/a.py", "x").plan_for(&layer_target)), ["python/a.py"]);
    // Zips among the function's files are data of the function.
    check(&["app/function.py", "app/data.zip"], &["data.zip", "function.py"]);
}

#[test]
fn executables_by_their_first_bytes() {
    let plan = dropped("app/run.sh", "#!/bin/sh\n")
        .and("app/tool", "\x7fELF\x02")
        .and("app/a.py", "x = '#!'")
        .and("app/e", "")
        .plan();
    assert_eq!(
        support::entries(&plan),
        ["a.py 100644 app/a.py", "e 100644 app/e", "run.sh 100755 app/run.sh", "tool 100755 app/tool"]
    );
}
