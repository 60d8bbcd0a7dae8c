//! The handler is found as Lambda finds it. Otherwise a finding states the reason and the nearest match.

use crate::support;

use crate::support::{Dropped, codes, dropped, target};
use wheelpress::finding::{Finding, Severity};
use wheelpress::fix::Fix;

pub fn findings(drop: Dropped, handler: &str) -> Vec<Finding> {
    let mut target = target("python3.13");
    target.handler = Some(handler.to_string());
    drop.plan_for(&target).findings
}

/// Drops `path` → text. Expects `severity code path` of the only finding, and a part of its message or
/// hint. If `expected` is empty, expects no finding.
#[track_caller]
pub fn check(files: &[(&str, &str)], handler: &str, expected: &str, hint: &str) {
    let drop =
        files.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(*path, format!("{text}\n")));
    let findings = findings(drop, handler);
    let expected: Vec<&str> = if expected.is_empty() { vec![] } else { vec![expected] };
    assert_eq!(codes(&findings), expected, "{handler}: {findings:#?}");
    for finding in findings {
        let hinted = finding.hint.unwrap_or_default();
        // A hint and the fix beside it name the same handler.
        let meant = hinted.split_once("Perhaps \"").and_then(|(_, rest)| rest.split_once("\" is meant"));
        if let Some((meant, _)) = meant {
            assert_eq!(finding.fix, Some(Fix::Handler { handler: meant.to_string() }), "{handler}: {hinted}");
        }
        let text = format!("{} / {}", finding.message, hinted);
        assert!(text.contains(hint), "{handler}: {text}");
    }
}

pub const PLAIN: &str = "def handler(event, context):\n    return 1\n";

#[test]
fn malformed() {
    let check = |handler: &str, why: &str| {
        let expected = format!("error handler-malformed {}", handler.to_lowercase());
        check(&[("app.py", PLAIN)], handler, &expected, why);
    };
    check("handler", "it has no dot");
    check("app.", "no function");
    check(".handler", "a part of its module's name is empty");
    check("src//app.handler", "is empty");
    check("app.py", "names a file");
    check("my app.handler", "blanks");
    // The handler of "my app.py" is never proposed.
    let found = findings(dropped("f/my app.py", PLAIN), "my app.handler");
    assert!(found.iter().all(|one| one.fix.is_none()), "{found:#?}");
    check("handler", "\"app.handler\"");
    check(&format!("{}.handler", "a".repeat(130)), "128");
}

#[test]
fn found() {
    let ok = |files: &[(&str, &str)], handler: &str| check(files, handler, "", "");
    ok(&[("app.py", PLAIN)], "app.handler");
    ok(&[("f/src/app.py", PLAIN), ("f/x.txt", "")], "src/app.handler");
    ok(&[("f/src/app.py", PLAIN), ("f/x.txt", "")], "src.app.handler");
    ok(&[("f/src/__init__.py", PLAIN), ("f/x.txt", "")], "src.handler");
    ok(&[("app.py", "class App:\n  def __call__(self, e, c): pass\nhandler = App()\n")], "app.handler");
    ok(&[("app.py", "if x:\n  def handler(e, c): pass\nelse:\n  handler = None\n")], "app.handler");
    ok(&[("app.py", "@wraps\nasync def handler(e, c): pass\n")], "app.handler");
    ok(&[("app.py", "from inner import handler\n"), ("inner.py", PLAIN)], "app.handler");
    ok(&[("app.py", "from inner import *\n"), ("inner.py", PLAIN)], "app.handler");
    ok(&[("app.py", "from inner import main as handler\n"), ("inner.py", "main = make()\n")], "app.handler");
    ok(&[("app.py", "from json import *\n")], "app.handler");
    ok(&[("app.py", "from json import loads as handler\n")], "app.handler");
    ok(&[("app.py", "globals()['handler'] = print\n")], "app.handler");
    ok(&[("app.py", "def __getattr__(name): return print\n")], "app.handler");
    ok(&[("lambda-function.py", PLAIN)], "lambda-function.handler");
    ok(&[("app.py", "handler = lambda event, context: 1\n")], "app.handler");
    ok(&[("app.py", "from json import loads as Mangum\nhandler = Mangum(1)\n")], "app.handler");
    ok(
        &[("app.py", "try:\n  from json import loads as handler\nexcept ImportError:\n  handler = None\n")],
        "app.handler",
    );
    ok(&[("app.py", "with open('x') as handler: pass\n")], "app.handler");
    ok(&[("app.py", "match x:\n  case [handler]: pass\n")], "app.handler");
    ok(&[("app.py", "for handler in (1, 2): pass\n")], "app.handler");
}

#[test]
fn missing_module() {
    let error = |files: &[(&str, &str)], handler: &str, hint: &str| {
        let expected = format!("error handler-missing-module {handler}").to_lowercase();
        check(files, handler, &expected, hint);
    };
    error(&[("app.py", PLAIN)], "ap.handler", "\"app.handler\"");
    error(&[("Lambda_Function.py", PLAIN)], "lambda_function.handler", "\"Lambda_Function.handler\"");
    error(&[("f/src/app.py", PLAIN), ("f/x.txt", "")], "app.handler", "\"src.app.handler\"");
    error(&[("other.py", PLAIN)], "zzz.run", "\"other.handler\"");
    // Of several modules of that name, the one with the likeliest handler is meant.
    let deep = ("p/functions/api/src/acme/main.py", PLAIN);
    let hint = "Perhaps \"functions.worker.main.handler\" is meant";
    error(&[deep, ("p/functions/worker/main.py", PLAIN)], "main.handler", hint);
    error(
        &[deep, ("p/x.py", PLAIN)],
        "main.handler",
        "Perhaps \"functions.api.src.acme.main.handler\" is meant",
    );
    error(
        &[("p/a/main.py", "x = 1\n"), ("p/b/main.py", "globals()['handler'] = print\n")],
        "main.handler",
        "\"b.main.handler\"",
    );
    error(&[("app.py.txt", PLAIN)], "app.handler", "\"app.py\", which is not in the package");
    error(&[("app.py", PLAIN)], "sys.handler", "a module of Python itself");
    error(&[("f/time/app.py", PLAIN), ("f/x.txt", "")], "time/app.handler", "Rename the folder \"time\"");
    error(&[("f/time/app.py", PLAIN), ("f/x.txt", "")], "time.app.handler", "and the handler with it");
    let expected = ["error handler-missing-module json.handler", "warning import-shadowed json.py"];
    let found = findings(dropped("json.py", PLAIN), "json.handler");
    assert_eq!(codes(&found), expected);
    assert!(found[0].message.contains("never imported"), "{found:#?}");
    let mut with_layer = target("python3.13");
    with_layer.handler = Some("datadog_lambda.handler.handler".into());
    with_layer.layers_unzipped_size = 1000;
    let found = dropped("app.py", PLAIN).plan_for(&with_layer).findings;
    assert_eq!(codes(&found), ["warning handler-missing-module datadog_lambda.handler.handler"]);
}

#[test]
fn names_that_python_keeps() {
    // A folder without `__init__.py` never hides a module of the standard library.
    let error = "error handler-missing-module queue/app.handler";
    check(
        &[("f/queue/app.py", PLAIN), ("f/x.txt", "")],
        "queue/app.handler",
        error,
        "before a folder without",
    );
    let nested = &[("f/queue/app.py", PLAIN), ("f/work/app.py", PLAIN)];
    check(nested, "app.handler", "error handler-missing-module app.handler", "\"work.app.handler\"");
    check(&[("f/work/app.py", PLAIN), ("f/x.txt", "")], "work/app.handler", "", "");
}

/// Python takes a file before a folder without `__init__.py` beside it.
#[test]
fn folders_hidden_by_a_file() {
    let error = "error handler-missing-module app2.main.handler";
    let main = ("f/app2/main.py", PLAIN);
    let hint = "\"app2.py\" before a folder without __init__.py / Rename the folder \"app2\"";
    check(&[("f/app2.py", "x = 1"), main], "app2.main.handler", error, hint);
    check(&[("f/app2.py", "x = 1"), main], "app2/main.handler", &error.replace("app2.", "app2/"), hint);
    let deep = [("f/a/app2.py", "x = 1"), ("f/a/app2/main.py", PLAIN), ("f/x.txt", "")];
    check(&deep, "a.app2.main.handler", "error handler-missing-module a.app2.main.handler", "\"a/app2\"");
    check(&[("f/app2.py", "x = 1"), main, ("f/app2/__init__.py", "")], "app2.main.handler", "", "");
    // A module that may make itself a package.
    check(&[("f/app2.py", "__path__ = ['app2']"), main], "app2.main.handler", "", "");
    // It is not proposed.
    let found = [("f/app2.py", "x = 1"), main, ("f/other.py", PLAIN)];
    check(&found, "main.handler", "error handler-missing-module main.handler", "Perhaps \"other.handler\"");
}

#[test]
fn the_root_of_a_project() {
    let several = [("p/a/app.py", PLAIN), ("p/b/app.py", PLAIN), ("p/c/util.py", "x = 1")];
    let error = "error handler-missing-module app.handler";
    check(&several, "app.handler", error, "drop one that has a handler, \"a\" or \"b\"");
    check(&several, "a.app.handler", "", "");
    let one = [("p/a/app.py", PLAIN), ("p/c/util.py", "x = 1")];
    check(&one, "app.handler", error, "or the folder \"a\" is to be dropped alone");
    // Requirements for development are reported once.
    let needs = "aws-cdk-lib\nblack\nruff\nmypy\npytest\n";
    let requirements = [&several[..], &[("p/requirements.txt", needs)]].concat();
    let drop = requirements.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(*path, *text));
    let found = findings(drop.clone(), "app.handler");
    assert_eq!(
        codes(&found),
        ["error handler-missing-module app.handler", "error requirement-missing p/requirements.txt"]
    );
    assert!(found.iter().any(|one| one.message.contains("and so are 4 more requirements")), "{found:#?}");
    // With the right handler, each requirement is reported.
    assert_eq!(findings(drop, "a/app.handler").len(), 5);
}

#[test]
fn missing_function() {
    let error = |files: &[(&str, &str)], handler: &str, path: &str, hint: &str| {
        check(files, handler, &format!("error handler-missing-function {path}"), hint);
    };
    error(&[("app.py", PLAIN)], "app.lambda_handler", "app.py", "\"app.handler\"");
    error(&[("app.py", "def hanlder(a, b): pass\n")], "app.handler", "app.py", "\"app.hanlder\"");
    error(&[("app.py", "class A:\n  def handler(e, c): pass\n")], "app.handler", "app.py", "");
    error(&[("app.py", "def f():\n  def handler(e, c): pass\n")], "app.handler", "app.py", "");
    error(&[("app.py", "from inner import *\n"), ("inner.py", "x = 1\n")], "app.handler", "app.py", "");
    let never = "if __name__ == '__main__':\n  def handler(event, context): pass\n";
    error(&[("app.py", never)], "app.handler", "app.py", "");
}

#[test]
fn asynchronous() {
    let source = "x = 1\nasync def handler(event, context): pass\n";
    check(&[("app.py", source)], "app.handler", "warning handler-async app.py", "line 2");
    check(
        &[("app.py", "from inner import handler\n"), ("inner.py", source)],
        "app.handler",
        "warning handler-async inner.py",
        "asyncio.run",
    );
}

#[test]
fn no_function_takes_an_event() {
    let error = |source: &str, hint: &str| {
        let finding = "error handler-missing-module lambda_function.lambda_handler";
        check(&[("app.py", source)], "lambda_function.lambda_handler", finding, hint);
    };
    error("import json\n\nprint(json.dumps(1))\n", "write one");
    error("from flask import Flask\n\napp = Flask(__name__)\n", "\"apig_wsgi\"");
    error("from fastapi import FastAPI\n\napp = FastAPI()\n", "\"mangum\"");
}

#[test]
fn nested_root() {
    let nested = |files: &[(&str, &str)], handler: &str| {
        let zip: Vec<_> = files.iter().map(|(path, text)| support::zips::entry(path, *text)).collect();
        let drop = dropped("function.zip", support::zips::zip(&zip));
        codes(&findings(drop, handler))
    };
    let app = ("function/app.py", PLAIN);
    let error = "error package-nested-root function";
    assert_eq!(nested(&[app, ("function/util.py", "x = 1")], "app.handler"), [error]);
    assert_eq!(nested(&[app, ("function/lib/x.py", "x = 1")], "function/app.handler"), [""; 0]);
    assert_eq!(
        nested(&[app, ("readme.txt", "read me")], "app.handler"),
        ["error handler-missing-module app.handler"]
    );
    // Without the handler, libraries that nothing can import lead to the same finding.
    let drop = dropped(
        "function.zip",
        support::zips::zip(&[
            support::zips::entry("package/app.py", PLAIN),
            support::zips::entry("package/six.py", "x = 1"),
            support::zips::entry("package/six-1.0.dist-info/METADATA", "Name: six\n"),
        ]),
    );
    assert_eq!(codes(&drop.plan().findings), ["error package-nested-root package"]);
}

/// Findings that stop the function at once come first, then those about the wrong machine, then those
/// about what is missing.
#[test]
fn causes_come_in_order() {
    let drop = dropped("app/app.py", "def run(event, context):\n    import other\n")
        .and("app/bad.py", "x = = 1\n")
        .and("app/requirements.txt", "lib\n")
        .and("app/x.cpython-313-aarch64-linux-gnu.so", support::elf::elf().machine(183).bytes());
    let found = findings(drop, "main.handler");
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let codes: Vec<&str> = errors.map(|one| one.code.as_str()).collect();
    assert_eq!(
        codes,
        ["syntax-error", "handler-missing-module", "native-wrong-architecture", "requirement-missing"],
        "{found:?}"
    );
}

#[test]
fn in_other_hands() {
    let wrapper = "info handler-missing-module run.sh";
    check(
        &[("app.py", PLAIN), ("run.sh", "#!/bin/sh\nexec python app.py")],
        "run.sh",
        wrapper,
        "AWS_LAMBDA_EXEC_WRAPPER",
    );
    let lost = "warning handler-missing-module run.sh";
    check(&[("app.py", PLAIN), ("run.sh", "exec python app.py")], "run.sh", lost, "cannot be run");
    check(&[("app.py", PLAIN)], "run.sh", "error handler-missing-module run.sh", "");
    for (handler, vendor) in [
        ("datadog_lambda.handler.handler", "Datadog"),
        ("newrelic_lambda_wrapper.handler", "New Relic"),
        ("sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler", "Sentry"),
    ] {
        check(&[("app.py", PLAIN)], handler, &format!("warning handler-missing-module {handler}"), vendor);
    }
    // The function's own module is still followed.
    let found = codes(&findings(
        dropped("app.py", format!("import nowhere\n{PLAIN}")),
        "datadog_lambda.handler.handler",
    ));
    assert!(found.contains(&"error import-missing app.py".to_string()), "{found:?}");
}

#[test]
fn uncallable() {
    let bad = |text: &str, hint: &str| {
        check(&[("app.py", text)], "app.handler", "error handler-uncallable app.py", hint)
    };
    bad("def handler(event): pass", "line 1 does not take two arguments");
    bad("def handler(): pass", "two arguments");
    bad("def handler(event, context, more): pass", "two arguments");
    bad("def handler(event, context, *, more): pass", "two arguments");
    bad("async def handler(event): pass", "two arguments");
    bad("handler = None", "is None");
    bad("handler = 'x'", "is a text");
    bad("handler = 1", "is a number");
    bad("handler: int = 1", "is a number");
    bad("handler = True", "is True or False");
    bad("handler = b''", "is a bytes object");
    bad("handler = (lambda event, context: 1),", "is a tuple");
    bad("handler = [a for a in b]", "is a list");
    bad("handler = {}", "is a dictionary");
    bad("handler = {1}", "is a set");
    bad("handler = (a for a in b)", "is a generator");
    bad("handler = lambda event: 1", "line 1 does not take two arguments");
    bad("handler = lambda: 1", "two arguments");
    bad("def run(event): pass\nhandler = run", "line 1 does not take two arguments");
    bad("handler = lambda event, context, more: 1", "two arguments");
    bad("one = handler = lambda event: 1", "two arguments");
    bad("value = {}\nhandler: object = value\nvalue = print", "is a dictionary");
    let ok = |text: &str| check(&[("app.py", text)], "app.handler", "", "");
    ok("def handler(*arguments): pass");
    ok("def handler(event, context, more=1): pass");
    ok("def handler(event=None, context=None): pass");
    ok("handler = lambda event, context: 1");
    ok("handler = lambda *arguments: 1");
    ok("handler: object = lambda event, context, more=1: 1");
    ok("def run(event): pass\ntry:\n  run = wrap(run)\nexcept ValueError: pass\nhandler = run");
    ok("def run(event): pass\nif x:\n  run = wrap(run)\nhandler = run");
    ok("def run(event): pass\nfor run in runs: pass\nhandler = run");
    ok("def run(event): pass\nwith open(x) as run:\n  handler = run");
    ok("def run(event): pass\n(run := wrap(run))\nhandler = run");
    ok("class A:\n  handler = {}\ndef handler(event, context): pass");
    ok("def f():\n  handler = {}\nhandler = f()");
    ok("run = lambda event: 1\nrun = wrap(run)\nhandler = run");
    ok("async def run(event, context): pass\nrun = wrap(run)\nhandler = run");
    ok("try:\n  handler = {}\nexcept ValueError: pass\nhandler = make()");
    ok("def run(event, context): pass\nhandler = run");
    ok("@decorated\ndef run(event): pass\nhandler = run");
    ok("if x:\n  handler = lambda: 1\nelse:\n  handler = make()");
    ok("handler = lambda: 1\nhandler = make()");
    ok("handler = lambda: 1\ndef init():\n  global handler\n  handler = make()\ninit()");
    ok("def handler(event): pass\ndef init():\n  global handler\n  handler = make()\ninit()");
    ok("@decorated\ndef handler(event): pass");
    ok("def handler(event): pass\nhandler = wrap(handler)");
    ok("if x:\n  def handler(event): pass\nelse:\n  def handler(event, context): pass");
    ok("handler = None\ndef init():\n  global handler\n  handler = make()\ninit()");
    ok("def init():\n  global handler\n  handler = make()\nhandler = None\ninit()");
    ok("handler = None\nhandler = make()");
    ok("handler = None\nglobals()['handler'] = make()");
}

#[test]
fn web_applications_are_no_handlers() {
    let files = |made: &str| {
        let wheels = ["fastapi", "flask", "mangum"]
            .map(|name| (format!("app/{name}/__init__.py"), "FastAPI = Flask = Mangum = object"));
        wheels.into_iter().fold(dropped("app/app.py", made), |drop, (path, text)| drop.and(path, text))
    };
    for (made, hint) in [
        ("from fastapi import FastAPI\napp = FastAPI()\n", "mangum"),
        ("import flask\napp = flask.Flask(__name__)\n", "apig_wsgi"),
    ] {
        let found = findings(files(made), "app.app");
        assert_eq!(codes(&found), ["error handler-uncallable app.py"], "{found:#?}");
        assert!(
            found[0].hint.as_deref().unwrap_or_default().contains(hint) && found[0].fix.is_some(),
            "{found:#?}"
        );
    }
    let wrapped =
        "from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\napp = Mangum(app)\n";
    assert_eq!(codes(&findings(files(wrapped), "app.app")), Vec::<String>::new());
}
