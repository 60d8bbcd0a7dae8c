//! Installed distributions in trees, virtualenvs and existing packages, compared with their RECORD.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use wheelpress::pack::Compression;

const SITE: &str = "env/lib/python3.13/site-packages";

/// A file: its path, its contents when it was recorded, and its contents now. `None` means that it was
/// deleted.
type File<'a> = (&'a str, &'a str, Option<&'a str>);

fn record(name: &str, files: &[File]) -> String {
    let rows = files.iter().map(|(path, before, _)| {
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(before));
        format!("{path},sha256={hash},{}\n", before.len())
    });
    rows.collect::<String>() + &format!("{name}-1.0.dist-info/RECORD,,\n")
}

/// Returns the distribution with its present files, by path.
fn installed(name: &str, files: &[File], others: &[(&str, &str)]) -> Vec<(String, String)> {
    let now = files.iter().filter_map(|(path, _, now)| Some((path.to_string(), (*now)?.to_string())));
    let info = [
        (format!("{name}-1.0.dist-info/METADATA"), format!("Name: {name}\nVersion: 1.0\n")),
        (format!("{name}-1.0.dist-info/RECORD"), record(name, files)),
    ];
    now.chain(info).chain(others.iter().map(|(path, text)| (path.to_string(), text.to_string()))).collect()
}

fn drops(files: &[(String, String)]) -> [Dropped; 4] {
    let in_folder = |folder: &str| {
        let start = dropped("env/pyvenv.cfg", "home = /usr/bin\nversion = 3.13.1\n");
        let start = if folder == SITE { start } else { Dropped::default() };
        files.iter().fold(start, |drop, (path, text)| drop.and(format!("{folder}/{path}"), text.as_str()))
    };
    let zipped = |folder: &str| {
        let entries: Vec<_> =
            files.iter().map(|(path, text)| entry(&format!("{folder}{path}"), text.as_str())).collect();
        dropped("old.zip", zip(&entries))
    };
    [in_folder(SITE), in_folder("libs"), zipped(""), zipped("python/")]
}

/// Checks the findings for every kind of installation, each as `severity code: part of the message`.
#[track_caller]
fn check(files: &[File], others: &[(&str, &str)], expected: &[&str]) {
    for drop in drops(&installed("pk", files, others)) {
        let packed = drop.clone().try_pack(&support::target("python3.13"), Compression::Fast).unwrap();
        let all = packed.plan.findings.iter().chain(&packed.found);
        let found: Vec<String> = all
            .filter(|finding| finding.code.as_str().starts_with("installed-"))
            .map(|finding| {
                format!("{:?} {}: {}", finding.severity, finding.code.as_str(), finding.message)
                    .to_lowercase()
            })
            .collect();
        assert_eq!(found.len(), expected.len(), "{:?}: {found:#?}", drop.paths);
        for (found, expected) in found.iter().zip(expected) {
            let expected = expected.to_lowercase();
            assert!(expected.split('*').all(|part| found.contains(part)), "{found}\nis not\n{expected}");
        }
    }
}

const INIT: File = ("pk/__init__.py", "from .CR import x\n", Some("from .CR import x\n"));

#[test]
fn what_is_as_it_was_is_silent() {
    check(&[INIT, ("pk/CR.py", "x = 1\n", Some("x = 1\n"))], &[], &[]);
    // A file of another owner, and files that Python or the installer made.
    check(&[INIT], &[("other.py", "x"), ("pk/__pycache__/m.cpython-313.pyc", "x")], &[]);
    check(&[INIT, ("pk/__pycache__/m.cpython-313.pyc", "x", None), ("../../../bin/pk", "x", None)], &[], &[]);
    check(&[INIT, ("pk-1.0.dist-info/INSTALLER", "pip\n", Some("uv")), ("pk/data/", "", None)], &[], &[]);
}

#[test]
fn names_of_other_case() {
    let renamed = |now| ("pk/CR.py", "x = 1\n", now);
    check(
        &[INIT, renamed(None)],
        &[("pk/cr.py", "x = 1\n")],
        &["error installed-misnamed: \"pk/CR.py\" of \"pk\" 1.0 in*lies there as \"pk/cr.py\""],
    );
    check(
        &[("Pk/__init__.py", "", None), ("Pk/a.py", "", None)],
        &[("pk/__init__.py", ""), ("pk/a.py", "")],
        &["error installed-misnamed: \"Pk/__init__.py\"*1 more file has the same fault"],
    );
    // RECORD lists both names, and one file is missing.
    check(
        &[INIT, renamed(None), ("pk/cr.py", "y", Some("y"))],
        &[],
        &["warning installed-missing: \"pk/CR.py\""],
    );
    check(&[INIT, renamed(Some("x = 1\n"))], &[("pk/cr.py", "mine")], &[]);
}

#[test]
fn what_is_gone() {
    let gone = |path| (path, "x", None);
    check(&[INIT, gone("pk/core.py")], &[], &["warning installed-missing: \"pk/core.py\"*is gone"]);
    check(
        &[INIT, gone("pk/_m.abi3.so"), gone("pk/b.json")],
        &[],
        &["warning installed-missing: \"pk/_m*1 more"],
    );
    check(&[INIT, gone("pk/data/ca.pem")], &[], &["info installed-missing: \"pk/data/ca.pem\""]);
    check(
        &[INIT, gone("pk-1.0.dist-info/entry_points.txt")],
        &[],
        &["warning installed-missing: *entry_points.txt"],
    );
    // Files that people delete to save space.
    for spare in ["pk/tests/test_a.py", "pk/a.pyi", "pk/py.typed", "pk/_m.pyx", "pk-1.0.dist-info/LICENSE"] {
        check(&[INIT, gone(spare)], &[], &[]);
    }
    let boto = installed("boto3", &[("boto3/__init__.py", "x", None)], &[("app.py", "x")]);
    for drop in drops(&boto) {
        assert!(!codes(&drop.plan().findings).iter().any(|code| code.contains("installed-")));
    }
}

#[test]
fn what_was_changed() {
    let changed = |now| ("pk/core.py", "before", Some(now));
    check(&[INIT, changed("bef")], &[], &["warning installed-changed: *cut short or*3 bytes*says 6"]);
    check(&[INIT, changed("")], &[], &["warning installed-changed: *cut short or*0 bytes*says 6"]);
    check(
        &[INIT, changed("before and after")],
        &[],
        &["warning installed-changed: *was changed*16 bytes*says 6"],
    );
    check(
        &[INIT, changed("BEFORE")],
        &[],
        &["warning installed-changed: *core.py*are not those its RECORD lists"],
    );
    check(
        &[INIT, changed("b"), ("pk/more.py", "12", Some("1"))],
        &[],
        &["warning installed-changed: *1 more file has the same fault"],
    );
}

/// A wheel replaces the changed distribution, and the changes are not reported.
#[test]
fn replaced_by_a_wheel() {
    let new = wheel("pk", "2.0", "py3-none-any").file("pk/__init__.py", "x = 1\n");
    let old = installed("pk", &[INIT, ("pk/core.py", "x", None), ("pk/more.py", "12", Some("21"))], &[]);
    for drop in drops(&old) {
        let packed = drop.and(new.filename(), new.bytes()).pack();
        let all: Vec<_> = packed.plan.findings.iter().chain(&packed.found).cloned().collect();
        assert!(!codes(&all).iter().any(|code| code.contains("installed-")), "{all:#?}");
    }
}

/// Two distributions list the same file, so its owner is unknown.
#[test]
fn shared_files() {
    let shared = |text: &'static str| ("ns/__init__.py", text, Some("one"));
    let mut files = installed("pk", &[shared("one")], &[]);
    files.extend(
        installed("other", &[shared("another")], &[]).into_iter().filter(|(path, _)| path.contains("info")),
    );
    for drop in drops(&files) {
        let packed = drop.pack();
        let all: Vec<_> = packed.plan.findings.iter().chain(&packed.found).cloned().collect();
        assert!(!codes(&all).iter().any(|code| code.contains("installed-")), "{all:#?}");
    }
}
