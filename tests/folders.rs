//! Folders that are of several kinds at the same time: the function's own files always ship.

use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, dropped_paths, paths};

const METADATA: &str = "Metadata-Version: 2.1\nName: lib\nVersion: 1.0\n";
const RECORD: &str = "lib.py,,\nlib-1.0.dist-info/METADATA,,\nlib-1.0.dist-info/RECORD,,\n";
const LIB: [&str; 3] = ["lib-1.0.dist-info/METADATA", "lib-1.0.dist-info/RECORD", "lib.py"];

/// Adds the distribution "lib", installed in this folder.
fn with_lib(drop: Dropped, site: &str) -> Dropped {
    drop.and(format!("{site}/lib.py"), "x = 1\n")
        .and(format!("{site}/lib-1.0.dist-info/METADATA"), METADATA)
        .and(format!("{site}/lib-1.0.dist-info/RECORD"), RECORD)
}

fn with(drop: Dropped, paths: &[&str]) -> Dropped {
    paths.iter().fold(drop, |drop, path| drop.and(*path, *path))
}

/// Checks that the package consists of the files of "lib" and these.
#[track_caller]
fn check(drop: Dropped, own: &[&str], findings: &[&str]) {
    let plan = drop.plan();
    let mut expected: Vec<&str> = LIB.iter().chain(own).copied().collect();
    expected.sort();
    assert_eq!(paths(&plan), expected, "{:#?}", plan.findings);
    assert_eq!(codes(&plan.findings), findings, "{:#?}", plan.findings);
}

#[test]
fn what_is_ignored_where_libraries_were_installed() {
    let app = || with_lib(dropped("app/function.py", "import lib\n"), "app");
    check(app(), &["function.py"], &[]);
    let litter = ["app/.idea/x.xml", "app/node_modules/n.js", "app/.venv/pyvenv.cfg", "app/.venv/lib/a.py"];
    let skipped = ["info files-skipped app", "info virtualenv-skipped app/.venv"];
    check(with(app(), &litter), &["function.py"], &skipped);
    check(
        with(app(), &["app/env/pyvenv.cfg", "app/env/a.py"]),
        &["function.py"],
        &["info virtualenv-skipped app/env"],
    );
    let rules = app().and("app/.lambdaignore", "/data\n");
    check(with(rules, &["app/data/x.bin"]), &["function.py"], &["info files-skipped app"]);
}

#[test]
fn projects_around_their_virtualenv() {
    let site = "app/lib/python3.13/site-packages";
    let env = || with_lib(dropped("app/pyvenv.cfg", "home = /usr/bin\nversion = 3.13.1\n"), site);
    let made = ["app/bin/python", "app/include/x.h", "app/share/man/x.1", "app/.gitignore", "app/lib64/x"];
    check(with(env(), &made), &[], &[]);
    check(
        with(env(), &["app/function.py", "app/lib/helpers.json", "app/data/x.json", "app/bin/python"]),
        &["data/x.json", "function.py", "lib/helpers.json"],
        &[],
    );
    // The rules for function folders apply.
    check(with(env(), &["app/function.py", "app/.git/HEAD"]), &["function.py"], &["info files-skipped app"]);
    // Wheels can install data files into any folder.
    let recorded = env()
        .and(format!("{site}/nb-1.0.dist-info/METADATA"), "Name: nb\nVersion: 1.0\n")
        .and(
            format!("{site}/nb-1.0.dist-info/RECORD"),
            "../../../etc/nb.json,,\nnb-1.0.dist-info/METADATA,,\n",
        )
        .and("app/etc/nb.json", "{}");
    check(recorded, &["nb-1.0.dist-info/METADATA", "nb-1.0.dist-info/RECORD"], &[]);
    // The function's own files replace those of libraries.
    let rivals = env().and("app/lib.py", "mine").plan();
    let lib = rivals.entries.iter().find(|entry| entry.path == "lib.py").unwrap();
    assert_eq!(lib.from, "app/lib.py");
    // The requirements of the project are checked.
    let required = env().and("app/function.py", "x = 1\n").and("app/requirements.txt", "missing\n").plan();
    assert!(
        codes(&required.findings).contains(&"error requirement-missing app/requirements.txt".to_string())
    );
    // A function that contains a file with this name is no virtualenv.
    let stray = dropped("app/function.py", "x = 1\n").and("app/pyvenv.cfg", "").plan();
    assert_eq!(paths(&stray), ["function.py"]);
}

#[test]
fn functions_beside_site_packages() {
    check(
        with(with_lib(Dropped::default(), "app/site-packages"), &["app/function.py", "app/bin/tool"]),
        &["bin/tool", "function.py"],
        &[],
    );
    check(
        with(
            with_lib(Dropped::default(), "layer/python/lib/python3.13/site-packages"),
            &["layer/python/helpers.py", "layer/bin/tool"],
        ),
        &["bin/tool", "helpers.py"],
        &[],
    );
    // A folder with nothing but the virtualenv's own files: only the library ships.
    check(with(with_lib(Dropped::default(), "env/Lib/site-packages"), &["env/Scripts/pip.exe"]), &[], &[]);
}

#[test]
fn leftovers_in_a_folder_of_wheels() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x");
    let app = |leftovers: &[&str]| {
        let drop =
            dropped("app/function.py", "x = 1\n").and(format!("wheels/{}", lib.filename()), lib.bytes());
        paths_of(with(drop, leftovers))
    };
    let own: Vec<String> = app(&[]).into_iter().filter(|path| !path.starts_with("lib")).collect();
    assert_eq!(own, ["function.py"]);
    let beside: Vec<String> =
        app(&["wheels/SHA256SUMS"]).into_iter().filter(|path| !path.starts_with("lib")).collect();
    assert_eq!(beside, ["function.py", "wheels/SHA256SUMS"]);
    // Two functions are kept apart, even if one contains wheels.
    let two = dropped_paths(&["a/x.py", "b/y.py"]).and(format!("a/wheels/{}", lib.filename()), lib.bytes());
    let two: Vec<String> = paths_of(two).into_iter().filter(|path| !path.starts_with("lib")).collect();
    assert_eq!(two, ["a/x.py", "b/y.py"]);
}

fn paths_of(drop: Dropped) -> Vec<String> {
    paths(&drop.plan()).into_iter().map(String::from).collect()
}

#[test]
fn ignore_files_of_any_encoding() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("*.md\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for text in [b"*.md\n".to_vec(), b"\xef\xbb\xbf*.md\n".to_vec(), utf16] {
        let plan = dropped("app/.lambdaignore", text).and("app/function.py", "x").and("app/a.md", "x").plan();
        assert_eq!(paths(&plan), ["function.py"]);
    }
}
