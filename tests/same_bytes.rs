//! The same input gives the same bytes, and other programs read these bytes in the same way.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped, target};
use proptest::prelude::*;
use wheelpress::pack::Compression;

/// A drop with many kinds of sources.
fn everything() -> Dropped {
    let lib = wheel("lib", "1.0", "py3-none-any")
        .file("lib/grüße.py", "x = 'ü'\n")
        .file("lib/data.bin", noise(20_000));
    let large: Vec<u8> = (0..1_100_000u32).map(|n| (n / 7 % 251) as u8).collect();
    dropped(lib.filename(), lib.bytes())
        .and(
            "function.zip",
            zip(&[
                entry("old.py", "old = 1\n"),
                entry("stored.bin", noise(5000)).method(zip::CompressionMethod::Stored),
            ]),
        )
        .and("app/function.py", "def handler(event, context): return 1\n")
        .and("app/large.bin", large)
        .and("app/noise.bin", noise(30_000))
        .and("app/empty.txt", "")
        .and("app/tool", "#!/bin/sh\n")
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u64;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as u8
        })
        .collect()
}

#[test]
fn any_order_of_dropping() {
    let expected = everything().pack().assembled;
    for rotation in 1..7 {
        let mut drop = everything();
        drop.paths.rotate_left(rotation);
        drop.store.files.rotate_left(rotation);
        assert_eq!(drop.pack().assembled, expected);
    }
}

#[test]
fn byte_by_byte() {
    let expected = everything().pack().assembled;
    let mut rude = everything();
    rude.store.byte_by_byte = true;
    assert_eq!(rude.pack().assembled, expected);
}

/// Files of more than 8 MiB are compressed in parts, but the result is one stream.
#[test]
fn large_files_are_one_stream() {
    const PART: usize = 8 << 20;
    for length in [PART, PART + 1, 2 * PART, 2 * PART + 100_000] {
        let text = (0..length as u32).map(|n| (n / 7 % 251) as u8);
        // A part of the file does not compress.
        let large: Vec<u8> = text.take(length - 60_000).chain(noise(60_000)).collect();
        let packed = dropped("app/large.bin", large.clone()).and("app/function.py", "x = 1\n").pack();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&packed.zip)).unwrap();
        let mut file = archive.by_name("large.bin").unwrap();
        assert_eq!(file.compression(), zip::CompressionMethod::Deflated);
        assert!(file.compressed_size() < length as u64 / 20, "{length}: {}", file.compressed_size());
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        assert!(bytes == large, "{length}");
    }
}

/// The user's own files come last, so that an edit does not change the bytes before them.
#[test]
fn what_changes_often_lies_last() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib/data.bin", noise(20_000));
    let installed = "app/lib/python3.13/site-packages";
    let pressed = |text: &str| {
        let drop = dropped(lib.filename(), lib.bytes())
            .and("app/a.py", text)
            .and("app/function.py", "def handler(event, context): return 1\n")
            .and(format!("{installed}/six.py"), "six = 6\n")
            .and(format!("{installed}/six-1.0.dist-info/METADATA"), "Name: six\nVersion: 1.0\n")
            .and(format!("{installed}/six-1.0.dist-info/RECORD"), "six.py,,\nsix-1.0.dist-info/METADATA,,\n");
        drop.pack().zip
    };
    let zip = pressed("a = 1\n");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&zip)).unwrap();
    let listed: Vec<(String, u64)> = (0..archive.len())
        .map(|at| {
            archive.by_index(at).map(|file| (file.name().unwrap().to_string(), file.header_start())).unwrap()
        })
        .collect();
    assert!(listed.is_sorted(), "the central directory is by path: {listed:?}");
    let mut by_place = listed.clone();
    by_place.sort_by_key(|(_, start)| *start);
    let names: Vec<&str> = by_place.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[names.len() - 2..], ["a.py", "function.py"], "{names:?}");
    let of = |name: &str| names.iter().position(|one| *one == name);
    assert!(of("lib/data.bin") < of("six.py") && of("six.py").is_some(), "{names:?}");
    let (_, start) = by_place[by_place.len() - 2];
    assert_eq!(zip[..start as usize], pressed("another = 2\n")[..start as usize]);
}

#[test]
fn compression_trades_time_for_size() {
    let size =
        |compression| everything().try_pack(&target("python3.13"), compression).unwrap().assembled.size;
    let (fast, default, best) =
        (size(Compression::Fast), size(Compression::Default), size(Compression::Best));
    assert!(fast >= default && default >= best, "{fast} {default} {best}");
}

/// Each entry of a wheel is at most as large as before: smaller if it was badly compressed, otherwise
/// unchanged.
#[test]
fn the_best_compression_is_of_entries_of_zips_too() {
    let text = "for wheel in wheels:\n    wheel.turn()\n".repeat(2000);
    let stored = |name: &str, bytes: Vec<u8>| entry(name, bytes).method(zip::CompressionMethod::Stored);
    let lib = wheel("lib", "1.0", "py3-none-any")
        .entry(stored("lib/loose.py", text.clone().into_bytes()))
        .entry(stored("lib/noise.bin", noise(5000)))
        .entry(stored("lib/large.bin", vec![7; 9 << 20]))
        .file("lib/tight.py", text.clone());
    let drop = || {
        dropped(lib.filename(), lib.bytes()).and("app/function.py", "def handler(event, context): return 1\n")
    };
    let pressed = |compression| {
        let packed = drop().try_pack(&target("python3.13"), compression).unwrap();
        let errors =
            packed.found.iter().filter(|finding| finding.severity == wheelpress::finding::Severity::Error);
        assert_eq!(errors.count(), 0);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed.zip)).unwrap();
        let read = |name: &str| {
            let mut file = archive.by_name(name).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            (file.compression(), file.compressed_size(), bytes)
        };
        ["lib/loose.py", "lib/noise.bin", "lib/large.bin", "lib/tight.py"].map(read)
    };
    let [loose, noisy, large, tight] = pressed(Compression::Default);
    let [best_loose, best_noisy, best_large, best_tight] = pressed(Compression::Best);
    assert_eq!(loose.1, text.len() as u64);
    assert!(best_loose.1 < loose.1 / 100, "{}", best_loose.1);
    assert!(best_large.1 < large.1 / 100, "{}", best_large.1);
    assert!(best_tight.1 <= tight.1, "{} {}", best_tight.1, tight.1);
    assert_eq!(best_noisy, noisy);
    for (before, after) in [(loose, best_loose), (large, best_large), (tight, best_tight)] {
        assert!(before.2 == after.2);
    }
}

/// A damaged entry is also found with the best compression, and none of its bytes ship.
#[test]
fn the_best_compression_tells_of_damage() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib/data.bin", noise(20_000));
    let mut bytes = lib.bytes();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let codes = |compression| {
        let packed =
            dropped(lib.filename(), bytes.clone()).try_pack(&target("python3.13"), compression).unwrap();
        packed.found.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>()
    };
    assert!(codes(Compression::Default).contains(&"entry-corrupt"));
    assert_eq!(codes(Compression::Best), codes(Compression::Default));
}

/// CPython's own reader accepts the package, and lists what the plan states.
#[test]
fn python_reads_it() {
    let packed = everything().pack();
    let path = std::env::temp_dir().join(format!("wheelpress-{}.zip", std::process::id()));
    std::fs::write(&path, &packed.zip).unwrap();
    let script = "
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for i in z.infolist():
    assert i.date_time == (1980, 1, 1, 0, 0, 0), i
    assert i.create_system == 3 and i.extra == b'' and i.comment == b'' and not i.is_dir(), i
    assert i.flag_bits in (0, 0x800) and bool(i.flag_bits) == (not i.filename.isascii()), i
    assert i.compress_type in (0, 8) and i.create_version == 20 and i.extract_version == 20, i
    print(i.filename, oct(i.external_attr >> 16)[2:], i.file_size)
";
    let output = std::process::Command::new("python3")
        .env("PYTHONIOENCODING", "utf-8")
        .args(["-c", script])
        .arg(&path)
        .output()
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected: Vec<String> = packed
        .plan
        .entries
        .iter()
        .map(|entry| format!("{} {:o} {}", entry.path, entry.mode, entry.size))
        .collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().collect::<Vec<_>>(), expected);
    let sha = {
        use base64::Engine;
        use sha2::Digest;
        base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(&packed.zip))
    };
    assert_eq!(packed.assembled.code_sha256, sha);
    assert_eq!(packed.assembled.size, packed.zip.len() as u64);
}

proptest! {
    /// Any bytes under any name cause no panic, and the package is a zip.
    #[test]
    fn nothing_panics(files in prop::collection::vec(("[a-z./\\\\]{0,12}(\\.whl|\\.zip|\\.py|)", prop::collection::vec(any::<u8>(), 0..200)), 0..4)) {
        let drop = files.into_iter().fold(Dropped::default(), |drop, (path, bytes)| drop.and(path, bytes));
        let packed = drop.pack();
        prop_assert_eq!(zip::ZipArchive::new(std::io::Cursor::new(packed.zip)).unwrap().len(), packed.plan.entries.len());
    }

    /// A damaged wheel never causes a panic. If its bytes differ from RECORD, there is a finding.
    #[test]
    fn damage_is_found(at in 0usize..2000, bit in 0u8..8) {
        let whole = wheel("lib", "1.0", "py3-none-any").file("lib/__init__.py", noise(500)).bytes();
        let at = at % whole.len();
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << bit;
        let clean = dropped("lib-1.0-py3-none-any.whl", whole).pack();
        let packed = dropped("lib-1.0-py3-none-any.whl", damaged).pack();
        let is_same = packed.plan.entries.len() == clean.plan.entries.len()
            && packed.plan.entries.iter().zip(clean.plan.entries.iter()).all(|(one, other)| one.path == other.path && one.size == other.size);
        prop_assert!(is_same || !packed.plan.findings.is_empty() || !packed.found.is_empty());
        if packed.found.is_empty() && packed.plan.findings.is_empty() {
            let content = |zip: &[u8]| {
                let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.to_vec())).unwrap();
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut archive.by_name("lib/__init__.py").unwrap(), &mut bytes).unwrap();
                bytes
            };
            prop_assert_eq!(content(&packed.zip), content(&clean.zip));
        }
    }
}

/// src/wasm/tests/pressing.rs packs the same file in browsers.
#[test]
fn as_in_browsers() {
    let packed = dropped("function.py", "def handler(event, context):\n    return 1\n").pack();
    assert_eq!(packed.assembled.code_sha256, "c5/kIVMc2sJ2/9cZA7+PLDTm+fKuhmQpWCCvinAgfY0=");
}
