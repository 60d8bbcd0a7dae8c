//! Findings about native files depend on how the files are used: guarded imports, libraries in other places, and
//! libraries that are opened by name.

use crate::support;

use crate::support::elf::elf;
use crate::support::wheel::wheel;
use crate::support::{Dropped, dropped, target};
use wheelpress::finding::Finding;
use wheelpress::target::Target;

const TAG: &str = "cp313-cp313-manylinux_2_17_x86_64";
const HANDLER: &str = "import pk\ndef handler(event, context): pass\n";

/// Returns the native findings of a function with this wheel.
fn natives(wheel: &support::wheel::Wheel, app: &str, target: &Target) -> Vec<Finding> {
    let drop: Dropped = dropped("app/app.py", app).and(wheel.filename(), wheel.bytes());
    let findings = drop.plan_for(target).findings;
    let is_native =
        |one: &Finding| one.code.as_str().starts_with("native-") || one.code.as_str().starts_with("openssl");
    findings.into_iter().filter(is_native).collect()
}

fn summary(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|one| format!("{:?} {}", one.severity, one.code.as_str()).to_lowercase()).collect()
}

/// Checks the severity for these Python files of `pk`, whose extension module `pk/_speed` cannot be
/// loaded.
#[track_caller]
fn check_import(files: &[(&str, &str)], app: &str, severity: &str) {
    for bytes in [elf().needs("libGL.so.1").bytes(), elf().machine(183).bytes(), b"\x7fELF".to_vec()] {
        let lib = files.iter().fold(wheel("pk", "1.0", TAG), |wheel, (path, text)| wheel.file(path, *text));
        let lib = lib.file("pk/_speed.abi3.so", bytes);
        let findings = natives(&lib, app, &target("python3.13"));
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(format!("{:?}", findings[0].severity), severity, "{files:?} {app}");
    }
}

#[test]
fn extensions_that_are_done_without() {
    let tried = |import: &str| format!("try:\n    {import}\nexcept ImportError:\n    _speed = None\n");
    let init = |text: &str| [("pk/__init__.py".to_string(), text.to_string())];
    let check = |text: &str, severity: &str| {
        let files = init(text);
        check_import(&[(&files[0].0, &files[0].1)], HANDLER, severity);
    };
    for import in [
        "from . import _speed",
        "import pk._speed",
        "from pk import _speed",
        "from ._speed import x",
        "from pk._speed import x",
    ] {
        check(&tried(import), "Warning");
        check(import, "Error");
    }
    check("try:\n    from . import _speed\nexcept ValueError:\n    pass\n", "Error");
    check("try:\n    from . import _speed\nexcept ImportError:\n    raise\n", "Error");
    // A file that the loader refuses raises an ImportError, not a ModuleNotFoundError.
    let guarded =
        |exception: &str| format!("try:\n    from . import _speed\nexcept {exception}:\n    _speed = None\n");
    check(&guarded("ModuleNotFoundError"), "Error");
    check(&guarded("(ModuleNotFoundError, OSError)"), "Error");
    // An extension module for another Python is not found.
    for (import, severity) in [
        ("import pk._speed", "Warning"),
        ("from ._speed import x", "Warning"),
        ("from . import _speed", "Error"),
        ("from pk import _speed", "Error"),
    ] {
        let init = format!("try:\n    {import}\nexcept ModuleNotFoundError:\n    pass\n");
        for name in ["pk/_speed.cpython-311-x86_64-linux-gnu.so", "pk/_speed.cp313-win_amd64.pyd"] {
            let lib = wheel("pk", "1.0", TAG).file("pk/__init__.py", init.as_str()).file(name, elf().bytes());
            let findings = natives(&lib, HANDLER, &target("python3.13"));
            assert_eq!(findings.len(), 1, "{findings:#?}");
            assert_eq!(format!("{:?}", findings[0].severity), severity, "{import} {name}");
        }
    }
    check(&guarded("(ModuleNotFoundError, ImportError)"), "Warning");
    check(
        "import contextlib\nwith contextlib.suppress(ModuleNotFoundError):\n    from . import _speed\n",
        "Error",
    );
    check("import contextlib\nwith contextlib.suppress(ImportError):\n    from . import _speed\n", "Warning");
    let inside = guarded("ModuleNotFoundError").replace('\n', "\n    ");
    check(&format!("try:\n    {inside}pass\nexcept ImportError:\n    pass\n"), "Warning");
    // A module that is found is imported, whether it can be loaded or not.
    let looked = |head: &str, test: &str, rest: &str| format!("{head}\nif {test}:\n    {rest}\n");
    let util = "import importlib.util";
    let import = "from . import _speed";
    let spec = "importlib.util.find_spec('pk._speed')";
    check(&looked(util, spec, import), "Error");
    check(
        &looked("from importlib.util import find_spec", "find_spec('pk._speed') is not None", import),
        "Error",
    );
    check(&looked(util, &format!("{spec} is None"), "x = 1\nelse:\n    from . import _speed"), "Error");
    check(&looked(util, &format!("not {spec}"), import), "Warning");
    // The condition tests something else, or the error is also caught.
    check(&looked(util, "importlib.util.find_spec('numpy')", import), "Warning");
    check(&looked("import sys", "hasattr(sys, 'x')", import), "Warning");
    let caught = "try:\n        from . import _speed\n    except ImportError:\n        pass";
    check(&looked(util, spec, caught), "Warning");
    let of_other = wheel("pk", "1.0", TAG)
        .file("pk/__init__.py", looked(util, spec, import))
        .file("pk/_speed.cpython-311-x86_64-linux-gnu.so", elf().bytes());
    let found = natives(&of_other, HANDLER, &target("python3.13"));
    assert_eq!(summary(&found), ["warning native-wrong-python"], "{found:#?}");
    assert!(found[0].message.ends_with("what imports it works without it"), "{found:#?}");
    // It is unknown what imports the module.
    check("x = 1\n", "Error");
    // One import that certainly runs is enough.
    let guarded = tried("from . import _speed");
    check_import(
        &[("pk/__init__.py", &guarded), ("pk/other.py", "from pk import _speed\n")],
        HANDLER,
        "Error",
    );
    check_import(
        &[("pk/__init__.py", &guarded)],
        "from pk._speed import x\ndef handler(event, context): pass\n",
        "Error",
    );
    // Another module with this name.
    check_import(
        &[("pk/__init__.py", &guarded), ("pk/sub/a.py", "from . import _speed\n")],
        HANDLER,
        "Warning",
    );
}

/// Libraries of a wheel in places that the loader does not search.
#[test]
fn libraries_in_other_places() {
    let lib = |init: &str| {
        let lib = wheel("pk", "1.0", TAG).file("pk/__init__.py", init);
        lib.file("pk/m.abi3.so", elf().needs("libx.so.1").bytes()).file("pk/data/libx.so.1", elf().bytes())
    };
    let run = |lib: &support::wheel::Wheel| natives(lib, HANDLER, &target("python3.13"));
    let found = run(&lib("from . import m\n"));
    assert_eq!(summary(&found), ["error native-missing-library"], "{found:#?}");
    let hint = found[0].hint.as_deref().unwrap();
    assert_eq!(hint, "Move \"pk/data/libx.so.1\" to \"lib/libx.so.1\", where Lambda's loader looks");
    // The distribution loads the library before, either itself or by means of another module.
    for init in ["import ctypes\nctypes.CDLL('x')\nfrom . import m\n", "from ._preload import x\n# preload\n"]
    {
        assert_eq!(summary(&run(&lib(init))), ["warning native-missing-library"], "{init}");
    }
    let other =
        lib("from . import m\n").file("pk/n.abi3.so", elf().needs("libx.so.1").rpath("$ORIGIN/data").bytes());
    assert_eq!(summary(&run(&other)), ["warning native-missing-library"]);
    // If the loader searches the place, there is no finding.
    let right = wheel("pk", "1.0", TAG)
        .file("pk/m.abi3.so", elf().needs("libx.so.1").runpath("$ORIGIN/data").bytes());
    assert_eq!(summary(&run(&right.file("pk/data/libx.so.1", elf().bytes()))), Vec::<String>::new());
}

/// Everything that one file lacks is one finding, with the most specific hint.
#[test]
fn one_finding_a_cause() {
    let of = |name: &str| {
        let bytes = ["libGL.so.1", "libSM.so.6", "libXext.so.6", "libzzz.so"]
            .iter()
            .fold(elf(), |elf, name| elf.needs(name));
        natives(
            &wheel(name, "4.0", TAG).file("cv2/cv2.abi3.so", bytes.bytes()),
            HANDLER,
            &target("python3.13"),
        )
    };
    for (name, twin) in [
        ("opencv_python", "Use opencv-python-headless instead, or"),
        ("opencv_contrib_python", "Use opencv-contrib-python-headless instead, or"),
        ("opencv_python_headless", "Use opencv-python-headless instead, or"),
    ] {
        let found = of(name);
        assert_eq!(summary(&found), ["error native-missing-library"], "{found:#?}");
        assert!(
            found[0].message.contains("\"libGL.so.1\", \"libSM.so.6\", \"libXext.so.6\" and \"libzzz.so\"")
        );
        let hint = found[0].hint.as_deref().unwrap();
        assert!(hint.starts_with(twin) && hint.contains("builds of them"), "{hint}");
    }
}

/// Distributions that open libraries by name when they are imported.
#[test]
fn libraries_opened_at_import() {
    let pure =
        |name: &str| wheel(name, "3.0", "py3-none-any").file(&format!("{name}/__init__.py"), "x = 1\n");
    let run = |wheel: &support::wheel::Wheel| natives(wheel, HANDLER, &target("python3.13"));
    for name in ["psycopg", "weasyprint", "cairocffi", "soundfile", "pyzbar"] {
        let found = run(&pure(name));
        assert_eq!(summary(&found), ["error native-missing-library"], "{name}: {found:#?}");
        assert!(found[0].message.contains("when it is imported"), "{found:#?}");
    }
    // The image of the runtime may contain the library.
    assert_eq!(summary(&run(&pure("python_magic"))), ["warning native-missing-library"]);
    // The distributions contain the libraries.
    assert_eq!(
        summary(&run(&pure("cairocffi").file("lib/libcairo.so.2", elf().bytes()))),
        Vec::<String>::new()
    );
    let other = run(&pure("cairocffi").file("cairocffi/libcairo.so.2", elf().bytes()));
    assert!(other[0].hint.as_deref().unwrap().contains("Move it"), "{other:#?}");
    assert_eq!(summary(&run(&pure("soundfile").file("_soundfile_data/x.txt", "x"))), Vec::<String>::new());
    let psycopg = pure("psycopg");
    let binary = wheel("psycopg_binary", "3.0", "py3-none-any").file("psycopg_binary/__init__.py", "x = 1\n");
    let drop = dropped(psycopg.filename(), psycopg.bytes()).and(binary.filename(), binary.bytes());
    let findings = drop.plan().findings;
    assert!(!findings.iter().any(|one| one.code.as_str().starts_with("native-")), "{findings:#?}");
    // A layer may contain the library.
    let layered = Target { layers_unzipped_size: 1, ..target("python3.13") };
    assert_eq!(summary(&natives(&pure("psycopg"), HANDLER, &layered)), ["warning native-missing-library"]);
}

#[test]
fn openssl() {
    let of = |version: &str, runtime: &str| {
        let lib = wheel("urllib3", version, "py3-none-any").file("urllib3/__init__.py", "x = 1\n");
        summary(&natives(&lib, HANDLER, &target(runtime)))
    };
    for runtime in ["python3.8", "python3.9"] {
        assert_eq!(of("2.0.0", runtime), ["error openssl-too-old"]);
        assert_eq!(of("2.5.0", runtime), ["error openssl-too-old"]);
        assert_eq!(of("1.26.20", runtime), Vec::<String>::new());
    }
    assert_eq!(of("2.5.0", "python3.10"), Vec::<String>::new());
}

/// A function that loads a library by its path, before it imports the module that needs the library,
/// knows where the library is.
#[test]
fn functions_that_load_their_libraries() {
    let check = |app: &str, expected: &[&str]| {
        let drop = dropped("f/app.py", format!("{app}\ndef handler(event, context): pass\n"))
            .and("f/m.so", elf().needs("libx.so.1").bytes())
            .and("f/z/libx.so.1", elf().bytes());
        let target = Target { handler: Some("app.handler".into()), ..target("python3.13") };
        let findings = drop.plan_for(&target).findings;
        assert_eq!(summary(&findings), expected, "{app}: {findings:#?}");
    };
    check("import m", &["error native-missing-library"]);
    let warned = ["warning native-missing-library"];
    check(
        "import ctypes, os\nctypes.CDLL(os.path.join(os.path.dirname(__file__), 'z/libx.so.1'))\nimport m",
        &warned,
    );
    check(
        "import cffi\ncffi.FFI().dlopen(HERE + '/z/libx.so.1')\nimport m",
        &["error import-missing", warned[0]],
    );
}
