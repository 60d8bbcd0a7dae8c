//! Broken packages: each yields its code and really fails under awslambdaric; repaired as the hint
//! says it yields none, and works.

mod support;

use support::disk::Tools;
use support::lambda::Lambda;
use support::wheel::wheel;
use support::{Dropped, Packed, target};
use wheelpress::pack::Compression;

/// A package: its files, and the handler.
struct Package {
    files: &'static [(&'static str, &'static str)],
    handler: &'static str,
}

const fn package(files: &'static [(&'static str, &'static str)], handler: &'static str) -> Package {
    Package { files, handler }
}

struct Case {
    runtime: u8,
    code: &'static str,
    broken: Package,
    repaired: Package,
}

const H: &str = "def handler(event, context):\n    return 'works'\n";

/// With a name from a module at its top.
macro_rules! importing {
    ($imports:literal) => {
        concat!($imports, "\ndef handler(event, context):\n    return 'works'\n")
    };
}

const fn case(runtime: u8, code: &'static str, broken: Package, repaired: Package) -> Case {
    Case { runtime, code, broken, repaired }
}

const APP: Package = package(&[("app.py", H)], "app.handler");
/// A wheel named `provider` with this module.
const WHEEL: &str = "wheel:";

const CASES: &[Case] = &[
    case(13, "handler-malformed", package(&[("app.py", H)], "handler"), APP),
    case(13, "handler-malformed", package(&[("app.py", H)], "app."), APP),
    case(13, "handler-malformed", package(&[("app.py", H)], ".handler"), APP),
    case(13, "handler-malformed", package(&[("app.py", H)], "app.py"), APP),
    case(13, "handler-missing-module", package(&[("app.py", H)], "lambda_function.handler"), APP),
    case(13, "handler-missing-module", package(&[("App.py", H)], "app.handler"), APP),
    case(13, "handler-missing-module", package(&[("app.txt", H)], "app.handler"), APP),
    case(
        13,
        "handler-missing-module",
        package(&[("f/src/app.py", H), ("f/a.txt", "x")], "app.handler"),
        package(&[("f/src/app.py", H), ("f/a.txt", "x")], "src.app.handler"),
    ),
    // The runtime has loaded Python's own before.
    case(13, "handler-missing-module", package(&[("json.py", H)], "json.handler"), APP),
    case(
        13,
        "handler-missing-function",
        package(
            &[("app.py", "if __name__ == '__main__':\n    def handler(event, context): pass\n")],
            "app.handler",
        ),
        APP,
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("from collections import Mapping"))], "app.handler"),
        package(&[("app.py", importing!("from collections.abc import Mapping"))], "app.handler"),
    ),
    case(
        11,
        "import-missing",
        package(&[("app.py", importing!("from typing import override"))], "app.handler"),
        package(&[("app.py", importing!("from typing import final as override"))], "app.handler"),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import urllib2"))], "app.handler"),
        package(&[("app.py", importing!("import urllib.request"))], "app.handler"),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import winreg"))], "app.handler"),
        package(
            &[("app.py", importing!("import os\nif os.name == 'nt':\n    import winreg"))],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(
            &[(
                "app.py",
                importing!("import sys\ntry:\n    import yaml\nexcept ImportError:\n    sys.exit(1)"),
            )],
            "app.handler",
        ),
        package(
            &[(
                "app.py",
                importing!("import sys\ntry:\n    import yaml\nexcept ImportError:\n    yaml = None"),
            )],
            "app.handler",
        ),
    ),
    case(
        13,
        "syntax-error",
        package(&[("app.py", concat!("# coding: klingon\n", importing!("")))], "app.handler"),
        package(&[("app.py", concat!("# coding: utf-8-unix\n", importing!("")))], "app.handler"),
    ),
    case(13, "handler-missing-module", package(&[("app.py", H)], "time.handler"), APP),
    case(12, "handler-missing-function", package(&[("app.py", H)], "app.lambda_handler"), APP),
    case(
        12,
        "handler-missing-function",
        package(&[("app.py", "class A:\n    def handler(e, c): pass\n")], "app.handler"),
        APP,
    ),
    case(
        12,
        "handler-missing-function",
        package(&[("app.py", "from inner import *\n"), ("inner.py", "x = 1\n")], "app.handler"),
        package(&[("app.py", "from inner import *\n"), ("inner.py", H)], "app.handler"),
    ),
    case(
        12,
        "handler-async",
        package(&[("app.py", "async def handler(event, context):\n    return 'works'\n")], "app.handler"),
        package(
            &[(
                "app.py",
                "import asyncio\nasync def main(): return 'works'\ndef handler(event, context):\n    return asyncio.run(main())\n",
            )],
            "app.handler",
        ),
    ),
    case(
        13,
        "package-nested-root",
        package(&[("zip:f/app.py", H), ("zip:f/b.txt", "x")], "app.handler"),
        APP,
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import yaml"))], "app.handler"),
        package(
            &[("app.py", importing!("import yaml")), ("wheel:yaml/__init__.py", "x = 1\n")],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("from PIL import Image"))], "app.handler"),
        package(
            &[
                ("app.py", importing!("from PIL import Image")),
                ("wheel:PIL/__init__.py", "x = 1\n"),
                ("wheel:PIL/Image.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import google.cloud.storage"))], "app.handler"),
        package(
            &[
                ("app.py", importing!("import google.cloud.storage")),
                ("wheel:google/cloud/storage/__init__.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(
            &[
                ("app.py", importing!("from google.cloud import storage")),
                ("wheel:google/cloud/other.py", "x = 1\n"),
            ],
            "app.handler",
        ),
        package(
            &[
                ("app.py", importing!("from google.cloud import storage")),
                ("wheel:google/cloud/storage.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import cgi"))], "app.handler"),
        package(&[("app.py", importing!("import cgi")), ("wheel:cgi.py", "x = 1\n")], "app.handler"),
    ),
    case(
        12,
        "import-missing",
        package(&[("app.py", importing!("import distutils"))], "app.handler"),
        package(&[("app.py", importing!("import sysconfig"))], "app.handler"),
    ),
    case(
        12,
        "import-missing",
        package(&[("app.py", importing!("from imp import reload"))], "app.handler"),
        package(&[("app.py", importing!("from importlib import reload"))], "app.handler"),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("from . import util")), ("util.py", "x = 1\n")], "app.handler"),
        package(&[("app.py", importing!("import util")), ("util.py", "x = 1\n")], "app.handler"),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("from util import y")), ("util.py", "x = 1\n")], "app.handler"),
        package(&[("app.py", importing!("from util import x")), ("util.py", "x = 1\n")], "app.handler"),
    ),
    case(
        13,
        "import-missing",
        package(
            &[("f/src/app.py", importing!("import util")), ("f/src/util.py", "x = 1\n"), ("f/a.txt", "x")],
            "src/app.handler",
        ),
        package(
            &[
                ("f/src/app.py", importing!("import src.util")),
                ("f/src/util.py", "x = 1\n"),
                ("f/a.txt", "x"),
            ],
            "src/app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(
            &[("f/src/app.py", importing!("from ..util import x")), ("f/util.py", "x = 1\n")],
            "src.app.handler",
        ),
        package(
            &[("f/src/app.py", importing!("from util import x")), ("f/util.py", "x = 1\n")],
            "src.app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import pkg.core")), ("pkg/__init__.py", "x = 1\n")], "app.handler"),
        package(
            &[
                ("app.py", importing!("import pkg.core")),
                ("pkg/__init__.py", "x = 1\n"),
                ("pkg/core.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import util")), ("util.py", "import requests\n")], "app.handler"),
        package(
            &[
                ("app.py", importing!("import util")),
                ("util.py", "import requests\n"),
                ("wheel:requests.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(
            &[("app.py", importing!("import importlib\nimportlib.import_module('requests')"))],
            "app.handler",
        ),
        package(
            &[
                ("app.py", importing!("import importlib\nimportlib.import_module('requests')")),
                ("wheel:requests.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", "def handler(event, context):\n    import requests\n")], "app.handler"),
        package(
            &[
                ("app.py", "def handler(event, context):\n    import requests\n    return 'works'\n"),
                ("wheel:requests.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(
            &[("app.py", importing!("try:\n    import ujson\nexcept ImportError:\n    import orjson"))],
            "app.handler",
        ),
        package(
            &[("app.py", importing!("try:\n    import ujson\nexcept ImportError:\n    import json"))],
            "app.handler",
        ),
    ),
    case(
        13,
        "syntax-error",
        package(
            &[("app.py", "print 'x'\ndef handler(event, context):\n    return 'works'\n")],
            "app.handler",
        ),
        APP,
    ),
    case(
        13,
        "syntax-error",
        package(&[("app.py", "def handler(event, context:\n    return 'works'\n")], "app.handler"),
        APP,
    ),
    case(
        11,
        "syntax-error",
        package(
            &[("app.py", "type A = int\ndef handler(event, context):\n    return 'works'\n")],
            "app.handler",
        ),
        package(&[("app.py", "A = int\ndef handler(event, context):\n    return 'works'\n")], "app.handler"),
    ),
    case(
        11,
        "syntax-error",
        package(
            &[("app.py", "def f[T](x: T): pass\ndef handler(event, context):\n    return 'works'\n")],
            "app.handler",
        ),
        APP,
    ),
    case(
        11,
        "syntax-error",
        package(
            &[(
                "app.py",
                "x = {'b': 1}\ny = f'{x['b']}'\ndef handler(event, context):\n    return 'works'\n",
            )],
            "app.handler",
        ),
        APP,
    ),
    case(
        13,
        "syntax-error",
        package(&[("app.py", importing!("import util")), ("util.py", "def f(:\n")], "app.handler"),
        package(&[("app.py", importing!("import util")), ("util.py", "def f(): pass\n")], "app.handler"),
    ),
    case(
        13,
        "syntax-error",
        package(
            &[("app.py", "# coding: ascii\nx = 'é'\ndef handler(event, context):\n    return 'works'\n")],
            "app.handler",
        ),
        APP,
    ),
    case(
        13,
        "syntax-error",
        package(
            &[("app.py", "x = 1\n<<<<<<< HEAD\ndef handler(event, context):\n    return 'works'\n")],
            "app.handler",
        ),
        APP,
    ),
    case(
        13,
        "namespace-package",
        package(
            &[
                ("app.py", importing!("import ns.part")),
                ("ns.py", "x = 1\n"),
                ("wheel:ns/part.py", "x = 1\n"),
            ],
            "app.handler",
        ),
        package(
            &[
                ("app.py", importing!("import ns.part")),
                ("other.py", "x = 1\n"),
                ("wheel:ns/part.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
];

fn dropped(package: &Package) -> Dropped {
    let mut provider = wheel("provider", "1.0", "py3-none-any");
    let mut zipped = Vec::new();
    let mut drop = Dropped::default();
    let mut has_wheel = false;
    for (path, text) in package.files {
        if let Some(path) = path.strip_prefix(WHEEL) {
            provider = provider.file(path, *text);
            has_wheel = true;
        } else if let Some(path) = path.strip_prefix("zip:") {
            zipped.push(support::zips::entry(path, *text));
        } else {
            drop = drop.and(*path, *text);
        }
    }
    if !zipped.is_empty() {
        drop = drop.and("function.zip", support::zips::zip(&zipped));
    }
    if has_wheel { drop.and(provider.filename(), provider.bytes()) } else { drop }
}

fn packed(package: &Package, runtime: u8) -> Packed {
    let mut target = target(&format!("python3.{runtime}"));
    target.handler = Some(package.handler.to_string());
    dropped(package).try_pack(&target, Compression::Fast).unwrap()
}

fn codes(packed: &Packed) -> Vec<&str> {
    let grave =
        packed.plan.findings.iter().filter(|finding| finding.severity < wheelpress::finding::Severity::Info);
    grave.map(|finding| finding.code.as_str()).collect()
}

fn errors(packed: &Packed) -> Vec<&str> {
    let errors = packed
        .plan
        .findings
        .iter()
        .filter(|finding| finding.severity == wheelpress::finding::Severity::Error);
    errors.map(|finding| finding.code.as_str()).collect()
}

/// With at least 20 of tests/broken_natives.rs.
const FEWEST: usize = 40;

#[test]
fn fail_before_and_work_after() {
    let tools = Tools::find();
    assert!(CASES.len() >= FEWEST);
    for runtime in [11, 12, 13] {
        let mut lambda = Lambda::start(&tools, runtime);
        for (number, case) in CASES.iter().enumerate().filter(|(_, case)| case.runtime == runtime) {
            let (code, handler) = (case.code, case.broken.handler);
            let broken = packed(&case.broken, runtime);
            assert!(codes(&broken).contains(&code), "{number} {code}: {:#?}", broken.plan.findings);
            // Errors are about that alone; what a hidden module lacks cannot be imported, either.
            let is_other =
                |error: &&str| *error != code && !(code == "namespace-package" && *error == "import-missing");
            let others: Vec<&str> = errors(&broken).into_iter().filter(is_other).collect();
            assert_eq!(others, [""; 0], "{number} {code}: {:#?}", broken.plan.findings);
            let answer = lambda.invoke(&broken, handler);
            assert!(answer.is_err(), "{number} {code}: it works, {answer:?}");
            let repaired = packed(&case.repaired, runtime);
            assert_eq!(codes(&repaired), [""; 0], "{number} {code}: {:#?}", repaired.plan.findings);
            let answer = lambda.invoke(&repaired, case.repaired.handler);
            assert_eq!(answer, Ok("works".into()), "{number} {code}");
        }
    }
}
