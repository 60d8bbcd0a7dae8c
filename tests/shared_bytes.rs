//! Entries of zips that share their bytes or their path with other entries. They are refused where
//! readers would differ.

use crate::support::archives::{check, found, one, two};
use crate::support::raw_zip::{RawEntry, raw, raw_zip};
use crate::support::wheel::wheel;
use crate::support::zips::{entry, rename};
use crate::support::{Memory, dropped, paths, target};
use wheelpress::pack::Compression;
use wheelpress::plan::PlanContext;
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::source::zip::{self, EntryFault};

#[test]
fn overlaps() {
    let block = "x".repeat(1000);
    let shared = |count: usize| {
        let first = raw("0.bin", block.clone());
        let others = (1..count).map(|n| raw(&format!("{n}.bin"), block.clone()).sharing(0));
        let all: Vec<RawEntry> = [first].into_iter().chain(others).collect();
        raw_zip(&all)
    };
    check("two names of one", shared(2), &["entry-overlap", "package-empty"], &[]);
    check("400 names of one", shared(400), &["entry-overlap", "package-empty"], &[]);
    // The second entry is inside the bytes of the first.
    let inner = raw_zip(&[raw("inner.py", "x = 1\n")]);
    let nested = raw_zip(&[raw("outer.bin", inner), raw("inner.py", "x = 1\n").sharing(30 + 9)]);
    check("one in another", nested, &["entry-overlap", "package-empty"], &[]);
    let beside = raw_zip(&[
        raw("a.bin", block.clone()),
        raw("b.bin", block.clone()).sharing(0),
        raw("good.py", "x = 1\n"),
    ]);
    check("beside an honest one", beside, &["entry-overlap"], &["good.py"]);
    let long = raw("a.bin", "x").central(|header| header.compressed = 1 << 20);
    check("reaching into the directory", one(long), &["entry-corrupt"], &["good.py"]);
    let backwards: Vec<RawEntry> = two();
    let offset = 30 + 4 + 6;
    let backwards = [raw("b.py", "y = 2\n").at(offset), backwards[0].clone().at(0)];
    let mut zip = raw_zip(&backwards);
    // The local headers are in the opposite order.
    let half = offset as usize;
    zip[..2 * half].rotate_left(half);
    check("in another order", zip, &[], &["a.py", "b.py"]);
}

/// 60,000 names for one block of 20 MB. The test counts work, which is the same on every machine. An optimized
/// build takes 0.11 s of one core, and 1 s in Chromium on a busy core (measured).
#[test]
fn overlaps_are_refused_unread() {
    let first = raw("0.bin", vec![0; 20 << 20]);
    let bare = first.clone().sharing(0);
    let like = |n: usize| {
        let mut entry = bare.clone();
        entry.central.name = format!("{n}.bin").into();
        entry
    };
    let all: Vec<RawEntry> = [first].into_iter().chain((1..60_000).map(like)).collect();
    let bytes = raw_zip(&all);
    let directory = bytes.len() as u64 - (20 << 20);
    let mut drop = dropped("old.zip", bytes);
    let (items, options) = (drop.items(), drop.options.clone());
    let target = target("python3.13");
    let (cache, store) = (&mut ReadCache::default(), &mut drop.store);
    store.read.clear();
    let context = &mut PlanContext { items: &items, target: &target, cache, store };
    let pressed = single_thread::press(&options, Compression::Default, context, Vec::new()).unwrap();
    let read = drop.store.read[&0];
    assert!(read < directory + (1 << 20), "{read} bytes were read of a directory of {directory}");
    assert!(pressed.sink.len() < 1000, "{} bytes", pressed.sink.len());
    let findings = &pressed.plan.findings;
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(findings.iter().any(|one| one.message.contains("59,997 more")), "{findings:#?}");
}

/// The name of the entry whose bytes the others share is not copied in full for each of them.
#[test]
fn overlaps_with_a_long_name() {
    let first = raw(&"x".repeat(60_000), "x");
    let all: Vec<RawEntry> =
        [first].into_iter().chain((1..1000).map(|n| raw(&format!("{n}"), "").sharing(0))).collect();
    let mut memory = Memory { files: vec![raw_zip(&all)], ..Memory::default() };
    let entries = zip::list(&mut memory, 0).unwrap();
    let length = |entry: &zip::ZipEntry| match &entry.fault {
        Some(EntryFault::Overlap(name)) => name.len(),
        fault => panic!("{fault:?}"),
    };
    assert!(entries.iter().skip(1).all(|entry| length(entry) < 300));
}

#[test]
fn entries_of_one_path() {
    let check = |name: &str, entries: &[RawEntry], codes: &[&str], words: &str| {
        let packed = dropped("old.zip", raw_zip(entries)).pack();
        assert_eq!(found(&packed), codes, "{name}: {:#?} {:#?}", packed.plan.findings, packed.found);
        let told = packed.plan.findings.iter().any(|finding| finding.message.contains(words));
        assert!(words.is_empty() || told, "{name}: {:#?}", packed.plan.findings);
        assert_eq!(paths(&packed.plan), ["x/m.py"], "{name}");
    };
    let m = |name: &str, text: &str| raw(name, text);
    // Both entries state the same CRC-32, which is right for only one of them.
    let forged = || m("x/m.py", "x = 2\n").both(|header| header.crc = crc32fast::hash(b"x = 1\n"));
    let twice = "\"x/m.py\" is in \"old.zip\" twice";
    check("same", &[m("x/m.py", "x = 1\n"), m("x/m.py", "x = 1\n")], &[], "");
    check("differing", &[m("x/m.py", "x = 1\n"), m("x/m.py", "x = 2\n")], &["path-conflict"], twice);
    check("longer", &[m("x/m.py", "x = 1\n"), m("x/m.py", "x = 22\n")], &["path-conflict"], twice);
    check("forged", &[m("x/m.py", "x = 1\n"), forged()], &["path-conflict"], twice);
    check("forged first", &[forged(), m("x/m.py", "x = 1\n")], &["entry-corrupt", "path-conflict"], twice);
    let repaired = &["path-conflict", "path-repaired"];
    for other in ["./x/m.py", "x//m.py", "x\\m.py", "x/./m.py"] {
        let words = format!("\"x/m.py\" and \"{other}\" of \"old.zip\" are both packed as \"x/m.py\"");
        check(other, &[m("x/m.py", "x = 1\n"), m(other, "x = 2\n")], repaired, &words);
        check(other, &[m("x/m.py", "x = 1\n"), m(other, "x = 1\n")], &["path-repaired"], "");
    }
    // Larger entries are not compared: no correct tool writes a file twice.
    let twice_of = |length: usize| [raw("x/m.py", vec![b'#'; length]), raw("x/m.py", vec![b'#'; length])];
    check("1 MiB", &twice_of(1 << 20), &[], "");
    check("more", &twice_of((1 << 20) + 1), &["path-conflict"], twice);
    let three = [m("x/m.py", "x = 1\n"), m("x/m.py", "x = 2\n"), m("x/m.py", "x = 3\n")];
    let findings = dropped("old.zip", raw_zip(&three)).plan().findings;
    assert_eq!(findings.len(), 1, "{findings:#?}");
}

/// Entries are not compared either beyond a total number of bytes.
#[test]
fn many_entries_of_one_path() {
    let both = |n: usize| {
        [raw(&format!("{n:02}.bin"), vec![0; 1 << 20]), raw(&format!("{n:02}.bin"), vec![0; 1 << 20])]
    };
    let all: Vec<RawEntry> = (0..66).flat_map(both).collect();
    let findings = dropped("old.zip", raw_zip(&all)).plan().findings;
    let told: Vec<&str> = findings.iter().filter_map(|finding| finding.path.as_deref()).collect();
    assert_eq!(told, ["64.bin", "65.bin"], "{findings:#?}");
}

#[test]
fn entries_of_one_path_in_wheels() {
    let filename = "lib-1.0-py3-none-any.whl";
    let check = |name: &str, other: &str, text: &str, codes: &[&str]| {
        let placeholder = "z".repeat(other.len());
        let lib = wheel("lib", "1.0", "py3-none-any").file("lib/m.py", "x = 1\n");
        let lib = lib.unlisted(entry(&placeholder, text));
        let bytes = rename(&lib.bytes(), placeholder.as_bytes(), other.as_bytes());
        let packed = dropped(filename, bytes).pack();
        assert_eq!(found(&packed), codes, "{name}: {:#?} {:#?}", packed.plan.findings, packed.found);
        assert_eq!(paths(&packed.plan).iter().filter(|path| **path == "lib/m.py").count(), 1, "{name}");
    };
    check("same", "lib/m.py", "x = 1\n", &[]);
    check("differing", "lib/m.py", "x = 2\n", &["path-conflict"]);
    check("longer", "lib/m.py", "x = 22\n", &["path-conflict"]);
    check("dot", "./lib/m.py", "x = 2\n", &["path-conflict", "path-repaired"]);
    check("slashes", "lib//m.py", "x = 2\n", &["path-conflict", "path-repaired"]);
    check("backslash", "lib\\m.py", "x = 2\n", &["path-conflict", "path-repaired"]);
    // An entry that does not ship is also verified against RECORD, because its CRC-32 may be forged.
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib/m.py", "x = 1\n");
    let stored = ::zip::CompressionMethod::Stored;
    let lib = lib.unlisted(entry("zzz/m.py", "x = 2\n").method(stored));
    let mut bytes = rename(&lib.bytes(), b"zzz/m.py", b"lib/m.py");
    let [honest, forged] = [b"x = 1\n", b"x = 2\n"].map(|text| crc32fast::hash(text).to_le_bytes());
    while let Some(at) = bytes.windows(4).position(|at| at == forged) {
        bytes[at..at + 4].copy_from_slice(&honest);
    }
    let packed = dropped(filename, bytes).pack();
    assert_eq!(found(&packed), ["entry-corrupt"], "{:#?} {:#?}", packed.plan.findings, packed.found);
}
