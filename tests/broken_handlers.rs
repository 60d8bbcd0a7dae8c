//! Handlers that fail under awslambdaric, as Lambda starts functions, and that work once repaired: see broken.rs.

use crate::support;

use crate::support::broken::{Case, H, Package, case, package};

const APP: Package = package(&[("app.py", H)], "app.handler");
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
    // The runtime has already loaded Python's own module of this name.
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
];

#[test]
fn fail_before_and_work_after() {
    assert!(CASES.len() >= 15);
    support::broken::fail_before_and_work_after(CASES);
}
