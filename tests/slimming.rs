//! Files that libraries do not need: what each option removes, how much it saves, and what stays.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, paths};
use wheelpress::plan::{Plan, Savings, Slim};

fn library() -> support::wheel::Wheel {
    wheel("lib", "1.0", "py3-none-any")
        .file("lib/__init__.py", "x")
        .file("lib/py.typed", "")
        .file("lib/stub.pyi", "12")
        .file("lib/fast.pyx", "123")
        .file("lib/fast.h", "1234")
        .file("lib/docs/guide.rst", "12345")
        .file("lib/sub/tests/__init__.py", "")
        .file("lib/sub/tests/test_it.py", "123456")
        .file("lib/sub/tests/typed.pyi", "1234567")
        .file("lib/test/client.py", "used by users' tests")
        .file("lib/testing/tools.py", "part of the library")
        .file("lib/doc/__init__.py", "imported")
}

fn drop() -> Dropped {
    let lib = library();
    dropped(lib.filename(), lib.bytes())
}

fn plan(mut drop: Dropped, slim: Slim) -> Plan {
    drop.options.slim = slim;
    drop.plan()
}

const NONE: Slim = Slim { tests: false, typing: false, sources: false, docs: false, dist_info: false };
const ALL: Slim = Slim { tests: true, typing: true, sources: true, docs: true, dist_info: true };

/// Checks which files an option removes, compared with the plan without options.
#[track_caller]
fn check(drop: Dropped, slim: Slim, taken: &[&str]) -> Plan {
    let (whole, slimmed) = (plan(drop.clone(), NONE), plan(drop, slim));
    let left = paths(&slimmed);
    let found: Vec<&str> = paths(&whole).into_iter().filter(|path| !left.contains(path)).collect();
    assert_eq!(found, taken, "{:?}", slimmed.findings);
    slimmed
}

#[test]
fn switches() {
    let tests = ["lib/sub/tests/__init__.py", "lib/sub/tests/test_it.py", "lib/sub/tests/typed.pyi"];
    check(drop(), NONE, &[]);
    check(drop(), Slim { tests: true, ..NONE }, &tests);
    let typing = ["lib/py.typed", "lib/stub.pyi", "lib/sub/tests/typed.pyi"];
    check(drop(), Slim { typing: true, ..NONE }, &typing);
    check(drop(), Slim { sources: true, ..NONE }, &["lib/fast.h", "lib/fast.pyx"]);
    check(drop(), Slim { docs: true, ..NONE }, &["lib/docs/guide.rst"]);
    let info = ["lib-1.0.dist-info/INSTALLER", "lib-1.0.dist-info/WHEEL"];
    check(drop(), Slim { dist_info: true, ..NONE }, &info);
}

#[test]
fn savings() {
    let info = "wheelpress\n".len() as u64
        + "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n".len() as u64;
    let all = Savings { tests: 13, typing: 9, sources: 7, docs: 5, dist_info: info, bytecode: 0 };
    assert_eq!(plan(drop(), NONE).savings, all);
    // An option that is on saves only what no other option removes.
    let tests = Slim { tests: true, ..NONE };
    assert_eq!(plan(drop(), tests).savings, Savings { typing: 2, ..all });
    assert_eq!(plan(drop(), ALL).savings, Savings { tests: 6, typing: 2, ..all });
    let (whole, slimmed) = (plan(drop(), NONE), plan(drop(), Slim { docs: true, ..NONE }));
    let record = "lib/docs/guide.rst,sha256=,5\n".len() as u64 + 43;
    assert_eq!(whole.unzipped_size - slimmed.unzipped_size, all.docs + record);
}

#[test]
fn every_removal_is_told() {
    let slimmed = plan(drop(), ALL);
    let mut messages: Vec<&str> = slimmed.findings.iter().map(|finding| finding.message.as_str()).collect();
    messages.sort();
    assert_eq!(
        messages,
        [
            "C, C++ and Cython sources of libraries are left out: 2 files, 7 bytes, such as \"lib/fast.h\"",
            "Documentation files of libraries are left out: 1 file, 5 bytes, such as \"lib/docs/guide.rst\"",
            "Spare dist-info files of libraries are left out: 2 files, 87 bytes, such as \"lib-1.0.dist-info/INSTALLER\"",
            "Tests of libraries are left out: 3 files, 13 bytes, such as \"lib/sub/tests/__init__.py\"",
            "Typing stubs of libraries are left out: 2 files, 2 bytes, such as \"lib/py.typed\"",
        ]
    );
}

#[test]
fn record_lists_what_ships() {
    let mut drop = drop();
    drop.options.slim = ALL;
    let packed = drop.pack();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&packed.zip)).unwrap();
    let record = std::io::read_to_string(archive.by_name("lib-1.0.dist-info/RECORD").unwrap()).unwrap();
    let mut listed: Vec<&str> = record.lines().map(|line| line.split(',').next().unwrap()).collect();
    listed.sort();
    assert_eq!(listed, paths(&packed.plan));
    assert!(packed.found.is_empty(), "{:?}", packed.found);
}

#[test]
fn what_stays() {
    // The user's own files stay.
    let own = dropped("app/function.py", "x")
        .and("app/pkg/tests/test_it.py", "x")
        .and("app/pkg/py.typed", "")
        .and("app/pkg/a.pyx", "x")
        .and("app/pkg/docs/a.rst", "x");
    check(own, ALL, &[]);
    let one = |path: &str| {
        let lib = wheel("lib", "1.0", "py3-none-any").file(path, "x");
        dropped(lib.filename(), lib.bytes())
    };
    let but_info = Slim { dist_info: false, ..ALL };
    // The top folder of a distribution, folders with code, and the tests of packages that import them
    // stay.
    for path in [
        "tests/test_it.py",
        "test/test_it.py",
        "docs/a.rst",
        "lib/test/client.py",
        "lib/docs/a.py",
        "astropy/tests/test_it.py",
        "lib/tests.py",
        "lib/x.json",
    ] {
        check(one(path), but_info, &[]);
    }
    check(one("lib/tests/test_it.py"), but_info, &["lib/tests/test_it.py"]);
    // lazy-loader reads stubs.
    let lazy = wheel("lazy_loader", "1.0", "py3-none-any").file("lazy_loader.py", "x");
    check(one("lib/a.pyi").and(lazy.filename(), lazy.bytes()), but_info, &[]);
}

#[test]
fn installed_libraries_too() {
    let tree = dropped("libs/lib/__init__.py", "x")
        .and("libs/lib/tests/test_it.py", "x")
        .and("libs/own/tests/test_it.py", "x")
        .and("libs/lib-1.dist-info/METADATA", "Name: lib\n")
        .and("libs/lib-1.dist-info/RECORD", "lib/__init__.py,,\nlib/tests/test_it.py,,\n");
    check(tree, Slim { tests: true, ..NONE }, &["lib/tests/test_it.py"]);
}

#[test]
fn dist_info_that_is_read() {
    let only = Slim { dist_info: true, ..NONE };
    let function = |text: &str| drop().and("function.py", text);
    let info = ["lib-1.0.dist-info/INSTALLER", "lib-1.0.dist-info/WHEEL"];
    check(function("import lib"), only, &info);
    for text in [
        "from importlib.metadata import version",
        "from importlib import metadata",
        "try:\n    import pkg_resources\nexcept ImportError:\n    pass",
    ] {
        let kept = check(function(text), only, &[]);
        assert_eq!(codes(&kept.findings), ["info dist-info-kept "]);
        assert!(kept.findings[0].message.contains("\"function.py\" reads"), "{:?}", kept.findings);
        assert_eq!(kept.savings.dist_info, 0);
    }
    let pluggy = wheel("pluggy", "1.0", "py3-none-any").file("pluggy.py", "x");
    check(drop().and(pluggy.filename(), pluggy.bytes()), only, &[]);
    // A plugin keeps its own metadata.
    let plugin = wheel("plugin", "1.0", "py3-none-any")
        .file("plugin.py", "x")
        .info("entry_points.txt", "[others.plugins]\nx = plugin\n");
    check(drop().and(plugin.filename(), plugin.bytes()), only, &info);
}
