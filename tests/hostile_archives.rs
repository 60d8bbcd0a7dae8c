//! Zips that different readers read differently: either the files that every reader sees ship, or the zip
//! is refused.

use crate::support::archives::{check, found, one, two};
use crate::support::raw_zip::{End, RawEntry, field, raw, raw_zip, unicode_path, zip_ending};
use crate::support::wheel::wheel;
use crate::support::zips::{self, entry, rename};
use crate::support::{Dropped, Memory, dropped, paths, target};
use wheelpress::source::zip;
use wheelpress::target::PackageKind;

#[test]
fn ends() {
    let check = |name: &str, change: &dyn Fn(&mut End), codes: &[&str], files: &[&str]| {
        check(name, zip_ending(&two(), change), codes, files);
    };
    let both: &[&str] = &["a.py", "b.py"];
    let refused: &[&str] = &["archive-unreadable", "package-empty"];
    check("honest", &|_| (), &[], both);
    check("one entry of two", &|end| end.count = 1, refused, &[]);
    check("three entries of two", &|end| end.count = 3, refused, &[]);
    check("none", &|end| end.count = 0, refused, &[]);
    check("a directory that ends in an entry", &|end| end.size -= 1, refused, &[]);
    check("a directory of one entry", &|end| end.size /= 2, refused, &[]);
    check("a directory behind itself", &|end| end.offset += 9, refused, &[]);
    check("a directory larger than the file", &|end| end.size = 1 << 30, refused, &[]);
    check("a part", &|end| end.disk = 1, refused, &[]);
    check("a comment", &|end| end.comment = b"made by hand".to_vec(), &[], both);
    check("a comment with a mark", &|end| end.comment = b"PK\x05\x06".to_vec(), refused, &[]);
    let inner = raw_zip(&[raw("evil.py", "z = 3\n")]);
    check("a zip as comment", &|end| end.comment = inner.clone(), refused, &[]);
    let honest = |end: &mut End| end.zip64 = Some([2, end.size.into(), end.offset.into()]);
    check("zip64", &honest, &[], both);
    check(
        "zip64 alone",
        &|end| {
            honest(end);
            (end.count, end.size, end.offset) = (u16::MAX, u32::MAX, u32::MAX);
        },
        &[],
        both,
    );
    check("zip64 without its record", &|end| end.size = u32::MAX, refused, &[]);
    check(
        "zip64 of one entry",
        &|end| end.zip64 = Some([1, end.size.into(), end.offset.into()]),
        refused,
        &[],
    );
    check(
        "zip64 of half a directory",
        &|end| end.zip64 = Some([1, u64::from(end.size) / 2, end.offset.into()]),
        refused,
        &[],
    );
    check(
        "zip64 elsewhere",
        &|end| end.zip64 = Some([2, end.size.into(), u64::from(end.offset) + 1]),
        refused,
        &[],
    );
}

#[test]
fn before_and_behind() {
    let both: &[&str] = &["a.py", "b.py"];
    let refused: &[&str] = &["archive-unreadable", "package-empty"];
    let honest = raw_zip(&two());
    let before = |bytes: &[u8]| [bytes, &honest].concat();
    let behind = |bytes: &[u8]| [&honest[..], bytes].concat();
    check("a program before", before(b"#!/usr/bin/env python3\n"), &[], both);
    check("bytes behind", behind(b"\n"), &[], both);
    check("the mark of an end behind", behind(b"PK\x05\x06"), refused, &[]);
    // By its offsets, the last zip is read from the place of the first. By its end, it is read from its
    // own place.
    check("a zip before of the same size", before(&honest), refused, &[]);
    let other = raw_zip(&[raw("evil.py", "z = 3\n")]);
    check("a smaller zip before", before(&other), refused, &[]);
    check("the mark of a header before", before(b"#!PK\x01\x02"), &[], both);
    check("cut", honest[..honest.len() - 1].to_vec(), refused, &[]);
}

#[test]
fn counts_of_16_bits() {
    let entries: Vec<RawEntry> = (0..65_537).map(|n| raw(&format!("m/{n}.txt"), "x")).collect();
    let list = |bytes: Vec<u8>| zip::list(&mut Memory { files: vec![bytes], ..Memory::default() }, 0);
    let check = |count: usize, told: u16, expected: Option<usize>| {
        let listed = list(zip_ending(&entries[..count], |end| end.count = told));
        assert_eq!(listed.ok().map(|entries| entries.len()), expected, "{count} {told}");
    };
    // Modulo 2^16, 65,537 is 1.
    check(65_537, 1, Some(65_537));
    check(65_536, 0, Some(65_536));
    check(65_535, u16::MAX, Some(65_535));
    check(65_537, 2, None);
    check(65_537, u16::MAX, None);
    check(65_536, 1, None);
}

#[test]
fn more_entries_than_are_planned() {
    let check = |count: u64, told: u16, words: &str| {
        // The number of entries is only stated. The statement is enough.
        let bytes = zip_ending(&two(), |end| {
            end.count = told;
            end.zip64 = Some([count, end.size.into(), end.offset.into()]);
        });
        let findings = dropped("old.zip", bytes).plan().findings;
        assert!(findings[0].message.contains(words), "{findings:#?}");
    };
    check(1_000_000, u16::MAX, "it has more than 200,000 entries");
    check(u64::MAX, u16::MAX, "it has more than 200,000 entries");
    check(200_000, u16::MAX, "its end states 200000 entries");
    // The entries exist, but their number is not stated.
    let entries = vec![raw("x", ""); 200_001];
    let findings = dropped("old.zip", raw_zip(&entries)).plan().findings;
    assert!(findings[0].message.contains("it has more than 200,000 entries"), "{findings:#?}");
}

#[test]
fn folders_with_bytes() {
    let refused = |name: &str, entry: RawEntry| check(name, one(entry), &["entry-folder"], &["good.py"]);
    const FOLDER: u32 = 0o040755 << 16;
    refused("mode", raw("m.py", "x = 1\n").attributes(3, FOLDER));
    refused("MS-DOS", raw("m.py", "x = 1\n").attributes(0, 0x10));
    refused("both", raw("m.py", "x = 1\n").attributes(3, 0o100644 << 16 | 0x10));
    refused("without bytes", raw("m.py", "").attributes(3, FOLDER));
    refused("slash", raw("m.py/", "x = 1\n"));
    refused("slash and mode", raw("m.py/", "x = 1\n").attributes(3, FOLDER));
    refused("backslash", raw("m.py\\", "x = 1\n"));
    let accepted = |name: &str, entry: RawEntry, files: &[&str]| check(name, one(entry), &[], files);
    accepted("a folder", raw("pkg/", "").attributes(3, FOLDER), &["good.py"]);
    accepted("a folder of Windows", raw("pkg\\", "").attributes(0, 0x10), &["good.py"]);
    accepted("a file of Windows", raw("m.py", "x = 1\n").attributes(0, 0x20), &["good.py", "m.py"]);
    let inside = raw_zip(&[raw("pkg", "").attributes(3, FOLDER), raw("pkg/a.py", "x = 1\n")]);
    check("a folder by what lies in it", inside, &[], &["pkg/a.py"]);
}

#[test]
fn headers_that_disagree() {
    let evil = || raw("app.py", "x = 1\n");
    let refused = |name: &str, entry: RawEntry| {
        check(name, one(entry), &["entry-header"], &["app.py", "good.py"]);
    };
    refused("name", evil().local(|header| header.name = b"bad.py".to_vec()));
    refused("shorter name", evil().local(|header| header.name = b"a".to_vec()));
    refused("case of the name", evil().local(|header| header.name = b"App.py".to_vec()));
    refused("method", evil().local(|header| header.method = 8));
    refused("size", evil().local(|header| header.size = 5));
    refused("compressed size", evil().local(|header| header.compressed = 5));
    refused("no sizes", evil().local(|header| (header.size, header.compressed) = (0, 0)));
    refused("CRC", evil().local(|header| header.crc ^= 1));
    refused("encryption", evil().local(|header| header.flags |= 1));
    refused("strong encryption", evil().local(|header| header.flags |= 1 << 6));
    refused("sizes with a descriptor", evil().both(|h| h.flags |= 8).local(|header| header.size = 5));
    refused("Unicode path", evil().local(|h| h.extra = unicode_path("app.py", b"bad.py")));
    refused("damaged fields", evil().local(|header| header.extra = vec![1, 0, 9, 0, 0]));
    refused(
        "zip64 size",
        evil().local(|header| {
            header.size = u32::MAX;
            header.extra = field(1, &7_u64.to_le_bytes());
        }),
    );
    let umlaut = raw("ü.py", "x = 1\n").local(|header| header.flags = 0);
    check("bit 11", one(umlaut), &["entry-header"], &["good.py", "ü.py"]);
    let long = evil().local(|header| header.extra = field(0x5455, &[0; 40]));
    let mut zip = one(long);
    let directory = zip.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    // The bytes begin later than the central directory states, and end in the next entry.
    let next = u32::from_le_bytes(zip[directory + 46 + 6 + 42..][..4].try_into().unwrap());
    zip[directory + 46 + 6 + 42..][..4].copy_from_slice(&(next - 5).to_le_bytes());
    check("reaching into the next", zip, &["entry-corrupt", "entry-header"], &["app.py", "good.py"]);
    let accepted = |name: &str, entry: RawEntry| check(name, one(entry), &[], &["app.py", "good.py"]);
    accepted("honest", evil());
    accepted("other extra fields", evil().local(|header| header.extra = field(0x5455, b"\x01abcd")));
    accepted("a fill", evil().both(|header| header.extra = vec![0, 0, 0]));
    accepted(
        "a descriptor",
        evil().both(|h| h.flags |= 8).local(|h| (h.crc, h.size, h.compressed) = (0, 0, 0)),
    );
    accepted(
        "zip64 sizes",
        evil().local(|header| {
            (header.size, header.compressed) = (u32::MAX, u32::MAX);
            header.extra = field(1, &[6_u64.to_le_bytes(), 6_u64.to_le_bytes()].concat());
        }),
    );
}

#[test]
fn names() {
    let refused = |name: &str, entry: RawEntry, code: &str| check(name, one(entry), &[code], &["good.py"]);
    refused("no UTF-8", raw("ü.py", "x").both(|header| header.name = b"\x81.py".to_vec()), "entry-name");
    refused("half UTF-8", raw("ü.py", "x").both(|header| header.name = b"\xc3.py".to_vec()), "entry-name");
    let also = |path: &[u8]| raw("app.py", "x").both(|header| header.extra = unicode_path("app.py", path));
    refused("Unicode path", also(b"bad.py"), "entry-name");
    refused("Unicode path with a slash", also(b"x/app.py"), "entry-name");
    refused("Unicode path that is no UTF-8", also(b"\xff"), "entry-corrupt");
    check("the same Unicode path", one(also(b"app.py")), &[], &["app.py", "good.py"]);
    let stale = raw("app.py", "x").both(|header| header.extra = unicode_path("old.py", b"bad.py"));
    check("of another name", one(stale), &[], &["app.py", "good.py"]);
    refused("a line end", raw("a\nb.py", "x"), "path-unsafe");
    refused("an escape", raw("a\x1b[2J.py", "x"), "path-unsafe");
    refused("a NUL", raw("a.py\0.txt", "x"), "path-unsafe");
    refused("DEL", raw("a\x7f.py", "x"), "path-unsafe");
    refused("a version that is none", raw("app.py", "x").both(|header| header.version = 64), "entry-method");
    let unix = raw("app.py", "x").both(|header| header.version = 0x0314);
    check("a version with its system", one(unix), &[], &["app.py", "good.py"]);
    let unix = raw("app.py", "x").both(|header| header.version = 0x0340);
    refused("a version that is none, with its system", unix, "entry-method");
    let folder = raw("d/", "").both(|header| header.extra = unicode_path("d/", b"evil.py"));
    refused("a folder that is a file to others", folder, "entry-name");
    refused("a folder of a version that is none", raw("d/", "").both(|h| h.version = 64), "entry-method");
    refused("a patch", raw("app.py", "x").both(|header| header.flags |= 1 << 5), "entry-method");
    check("a colon", one(raw("a:b.py", "x")), &[], &["a:b.py", "good.py"]);
    check("a drive's letter as a name", one(raw("c:", "x")), &[], &["c:", "good.py"]);
    check("a folder of two letters", one(raw("ab:/c.py", "x")), &[], &["ab:/c.py", "good.py"]);
    refused("a drive", raw("C:/a.py", "x"), "path-unsafe");
    refused("a drive with a backslash", raw("C:\\a.py", "x"), "path-unsafe");
    check("an icon of macOS", one(raw("img/Icon\r", "x")), &[], &["good.py"]);
}

#[test]
fn names_of_wheels() {
    let lib = || wheel("my_pkg", "1.0", "py3-none-any").file("my_pkg/a.py", "x = 1\n");
    let check = |name: &str, drop: Dropped, codes: &[&str], path: &str| {
        let packed = drop.pack();
        assert_eq!(found(&packed), codes, "{name}: {:#?} {:#?}", packed.plan.findings, packed.found);
        assert!(paths(&packed.plan).contains(&path), "{name}: {:?}", paths(&packed.plan));
    };
    let honest = lib().bytes();
    let slashed = rename(&honest, b"my_pkg/a.py", b"my_pkg\\a.py");
    check("one backslash", dropped(lib().filename(), slashed.clone()), &["path-repaired"], "my_pkg/a.py");
    let mut all = rename(&slashed, b".dist-info/METADATA", b".dist-info\\METADATA");
    for file in ["WHEEL", "RECORD"] {
        let [from, to] = ["/", "\\"].map(|slash| format!(".dist-info{slash}{file}"));
        all = rename(&all, from.as_bytes(), to.as_bytes());
    }
    check("all backslashes", dropped(lib().filename(), all.clone()), &["path-repaired"], "my_pkg/a.py");
    // A zip with another extension is still read as a wheel.
    check("renamed", dropped("my_pkg.zip", all), &["path-repaired"], "my_pkg/a.py");
    let dashed = rename(&honest, b"my_pkg-1.0.dist-info/", b"my-pkg-1.0.dist-info/");
    let packed = dropped(lib().filename(), dashed).pack();
    assert!(found(&packed).contains(&"dist-info-name"), "{:#?}", packed.plan.findings);
    check("as it should be", dropped(lib().filename(), honest), &[], "my_pkg-1.0.dist-info/METADATA");
    let old = zips::zip(&[entry("my-pkg-1.0.dist-info/METADATA", "Name: my-pkg\nVersion: 1.0\n")]);
    check("in a zip", dropped("old.zip", old), &["dist-info-name"], "my-pkg-1.0.dist-info/METADATA");
}

#[test]
fn layers_with_two_folders() {
    const VERSIONED: &str = "python/lib/python3.13/site-packages/";
    let check =
        |name: &str, versioned: &[(&str, &str)], plain: &[(&str, &str)], codes: &[&str], kept: &[&str]| {
            for reverse in [false, true] {
                let mut entries: Vec<RawEntry> = versioned
                    .iter()
                    .map(|(path, text)| raw(&format!("{VERSIONED}{path}"), *text))
                    .chain(plain.iter().map(|(path, text)| raw(&format!("python/{path}"), *text)))
                    .collect();
                if reverse {
                    entries.reverse();
                }
                for kind in [PackageKind::Function, PackageKind::Layer] {
                    let mut target = target("python3.13");
                    target.kind = kind;
                    let plan = dropped("layer.zip", raw_zip(&entries)).plan_for(&target);
                    let found: Vec<&str> =
                        plan.findings.iter().map(|finding| finding.code.as_str()).collect();
                    assert_eq!(found, codes, "{name}: {:#?}", plan.findings);
                    let from: Vec<String> = plan
                        .entries
                        .iter()
                        .map(|entry| match &entry.content {
                            wheelpress::source::Content::Zip { entry, .. } => entry.name.clone(),
                            _ => String::new(),
                        })
                        .collect();
                    let kept: Vec<String> = kept.iter().map(|path| path.replace("V/", VERSIONED)).collect();
                    assert_eq!(from, kept, "{name}");
                }
            }
        };
    let old = [("numlib/__init__.py", "v = 1\n"), ("numlib/old.py", "")];
    let new = [("numlib/__init__.py", "v = 2\n"), ("numlib/new.py", "")];
    let overridden = &["path-overridden"];
    check("packages", &old, &new, overridden, &["V/numlib/__init__.py", "V/numlib/old.py"]);
    check("a module", &[("numlib.py", "v = 1\n")], &new, overridden, &["V/numlib.py"]);
    check(
        "over a module",
        &old,
        &[("numlib.py", "")],
        overridden,
        &["V/numlib/__init__.py", "V/numlib/old.py"],
    );
    check("the same", &new[..1], &new[..1], &[], &["V/numlib/__init__.py"]);
    check(
        "a namespace over a package",
        &old[1..],
        &new,
        overridden,
        &["python/numlib/__init__.py", "python/numlib/new.py"],
    );
    check("namespaces", &old[1..], &new[1..], &[], &["python/numlib/new.py", "V/numlib/old.py"]);
    check("namespaces with one file", &[("ns/a.py", "1")], &[("ns/a.py", "2")], overridden, &["V/ns/a.py"]);
    check(
        "nothing in common",
        &old[..1],
        &[("other.py", "")],
        &[],
        &["V/numlib/__init__.py", "python/other.py"],
    );
    check(
        "metadata",
        &[("six-1.0.dist-info/METADATA", "Name: six\nVersion: 1.0\n")],
        &[("six-2.0.dist-info/METADATA", "Name: six\nVersion: 2.0\n")],
        overridden,
        &["V/six-1.0.dist-info/METADATA"],
    );
}
