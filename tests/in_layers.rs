//! Layers of the function, dropped as context: imports find their modules, their size counts, and none of their
//! files ship.

use crate::support::elf::elf;
use crate::support::wheel::wheel;
use crate::support::zips::{Entry, entry, zip};
use crate::support::{Dropped, codes, dropped, paths, target};
use wheelpress::plan::Plan;

fn plan(drop: Dropped) -> Plan {
    let mut target = target("python3.13");
    target.handler = Some("app.handler".to_string());
    drop.plan_for(&target)
}

fn app(imports: &str) -> Dropped {
    dropped("app.py", format!("{imports}\n\ndef handler(event, context):\n    return 1\n"))
}

/// Adds the zip of a layer with these files.
fn with_zip(drop: Dropped, files: &[&str]) -> Dropped {
    let entries: Vec<Entry> = files.iter().map(|file| entry(file, "x = 1\n")).collect();
    drop.and("data.zip", zip(&entries)).in_layer("data.zip")
}

const LIB: &[&str] = &[
    "python/lib/__init__.py",
    "python/lib/part.py",
    "python/lib-1.2.dist-info/METADATA",
    "python/one.py",
    "python/space/inner.py",
    "lib/libx.so.1",
];

#[track_caller]
fn check(drop: Dropped, findings: &[&str]) -> Plan {
    let plan = plan(drop);
    assert_eq!(codes(&plan.findings), findings, "{:#?}", plan.findings);
    assert!(
        paths(&plan).iter().all(|path| !path.contains("python/") && !path.ends_with(".so.1")),
        "{plan:#?}"
    );
    plan
}

#[test]
fn imports_are_proven_against_their_files() {
    for imports in [
        "import lib",
        "import lib.part",
        "from lib import part, anything",
        "from lib.part import x",
        "import one, space.inner",
        "from space import inner",
    ] {
        check(with_zip(app(imports), LIB), &[]);
    }
    for imports in ["import other", "import lib.nothing.at_all", "import space.missing.x"] {
        check(with_zip(app(imports), LIB), &["error import-missing app.py"]);
    }
    // A layer's zip that is not marked as a layer is an existing package.
    let mut ships = with_zip(app("import lib"), LIB);
    ships.layers.clear();
    assert!(paths(&plan(ships)).contains(&"lib/__init__.py"));
}

#[test]
fn of_any_layout() {
    let folder =
        app("import lib").and("layer/python/lib/python3.13/site-packages/lib.py", "").in_layer("layer");
    let plan = check(folder, &[]);
    assert_eq!(plan.layers[0].path, "layer");
    let site = app("import lib").and("site-packages/lib/__init__.py", "").in_layer("site-packages");
    check(site, &[]);
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x = 1\n");
    let name = lib.filename();
    check(app("import lib").and(name.clone(), lib.bytes()).in_layer(&name), &[]);
    check(app("").and("bad.zip", "no zip").in_layer("bad.zip"), &["error archive-unreadable bad.zip"]);
    let other = app("import other")
        .and("layer/python/lib/python3.12/site-packages/other.cpython-312-x86_64-linux-gnu.so", "");
    check(other.in_layer("layer"), &["error import-missing app.py", "error layer-wrong-python layer"]);
}

#[test]
fn requirements_are_met() {
    let of = |line: &str| with_zip(app("import lib").and("requirements.txt", line), LIB);
    let plan = check(of("lib>=1\n"), &[]);
    assert_eq!(plan.layers[0].distributions[0].name, "lib");
    assert!(plan.distributions.is_empty() && plan.missing.needs.is_empty());
    check(of("lib>=2\n"), &["error requirement-conflict requirements.txt"]);
    // The requirement of a library.
    let user = |requires: &str| {
        let user = wheel("user", "1.0", "py3-none-any").file("user.py", "import lib\n").info(
            "METADATA",
            &format!("Metadata-Version: 2.1\nName: user\nVersion: 1.0\nRequires-Dist: {requires}\n"),
        );
        with_zip(app("import user").and(user.filename(), user.bytes()), LIB)
    };
    check(user("lib"), &[]);
    check(user("lib<1"), &["error requirement-conflict user-1.0-py3-none-any.whl"]);
}

#[test]
fn sizes_count() {
    let plan = check(with_zip(app("import lib"), LIB), &[]);
    assert_eq!(plan.layers[0].unzipped_size, 6 * LIB.len() as u64);
    assert!(plan.unzipped_size < 100);
    let big = dropped("app.py", "def handler(event, context):\n    return 1\n");
    let mut drop = with_zip(big, LIB);
    drop.paths.push("layer/python/data.bin".into());
    drop.store.files.push(vec![0; 262_144_000]);
    check(drop.in_layer("layer"), &["error size-unzipped "]);
}

#[test]
fn conflicts_are_named() {
    let with = |version: &str| {
        let lib = wheel("lib", version, "py3-none-any").file("lib/__init__.py", "x = 1\n");
        with_zip(app("import lib").and(lib.filename(), lib.bytes()), LIB)
    };
    let plan = check(with("2.0"), &["warning layer-conflict data.zip"]);
    assert_eq!(plan.findings[0].message, "lib 2.0 of the package hides 1.2 of the layer \"data.zip\"");
    check(with("1.2"), &["info layer-conflict data.zip"]);
    let two = with_zip(app("import lib"), LIB).and("b/python/lib-1.3.dist-info/METADATA", "").in_layer("b");
    check(two, &["warning layer-conflict data.zip"]);
}

#[test]
fn native_libraries_of_their_folder_lib_are_found() {
    let module = elf().needs("libx.so.1").needs("libc.so.6").bytes();
    let native = |drop: Dropped| drop.and("native.cpython-313-x86_64-linux-gnu.so", module.clone());
    let file = "native.cpython-313-x86_64-linux-gnu.so";
    let missing = format!("error native-missing-library {file}");
    check(native(app("import native")), &[missing.as_str()]);
    check(native(with_zip(app("import native"), &["python/one.py", "lib/libx.so.1"])), &[]);
    let folder = native(app("import native")).and("layer/lib/libx.so.1", "").and("layer/python/one.py", "");
    check(folder.in_layer("layer"), &[]);
    // The loader searches neither other folders nor subfolders of `lib`.
    for elsewhere in ["python/libx.so.1", "lib/inner/libx.so.1", "lib64/libx.so.1"] {
        let drop = native(with_zip(app("import native"), &["python/one.py", elsewhere]));
        let found = codes(&plan(drop).findings);
        assert!(found.iter().any(|code| code.contains("native-missing-library")), "{elsewhere} {found:?}");
    }
    // A library that is opened by name is found there, too.
    let magic = wheel("python_magic", "0.4.27", "py3-none-any").file("magic/__init__.py", "x = 1\n");
    let drop =
        |libraries: &[&str]| with_zip(app("import magic"), libraries).and(magic.filename(), magic.bytes());
    check(drop(&["python/one.py", "lib/libmagic.so.1"]), &[]);
    let found = codes(&plan(drop(&["python/one.py"])).findings);
    assert!(found.iter().any(|code| code.contains("native-missing-library")), "{found:?}");
}

/// Layers are judged as Lambda unpacks them.
#[test]
fn of_another_target_or_shape() {
    let missing = "error import-missing app.py";
    // A folder of another Python, although nothing in it is compiled.
    let other = with_zip(app("import lib"), &["python/lib/python3.10/site-packages/lib.py"]);
    let plan = check(other, &[missing, "error layer-wrong-python data.zip"]);
    assert!(!plan.findings[1].message.contains("packed"), "{:#?}", plan.findings);
    check(
        with_zip(app("import lib"), &["lib/__init__.py"]),
        &[missing, "warning layer-wrong-python data.zip"],
    );
    check(with_zip(app(""), &["bin/tool", "lib/libx.so.1"]), &[]);
    // Extensions bring modules of their own, which functions cannot import either.
    check(with_zip(app(""), &["extensions/one", "one/app.py"]), &[]);
    check(with_zip(app("import lib"), &["extensions/one", "lib.py"]), &[missing]);
    for elsewhere in ["lib/python3.13/site-packages/lib.py", "lib/lib/__init__.py"] {
        check(with_zip(app("import lib"), &[elsewhere]), &[missing, "warning layer-wrong-python data.zip"]);
    }
    let native = |name: &str, code: &str| {
        let expected = [format!("warning {code} data.zip")];
        let expected: Vec<&str> = expected.iter().filter(|_| !code.is_empty()).map(String::as_str).collect();
        let file = format!("python/{name}.so");
        check(with_zip(app("import lib"), &["python/lib.py", &file]), &expected);
    };
    native("x.cpython-312-x86_64-linux-gnu", "native-wrong-python");
    native("x.cpython-313-aarch64-linux-gnu", "native-wrong-architecture");
    native("x.cpython-313-x86_64-linux-gnu", "");
    native("x.abi3", "");
    // A build for each Python.
    let both = ["python/x.cpython-312-x86_64-linux-gnu.so", "python/x.cpython-313-x86_64-linux-gnu.so"];
    check(with_zip(app(""), &both), &[]);
    // The handler is in the layer.
    let mut target = target("python3.13");
    target.handler = Some("lib.part.handler".to_string());
    let plan = with_zip(dropped("app.py", "x = 1\n"), LIB).plan_for(&target);
    assert_eq!(codes(&plan.findings), Vec::<String>::new(), "{:#?}", plan.findings);
}
