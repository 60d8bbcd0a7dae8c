//! Initial inputs: valid archives and drops, so that mutations reach the code behind the checks of their
//! format.

use super::{Entry, zip};
use std::fs;
use std::path::Path;

const SOURCE: &[u8] = b"import json\n\n\ndef one():\n    return json.dumps(1)\n";
const HANDLER: &[u8] = b"import six\n\n\ndef handler(event, context):\n    return six.one()\n";
const METADATA: &[u8] =
    b"Metadata-Version: 2.1\nName: six\nVersion: 1.0\nRequires-Dist: urllib3>=1 ; extra == 'net'\n";
const WHEEL: &[u8] = b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
const ENTRY_POINTS: &[u8] = b"[console_scripts]\nsix = six:one\n";
/// A RECORD with the hashes of the files above.
const RECORD: &[u8] = b"\
six.py,sha256=njrRgl6Kc8QKyHXQGE0jUHonVWRkiyLS8V9NiPV5cH0,50\n\
six-1.0.dist-info/METADATA,sha256=CU5jaxyaEniX6RT6UGHUimo_QqW_DYK6noFNSFq7BAY,88\n\
six-1.0.dist-info/WHEEL,sha256=8Ml0OOHVZfmERMwCxg1p8l2WVGQh0o5XgouCJpAUF0U,76\n\
six-1.0.dist-info/entry_points.txt,sha256=7OsqiHP47mp2O4va7jtYKdHcCFkHm8DpFdabsvGs8qM,32\n\
six-1.0.dist-info/RECORD,,\n";

/// Writes inputs into libFuzzer's corpus: its first argument that is not an option.
pub fn write(seeds: &[Vec<u8>]) {
    let Some(corpus) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) else { return };
    // The argument may also be a single input to run again.
    if !Path::new(&corpus).is_dir() {
        return;
    }
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(Path::new(&corpus).join(format!("seed-{number}")), seed)
            .expect("the corpus can be written");
    }
}

/// Returns a Deflate stream with one stored block (RFC 1951, 3.2.4).
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    [&[1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes].concat()
}

fn six() -> Vec<u8> {
    let files: [(&[u8], &[u8]); 5] = [
        (b"six.py", SOURCE),
        (b"six-1.0.dist-info/METADATA", METADATA),
        (b"six-1.0.dist-info/WHEEL", WHEEL),
        (b"six-1.0.dist-info/entry_points.txt", ENTRY_POINTS),
        (b"six-1.0.dist-info/RECORD", RECORD),
    ];
    let packed = files.map(|(_, bytes)| deflated(bytes));
    let entries: Vec<Entry> = files
        .iter()
        .zip(&packed)
        .map(|((name, bytes), packed)| Entry {
            bytes: packed,
            method: 8,
            sizes: [packed.len() as u32, bytes.len() as u32],
            ..Entry::honest(name, bytes)
        })
        .collect();
    honest(&entries)
}

fn honest(entries: &[Entry]) -> Vec<u8> {
    zip(entries, entries.len() as u16, &[])
}

/// Returns zips and wheels.
pub fn archives() -> Vec<Vec<u8>> {
    let plain = [Entry::honest(b"app.py", HANDLER), Entry::honest(b"lib/six.py", SOURCE)];
    let folder = Entry { attributes: 0o040755 << 16, ..Entry::honest(b"lib/", b"") };
    let link = Entry { attributes: 0o120777 << 16, ..Entry::honest(b"link.py", b"lib/six.py") };
    let size = (SOURCE.len() as u64).to_le_bytes();
    let zip64 = [&[1, 0, 16, 0][..], &size, &size].concat();
    let large = Entry { extra: &zip64, sizes: [u32::MAX; 2], ..Entry::honest(b"six.py", SOURCE) };
    let path = "ü.py".as_bytes();
    let hash = crc32fast::hash(path).to_le_bytes();
    let unicode = [&[0x75, 0x70, 5 + path.len() as u8, 0, 1][..], &hash, path].concat();
    let named = Entry { extra: &unicode, ..Entry::honest(path, SOURCE) };
    let layer = [
        Entry::honest(b"python/six.py", SOURCE),
        Entry { attributes: 0o100755 << 16, ..Entry::honest(b"bin/tool", b"#!/bin/sh\necho\n") },
    ];
    vec![
        honest(&plain),
        honest(&[folder, Entry::honest(b"lib/six.py", SOURCE), link]),
        honest(&[large, Entry::honest(b"b.py", b"")]),
        honest(&[named]),
        honest(&layer),
        zip(&plain, 2, b"made by hand"),
        six(),
    ]
}

/// Returns drops in the format of [`super::pieces`]: the switches, then files by the number of their path.
pub fn drops(paths: &[&str]) -> Vec<Vec<u8>> {
    let archives = archives();
    let of = |switches: u8, files: &[(&str, &[u8])]| {
        let mut input = vec![switches];
        for (path, bytes) in files {
            let number = paths.iter().position(|known| known == path).expect("it is in the table");
            input.push(number as u8);
            input.extend((bytes.len() as u16).to_le_bytes());
            input.extend(*bytes);
        }
        input
    };
    let site = |name: &str| format!("venv/lib/python3.13/site-packages/six-1.0.dist-info/{name}");
    let [metadata, record, entry_points] = ["METADATA", "RECORD", "entry_points.txt"].map(site);
    let installed: [(&str, &[u8]); 6] = [
        ("app.py", HANDLER),
        ("venv/pyvenv.cfg", b"home = /usr/bin\nversion = 3.13.1\n"),
        ("venv/lib/python3.13/site-packages/six.py", SOURCE),
        (&metadata, METADATA),
        (&record, RECORD),
        (&entry_points, ENTRY_POINTS),
    ];
    let wheel = six();
    let mut drops = vec![
        of(0, &[("app.py", HANDLER), ("six-1.0-py3-none-any.whl", &wheel)]),
        of(1, &[("app.py", HANDLER), ("six-1.0-py3-none-any.whl", &wheel)]),
        of(
            2,
            &[
                ("app.py", HANDLER),
                ("app/requirements.txt", b"six[net]>=1,<2\n"),
                ("six-1.0-py3-none-any.whl", &wheel),
            ],
        ),
        of(4, &[("six-1.0-py3-none-any.whl", &wheel)]),
        of(0, &installed),
        of(0, &[("app/job.py", HANDLER), ("app/.lambdaignore", b"*.txt\n!a.txt\n/lib/\n")]),
    ];
    drops.extend(archives.iter().map(|archive| of(0, &[("function.zip", archive)])));
    drops
}
