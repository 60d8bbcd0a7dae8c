//! Imports of the user's code, followed as CPython follows them.

use crate::support::imports::{MISSING, PERHAPS, app, check, check_on, drop_of, plan_on};
use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, target};

#[test]
fn missing() {
    check(app("import yaml"), &[MISSING], "\"PyYAML\"");
    check(app("from PIL import Image"), &[MISSING], "\"Pillow\"");
    check(app("import cv2"), &[MISSING], "\"opencv-python-headless\"");
    check(app("import google.cloud.storage"), &[MISSING], "\"google-cloud-storage\"");
    check(app("\n\nimport foo_bar.baz"), &[MISSING], "line 3 imports \"foo_bar\"");
    check(app("import foo_bar"), &[MISSING], "\"foo-bar\"");
    check(app("x = __import__('yaml')"), &[MISSING], "");
    check(app("import importlib\nimportlib.import_module('yaml')"), &[MISSING], "line 2");
    check(app("def f(): import yaml"), &[PERHAPS], "in \"f\"");
    check(app("if x: import yaml"), &[PERHAPS], "");
    check(app("import a, b"), &[MISSING, MISSING], "");
    // The imports inside a handler run with each call of the handler.
    check(dropped("app.py", "def handler(event, context): import yaml"), &[MISSING], "");
}

#[test]
fn not_missing() {
    let ok = |drop: Dropped| check(drop, &[], "");
    ok(app("import boto3, botocore.config, urllib3, dateutil.parser, six.moves.urllib.parse, jmespath"));
    ok(app("import os.path, json, xml.etree.ElementTree as ET, zoneinfo, _thread, tomllib"));
    ok(app("try:\n  import yaml\nexcept ImportError:\n  yaml = None"));
    ok(app("try:\n  import ujson as json\nexcept ModuleNotFoundError:\n  import json"));
    ok(app("try:\n  import json\nexcept ImportError:\n  import simplejson2 as json"));
    ok(app("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  from mypy_boto3_s3 import S3Client"));
    ok(app("import sys\nif sys.version_info < (3, 11):\n  import tomli as tomllib\nelse:\n  import tomllib"));
    ok(app("if __name__ == '__main__':\n  import pytest"));
    ok(app("from contextlib import suppress\nwith suppress(ImportError):\n  import yaml"));
    ok(app("try:\n  import x\nexcept ImportError:\n  x = None\nif x:\n  import x.y"));
}

/// An SDK that some runtimes contain for testing and development. It should be bundled.
#[test]
fn the_runtimes_own_that_are_better_bundled() {
    let durable = "from aws_durable_execution_sdk_python import durable_execution";
    let note = "info import-unbundled app.py";
    check(app(durable), &[note], "\"aws-durable-execution-sdk-python\"");
    check_on(
        "python3.14",
        app(durable),
        &[note],
        "line 1 imports \"aws_durable_execution_sdk_python\", of which python3.14",
    );
    check(
        app("import aws_durable_execution_sdk_python.config as c\nimport aws_durable_execution_sdk_python"),
        &[note],
        "line 1",
    );
    check(app("def f(): import aws_durable_execution_sdk_python"), &[note], "");
    // Other runtimes do not contain it.
    for runtime in ["python3.11", "python3.12"] {
        check_on(runtime, app(durable), &[MISSING], "\"aws-durable-execution-sdk-python\"");
    }
    // When it is bundled.
    let bundled = app(durable).and("aws_durable_execution_sdk_python/__init__.py", "durable_execution = 1\n");
    check(bundled, &["info folder-kept aws_durable_execution_sdk_python"], "");
    // For other libraries of the runtime there is no such finding. The testing library is in no runtime.
    check(app("import boto3, six"), &[], "");
    check(app("import aws_durable_execution_sdk_python_testing"), &[MISSING], "");
}

#[test]
fn fallbacks() {
    let both = "try:\n  import ujson\nexcept ImportError:\n  import orjson";
    check(app(both), &[MISSING], "\"orjson\"");
    check(app("try:\n  import yaml\nexcept ImportError as e:\n  raise RuntimeError('no')"), &[MISSING], "");
}

#[test]
fn own_modules() {
    let ok = |files: &[(&str, &str)], text: &str| {
        check(files.iter().fold(app(text), |drop, (path, text)| drop.and(*path, *text)), &[], "");
    };
    ok(&[("util.py", "x = 1")], "import util\nfrom util import x");
    let package = [("app/app.py", "def handler(event, context): pass"), ("app/pkg/__init__.py", "")];
    let with = |files: &[(&str, &str)]| drop_of(&[&package[..], files].concat());
    let ok = |files: &[(&str, &str)]| {
        let plan = plan_on(with(files), "python3.13", Some("pkg.main.handler"));
        assert_eq!(codes(&plan.findings), [""; 0], "{files:?} {:#?}", plan.findings);
    };
    let main = "def handler(event, context): pass\n";
    ok(&[
        ("app/pkg/main.py", &format!("from . import other\nfrom .other import x\n{main}")),
        ("app/pkg/other.py", "x = 1"),
    ]);
    ok(&[
        ("app/pkg/main.py", &format!("from pkg.sub import deep\n{main}")),
        ("app/pkg/sub/deep.py", "from .. import main"),
    ]);
    ok(&[
        ("app/pkg/main.py", &format!("from .other import anything\n{main}")),
        ("app/pkg/other.py", "from json import *"),
    ]);
    ok(&[
        (
            "app/pkg/main.py",
            &format!("import importlib\nimportlib.import_module('.other', __package__)\n{main}"),
        ),
        ("app/pkg/other.py", ""),
    ]);
    let fails = |files: &[(&str, &str)], path: &str, words: &str| {
        let plan = plan_on(with(files), "python3.13", Some("pkg.main.handler"));
        assert_eq!(codes(&plan.findings), [format!("error import-missing {path}")], "{:#?}", plan.findings);
        let finding = &plan.findings[0];
        let text = format!("{} / {}", finding.message, finding.hint.as_deref().unwrap_or_default());
        assert!(text.contains(words), "{text}");
    };
    fails(&[("app/pkg/main.py", &format!("from . import other\n{main}"))], "pkg/main.py", "\"other\"");
    fails(
        &[("app/pkg/main.py", &format!("from .other import y\n{main}")), ("app/pkg/other.py", "x = 1")],
        "pkg/main.py",
        "\"y\", which \"pkg/other.py\"",
    );
    fails(
        &[("app/pkg/main.py", &format!("import other\n{main}")), ("app/pkg/other.py", "")],
        "pkg/main.py",
        "\"pkg.other\"",
    );
    fails(
        &[("app/pkg/main.py", &format!("from .... import x\n{main}"))],
        "pkg/main.py",
        "from .... import x",
    );
    fails(&[("app/pkg/main.py", &format!("import pkg.nothing\n{main}"))], "pkg/main.py", "\"nothing\"");
    // The imported module is the one that fails.
    fails(
        &[("app/pkg/main.py", &format!("from . import other\n{main}")), ("app/pkg/other.py", "import yaml")],
        "pkg/other.py",
        "PyYAML",
    );
    // A file that nothing imports is not checked.
    ok(&[("app/pkg/main.py", main), ("app/pkg/tests.py", "import pytest")]);
    check(app("from . import util"), &[MISSING], "without the dots");
}

#[test]
fn versions() {
    check_on("python3.12", app("import distutils.core"), &[MISSING], "since Python 3.12");
    check_on("python3.11", app("import distutils.core"), &[], "");
    check_on("python3.13", app("import cgi"), &[MISSING], "legacy-cgi");
    check_on("python3.12", app("import cgi"), &[], "");
    check_on("python3.10", app("import tomllib"), &[MISSING], "since Python 3.11 only");
    check_on("python3.8", app("import zoneinfo"), &[MISSING], "backports.zoneinfo");
}

#[test]
fn syntax() {
    let error = "error syntax-error app.py";
    check(app("print 'hello'"), &[error], "Python 2");
    check_on("python3.9", app("match x:\n  case 1: pass"), &[error], "3.10");
    check_on("python3.11", app("def f[T](x: T): pass"), &[error], "line 1");
    check_on("python3.11", app("x = f'{a['b']}'"), &[error], "3.12");
    check_on("python3.12", app("x = f'{a['b']}'"), &[], "");
    check(dropped("app.py", b"\xef\xbb\xbfdef handler(event, context): '\xff'".to_vec()), &[error], "UTF-8");
    check(dropped("app.py", "def handler(e, c): pass\n\0"), &[error], "null bytes");
    check(app("import util").and("util.py", "def f(:"), &["error syntax-error util.py"], "");
    // Nothing imports this file, so it may never run.
    check(app("").and("unused.py", "def f(:"), &["warning syntax-error unused.py"], "leads there");
}

#[test]
fn libraries() {
    let yaml = wheel("PyYAML", "6.0", "py3-none-any").file("yaml/__init__.py", "x = 1");
    let namespace = wheel("google_cloud_storage", "1.0", "py3-none-any")
        .file("google/cloud/storage/__init__.py", "x = 1");
    let native = wheel("native", "1.0", "cp313-cp313-manylinux_2_17_x86_64")
        .file("fast.cpython-313-x86_64-linux-gnu.so", "x");
    let all = |text: &str| {
        [&yaml, &namespace]
            .into_iter()
            .fold(app(text), |drop, wheel| drop.and(wheel.filename(), wheel.bytes()))
    };
    check(all("import yaml, google.cloud.storage"), &[], "");
    check(all("import yaml\nfrom google.cloud import storage"), &[], "");
    check(
        all("import yaml, google.cloud.storage\nfrom google.cloud import bigquery"),
        &[MISSING],
        "\"google-cloud-bigquery\"",
    );
    check(
        all("import google.cloud.storage, yaml.anything.goes"),
        &[MISSING],
        "\"anything.goes\", which is not beside",
    );
    check(all("import yaml, google.cloud.storage.blob"), &[MISSING], "\"blob\", which is not beside");
    let plan =
        plan_on(app("import fast").and(native.filename(), native.bytes()), "python3.13", Some("app.handler"));
    assert!(
        plan.findings.iter().all(|finding| finding.code.as_str() != "import-missing"),
        "{:#?}",
        plan.findings
    );
    // A wheel that is at hand but was left out is named.
    let other = wheel("pillow", "1.0", "cp310-cp310-manylinux_2_17_x86_64").file("PIL/__init__.py", "x = 1");
    let plan =
        plan_on(app("import PIL").and(other.filename(), other.bytes()), "python3.13", Some("app.handler"));
    // One cause yields one finding.
    let codes: Vec<&str> = plan.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["wheel-incompatible"]);
    assert_eq!(plan.missing.needs[0].requirement, "pillow==1.0");
    let native = wheel("quick", "1.0", "cp310-cp310-manylinux_2_17_x86_64")
        .file("fastest.cpython-310-x86_64-linux-gnu.so", "x");
    let plan = plan_on(
        app("import fastest").and(native.filename(), native.bytes()),
        "python3.13",
        Some("app.handler"),
    );
    let finding = plan.findings.iter().find(|finding| finding.code.as_str() == "import-missing").unwrap();
    assert!(finding.hint.as_deref().unwrap().contains(&native.filename()), "{finding:?}");
}

/// Libraries without their dist-info look like the user's own code, except for some marks.
#[test]
fn libraries_that_nothing_calls_so() {
    let lib = |mark: &str, code: &str| {
        drop_of(&[
            ("f/app.py", "import lib\ndef handler(event, context): pass"),
            ("f/lib/__init__.py", code),
            (mark, ""),
        ])
    };
    let optional = "def f(): import yaml\nif f: import yaml";
    let marked = format!("__version__ = '1'\n{optional}");
    check(lib("f/lib/a.py", optional), &["warning import-missing lib/__init__.py"], "");
    check(lib("f/lib/a.py", &marked), &[], "");
    check(lib("f/lib/py.typed", optional), &[], "");
    check(lib("f/lib/_version.py", optional), &[], "");
    check(lib("f/lib/sub/py.typed", optional), &["warning import-missing lib/__init__.py"], "");
    // An import of such a library that certainly runs is an error all the same.
    check(lib("f/lib/py.typed", "import yaml"), &["error import-missing lib/__init__.py"], "PyYAML");
    check(app("import lib").and("lib.py", marked.clone()), &[], "");
    // A package with the handler is the user's own.
    let mut target = target("python3.13");
    target.handler = Some("lib.handler".into());
    let own = format!("{marked}\ndef handler(event, context): pass");
    let findings = dropped("f/lib/__init__.py", own).and("f/x.txt", "").plan_for(&target).findings;
    assert_eq!(codes(&findings), ["warning import-missing lib/__init__.py"]);
}

/// When setuptools is imported first, it provides distutils.
#[test]
fn modules_given_by_others() {
    let setuptools = wheel("setuptools", "80.0", "py3-none-any").file("setuptools/__init__.py", "");
    let with = |text: &str| app(text).and(setuptools.filename(), setuptools.bytes());
    check(with("import setuptools\nimport distutils.core"), &[], "");
    check(with("import setuptools, cgi"), &[MISSING], "legacy-cgi");
    check(app("import distutils.core"), &[MISSING], "import setuptools first");
}

/// The contents of a layer are unknown.
#[test]
fn layers_may_have_modules() {
    let mut target = target("python3.13");
    target.handler = Some("app.handler".into());
    target.layers_unzipped_size = 1000;
    let findings = app("import yaml").plan_for(&target).findings;
    assert_eq!(codes(&findings), [PERHAPS], "{findings:#?}");
    assert!(findings[0].hint.as_deref().unwrap().contains("layer"));
    let findings = app("import util\nfrom util import x").and("util.py", "y = 1").plan_for(&target).findings;
    assert_eq!(codes(&findings), [MISSING], "{findings:#?}");
}

#[test]
fn other_systems() {
    check(app("import winreg"), &[MISSING], "on Windows only");
    check(app("import os\nif os.name == 'nt':\n  import msvcrt"), &[], "");
    check(app("WINDOWS = f()\nif WINDOWS:\n  import msvcrt"), &[], "");
    check(app("try:\n  import msvcrt\nexcept ImportError:\n  msvcrt = None"), &[], "");
    check(app("import _settings"), &[MISSING], "\"_settings\"");
    check(app("import _thread, _collections_abc, _json"), &[], "");
}

/// Chains of star imports over all files, and files that consist of imports only.
#[test]
fn hostile_numbers() {
    let chain = |last: &str| {
        let start = dropped("f/app.py", "from m0 import *\nfrom m0 import x\ndef handler(e, c): pass\n");
        (0..5000).fold(start, |drop, number| {
            let text = match number {
                4999 => last.to_string(),
                _ => format!("from m{} import *\n", number + 1),
            };
            drop.and(format!("f/m{number}.py"), text)
        })
    };
    check(chain("x = 1\n"), &[], "");
    check(chain("y = 1\n"), &[MISSING], "\"x\"");
    let plan = plan_on(chain("y = 1\n"), "python3.13", Some("app.nothing"));
    assert!(plan.findings.iter().any(|one| one.code.as_str() == "handler-missing-function"));
    let many: String =
        (0..100_000).map(|number| format!("import {}\n", ["a", "b", "c"][number % 3])).collect();
    check(app(&many), &[MISSING, MISSING, MISSING], "other places");
    let others: String = (0..60_000).map(|number| format!("import a{number}\n")).collect();
    let plan = plan_on(app(&others), "python3.13", Some("app.handler"));
    let missing: Vec<_> = plan.findings.iter().filter(|one| one.code.as_str() == "import-missing").collect();
    let ends = |end: &str| missing.iter().any(|one| one.message.ends_with(end));
    assert!(missing.len() == 2 && ends("; and 497 more of this kind"), "{missing:#?}");
    assert!(ends("59500 more imports of \"app.py\" and what it imports fail"), "{missing:#?}");
}

#[test]
fn shadowed() {
    check(app("").and("random.py", "x = 1"), &["warning import-shadowed random.py"], "standard library");
    check(app("").and("time.py", "x = 1"), &["warning import-shadowed time.py"], "built into");
    check(app("").and("json.py", "x = 1"), &["warning import-shadowed json.py"], "never imported");
    // So its names are looked up in Python's own module.
    check(app("from json import loads").and("json.py", "x = 1"), &["warning import-shadowed json.py"], "");
    check(app("").and("tests.py", "x = 1").and("helpers.py", "x = 1"), &[], "");
    let yaml = wheel("PyYAML", "6.0", "py3-none-any").file("yaml/__init__.py", "x = 1");
    let drop = app("import yaml").and("yaml.py", "x = 1").and(yaml.filename(), yaml.bytes());
    check(drop, &["warning import-shadowed yaml.py"], "\"yaml/__init__.py\" hides \"yaml.py\"");
    let old = wheel("enum34", "1.0", "py3-none-any").file("enum/__init__.py", "x = 1");
    let drop = app("import enum").and(old.filename(), old.bytes());
    check(drop, &["warning import-shadowed enum/__init__.py"], "Leave \"enum34\" out: Python 3.13");
}

#[test]
fn without_a_handler() {
    let check = |files: &[(&str, &str)], expected: &[&str]| {
        let plan = plan_on(drop_of(files), "python3.13", None);
        assert_eq!(codes(&plan.findings), expected, "{files:?}");
    };
    let handler = "import yaml\ndef lambda_handler(event, context): pass\n";
    check(&[("f/a.py", handler), ("f/b.py", "import nothing")], &["error import-missing a.py"]);
    check(&[("f/a.py", "import yaml"), ("f/setup.py", "import nothing")], &["warning import-missing a.py"]);
    check(&[("f/src/a.py", handler), ("f/x.txt", "")], &["error import-missing src/a.py"]);
}
