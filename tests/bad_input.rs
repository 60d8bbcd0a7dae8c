//! Every kind of bad input in a drop: each yields its own finding, and does not affect the other files.

use crate::support::wheel::{Wheel, wheel};
use crate::support::zips::{entry, rename, symlink, with_flag, zip};
use crate::support::{Dropped, codes, dropped, entries, paths};

/// Checks the findings of a drop with a correct file beside it, and that the correct file ships.
#[track_caller]
fn check(bad: Dropped, expected: &[&str]) {
    let packed = bad.and("innocent.txt", "innocent").pack();
    let findings: Vec<_> = packed.plan.findings.iter().chain(&packed.found).cloned().collect();
    assert_eq!(codes(&findings), expected, "{findings:#?}");
    assert!(paths(&packed.plan).contains(&"innocent.txt"), "{:?}", paths(&packed.plan));
    for finding in &findings {
        assert!(!finding.message.ends_with('.'), "{finding:?}");
        assert!(finding.message.contains('"'), "the subject is in quotes: {finding:?}");
    }
}

fn lib() -> Wheel {
    wheel("lib", "1.0", "py3-none-any").file("lib/__init__.py", "x = 1\n")
}

const LIB: &str = "lib-1.0-py3-none-any.whl";

#[track_caller]
fn check_wheel(wheel: &Wheel, expected: &[&str]) {
    check(dropped(wheel.filename(), wheel.bytes()), expected);
}

#[test]
fn unreadable_wheels() {
    check(dropped(LIB, ""), &["error wheel-unreadable lib-1.0-py3-none-any.whl"]);
    check(dropped(LIB, "not a zip"), &["error wheel-unreadable lib-1.0-py3-none-any.whl"]);
    let whole = lib().bytes();
    for length in [10, whole.len() / 2, whole.len() - 1] {
        check(dropped(LIB, &whole[..length]), &["error wheel-unreadable lib-1.0-py3-none-any.whl"]);
    }
    check(dropped("lib.whl", whole), &["warning wheel-renamed lib.whl"]);
    check(dropped("lib.whl", "not a zip"), &["error wheel-filename-invalid lib.whl"]);
}

#[test]
fn wheels_without_their_parts() {
    let info = |file: &str| format!("lib-1.0.dist-info/{file}");
    check_wheel(&lib().without(&info("WHEEL")), &["error wheel-dist-info lib-1.0-py3-none-any.whl"]);
    check_wheel(&lib().without(&info("METADATA")), &["error wheel-dist-info lib-1.0-py3-none-any.whl"]);
    check_wheel(&lib().without_record(), &["error record-missing lib-1.0-py3-none-any.whl"]);
    check_wheel(
        &lib().file("other-1.0.dist-info/METADATA", ""),
        &["error wheel-dist-info lib-1.0-py3-none-any.whl"],
    );
    check_wheel(
        &lib().info("WHEEL", "Wheel-Version: 2.0\n"),
        &["error wheel-version lib-1.0-py3-none-any.whl"],
    );
    let other = wheel("other", "1.0", "py3-none-any").bytes();
    check(dropped(LIB, other), &["error wheel-dist-info lib-1.0-py3-none-any.whl"]);
    let none = zip(&[entry("lib.py", "")]);
    check(dropped(LIB, none), &["error wheel-dist-info lib-1.0-py3-none-any.whl"]);
}

#[test]
fn records_that_lie() {
    const EMPTY: &str = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    let mismatch = lib().record_line(&format!("lib/__init__.py,{EMPTY},6"));
    check_wheel(&mismatch, &["error record-mismatch lib-1.0-py3-none-any.whl"]);
    check_wheel(
        &lib().record_line(&format!("lib/gone.py,{EMPTY},0")),
        &["error record-missing-file lib-1.0-py3-none-any.whl"],
    );
    check_wheel(&lib().record_line("lib/__init__.py,,"), &["error record-no-hash lib-1.0-py3-none-any.whl"]);
    check_wheel(
        &lib().record_line("lib/__init__.py,md5=abc,6"),
        &["error record-invalid lib-1.0-py3-none-any.whl", "error record-no-hash lib-1.0-py3-none-any.whl"],
    );
    check_wheel(
        &lib().unlisted(entry("lib/evil.py", "!")),
        &["error record-unlisted-file lib-1.0-py3-none-any.whl"],
    );
}

/// Files that RECORD may list without a hash, or omit.
#[test]
fn records_that_leave_things_out() {
    let info = lib().dist_info();
    for name in ["RECORD.jws", "RECORD.p7s"] {
        let path = format!("{info}/{name}");
        let line = format!("{path},,");
        check_wheel(&lib().unlisted(entry(&path, "s")), &[]);
        check_wheel(&lib().file(&path, "s").record_line(&line), &[]);
        check_wheel(&lib().record_line(&line), &[]);
    }
    for path in [format!("{info}/INSTALLER"), "lib/__pycache__/a.cpython-313.pyc".into()] {
        check_wheel(&lib().unlisted(entry(&path, "x")), &[]);
    }
    check_wheel(&lib().record_line("lib/__pycache__/a.cpython-313.pyc,,"), &[]);
    check_wheel(&lib().record_line("lib/,,"), &[]);
    check_wheel(&lib().record_line("lib/gone.py,,"), &["error record-missing-file lib-1.0-py3-none-any.whl"]);
}

#[test]
fn mismatches_name_both_hashes() {
    let wrong = format!("lib/__init__.py,sha256={},6", "A".repeat(43));
    let packed = dropped(LIB, lib().record_line(&wrong).bytes()).pack();
    let message = &packed.found[0].message;
    assert!(message.contains("lib/__init__.py") && message.contains(LIB), "{message}");
    assert!(
        message.contains(&"A".repeat(43))
            && message.contains("sha256=3x5aRjlVrf3KlMbMWMnoaiMSOfe0G_wcVsMmhcIiKTQ")
            || message.matches("sha256=").count() == 2,
        "{message}"
    );
}

#[test]
fn all_mismatches_are_collected() {
    let mut bad = lib().file("lib/a.py", "a").file("lib/b.py", "b");
    for path in ["lib/a.py", "lib/b.py"] {
        bad = bad.record_line(&format!("{path},sha256={},1", "A".repeat(43)));
    }
    let packed = dropped(LIB, bad.bytes()).pack();
    assert_eq!(codes(&packed.found), ["error record-mismatch lib-1.0-py3-none-any.whl"; 2]);
}

#[test]
fn damaged_entries() {
    let body: Vec<u8> = (0..20_000u32).map(|n| (n * 7 % 251) as u8).collect();
    let mut bytes = zip(&[entry("a.bin", body).method(zip::CompressionMethod::Stored), entry("b.txt", "b")]);
    bytes[5000] ^= 1;
    check(dropped("old.zip", bytes), &["error entry-corrupt old.zip"]);
}

#[test]
fn encrypted_entries() {
    let encrypted = with_flag(&zip(&[entry("a.py", "a")]), 0);
    check(dropped("old.zip", encrypted), &["error entry-encrypted old.zip"]);
    let encrypted = with_flag(&lib().bytes(), 0);
    check(dropped(LIB, encrypted), &["error entry-encrypted lib-1.0-py3-none-any.whl"]);
}

#[test]
fn hostile_paths() {
    let with = |name: &str| {
        let honest = "x".repeat(name.len());
        dropped(
            "old.zip",
            rename(
                &zip(&[entry(&honest, "other"), entry("good.py", "good")]),
                honest.as_bytes(),
                name.as_bytes(),
            ),
        )
    };
    for name in
        ["../evil.py", "a/../../evil.py", "/etc/cron.d/evil", "C:\\evil.py", "..\\evil.py", "a\0evil.py"]
    {
        let packed = with(name).pack();
        assert_eq!(codes(&packed.plan.findings), ["error path-unsafe old.zip"], "{name:?}");
        assert_eq!(paths(&packed.plan), ["good.py"], "{name:?}");
    }
    for (name, repaired) in [("pkg\\mod.py", "pkg/mod.py"), ("./pkg//mod.py", "pkg/mod.py")] {
        let packed = with(name).pack();
        assert_eq!(codes(&packed.plan.findings), ["warning path-repaired old.zip"], "{name:?}");
        assert_eq!(paths(&packed.plan), ["good.py", repaired], "{name:?}");
    }
    check(with(&"n".repeat(300)), &["error path-too-long old.zip"]);
    check(dropped("../evil.py", "x"), &["error path-unsafe ../evil.py"]);
}

#[test]
fn links() {
    let inside = dropped("old.zip", zip(&[entry("lib/a.so.1", "so"), symlink("lib/a.so", "a.so.1")])).pack();
    assert_eq!(codes(&inside.plan.findings), Vec::<String>::new());
    assert_eq!(entries(&inside.plan), ["lib/a.so 120777 old.zip", "lib/a.so.1 100644 old.zip"]);
    for target in ["/etc/passwd", "../../secret", ".."] {
        check(dropped("old.zip", zip(&[symlink("lib", target)])), &["error path-unsafe old.zip"]);
    }
    // A file below a link would be written through the link.
    let below = zip(&[symlink("lib", "other"), entry("lib/a.py", "a")]);
    check(dropped("old.zip", below), &["error path-conflict lib/a.py"]);
    let linked = lib().entry(symlink("lib/link", "__init__.py"));
    check_wheel(&linked, &["error entry-special lib-1.0-py3-none-any.whl"]);
}

#[test]
fn other_methods_are_compressed_anew() {
    use zip::CompressionMethod;
    for method in [CompressionMethod::Bzip2, CompressionMethod::Xz] {
        let packed = dropped("old.zip", zip(&[entry("a.py", "a = 1\n".repeat(100)).method(method)])).pack();
        assert_eq!(codes(&packed.plan.findings), ["info zip-feature old.zip"]);
        assert_eq!(codes(&packed.found), Vec::<String>::new());
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed.zip)).unwrap();
        let mut file = archive.by_index(0).unwrap();
        assert_eq!(file.compression(), CompressionMethod::Deflated);
        assert_eq!(std::io::read_to_string(&mut file).unwrap(), "a = 1\n".repeat(100));
    }
}

#[test]
fn things_that_are_no_source() {
    check(dropped("lib-1.0.tar.gz", "\x1f\u{8b}"), &["error sdist lib-1.0.tar.gz"]);
    let sdist = zip(&[entry("lib-1.0/PKG-INFO", ""), entry("lib-1.0/setup.py", "")]);
    check(dropped("lib-1.0.zip", sdist), &["error sdist lib-1.0.zip"]);
    check(dropped("old.zip", ""), &["error archive-unreadable old.zip"]);
    check(dropped("old.zip", "PK nonsense"), &["error archive-unreadable old.zip"]);
    check(dropped("function.py", ""), &["warning file-empty function.py"]);
    check(dropped("venv/pyvenv.cfg", "home = /usr\n"), &["error virtualenv-empty venv"]);
}

#[test]
fn nothing_at_all() {
    assert_eq!(codes(&Dropped::default().plan().findings), ["error package-empty "]);
    assert_eq!(
        codes(&dropped("app/a.pyc", "x").plan().findings),
        ["error package-empty ", "info files-skipped app"]
    );
}

#[test]
fn a_bomb_is_stopped() {
    // 50 MB of zeros whose headers state 1,000 bytes.
    let honest = zip(&[entry("zeros", vec![0; 50 << 20])]);
    let size = (50u32 << 20).to_le_bytes();
    let at: Vec<usize> = (0..honest.len() - 4).filter(|at| honest[*at..*at + 4] == size).collect();
    let mut bomb = honest.clone();
    for at in at {
        bomb[at..at + 4].copy_from_slice(&1000u32.to_le_bytes());
    }
    check(dropped("old.zip", bomb), &["error entry-corrupt old.zip"]);
}

#[test]
fn unfit_wheels() {
    let packed = dropped(
        "lib-1.0-cp312-cp312-macosx_11_0_arm64.whl",
        wheel("lib", "1.0", "cp312-cp312-macosx_11_0_arm64").bytes(),
    );
    let plan = packed.plan();
    assert_eq!(
        codes(&plan.findings),
        ["error package-empty ", "error wheel-incompatible lib-1.0-cp312-cp312-macosx_11_0_arm64.whl"]
    );
    let finding = plan.findings.iter().find(|finding| finding.code.as_str() == "wheel-incompatible").unwrap();
    assert!(finding.message.contains("macOS"), "{finding:?}");
    assert!(finding.hint.as_ref().unwrap().contains("cp313-cp313-manylinux_2_34_x86_64"), "{finding:?}");
}
