//! Recent additions to Python's packaging: the stable ABI of free-threaded builds and wheels for browsers.
//! Features that are not supported yet yield clear errors.

use crate::support::elf::elf;
use crate::support::wheel::{Wheel, wheel};
use crate::support::{codes, dropped, target};

fn extension(tag: &str, filename: &str) -> Wheel {
    let library = elf().needs("libc.so.6").version("libc.so.6", "GLIBC_2.17").bytes();
    wheel("rusty", "1.0", tag)
        .file("rusty/__init__.py", "from . import _rust\n")
        .file(&format!("rusty/{filename}"), library)
}

/// Checks the findings of a wheel on this runtime, without those about the runtime, and words of the
/// first one.
#[track_caller]
fn check(runtime: &str, wheel: &Wheel, expected: &[&str], words: &str) {
    let drop = dropped("app.py", "import rusty\ndef handler(event, context): pass\n")
        .and(wheel.filename(), wheel.bytes());
    let mut findings = drop.plan_for(&target(runtime)).findings;
    findings.retain(|finding| {
        !finding.code.as_str().starts_with("runtime-") && !finding.code.as_str().starts_with("import-")
    });
    let found: Vec<String> =
        codes(&findings).iter().map(|line| line.rsplit_once(' ').unwrap().0.to_string()).collect();
    assert_eq!(found, expected, "{findings:#?}");
    if let Some(finding) = findings.first() {
        assert!(finding.message.contains(words), "{findings:#?}");
    }
}

#[test]
fn stable_abi_of_free_threaded_builds() {
    const BOTH: &str = "cp315-abi3.abi3t-manylinux_2_28_x86_64";
    for filename in [
        "_rust.abi3t.so",
        "_rust.abi3t-x86_64-linux-gnu.so",
        "_rust.abi3-x86_64-linux-gnu.so",
        "_rust.abi3.so",
    ] {
        check("python3.15", &extension(BOTH, filename), &[], "");
    }
    check(
        "python3.15",
        &extension(BOTH, "_rust.abi3t-aarch64-linux-gnu.so"),
        &["error native-wrong-python"],
        "abi3t",
    );
    // No older version of Python imports it.
    let older = extension("cp313-abi3-manylinux_2_28_x86_64", "_rust.abi3t.so");
    check(
        "python3.14",
        &older,
        &["error native-wrong-python"],
        "free-threaded CPython, and CPython from 3.15 on",
    );
    let threaded = extension("cp315-abi3t-manylinux_2_28_x86_64", "_rust.abi3t.so");
    check(
        "python3.15",
        &threaded,
        &["error wheel-incompatible"],
        "free-threaded Python, which Lambda does not offer",
    );
    check(
        "python3.14",
        &extension(BOTH, "_rust.abi3t.so"),
        &["error wheel-incompatible"],
        "another Python than 3.14",
    );
}

#[test]
fn wheels_for_browsers() {
    for (tag, words) in [
        ("cp313-cp313-emscripten_3_1_58_wasm32", "it is built for Emscripten"),
        ("cp313-cp313-pyodide_2025_0_wasm32", "it is built for Pyodide"),
        ("cp313-cp313-wasi_0_0_0_wasm32", "it is built for WASI"),
    ] {
        check("python3.13", &extension(tag, "_rust.so"), &["error wheel-incompatible"], words);
    }
}

#[test]
fn what_nobody_knows_yet() {
    let plain = wheel("rusty", "1.0", "py3-none-any").file("rusty/__init__.py", "x = 1\n");
    let newer = plain.clone().info("WHEEL", "Wheel-Version: 2.0\nTag: py3-none-any\n");
    check("python3.13", &newer, &["error wheel-version"], "has Wheel-Version \"2.0\"");
    // zstd, method 93 (APPNOTE 4.4.5), for a module and for the metadata.
    for name in ["rusty/__init__.py", "rusty-1.0.dist-info/METADATA"] {
        let mut bytes = plain.bytes();
        for at in 0..bytes.len() - 46 {
            let (method, start) = match &bytes[at..at + 4] {
                b"PK\x03\x04" => (8, 30),
                b"PK\x01\x02" => (10, 46),
                _ => continue,
            };
            if bytes[at + start..].starts_with(name.as_bytes()) {
                bytes[at + method] = 93;
            }
        }
        let findings = dropped(plain.filename(), bytes).plan().findings;
        assert!(
            findings.iter().any(|finding| finding.message.contains("method 93")),
            "{name}: {findings:#?}"
        );
    }
}
