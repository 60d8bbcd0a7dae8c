//! Rare input that pip accepts is accepted: options, encodings, hashes, versions and build tags.

use crate::support;

use crate::support::libs::{app, check, lib, with};
use crate::support::wheel::{Wheel, wheel};
use crate::support::{codes, dropped, paths};

#[test]
fn options_about_releases() {
    let at_hand = ["a 1.0", "a 2.0rc1", "b 1.0", "b 2.0rc1", "c 1.0rc1"];
    let check = |lines: &str, expected: &[&str], findings: &[&str]| {
        check(with(app(lines), &at_hand), expected, findings);
    };
    check("a\nb\n", &["a 1.0", "b 1.0"], &[]);
    check("--all-releases a\na\nb\n", &["a 2.0rc1", "b 1.0"], &[]);
    check("--all-releases=:all:\na\nb\n", &["a 2.0rc1", "b 2.0rc1"], &[]);
    check("--pre --only-final b\na\nb\n", &["a 2.0rc1", "b 1.0"], &[]);
    check("--only-final :all: --all-releases b\na\nb\n", &["a 1.0", "b 2.0rc1"], &[]);
    // Without the option, a pre-release is taken if there is no release, or if a requirement names it.
    check("c\n", &["c 1.0rc1"], &[]);
    let refused = "error requirement-missing*is refused: it is a pre-release*final releases only";
    check("--only-final c\nc\n", &[], &[refused]);
    check("--only-final a\na>=2.0rc1\n", &["a 1.0"], &["error requirement-missing*final releases only"]);
}

#[test]
fn options_about_hashes() {
    let hash = "0".repeat(64);
    let at_hand = ["a 1.0", "b 1.0"];
    let hashed = format!("a --hash='sha256:{hash}'\nb\n");
    let both = ["a 1.0", "b 1.0"];
    check(with(app(&hashed), &at_hand), &both, &["warning hash-missing*\"b\""]);
    check(with(app(&format!("--no-require-hashes\n{hashed}")), &at_hand), &both, &[]);
    check(with(app(&format!("--require-hashes\n{hashed}")), &at_hand), &both, &["error hash-missing*\"b\""]);
    check(
        with(app(&format!("--require-hashes\n--no-require-hashes\n{hashed}")), &at_hand),
        &both,
        &[
            "error requirement-invalid*line 2: \"--require-hashes\" and \"--no-require-hashes\" exclude one another",
        ],
    );
    // Hashes in quotes are checked, too.
    let a = lib("a 1.0");
    let drop = |quote: &str| {
        app(&format!("a --hash={quote}sha256:{hash}{quote}\n"))
            .and(format!("app/{}", a.filename()), a.bytes())
    };
    for quote in ["", "'", "\""] {
        assert_eq!(codes(&drop(quote).pack().found), ["error hash-mismatch app/a-1.0-py3-none-any.whl"]);
    }
}

#[test]
fn encodings_and_ends_of_lines() {
    let utf16 = |text: &str, mark: &[u8]| {
        mark.iter().copied().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect::<Vec<u8>>()
    };
    let utf32 = |text: &str, mark: &[u8], unit: fn(u32) -> [u8; 4]| {
        mark.iter().copied().chain(text.chars().flat_map(|char| unit(char as u32))).collect::<Vec<u8>>()
    };
    for bytes in [
        b"a\rb<2\r".to_vec(),
        b"a\n\rb<2".to_vec(),
        "a\u{2028}b<2".into(),
        b"a\\\r\rb<2\r\n".to_vec(),
        utf16("a\rb<2", b"\xfe\xff"),
        utf32("a\nb<2\n", b"\xff\xfe\0\0", u32::to_le_bytes),
        utf32("a\rb<2", b"\0\0\xfe\xff", u32::to_be_bytes),
    ] {
        let drop = dropped("app/requirements.txt", bytes.clone()).and("app/f.py", "x = 1\n");
        let found = with(drop, &["a 1.0", "b 1.0", "b 2.0"]).plan();
        assert_eq!(support::libs::installed(&found), ["a 1.0", "b 1.0"], "{bytes:?}");
    }
}

#[test]
fn versions_and_names() {
    check(with(app("a===1.0+CPU\n"), &["a 1.0", "a 1.0+cpu"]), &["a 1.0+cpu"], &[]);
    check(
        with(app("a===foo\n"), &["a 1.0"]),
        &["a 1.0"],
        &["error requirement-missing: \"a===foo\"*is version 1.0"],
    );
    check(with(app("a<2.0rc1\n"), &["a 2.0b1", "a 2.0"]), &["a 2.0b1"], &[]);
    // Archives of a project, for which a wheel is taken.
    for line in ["a-1.zip", "./a-1.0.tar.bz2", "file:///x/a-1.0.tgz"] {
        let findings = ["warning requirement-unsupported*is taken for it"];
        check(with(app(&format!("{line}\n")), &["a 1.0"]), &["a 1.0"], &findings);
        check(app(&format!("{line}\n")), &[], &["error requirement-unsupported: \"a @*only dropped wheels"]);
    }
    // The wheel with the higher build number, whatever the size of the number.
    let of_build = |build: &str| {
        wheel("a", "1.0", &format!("{build}-py3-none-any")).file("a.py", format!("x = {build}\n"))
    };
    let (older, newer) = (of_build("99999999999999999999"), of_build("100000000000000000000"));
    let plan = dropped(older.filename(), older.bytes()).and(newer.filename(), newer.bytes()).plan();
    assert_eq!(plan.sources[0].path, newer.filename());
}

/// Checks the findings of a single wheel.
#[track_caller]
fn check_wheel(wheel: &Wheel, expected: &[&str]) {
    let packed = dropped(wheel.filename(), wheel.bytes()).pack();
    let findings: Vec<_> = packed.plan.findings.iter().chain(&packed.found).cloned().collect();
    assert_eq!(codes(&findings), expected, "{findings:#?}");
}

#[test]
fn versions_of_wheels() {
    let of = |version: &str| {
        wheel("a", "1.0", "py3-none-any")
            .file("a.py", "x")
            .info("WHEEL", &format!("Wheel-Version: {version}\n"))
    };
    for version in ["0.1", "1", "1.0", "0.9.3"] {
        check_wheel(&of(version), &[]);
    }
    for version in ["1.1", "1.9"] {
        check_wheel(&of(version), &["warning wheel-version a-1.0-py3-none-any.whl"]);
    }
    for version in ["2.0", "", "1.x", "-1"] {
        let findings = codes(&dropped(of(version).filename(), of(version).bytes()).plan().findings);
        assert!(
            findings.contains(&"error wheel-version a-1.0-py3-none-any.whl".into()),
            "{version}: {findings:?}"
        );
    }
}

/// Digests of "x", made by CPython's hashlib: `urlsafe_b64encode(hashlib.new(name, b"x").digest()).rstrip(b"=")`.
const OF_X: &[(&str, &str)] = &[
    ("sha256", "LXEWQrcmsEQBYnyp-6wy9chTD7GQPMTbAiWHF5IaSIE"),
    ("sha384", "11LCxR-6DimqGQVwqdQlPkQHegWNMpf6OlYw1b0BJiL5fCisrtMTtcg7uZDKp9qF"),
    ("sha512", "pKvURIxJVi2CgRXROh_M6pJ_UrTVRZKX-LQ-QtqJI4vBNibkPcs43bCCSIkn7JBPtCBXRDmD6IWFF51QVRr-Yg"),
    ("sha3_256", "dB76MR-XaGlWlGdY4NlfcPEf8tpPL-t8VDFPRBNKxJ8"),
    ("sha3_384", "Wr_HvCoJphL4eYfOBwY0oJMtMYkaYaDsWY6B5uxhbJ8A8F_2JwcMv2ywSZscM01N"),
    ("sha3_512", "D9snlgMIxRRn7dSaD14MQ0ycynIfTDW_8AX-q69gEOd3oRN-6Bh8UoivV1eNGNUCoLvkwCL1WHVBlh4QEy2YNA"),
    ("blake2b", "CQk3etNREMr7KQnhhWcrfyco0fUJT4rWjW-sYnS_H0mUhagOo2TATtAG0pRZ6jy3xgAoDi-D4DJSmQb4iuMNCg"),
    ("blake2s", "7DCMB8g1gsZj6SIGbESSO_cbwQT_uCR5-wbcIlA8mww"),
];

#[test]
fn hashes_of_record() {
    let of = |text: &str, line: &str| wheel("a", "1.0", "py3-none-any").file("a.py", text).record_line(line);
    for (algorithm, digest) in OF_X {
        let line = format!("a.py,{algorithm}={digest},1");
        let honest = dropped("a-1.0-py3-none-any.whl", of("x", &line).bytes()).pack();
        assert_eq!(codes(&honest.plan.findings), Vec::<String>::new(), "{algorithm}");
        assert_eq!(codes(&honest.found), Vec::<String>::new(), "{algorithm}");
        let lying = dropped("a-1.0-py3-none-any.whl", of("y", &line).bytes()).pack();
        assert_eq!(codes(&lying.found), ["error record-mismatch a-1.0-py3-none-any.whl"], "{algorithm}");
    }
    let refused =
        ["error record-invalid a-1.0-py3-none-any.whl", "error record-no-hash a-1.0-py3-none-any.whl"];
    for hash in ["md5=abc", "sha1=abc", "blake2b=abc", "blake2s=nonsense"] {
        let plan = dropped("a-1.0-py3-none-any.whl", of("x", &format!("a.py,{hash},1")).bytes()).plan();
        assert_eq!(codes(&plan.findings), refused, "{hash}");
    }
}

/// Wrappers for entry points that old versions of setuptools made are replaced by new ones.
#[test]
fn wrappers_of_entry_points() {
    let script = |name: &str| format!("a-1.0.data/scripts/{name}");
    let wheel = ["t1", "t1.exe", "t1-script.py", "T2.EXE", "t2-Script.py", "other.exe", "t3-script.py"]
        .iter()
        .fold(wheel("a", "1.0", "py3-none-any").file("a.py", "x"), |wheel, name| {
            wheel.file(&script(name), "#!python\n")
        })
        .info(
            "entry_points.txt",
            "[console_scripts]\nt1 = a:main\n[gui_scripts]\nT2 = a:main\nt2 = a:main\n",
        );
    let packed = dropped(wheel.filename(), wheel.bytes()).pack();
    let scripts: Vec<&str> =
        paths(&packed.plan).into_iter().filter(|path| path.starts_with("bin/")).collect();
    assert_eq!(scripts, ["bin/T2", "bin/other.exe", "bin/t1", "bin/t2", "bin/t3-script.py"]);
    assert_eq!(codes(&packed.found), [""; 0]);
    // The replaced files are verified all the same.
    let changed =
        wheel.record_line("a-1.0.data/scripts/t1.exe,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,9");
    assert_eq!(
        codes(&dropped(changed.filename(), changed.bytes()).pack().found),
        ["error record-mismatch a-1.0-py3-none-any.whl"]
    );
}

/// Two wheels with the same filename matter only if their version is installed.
#[test]
fn duplicates() {
    let twins = |lines: &str, one: &Wheel, other: &Wheel, libs: &[&str]| {
        with(app(lines), libs)
            .and(format!("app/v/{}", one.filename()), one.bytes())
            .and(format!("app/w/{}", other.filename()), other.bytes())
    };
    let of = |version: &str, text: &str| wheel("qux", version, "py3-none-any").file("qux.py", text);
    let (one, other) = (of("1.5", "x = 1\n"), of("1.5", "x = 22\n"));
    let same = "error wheel-duplicate: \"app/v/qux-1.5-py3-none-any.whl\" and \"app/w/qux-1.5-py3-none-any.whl\" have one filename";
    check(twins("qux\n", &one, &other, &[]), &["qux 1.5"], &[same]);
    check(twins("qux<2\n", &one, &other, &["qux 2.0"]), &["qux 1.5"], &[same]);
    // They do not matter if their version is not chosen, or if nothing requires the distribution.
    check(twins("qux\n", &one, &other, &["qux 2.0"]), &["qux 2.0"], &[]);
    check(twins("a\n", &one, &other, &["a 1.0"]), &["a 1.0"], &[]);
    check(twins("a\n", &one, &other, &["a 1.0", "a 0.9: qux"]), &["a 1.0"], &[]);
    check(
        twins("qux\n", &one, &of("1.5.0", "x = 22\n"), &[]),
        &["qux 1.5"],
        &[
            "error wheel-duplicate: \"app/v/qux-1.5-py3-none-any.whl\" and \"app/w/qux-1.5.0-py3-none-any.whl\" are wheels of one version and for the same tags, but have different contents",
        ],
    );
}
