//! Broken packages of installed distributions: missing requirements, and code that a package only points
//! to. Each really fails under awslambdaric. Repaired as the hint says, it works.

use crate::support;

use crate::support::broken::{Case, case, importing, package};

const APP: &str = importing!("import provider");

const METADATA: (&str, &str) = (
    "wheel:provider-1.0.dist-info/METADATA",
    "Metadata-Version: 2.1\nName: provider\nVersion: 1.0\nRequires-Dist: needed>=1\n",
);

const PROVIDER: (&str, &str) = ("wheel:provider.py", "import needed\n");

/// A library that imports its requirement only when it is used.
const LATE: (&str, &str) = ("wheel:provider.py", "def use():\n    import needed\n");
const USES: &str = "import provider\ndef handler(event, context):\n    provider.use()\n    return 'works'\n";

const ENV: (&str, &str) = ("env/pyvenv.cfg", "home = /usr\nversion = 3.13.0\n");
const INFO: (&str, &str) =
    ("env/lib/python3.13/site-packages/provider-1.0.dist-info/METADATA", "Name: provider\nVersion: 1.0\n");
const RECORD: (&str, &str) =
    ("env/lib/python3.13/site-packages/provider-1.0.dist-info/RECORD", "provider.pth,,\n");
const ORIGIN: (&str, &str) = (
    "env/lib/python3.13/site-packages/provider-1.0.dist-info/direct_url.json",
    r#"{"url": "file:///home/me/proj", "dir_info": {"editable": true}}"#,
);
const EDITABLE: (&str, &str) = ("env/lib/python3.13/site-packages/provider.pth", "/home/me/proj/src\n");
const CODE: (&str, &str) = ("proj/src/provider/__init__.py", "x = 1\n");

/// A virtualenv that contains another library, and points to a folder elsewhere.
const OTHER: (&str, &str) = ("env/lib/python3.13/site-packages/other.py", "x = 1\n");
const OTHER_RECORD: (&str, &str) = (
    "env/lib/python3.13/site-packages/other-1.0.dist-info/RECORD",
    "other.py,,\nother-1.0.dist-info/RECORD,,\n",
);
const POINTER: (&str, &str) = ("env/lib/python3.13/site-packages/tool.pth", "/home/me/tool\n");
const LINE: (&str, &str) =
    ("env/lib/python3.13/site-packages/tool.pth", "import builtins; builtins.provided = 1\n");

const IMPORTS: &str = importing!("import pk");
const ASKS: &str = "from importlib.metadata import version\n__version__ = version('pk')\n";
const CASED: (&str, &str) =
    ("zip:pk-1.0.dist-info/RECORD", "pk/__init__.py,,\npk/CR.py,,\npk-1.0.dist-info/RECORD,,\n");
const RUNS: &str = "import os, subprocess\ndef handler(event, context):\n    \
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'bin', 'tool')\n    \
    subprocess.run([tool], check=True)\n    return 'works'\n";

const CASES: &[Case] = &[
    case(
        13,
        "requirement-missing",
        package(&[("app.py", APP), METADATA, PROVIDER], "app.handler"),
        package(&[("app.py", APP), METADATA, PROVIDER, ("needed:needed.py", "x = 1\n")], "app.handler"),
    ),
    case(
        12,
        "requirement-missing",
        package(&[("app.py", USES), METADATA, LATE], "app.handler"),
        package(&[("app.py", USES), METADATA, LATE, ("needed:needed.py", "x = 1\n")], "app.handler"),
    ),
    case(
        13,
        "requirement-missing",
        package(
            &[("app.py", importing!("import needed")), ("requirements.txt", "needed==1.0\n")],
            "app.handler",
        ),
        package(
            &[
                ("app.py", importing!("import needed")),
                ("requirements.txt", "needed==1.0\n"),
                ("needed:needed.py", "x = 1\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "editable-install",
        package(&[("app.py", APP), ENV, INFO, RECORD, ORIGIN, EDITABLE], "app.handler"),
        package(&[("app.py", APP), ENV, INFO, RECORD, ORIGIN, EDITABLE, CODE], "app.handler"),
    ),
    case(
        13,
        "pth-ignored",
        package(&[("app.py", APP), ENV, OTHER, OTHER_RECORD, POINTER], "app.handler"),
        package(
            &[("app.py", APP), ENV, OTHER, OTHER_RECORD, POINTER, ("tool/provider.py", "x = 1\n")],
            "app.handler",
        ),
    ),
    case(
        13,
        "metadata-missing",
        package(&[("zip:app.py", IMPORTS), ("zip:pk/__init__.py", ASKS)], "app.handler"),
        package(
            &[
                ("zip:app.py", IMPORTS),
                ("zip:pk/__init__.py", ASKS),
                ("zip:pk-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pk\nVersion: 1.0\n"),
            ],
            "app.handler",
        ),
    ),
    case(
        12,
        "installed-misnamed",
        package(
            &[
                ("zip:app.py", IMPORTS),
                ("zip:pk/__init__.py", "from .CR import x\n"),
                ("zip:pk/cr.py", "x = 1\n"),
                CASED,
            ],
            "app.handler",
        ),
        package(
            &[
                ("zip:app.py", IMPORTS),
                ("zip:pk/__init__.py", "from .CR import x\n"),
                ("zip:pk/CR.py", "x = 1\n"),
                CASED,
            ],
            "app.handler",
        ),
    ),
    case(
        13,
        "script-line-ends",
        package(&[("app.py", RUNS), ("bin/tool", "#!/bin/sh\r\necho works\r\n")], "app.handler"),
        package(&[("app.py", RUNS), ("bin/tool", "#!/bin/sh\necho works\n")], "app.handler"),
    ),
    case(
        13,
        "native-not-elf",
        package(&[("app.py", RUNS), ("bin/tool", "\u{feff}#!/bin/sh\necho works\n")], "app.handler"),
        package(&[("app.py", RUNS), ("bin/tool", "#!/bin/sh\necho works\n")], "app.handler"),
    ),
    // The code of the .pth line, moved to the top of the function.
    case(
        13,
        "pth-ignored",
        package(&[("app.py", importing!("print(provided)")), ENV, OTHER, OTHER_RECORD, LINE], "app.handler"),
        package(
            &[
                ("app.py", importing!("import builtins\nbuiltins.provided = 1\nprint(provided)")),
                ENV,
                OTHER,
                OTHER_RECORD,
            ],
            "app.handler",
        ),
    ),
];

#[test]
fn fail_before_and_work_after() {
    support::broken::fail_before_and_work_after(CASES);
}
