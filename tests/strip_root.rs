//! An outer folder that contains all files of an existing zip can be removed.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{codes, dropped, paths};

/// Checks the packed paths for these names in the dropped zip, with the option on, and whether the
/// folder was removed.
#[track_caller]
fn check(names: &[&str], packed: &[&str], stripped: bool) {
    let entries: Vec<_> =
        names.iter().map(|name| entry(name, if name.ends_with('/') { "" } else { name })).collect();
    let mut drop = dropped("function.zip", zip(&entries));
    drop.options.strip_root = true;
    let plan = drop.plan();
    assert_eq!(paths(&plan), packed);
    let told = codes(&plan.findings).contains(&"info root-stripped function.zip".to_string());
    assert_eq!(told, stripped, "{:?}", plan.findings);
}

#[test]
fn strips() {
    check(&["app/", "app/f.py", "app/lib/a.py"], &["f.py", "lib/a.py"], true);
    check(&["app/f.py", "__MACOSX/app/._f.py", ".DS_Store"], &["f.py"], true);
    check(&["app\\f.py"], &["f.py"], true);
    // Only the outermost folder is removed.
    check(&["a/b/f.py"], &["b/f.py"], true);
    check(&["a/f.py", "b/f.py"], &["a/f.py", "b/f.py"], false);
    check(&["a/f.py", "f.py"], &["a/f.py", "f.py"], false);
    // A layer's folder is removed without the option, and then no other folder is.
    check(&["python/app/f.py"], &["app/f.py"], false);
    check(&["../f.py", "app/f.py"], &["f.py"], true);
}

#[test]
fn stays_unless_asked() {
    assert_eq!(paths(&dropped("function.zip", zip(&[entry("app/f.py", "")])).plan()), ["app/f.py"]);
}

#[test]
fn distributions_are_still_known() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x = 1\n");
    let installed = dropped(lib.filename(), lib.bytes()).pack().zip;
    let mut reader = zip::ZipArchive::new(std::io::Cursor::new(installed)).unwrap();
    let entries: Vec<_> = (0..reader.len())
        .map(|at| {
            let mut file = reader.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            entry(&format!("function/{}", file.name().unwrap()), bytes)
        })
        .collect();
    let mut drop = dropped("function.zip", zip(&entries));
    drop.options.strip_root = true;
    let plan = drop.plan();
    assert!(paths(&plan).contains(&"lib.py"));
    assert_eq!(plan.distributions.len(), 1, "{:?}", plan.distributions);
}
