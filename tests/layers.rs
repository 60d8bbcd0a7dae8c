//! Layers, and functions whose libraries are split off into one.

mod support;

use support::wheel::wheel;
use support::zips::{entry, zip};
use support::{Dropped, codes, dropped, paths, target};
use wheelpress::pack::Compression;
use wheelpress::plan::Options;
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::target::PackageKind;

/// The zips of a drop under `split`: their paths and codeSha256.
fn split(mut drop: Dropped) -> Vec<(Vec<String>, String)> {
    let items = drop.items();
    let options = Options { split: true, ..Options::default() };
    let plan = single_thread::plan(
        &items,
        &target("python3.13"),
        &options,
        &mut ReadCache::default(),
        &mut drop.store,
    );
    let plan = plan.unwrap();
    assert_eq!(codes(&plan.findings), Vec::<String>::new());
    let zips = plan.zips();
    zips.iter()
        .map(|one| {
            let packed = single_thread::pack(one, Compression::Default, &mut drop.store, Vec::new()).unwrap();
            assert_eq!(codes(&packed.1), Vec::<String>::new());
            (paths(one).into_iter().map(String::from).collect(), packed.0.code_sha256)
        })
        .collect()
}

fn library() -> Dropped {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x = 1\n");
    dropped(lib.filename(), lib.bytes())
}

#[test]
fn libraries_go_into_the_layer() {
    let zips = split(library().and("app/function.py", "import lib\n").and("app/data/x.json", "{}"));
    assert_eq!(zips.len(), 2);
    assert_eq!(zips[0].0, ["data/x.json", "function.py"]);
    let in_layer = |name: &str| format!("python/lib-1.0.dist-info/{name}");
    let expected = [
        in_layer("INSTALLER"),
        in_layer("METADATA"),
        in_layer("RECORD"),
        in_layer("WHEEL"),
        "python/lib.py".into(),
    ];
    assert_eq!(zips[1].0, expected);
}

#[test]
fn the_layer_does_not_move_with_the_function() {
    let one = split(library().and("function.py", "one"));
    let other = split(library().and("function.py", "another").and("more.py", "x"));
    assert_ne!(one[0].1, other[0].1);
    assert_eq!(one[1].1, other[1].1);
}

#[test]
fn old_packages_are_split_by_their_records() {
    let record = "lib.py,,\nlib-1.0.dist-info/RECORD,,\n";
    let old =
        zip(&[entry("function.py", "f"), entry("lib.py", "l"), entry("lib-1.0.dist-info/RECORD", record)]);
    let zips = split(dropped("function.zip", old));
    assert_eq!(zips[0].0, ["function.py"]);
    assert_eq!(zips[1].0, ["python/lib-1.0.dist-info/RECORD", "python/lib.py"]);
}

#[test]
fn without_libraries_there_is_no_layer() {
    assert_eq!(split(dropped("function.py", "f")).len(), 1);
}

#[test]
fn the_kind_layer_has_all_under_python() {
    let mut layer = target("python3.13");
    layer.kind = PackageKind::Layer;
    let plan = library().and("helpers.py", "x").plan_for(&layer);
    assert!(plan.entries.iter().all(|entry| entry.path.starts_with("python/")), "{:?}", paths(&plan));
}
