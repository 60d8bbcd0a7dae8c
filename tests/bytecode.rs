//! Bytecode: which files ship, and that Python really uses them.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped, paths, target};
use wheelpress::plan::Plan;
use wheelpress::python::pyc::Bytecode;

const SOURCE: &str = "x = 1\n";
const TIME: u32 = 1_700_000_000;
const CACHED: &str = "a/__pycache__/m.cpython-313.pyc";

/// Returns bytecode of CPython 3.`minor` for a source with this time and size.
fn timestamped(minor: u8, time: u32, size: usize) -> Vec<u8> {
    let mut bytes = Bytecode::for_minor(minor).unwrap().unchecked([0; 8]).to_vec();
    bytes[4..8].fill(0);
    bytes[8..12].copy_from_slice(&time.to_le_bytes());
    bytes[12..].copy_from_slice(&(size as u32).to_le_bytes());
    bytes.extend(b"code");
    bytes
}

fn hashed(hash: [u8; 8]) -> Vec<u8> {
    [&Bytecode::for_minor(13).unwrap().unchecked(hash)[..], b"code"].concat()
}

fn hash() -> [u8; 8] {
    Bytecode::for_minor(13).unwrap().source_hash(SOURCE.as_bytes())
}

fn good() -> Vec<u8> {
    timestamped(13, TIME, SOURCE.len())
}

/// A folder with a source file and this bytecode.
fn folder(pyc: &str, bytes: Vec<u8>) -> Dropped {
    let mut drop = dropped("app/a/m.py", SOURCE).modified(TIME.into()).and(format!("app/{pyc}"), bytes);
    drop.options.bytecode = true;
    drop
}

#[track_caller]
fn check(drop: Dropped, kept: bool, findings: &[&str]) -> Plan {
    let plan = drop.plan();
    assert_eq!(paths(&plan).contains(&CACHED), kept, "{:?}", plan.findings);
    assert_eq!(codes(&plan.findings), findings);
    plan
}

#[test]
fn what_matches_is_kept() {
    let plan = check(folder(CACHED, good()), true, &[]);
    assert_eq!(plan.savings.bytecode, 20);
    check(folder(CACHED, hashed(hash())), true, &[]);
    let mut checked = hashed(hash());
    checked[4] = 3;
    check(folder(CACHED, checked), true, &[]);
    // With the option off, no bytecode ships, and the size that it would add is reported.
    let mut off = folder(CACHED, good());
    off.options.bytecode = false;
    assert_eq!(check(off, false, &[]).savings.bytecode, 20);
}

#[test]
fn what_does_not_match_is_left_out() {
    let told = ["info bytecode-skipped "];
    let is = |bytes: Vec<u8>, why: &str| {
        let plan = check(folder(CACHED, bytes), false, &told);
        assert!(plan.findings[0].message.contains(why), "{:?}", plan.findings);
        assert_eq!(plan.savings.bytecode, 0);
    };
    is(timestamped(12, TIME, SOURCE.len()), "not for python3.13");
    is(b"short".to_vec(), "not for python3.13");
    is(timestamped(13, TIME - 1, SOURCE.len()), "older than their sources");
    is(timestamped(13, TIME, SOURCE.len() + 1), "older than their sources");
    is(hashed([0; 8]), "older than their sources");
    for name in [
        "a/__pycache__/m.cpython-312.pyc",
        "a/__pycache__/m.cpython-313.opt-1.pyc",
        "a/__pycache__/m.pypy39.pyc",
    ] {
        check(folder(name, good()), false, &told);
    }
    // Bytecode whose source is missing.
    check(folder("a/__pycache__/gone.cpython-313.pyc", good()), false, &told);
    // The time when the source was changed is unknown.
    let mut unknown = folder(CACHED, good());
    unknown.store.modified.clear();
    check(unknown, false, &told);
    // `.lambdaignore` has the highest priority.
    check(folder(CACHED, good()).and("app/.lambdaignore", "*.py[cod]\n"), false, &["info files-skipped app"]);
    // Another source took the place of its source.
    let mut two = zip(&[entry("a/m.py", SOURCE), entry(CACHED, good())]);
    let mut drop = dropped("old.zip", std::mem::take(&mut two)).and("app/a/m.py", "x = 22\n");
    drop.options.bytecode = true;
    let plan = drop.plan();
    assert!(!paths(&plan).contains(&CACHED), "{:?}", plan.findings);
    let alone = "1 bytecode files are left out: they have no sources in the package";
    assert!(plan.findings.iter().any(|finding| finding.message == alone), "{:?}", plan.findings);
    // Slimming removed its source.
    let site = "env/lib/python3.13/site-packages";
    let mut drop = dropped("env/pyvenv.cfg", "home = /usr\n")
        .and(format!("{site}/a/m.py"), SOURCE)
        .modified(TIME.into())
        .and(format!("{site}/{CACHED}"), good())
        .and(format!("{site}/a/tests/test_m.py"), SOURCE)
        .modified(TIME.into())
        .and(format!("{site}/a/tests/__pycache__/test_m.cpython-313.pyc"), good());
    drop.options.bytecode = true;
    drop.options.slim.tests = true;
    let plan = check(drop, true, &["info bytecode-skipped ", "info slimmed a/tests/test_m.py"]);
    assert!(plan.findings.iter().any(|finding| finding.message == alone), "{:?}", plan.findings);
    // The magic number of 3.15 is not known yet.
    let plan = folder("a/__pycache__/m.cpython-315.pyc", good()).plan_for(&target("python3.15"));
    let is_told = plan.findings.iter().any(|finding| finding.message.contains("not final"));
    assert!(is_told, "{:?}", plan.findings);
}

/// Returns the bytes of this file in the package.
fn packed(drop: Dropped, path: &str) -> Vec<u8> {
    let packed = drop.pack();
    assert!(packed.found.is_empty(), "{:?}", packed.found);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&packed.zip)).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(path).unwrap(), &mut bytes).unwrap();
    bytes
}

#[test]
fn the_header_is_replaced_and_the_code_is_not() {
    assert_eq!(packed(folder(CACHED, good()), CACHED), hashed(hash()));
    let mut slow = folder(CACHED, good());
    slow.store.byte_by_byte = true;
    assert_eq!(packed(slow, CACHED), hashed(hash()));
    // Larger than the part of a file that is kept in memory.
    let mut large = good();
    large.extend((0..3 << 20).map(|at: u32| (at / 7) as u8));
    let expected = [&hashed(hash())[..16], &large[16..]].concat();
    assert!(packed(folder(CACHED, large.clone()), CACHED) == expected);
    for site in ["env/lib/python3.13/site-packages", "libs"] {
        let mut drop = dropped(format!("{site}/a/m.py"), SOURCE)
            .modified(TIME.into())
            .and(format!("{site}/{CACHED}"), large.clone())
            .and(format!("{site}/a-1.dist-info/METADATA"), "Name: a\n")
            .and(format!("{site}/a-1.dist-info/RECORD"), format!("a/m.py,,\n{CACHED},,\n"));
        drop.options.bytecode = true;
        let plan = drop.clone().plan();
        assert_eq!(plan.distributions[0].unzipped_size, plan.unzipped_size, "{site}");
        assert!(packed(drop, CACHED) == expected, "{site}");
    }
}

#[test]
fn in_old_packages() {
    let old = |bytes: Vec<u8>| {
        let mut drop = dropped("old.zip", zip(&[entry("a/m.py", SOURCE), entry(CACHED, bytes)]));
        drop.options.bytecode = true;
        drop
    };
    assert_eq!(packed(old(hashed(hash())), CACHED), hashed(hash()));
    check(old(hashed([1; 8])), false, &["info bytecode-skipped "]);
    // In some time zone, these entries have the date 1980-01-01 00:00:00.
    const DOS_EPOCH: u32 = 315_532_800;
    let size = SOURCE.len();
    assert_eq!(packed(old(timestamped(13, DOS_EPOCH - 3600, size)), CACHED), hashed(hash()));
    check(old(timestamped(13, DOS_EPOCH + 2, size)), false, &["info bytecode-skipped "]);
    let layer = zip(&[entry("python/a/m.py", SOURCE), entry(&format!("python/{CACHED}"), hashed(hash()))]);
    let mut drop = dropped("layer.zip", layer);
    drop.options.bytecode = true;
    assert_eq!(packed(drop, CACHED), hashed(hash()));
}

/// Checks that bytecode without a source ships or is an error: in a folder, loose, in a virtualenv and in an
/// existing package.
#[track_caller]
fn check_alone(bytes: &[u8], is_fine: bool) {
    let site = "env/lib/python3.13/site-packages";
    let drops = [
        (dropped("app/lib/m.pyc", bytes).and("app/function.py", SOURCE), "lib/m.pyc"),
        (dropped("m.pyc", bytes).and("function.py", SOURCE), "m.pyc"),
        (dropped("env/pyvenv.cfg", "").and(format!("{site}/m.pyc"), bytes), "m.pyc"),
        (dropped("old.zip", zip(&[entry("m.pyc", bytes), entry("a.py", "")])), "m.pyc"),
        (dropped("layer.zip", zip(&[entry("python/m.pyc", bytes)])), "m.pyc"),
    ];
    for (drop, path) in drops {
        let plan = drop.plan();
        assert!(paths(&plan).contains(&path), "{:?}", paths(&plan));
        let expected = if is_fine { vec![] } else { vec![format!("error bytecode-foreign {path}")] };
        assert_eq!(codes(&plan.findings), expected);
    }
}

#[test]
fn bytecode_that_is_the_module_itself() {
    check_alone(&good(), true);
    check_alone(&hashed([1; 8]), true);
    check_alone(&timestamped(12, TIME, 1), false);
    check_alone(&[&[0x03, 0xf3, b'\r', b'\n'][..], &[0; 20]].concat(), false);
    let plan = dropped("old.zip", zip(&[entry("m.pyc", timestamped(12, TIME, 1))])).plan();
    assert!(plan.findings[0].message.contains("of Python 3.12, which python3.13"), "{:?}", plan.findings);
    // Beside its source it is outdated, as in other places.
    let plan = dropped("app/m.pyc", timestamped(12, TIME, 1)).and("app/m.py", "").plan();
    assert_eq!(paths(&plan), ["m.py"]);
    // A file with this extension that is not bytecode.
    assert_eq!(paths(&dropped("app/m.pyc", "text").and("app/a.py", "").plan()), ["a.py"]);
    // Bytecode as the handler's module, and as a module that it imports.
    let mut target = target("python3.13");
    target.handler = Some("app.handler".into());
    let plan =
        dropped("app/app.py", "import m\ndef handler(event, context): pass\n").and("app/m.pyc", good());
    assert_eq!(codes(&plan.plan_for(&target).findings), Vec::<String>::new());
    let plan = dropped("app/app.pyc", good()).and("app/m.txt", "x").plan_for(&target);
    assert_eq!(codes(&plan.findings), Vec::<String>::new(), "{:?}", plan.findings);
    // The magic number of a Python that is not released is unknown.
    let plan = dropped("app/m.pyc", good()).plan_for(&support::target("python3.15"));
    assert!(paths(&plan).contains(&"m.pyc"));
}

/// numpy 2.2.6 lists bytecode in RECORD. It is left out like all bytecode, and no finding is needed.
#[test]
fn bytecode_in_wheels() {
    for path in
        ["lib/__pycache__/m.cpython-313.pyc", "__pycache__/lib.cpython-312.pyc", "lib/__pycache__/x.txt"]
    {
        let lib = wheel("lib", "1.0", "py3-none-any").file("lib/m.py", SOURCE).file(path, good());
        let packed = dropped(lib.filename(), lib.bytes()).pack();
        assert!(!paths(&packed.plan).iter().any(|path| path.contains("__pycache__")), "{path}");
        assert_eq!(codes(&packed.plan.findings), Vec::<String>::new());
        assert!(packed.found.is_empty(), "{:?}", packed.found);
    }
}
