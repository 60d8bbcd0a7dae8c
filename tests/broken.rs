//! Broken packages: each yields its finding and really fails under awslambdaric. Repaired as the hint
//! says, it yields no finding and works.

use crate::support;

use crate::support::broken::{Case, H, Package, case, importing, package};

const APP: Package = package(&[("app.py", H)], "app.handler");
const CASES: &[Case] = &[
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
    case(
        11,
        "name-missing",
        package(&[("app.py", importing!("import inspect\nspec = inspect.getargspec(len)"))], "app.handler"),
        package(&[("app.py", importing!("import inspect\nspec = inspect.signature(len)"))], "app.handler"),
    ),
    case(
        12,
        "name-missing",
        package(
            &[
                ("app.py", importing!("import util")),
                ("util.py", "import asyncio as a\n@a.coroutine\ndef f(): pass\n"),
            ],
            "app.handler",
        ),
        package(
            &[
                ("app.py", importing!("import util")),
                ("util.py", "import asyncio as a\nasync def f(): pass\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "name-missing",
        package(
            &[(
                "app.py",
                "import time\ndef handler(event, context):\n    time.clock()\n    return 'works'\n",
            )],
            "app.handler",
        ),
        package(
            &[("app.py", "import time\ndef handler(event, context):\n    time.time()\n    return 'works'\n")],
            "app.handler",
        ),
    ),
    case(
        13,
        "import-missing",
        package(&[("app.py", importing!("import datetime.datetime"))], "app.handler"),
        package(&[("app.py", importing!("from datetime import datetime"))], "app.handler"),
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

/// Minimum number of cases. With those of tests/broken_handlers.rs and at least 20 of
/// tests/broken_natives.rs, there are more than 60.
const MIN_CASES: usize = 25;

#[test]
fn fail_before_and_work_after() {
    assert!(CASES.len() >= MIN_CASES);
    support::broken::fail_before_and_work_after(CASES);
}
