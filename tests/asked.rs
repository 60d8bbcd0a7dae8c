//! Distributions, entry points and libraries that modules look up by name when they are imported.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped, target};
use wheelpress::target::{PackageKind, Target};

const HANDLER: &str = "import pk\ndef handler(event, context): pass\n";

/// Returns the findings about failed lookups as `severity code path`.
fn found(drop: Dropped, target: &Target) -> Vec<String> {
    let findings = drop.plan_for(target).findings;
    let codes = support::codes(&findings).into_iter();
    codes.filter(|code| code.contains("metadata-missing") || code.contains("native-missing")).collect()
}

fn function() -> Target {
    Target { handler: Some("app.handler".into()), ..target("python3.13") }
}

/// Checks a library without its dist-info, in a folder and in an existing package.
#[track_caller]
fn check(init: &str, others: &[(&str, &str)], expected: &[&str]) {
    let files = [&[("app.py", HANDLER), ("pk/__init__.py", init)], others].concat();
    let folder =
        files.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(format!("app/{path}"), *text));
    let entries: Vec<_> = files.iter().map(|(path, text)| entry(path, *text)).collect();
    for drop in [folder, dropped("old.zip", zip(&entries))] {
        assert_eq!(found(drop, &function()), expected, "{init}");
    }
}

const MISSING: &str = "error metadata-missing pk/__init__.py";

#[test]
fn versions() {
    check("from importlib.metadata import version\n__version__ = version(\"pk\")\n", &[], &[MISSING]);
    check("import importlib.metadata\nv = importlib.metadata.version('pk')\n", &[], &[MISSING]);
    check("from importlib import metadata as m\nv = m.metadata('pk')['Version']\n", &[], &[MISSING]);
    check("from importlib.metadata import version\nv = version(__name__)\n", &[], &[MISSING]);
    check(
        "from importlib.metadata import version\nv = version(distribution_name='other')\n",
        &[],
        &[MISSING],
    );
    // The metadata is present, or the runtime has the distribution.
    let info = ("pk-1.0.dist-info/METADATA", "Name: pk\nVersion: 1.0\n");
    check("from importlib.metadata import version\nv = version('pk')\n", &[info], &[]);
    check(
        "from importlib.metadata import version\nv = version('P_K')\n",
        &[("p_k-1.0.dist-info/METADATA", "")],
        &[],
    );
    check("from importlib.metadata import version\nv = version('boto3')\n", &[], &[]);
    // A dist-info without METADATA states no version.
    let record = ("pk-1.0.dist-info/RECORD", "");
    check("from importlib.metadata import version\nv = version('pk')\n", &[record], &[MISSING]);
    let egg = ("pk-1.0-py3.13.egg-info/PKG-INFO", "");
    check("from importlib.metadata import version\nv = version('pk')\n", &[egg], &[]);
    let sources = ("pk-1.0-py3.13.egg-info/SOURCES.txt", "");
    check("from importlib.metadata import version\nv = version('pk')\n", &[sources], &[MISSING]);
    // The name is unknown, the exception is caught, or the code may never run.
    check("from importlib.metadata import version\nv = version(name)\n", &[], &[]);
    let tried = |error: &str| {
        format!(
            "from importlib import metadata\ntry:\n    v = metadata.version('pk')\nexcept {error}:\n    v = '0'\n"
        )
    };
    check(&tried("metadata.PackageNotFoundError"), &[], &[]);
    check(&tried("Exception"), &[], &[]);
    check(&tried("ValueError"), &[], &[MISSING]);
    check("from importlib.metadata import version\ndef v():\n    return version('pk')\n", &[], &[]);
    check("def version(name): return 1\nv = version('pk')\n", &[], &[]);
    // A layer may have the metadata.
    let text = "from importlib.metadata import version\nversion('pk')\ndef handler(event, context): pass\n";
    let drop = || dropped("app/app.py", text);
    let layered = Target { layers_unzipped_size: 1, ..function() };
    assert_eq!(found(drop(), &layered), ["warning metadata-missing app.py"]);
}

#[test]
fn entry_points() {
    let module = ("opentelemetry/context/__init__.py", "x = 1\n");
    let points = |text| ("opentelemetry_api-1.0.dist-info/entry_points.txt", text);
    let missing = ["error metadata-missing opentelemetry/context/__init__.py"];
    check("x = 1\n", &[module], &missing);
    check("x = 1\n", &[module, points("[console_scripts]\na = b:c\n")], &missing);
    check("x = 1\n", &[module, points("[opentelemetry_context]\ncontextvars_context = a:b\n")], &[]);
    // Newer versions need no entry point.
    let newer =
        (module.0, "from opentelemetry.context.contextvars_context import ContextVarsRuntimeContext\n");
    let context = ("opentelemetry/context/contextvars_context.py", "class ContextVarsRuntimeContext: pass\n");
    check("x = 1\n", &[newer, context], &[]);
    // In a layer it is a warning: the functions that use the layer may have more.
    let layer = Target { kind: PackageKind::Layer, ..target("python3.13") };
    let missing_there = "warning metadata-missing python/opentelemetry/context/__init__.py";
    assert_eq!(found(dropped(format!("l/python/{}", module.0), "x = 1\n"), &layer), [missing_there]);
    let asks = dropped("l/python/pk/__init__.py", "import importlib.metadata as m\nm.version(__name__)\n");
    assert_eq!(found(asks, &layer), ["warning metadata-missing python/pk/__init__.py"]);
    // A wheel with its RECORD, but without entry_points.txt.
    let api = wheel("opentelemetry_api", "1.0", "py3-none-any").file(module.0, module.1);
    let whole = api.clone().info("entry_points.txt", "[ opentelemetry_context ]\na = b:c\n");
    let app =
        |wheel: &support::wheel::Wheel| dropped("app/app.py", HANDLER).and(wheel.filename(), wheel.bytes());
    assert_eq!(found(app(&api), &function()), missing);
    assert_eq!(found(app(&whole), &function()), Vec::<String>::new());
}

#[test]
fn libraries_opened_by_name() {
    let opens = |name: &str| format!("import ctypes\nlib = ctypes.CDLL('{name}')\n");
    let lost = "error native-missing-library pk/__init__.py";
    check(&opens("libdemo.so"), &[], &[lost]);
    check(&opens("libdemo.so"), &[("pk/libdemo.txt", "")], &[lost]);
    check("from ctypes import cdll\ncdll.LoadLibrary('libdemo.so.1')\n", &[], &[lost]);
    check(&opens("libc.so.6"), &[], &[]);
    check(&opens("./libdemo.so"), &[], &[]);
    check("import ctypes\ntry:\n    ctypes.CDLL('libdemo.so')\nexcept OSError:\n    pass\n", &[], &[]);
    check(
        "import ctypes\ndef f():\n    ctypes.CDLL('libdemo.so')\n",
        &[],
        &["warning native-missing-library pk/__init__.py"],
    );
    let native = || support::elf::elf().bytes();
    let drop = |at: &str| {
        let drop = dropped("x/pk/__init__.py", opens("libdemo.so")).and("x/app.py", HANDLER);
        drop.and(format!("x/{at}"), native())
    };
    for (at, expected) in [("libdemo.so", &[][..]), ("lib/libdemo.so", &[]), ("pk/libdemo.so", &[lost])] {
        assert_eq!(found(drop(at), &function()), expected, "{at}");
    }
    // In a layer, only /opt/lib is searched.
    let layer = Target { kind: PackageKind::Layer, ..target("python3.13") };
    let lost = "error native-missing-library python/pk/__init__.py";
    for (at, expected) in [("lib/libdemo.so", &[][..]), ("libdemo.so", &[lost]), ("pk/libdemo.so", &[lost])] {
        assert_eq!(found(drop(at), &layer), expected, "{at}");
    }
    let plan = drop("libdemo.so").plan_for(&layer);
    let hint = plan.findings.iter().find_map(|one| one.hint.clone().filter(|hint| hint.contains("Move it")));
    assert_eq!(hint.as_deref(), Some("Move it to \"lib/libdemo.so\", or open it by its whole path"));
}
