//! The differences between two packages, and their causes.

use crate::support::zips::{Entry, entry, rename, symlink, zip};
use crate::support::{Memory, dropped};
use wheelpress::compare::{Comparison, Other, compare};
use wheelpress::error::Error;
use wheelpress::manifest::{self, About};
use zip::CompressionMethod::Stored;

fn comparison(before: &[u8], after: &[u8]) -> Result<Comparison, Error> {
    let mut store = Memory { files: vec![after.to_vec(), before.to_vec()], ..Memory::default() };
    let result = compare(&mut store, 0, "new.zip", Other::File { file: 1, name: "old" });
    store.byte_by_byte = true;
    let again = compare(&mut store, 0, "new.zip", Other::File { file: 1, name: "old" });
    assert_eq!(result.as_ref().ok(), again.as_ref().ok(), "byte by byte");
    result
}

fn manifest_of(zip: &[u8]) -> Vec<u8> {
    let mut store = Memory { files: vec![zip.to_vec()], ..Memory::default() };
    let about = About { name: "function.zip", target: None, wheels: &[] };
    manifest::make(&mut store, 0, &about).unwrap().into_bytes()
}

/// Formats each change as the line `kind path why… < from`.
fn lines(comparison: &Comparison) -> Vec<String> {
    let changes = comparison.changes.iter().map(|change| {
        let why: String = change.why.iter().map(|why| format!(" {why:?}")).collect();
        let from = change.from.as_ref().map(|from| format!(" < {from}")).unwrap_or_default();
        format!("{:?} {}{why}{from}", change.kind, change.path).to_lowercase()
    });
    let packing = comparison.packing.iter().map(|packing| format!("packing {packing:?}").to_lowercase());
    changes.chain(packing).collect()
}

/// Compares with the older zip itself and with its manifest, which does not state how files are packed.
#[track_caller]
fn check(before: &[Entry], after: &[Entry], expected: &[&str]) {
    let (before, after) = (zip(before), zip(after));
    let with_zip = comparison(&before, &after).unwrap();
    assert_eq!(lines(&with_zip), expected);
    assert_eq!(with_zip.same, before == after);
    let with_manifest = comparison(&manifest_of(&before), &after).unwrap();
    let known: Vec<&&str> = expected.iter().filter(|line| !line.starts_with("packing")).collect();
    assert_eq!(lines(&with_manifest).iter().collect::<Vec<_>>(), known, "against the manifest");
    assert_eq!(with_manifest.other_code_sha256, with_zip.other_code_sha256);
    assert_eq!((with_manifest.same, with_manifest.unchanged), (with_zip.same, with_zip.unchanged));
}

#[test]
fn files_that_differ() {
    let a = || entry("a.py", "a = 1\n");
    let b = || entry("b.py", "b = 1\n");
    check(&[a(), b()], &[a(), b()], &[]);
    check(&[a()], &[a(), b()], &["added b.py"]);
    check(&[a(), b()], &[b()], &["removed a.py"]);
    check(&[a()], &[entry("a.py", "a = 2\n")], &["changed a.py content"]);
    check(&[a()], &[a().mode(0o755)], &["changed a.py mode"]);
    check(&[a()], &[entry("a.py", "longer").mode(0o755)], &["changed a.py content mode"]);
    check(&[entry("x", "a.py").method(Stored)], &[symlink("x", "a.py")], &["changed x mode"]);
}

#[test]
fn files_that_moved() {
    let at = |path: &str| entry(path, "a = 1\n");
    check(&[at("app/a.py")], &[at("a.py")], &["changed a.py path < app/a.py"]);
    check(&[at("app/a.py")], &[at("a.py").mode(0o755)], &["changed a.py path mode < app/a.py"]);
    // For two files with the same contents, the filename decides which one was moved where.
    check(
        &[at("old/one.py"), at("old/two.py")],
        &[at("new/two.py"), at("new/one.py")],
        &["changed new/one.py path < old/one.py", "changed new/two.py path < old/two.py"],
    );
    check(&[at("a.py")], &[at("a.py"), at("b.py")], &["added b.py"]);
    // It cannot be determined where an empty file was moved.
    let empty = |path: &str| entry(path, "");
    check(&[empty("b.py")], &[empty("a.py")], &["added a.py", "removed b.py"]);
}

#[test]
fn packing_that_differs() {
    let a = || entry("a.py", "a = 1\n".repeat(100));
    let b = || entry("b.py", "b = 1\n");
    check(&[a().method(Stored)], &[a()], &["packing compression"]);
    check(&[b(), a()], &[a(), b()], &["packing order"]);
    check(&[entry("lib/", ""), a()], &[a()], &["packing rest"]);
    let later: Vec<u8> = {
        let mut bytes = zip(&[a()]);
        for (signature, at) in [(b"PK\x03\x04", 12), (b"PK\x01\x02", 14)] {
            let start = bytes.windows(4).position(|four| four == signature).unwrap();
            bytes[start + at] ^= 1; // the day
        }
        bytes
    };
    assert_eq!(lines(&comparison(&later, &zip(&[a()])).unwrap()), ["packing times"]);
}

#[test]
fn the_last_of_one_name_counts() {
    let two = zip(&[entry("a.py", "first"), entry("b.py", "second")]);
    let both = rename(&two, b"b.py", b"a.py");
    let changed = comparison(&both, &zip(&[entry("a.py", "second")])).unwrap();
    assert_eq!((lines(&changed), changed.unchanged), (vec!["packing rest".to_string()], 1));
}

#[test]
fn hashes() {
    let packed = dropped("app.py", "x = 1\n").pack();
    let mut store = Memory { files: vec![packed.zip], ..Memory::default() };
    let code = packed.assembled.code_sha256;
    let mut with = |text: &str| compare(&mut store, 0, "function.zip", Other::Hash(text));
    let known = with(&format!(" {code}\n")).unwrap();
    assert!(known.same && !known.knows_files);
    assert_eq!((&known.code_sha256, &known.other_code_sha256), (&code, &code));
    let other = with(&"00".repeat(32)).unwrap();
    assert!(!other.same && other.changes.is_empty() && other.packing.is_empty());
    assert_eq!(other.other_code_sha256, "A".repeat(43) + "=");
    for text in ["", "abc", &code[1..], "zz".repeat(32).as_str()] {
        let error = with(text).unwrap_err();
        assert_eq!(error.code(), "code-sha256-invalid", "{text:?}");
    }
}

#[test]
fn what_cannot_be_compared() {
    let package = zip(&[entry("a.py", "")]);
    for (other, code, words) in [
        (&b"no zip"[..], "archive-unreadable", "no zip"),
        (b"", "archive-unreadable", "no zip"),
        (b" {", "manifest-invalid", "not valid JSON"),
        (br#"{"bomFormat":"CycloneDX"}"#, "manifest-invalid", "wheelpress:codeSha256"),
    ] {
        let error = comparison(other, &package).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some("old")));
        assert!(error.to_string().contains(words), "{error}");
    }
    let listed = String::from_utf8(manifest_of(&package)).unwrap();
    let error = comparison(listed.replace("wheelpress:crc32", "crc32").as_bytes(), &package).unwrap_err();
    assert_eq!(error.to_string(), "\"old\" is not a manifest: of \"a.py\" it lacks size or CRC-32");
    let nested = "{\"components\":".repeat(100_000);
    assert_eq!(comparison(nested.as_bytes(), &package).unwrap_err().code(), "manifest-invalid");
}
