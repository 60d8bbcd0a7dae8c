//! Sizes compared with Lambda's limits, and the size of each distribution.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped, target};
use wheelpress::plan::Plan;

/// Makes a zip that states this size for a file. Planning does not decompress the file.
fn large(size: u32) -> Vec<u8> {
    let mut zip = zip(&[entry("data.bin", "x")]);
    for (mark, offset) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let at = zip.windows(4).position(|window| window == mark).unwrap() + offset;
        zip[at..at + 4].copy_from_slice(&size.to_le_bytes());
    }
    zip
}

#[test]
fn unzipped() {
    let check = |size: u32, layers: u64, expected: &[&str]| {
        let mut target = target("python3.13");
        target.layers_unzipped_size = layers;
        let findings = dropped("a.zip", large(size)).plan_for(&target).findings;
        assert_eq!(codes(&findings), expected, "{size} {layers}: {findings:#?}");
    };
    let error = "error size-unzipped ";
    check(262_143_999, 0, &[]);
    check(262_144_000, 0, &[error]);
    check(200_000_000, 62_143_999, &[]);
    check(200_000_000, 62_144_000, &[error]);
}

#[test]
fn message_says_how_much() {
    let findings = dropped("a.zip", large(262_144_009)).plan().findings;
    assert!(findings[0].message.contains("262,144,009 bytes unzipped: 10 bytes more"), "{findings:?}");
}

/// Checks the hint, depending on what is large. The sizes are in millions of bytes for the function's own files and the
/// two libraries, and in bytes for the layers of the function.
#[test]
fn advice_fits_what_is_large() {
    let check_of =
        |imports: &str, own: [u32; 2], libraries: [usize; 2], layers: u64, said: &[&str], not: &str| {
            let mut drop = dropped("app.py", format!("{imports}\ndef handler(event, context): pass\n"))
                .and("model.zip", large(own[0] * 1_000_000));
            drop.store.files[0].extend(vec![b'#'; own[1] as usize * 1_000_000]);
            for (name, millions) in ["a", "b"].iter().zip(libraries) {
                let lib = wheel(name, "1.0", "py3-none-any")
                    .file(&format!("{name}/__init__.py"), "")
                    .file(&format!("{name}/data.bin"), vec![b'#'; millions * 1_000_000]);
                drop = drop.and(lib.filename(), lib.bytes());
            }
            let mut target = target("python3.13");
            target.layers_unzipped_size = layers;
            let findings = drop.plan_for(&target).findings;
            let size = findings.iter().find(|one| one.code.as_str() == "size-unzipped");
            let hint = size.and_then(|one| one.hint.clone()).unwrap_or_else(|| panic!("{findings:#?}"));
            for words in said {
                assert!(hint.contains(words), "{own:?} {libraries:?}: {hint}");
            }
            assert!(!hint.contains(not), "{own:?} {libraries:?}: {hint}");
            size.map_or(0, |one| one.fix.iter().count())
        };
    let check = |own: [u32; 2], libraries: [usize; 2], layers: u64, said: &[&str], not: &str| {
        check_of("import json", own, libraries, layers, said, not);
    };
    let (file, image) =
        ("Keep \"data.bin\" (286.1 MiB) out of the package", "a container image may have 10 GB");
    check([300, 0], [1, 2], 0, &[file, "S3", "EFS", "in a layer it would count as much"], image);
    check([300, 0], [1, 2], 262_144_000, &[file, image], "Take out");
    check([0, 1], [5, 4], 255_000_000, &["without \"a\" and what only it needs"], image);
    // If one distribution is not enough, as few as possible are named. Slimming would remove nothing
    // here.
    check([0, 1], [5, 4], 259_000_000, &["without \"a\", \"b\" and what only they need"], image);
    check([0, 1], [5, 4], 259_000_000, &["the package has 9,00"], "slimming");
    check([0, 1], [5, 4], 262_144_000, &["without \"a\"", image], "EFS");
    // What the function imports cannot be left out.
    let both = check_of(
        "import a\nimport b",
        [0, 1],
        [5, 4],
        255_000_000,
        &["imports what is largest: \"a\"", image],
        "Take out",
    );
    assert_eq!(both, 0);
    let one =
        check_of("import a", [0, 1], [5, 4], 255_000_000, &["without \"b\" and what only it needs"], "\"a\"");
    assert_eq!(one, 1);
    // The function's own file, although it is not the largest file.
    check([0, 6], [5, 4], 250_000_000, &["Keep \"app.py\" (5.7 MiB)"], "Take out");
}

fn sizes(plan: &Plan) -> Vec<(String, u64)> {
    plan.distributions.iter().map(|one| (one.name.clone(), one.removable_size / 1_000_000)).collect()
}

#[test]
fn removable() {
    let library = |name: &str, requires: &[&str], millions: usize| {
        let requires: String = requires.iter().map(|name| format!("Requires-Dist: {name}\n")).collect();
        let text = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}");
        let bytes = vec![b'#'; millions * 1_000_000];
        wheel(name, "1.0", "py3-none-any").info("METADATA", &text).file(&format!("{name}.py"), bytes)
    };
    let wheels = [
        library("a", &["b", "c"], 1),
        library("b", &["d"], 2),
        library("c", &["d", "e"], 4),
        library("d", &[], 8),
        library("e", &["c"], 16),
    ];
    let with_layers = |code: &str, layers: u64| {
        let app = dropped("app.py", format!("{code}\ndef handler(event, context): pass\n"));
        let mut target = target("python3.13");
        target.layers_unzipped_size = layers;
        wheels.iter().fold(app, |drop, wheel| drop.and(wheel.filename(), wheel.bytes())).plan_for(&target)
    };
    let with = |code: &str| with_layers(code, 0);
    let pairs = |sizes: [u64; 5]| -> Vec<(String, u64)> {
        ["a", "b", "c", "d", "e"].iter().map(|name| name.to_string()).zip(sizes).collect()
    };
    assert_eq!(sizes(&with("import a")), pairs([31, 2, 20, 8, 16]));
    // A distribution that the function itself imports stays.
    assert_eq!(sizes(&with("import a, d")), pairs([23, 2, 20, 8, 16]));
    // The distribution that saves most is not the largest one.
    let over = with_layers("import os", 262_144_000).findings;
    let hint = over.iter().find(|finding| finding.code.as_str() == "size-unzipped").unwrap().hint.clone();
    assert!(hint.clone().unwrap().contains("without \"a\" and what only it needs"), "{hint:?}");
}

#[test]
fn zipped() {
    let noise = |length: usize| -> Vec<u8> {
        let mut state = 1u64;
        let next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as u8
        };
        std::iter::repeat_with(next).take(length).collect()
    };
    let of = |length: usize| {
        let packed =
            dropped("app.py", "def handler(event, context): pass\n").and("data.bin", noise(length)).pack();
        codes(&packed.found)
    };
    assert_eq!(of(1_000_000), [""; 0]);
    assert_eq!(of(4_000_000), ["info size-console-editor "]);
    let found = Dropped::default().and("data.bin", noise(53_000_000)).pack().found;
    assert_eq!(codes(&found), ["info size-console-editor ", "info size-direct-upload "]);
}
