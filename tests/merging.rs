//! Several sources with a file at the same path: which file ships, and the findings.

use crate::support::raw_zip::{raw, raw_zip};
use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Returns the findings about the path `shared.py`, as `code: message`.
fn told(drop: Dropped) -> Vec<String> {
    let findings = drop.plan().findings;
    let of_path = findings.iter().filter(|finding| finding.path.as_deref() == Some("shared.py"));
    of_path.map(|finding| format!("{}: {}", finding.code.as_str(), finding.message)).collect()
}

const RECORD: &str = "shared.py,,\n";

/// Makes a zip of an installed distribution with these contents of `shared.py` and RECORD.
fn installed(name: &str, shared: &str, record: &str) -> Vec<u8> {
    let info = |file: &str| format!("{name}-1.0.dist-info/{file}");
    zip(&[
        entry("shared.py", shared),
        entry(&info("METADATA"), format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")),
        entry(&info("RECORD"), record),
    ])
}

/// Zips are ordered by their paths, whatever distributions they contain.
#[test]
fn zips_of_one_rank() {
    let conflict =
        "path-conflict: \"shared.py\" comes from \"a.zip\" and from \"b.zip\" with different contents";
    for (first, second) in [("aaa", "zzz"), ("zzz", "aaa")] {
        let drop = dropped("b.zip", installed(second, "x = 2\n", RECORD))
            .and("a.zip", installed(first, "x = 1\n", RECORD));
        assert_eq!(told(drop), [conflict], "{first} {second}");
    }
}

/// The same bytes in two zips are no conflict, even at different positions.
#[test]
fn the_same_bytes_in_two_zips() {
    let one = zip(&[entry("shared.py", "x = 1\n")]);
    let other = zip(&[entry("a.py", "y = 1\n".repeat(500)), entry("shared.py", "x = 1\n")]);
    assert_eq!(told(dropped("a.zip", one.clone()).and("b.zip", other.clone())), [""; 0]);
    assert_eq!(told(dropped("a.zip", other).and("b.zip", one)), [""; 0]);
}

/// The RECORD of an installed distribution states the original contents of a file, which may have
/// changed.
#[test]
fn changed_files_beside_wheels() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("shared.py", "x = 1\n");
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest("x = 1\n"));
    let changed = installed("other", "x = 2\n", &format!("shared.py,sha256={digest},6\n"));
    let told = told(dropped("old.zip", changed).and(lib.filename(), lib.bytes()));
    let expected =
        "path-overridden: \"shared.py\" of \"old.zip\" is replaced by that of \"lib-1.0-py3-none-any.whl\"";
    assert!(told.iter().any(|one| one == expected), "{told:?}");
}

/// Two texts with the same length and the same CRC-32.
#[test]
fn bytes_of_one_checksum() {
    assert_eq!(crc32fast::hash(b"plumless"), crc32fast::hash(b"buckeroo"));
    let both = raw_zip(&[raw("shared.py", "plumless"), raw("shared.py", "buckeroo")]);
    assert_eq!(
        told(dropped("old.zip", both)),
        ["path-conflict: \"shared.py\" is in \"old.zip\" twice, with different contents"]
    );
    let same = raw_zip(&[raw("shared.py", "plumless"), raw("shared.py", "plumless")]);
    assert_eq!(told(dropped("old.zip", same)), [""; 0]);
}
