//! Layers, and functions whose libraries are split into a layer.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped, paths, target};
use wheelpress::pack::Compression;
use wheelpress::plan::Options;
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::target::{PackageKind, Target};

/// Returns the zips of a drop with the option `split`: their paths and codeSha256.
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

/// Checks the paths and findings of a drop for a layer of python3.12.
#[track_caller]
fn check(drop: Dropped, expected: &[&str], findings: &[&str]) {
    let target = Target { kind: PackageKind::Layer, ..target("python3.12") };
    let plan = drop.plan_for(&target);
    assert_eq!(paths(&plan), expected, "{:#?}", plan.findings);
    assert_eq!(codes(&plan.findings), findings, "{:#?}", plan.findings);
}

fn zipped(names: &[&str]) -> Dropped {
    let entries: Vec<_> = names.iter().map(|name| entry(name, *name)).collect();
    dropped("layer.zip", zip(&entries))
}

fn in_folder(names: &[&str]) -> Dropped {
    names.iter().fold(Dropped::default(), |drop, name| drop.and(format!("layer/{name}"), *name))
}

/// A layer tree stays unchanged, as a zip and as a folder.
#[track_caller]
fn stays(names: &[&str]) {
    check(zipped(names), names, &[]);
    check(in_folder(names), names, &[]);
}

#[test]
fn layer_trees_stay_as_they_are() {
    stays(&["python/m.py"]);
    for beside in [
        "LICENSE",
        "README.md",
        "bin/tool.txt",
        "bootstrap",
        "etc/x.conf",
        "java/lib/x.jar",
        "lib64/x.txt",
        "nltk_data/x.txt",
        "nodejs/x.js",
        "otel-instrument",
        "share/proj/proj.db",
    ] {
        let mut names = ["python/shared/m.py", beside];
        names.sort();
        stays(&names);
    }
    stays(&["bin/tool.txt", "extensions/agent.txt", "lib/x.txt", "python/shared/__init__.py"]);
    // With the dist-info of libraries, in both kinds of library folders.
    for site in ["python", "python/lib/python3.12/site-packages"] {
        let info = format!("{site}/lib-1.0.dist-info/RECORD");
        let module = format!("{site}/lib.py");
        let files =
            [(info.as_str(), "lib.py,,\n"), (module.as_str(), "x"), ("README.md", "x"), ("bin/tool", "x")];
        let expected = ["README.md", "bin/tool", "python/lib-1.0.dist-info/RECORD", "python/lib.py"];
        let entries: Vec<_> = files.iter().map(|(path, text)| entry(path, *text)).collect();
        check(dropped("layer.zip", zip(&entries)), &expected, &[]);
        let folder =
            files.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(format!("l/{path}"), *text));
        check(folder, &expected, &[]);
    }
    // A package that is named `python`.
    check(
        in_folder(&["python/__init__.py", "python/m.py"]),
        &["python/python/__init__.py", "python/python/m.py"],
        &[],
    );
    // Inside a folder that is removed.
    let mut drop = zipped(&["l/python/m.py", "l/README.md"]);
    drop.options.strip_root = true;
    check(drop, &["README.md", "python/m.py"], &["info root-stripped layer.zip"]);
}

#[test]
fn what_belongs_beside_python() {
    let both = |names: &[&str], expected: &[&str]| {
        check(zipped(names), expected, &[]);
        check(in_folder(names), expected, &[]);
    };
    both(&["bin/tool.txt"], &["bin/tool.txt"]);
    both(
        &["lib/libgdal.so.26", "pk/__init__.py", "share/proj/proj.db"],
        &["lib/libgdal.so.26", "python/pk/__init__.py", "share/proj/proj.db"],
    );
    // Packages with these names.
    both(&["lib/__init__.py", "lib/libx.so"], &["python/lib/__init__.py", "python/lib/libx.so"]);
    both(&["lib/data.json", "m.py"], &["python/lib/data.json", "python/m.py"]);
    both(&["bin/__init__.py", "m.py"], &["python/bin/__init__.py", "python/m.py"]);
    // Two folders that were dropped together.
    check(
        dropped("python/shared/m.py", "x").and("bin/tool.txt", "x"),
        &["bin/tool.txt", "python/shared/m.py"],
        &["info folder-kept bin", "info folder-kept python"],
    );
    // A function that contains a folder with this name.
    for own in ["app.py", "requests/__init__.py", "lib-1.0.dist-info/METADATA"] {
        let mut names = vec!["python/m.py", own];
        names.sort();
        assert_eq!(paths(&zipped(&names).plan()), names);
    }
    // In a function, the loader searches /var/task/lib.
    let plan = in_folder(&["lib/libgdal.so.26", "bin/tool.txt", "m.py"]).plan();
    assert_eq!(paths(&plan), ["bin/tool.txt", "lib/libgdal.so.26", "m.py"]);
}

#[test]
fn folders_of_another_python() {
    let older = "python/lib/python3.10/site-packages";
    let pure = [format!("{older}/numlib/__init__.py"), format!("{older}/m.abi3.so")];
    let compiled = [&pure[..], &[format!("{older}/numlib/c.cpython-310-x86_64-linux-gnu.so")]].concat();
    let names = |paths: &[String]| -> Vec<String> { paths.to_vec() };
    let plan = |paths: &[String], kind: PackageKind| {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let target = Target { kind, ..target("python3.12") };
        let plan = zipped(&paths).plan_for(&target);
        let found: Vec<_> =
            plan.findings.iter().filter(|one| one.code.as_str() == "layer-wrong-python").collect();
        let severity = found.first().map(|finding| format!("{:?}", finding.severity)).unwrap_or_default();
        (support::paths(&plan).into_iter().map(String::from).collect::<Vec<_>>(), severity)
    };
    for (kind, root) in [(PackageKind::Layer, "python/"), (PackageKind::Function, "")] {
        let moved = vec![format!("{root}m.abi3.so"), format!("{root}numlib/__init__.py")];
        assert_eq!(plan(&names(&pure), kind), (moved, "Info".to_string()));
        let (paths, severity) = plan(&names(&compiled), kind);
        assert_eq!((paths.len(), severity.as_str()), (3, "Error"));
        assert!(paths.iter().all(|path| path.contains("lib/python3.10/")), "{paths:?}");
        // A layer that is for several versions of Python.
        let several =
            [&compiled[..], &["python/lib/python3.12/site-packages/numlib/__init__.py".into()]].concat();
        assert_eq!(plan(&several, kind).1, "");
        // Bytecode alone does not work in another Python either.
        assert_eq!(plan(&[format!("{older}/m.pyc")], kind).1, "Error");
    }
}

/// Files in `python/` are those that Python has found so far. A file with the same path in another Python's folder does
/// not replace them.
#[test]
fn another_python_stands_back() {
    let older = |name: &str| entry(&format!("python/lib/python3.10/site-packages/{name}"), "older");
    let own = |name: &str| entry(&format!("python/{name}"), "own");
    let bytes = zip(&[own("m.py"), older("m.py"), own("pk/__init__.py"), older("pk.py"), older("more.py")]);
    for kind in [PackageKind::Layer, PackageKind::Function] {
        let plan = dropped("layer.zip", bytes.clone()).plan_for(&Target { kind, ..target("python3.12") });
        let root = if kind == PackageKind::Layer { "python/" } else { "" };
        let found: Vec<(&str, u64)> = plan.entries.iter().map(|one| (one.path.as_str(), one.size)).collect();
        let [m, more, pk] = ["m.py", "more.py", "pk/__init__.py"].map(|name| format!("{root}{name}"));
        assert_eq!(found, [(m.as_str(), 3), (&more, 5), (&pk, 3)]);
        let gone = |one: &&wheelpress::finding::Finding| one.code.as_str() == "path-overridden";
        assert_eq!(plan.findings.iter().filter(gone).count(), 2, "{:#?}", plan.findings);
    }
}

#[test]
fn trees_that_lie_too_deep() {
    let check = |path: &str, root: &str| {
        let mut target = target("python3.13");
        target.kind = PackageKind::Layer;
        let plan = dropped(format!("x/{path}/shared/__init__.py"), "x = 1\n")
            .and("x/README.txt", "x")
            .plan_for(&target);
        let expected: Vec<String> =
            if root.is_empty() { vec![] } else { vec![format!("error package-nested-root {root}")] };
        assert_eq!(codes(&plan.findings), expected, "{path}: {:#?}", plan.findings);
        if let Some(finding) = plan.findings.first() {
            assert_eq!(finding.fix, Some(wheelpress::fix::Fix::Root { path: format!("x/{root}") }));
        }
    };
    check("mylayer/python", "mylayer/python");
    check("python3", "python3");
    check("tools", "");
}
