//! Imports of libraries that the function imports, and imports that are missing.

use crate::support;

use crate::support::imports::{MISSING, PERHAPS, app, check, check_on, drop_of, plan_on};
use crate::support::wheel::{Wheel, wheel};
use crate::support::{Dropped, codes};

/// Makes a wheel with these modules and these lines in METADATA.
fn lib(name: &str, version: &str, metadata: &[&str], files: &[(&str, &str)]) -> Wheel {
    let head = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
    let wheel = wheel(name, version, "py3-none-any");
    let wheel = wheel.info("METADATA", &format!("{head}{}\n", metadata.join("\n")));
    files.iter().fold(wheel, |wheel, (path, text)| wheel.file(path, format!("{text}\n")))
}

fn with(drop: Dropped, libs: &[Wheel]) -> Dropped {
    libs.iter().fold(drop, |drop, lib| drop.and(lib.filename(), lib.bytes()))
}

const EXTRA: &[&str] = &["Provides-Extra: parser", "Requires-Dist: pydantic-x>=2 ; extra == 'parser'"];

/// Makes a library whose module `parser` has this text.
fn parser(text: &str) -> Wheel {
    lib("lib", "1.0", EXTRA, &[("lib/__init__.py", ""), ("lib/parser.py", text), ("lib/plain.py", "x = 1")])
}

#[test]
fn extras() {
    let fails = |text: &str, words: &str| {
        let drop = with(app("from lib import parser"), &[parser(text)]);
        check(drop, &["error import-missing lib/parser.py"], words);
    };
    fails("\nimport pydantic_x", "\"lib/parser.py\" line 2 imports \"pydantic_x\"");
    fails("import pydantic_x", "; \"app.py\" line 1 leads there");
    fails("from pydantic_x.main import Model", "\"lib[parser]\"");
    fails(
        "try:\n  import pydantic_x\nexcept ImportError as e:\n  raise RuntimeError('no') from e",
        "\"lib[parser]\"",
    );
    fails(
        "try:\n  import warnings, pydantic_x\nexcept ImportError:\n  warnings.warn('no')\n  raise",
        "\"lib[parser]\"",
    );
    fails("class A:\n  import pydantic_x", "\"lib[parser]\"");
    fails("try:\n  import nothing\nexcept ImportError:\n  import pydantic_x", "\"lib[parser]\"");
    fails("from .plain import *\nfrom . import plain\nimport unknown_thing", "\"unknown-thing\"");
    // Code that makes modules under unknown names makes only those that its strings name, not their words.
    let makes = "import sys\nsys.modules[__name__ + '.made'] = sys\n";
    fails(&format!("'''Needs pydantic_x.'''\n{makes}import pydantic_x"), "\"lib[parser]\"");
    fails(&format!("'''pydantic_x'''\n{makes}import pydantic_x"), "\"lib[parser]\"");
    fails(&format!("{makes}HINT = 'install pydantic_x first'\nimport pydantic_x"), "\"lib[parser]\"");
    let ok = |text: &str| check(with(app("from lib import parser"), &[parser(text)]), &[], "");
    // A module of a package is not found by its last name alone, unless code puts the package's folder on the path.
    let libs = |changes: &str, at: &str| {
        let files =
            [("lib/__init__.py", ""), ("lib/a/__init__.py", ""), ("lib/b/__init__.py", ""), (at, "x = 1")];
        let parser = ("lib/parser.py", "import lib.a.c\nimport pydantic_x");
        lib("lib", "1.0", EXTRA, &[&files[..], &[parser, ("lib/a/c.py", changes)]].concat())
    };
    let changes = "import sys\ndef f(x): sys.path.insert(0, x)";
    let found =
        |lib: Wheel, expected: &[&str]| check(with(app("from lib import parser"), &[lib]), expected, "");
    found(libs(changes, "lib/b/pydantic_x.py"), &["error import-missing lib/parser.py"]);
    found(libs(changes, "lib/a/pydantic_x.py"), &[]);
    found(libs(changes, "lib/vendor/pydantic_x.py"), &[]);
    ok(&format!("{makes}for name in ('x', 'pydantic_x'): sys.modules[name] = sys\nimport pydantic_x"));
    ok(&format!("{makes}for name in ['pydantic_x.main']: sys.modules[name] = sys\nimport pydantic_x.main"));
    ok("try:\n  import pydantic_x\nexcept ImportError:\n  pydantic_x = None");
    ok("def f(): import pydantic_x");
    ok("if f: import pydantic_x");
    ok("from typing import TYPE_CHECKING\nif TYPE_CHECKING: import pydantic_x");
    ok("import sys\nsys.modules['pydantic_x'] = sys\nimport pydantic_x");
    ok("try:\n  a = long\n  import pydantic_x\nexcept NameError:\n  a = int");
    ok("import sys\nif sys.platform == 'win32': import pydantic_x");
    // Only imports that can be reached are checked, and each is as certain as the path that leads to it.
    check(with(app("from lib import plain"), &[parser("import pydantic_x")]), &[], "");
    let guarded = "try:\n  from lib import parser\nexcept ImportError:\n  parser = None";
    check(with(app(guarded), &[parser("import pydantic_x")]), &[], "");
    let later = app("def f(): from lib import parser");
    check(
        with(later, &[parser("import pydantic_x")]),
        &["warning import-missing lib/parser.py"],
        "lib[parser]",
    );
    // An import through another library.
    let other = lib("other", "1.0", &["Requires-Dist: lib"], &[("other.py", "import lib.parser")]);
    let both = [parser("import pydantic_x"), other];
    check(
        with(app("import other"), &both),
        &["error import-missing lib/parser.py"],
        "\"app.py\" line 1 leads there",
    );
    // If the distribution requires the module's distribution, the requirement is reported as missing,
    // once.
    let needy = lib("lib", "1.0", &["Requires-Dist: pydantic-x"], &[("lib.py", "import pydantic_x")]);
    let plan = plan_on(with(app("import lib"), &[needy]), "python3.13", Some("app.handler"));
    assert_eq!(codes(&plan.findings), ["error requirement-missing lib-1.0-py3-none-any.whl"]);
}

#[test]
fn addresses() {
    // A requirement with an address is named by its address.
    let address = "https://example.com/child-1.0.zip";
    let needy = lib("lib", "1.0", &[&format!("Requires-Dist: child @ {address}")], &[("lib.py", "x = 1")]);
    let plan = plan_on(with(app("import lib"), &[needy]), "python3.13", Some("app.handler"));
    let told = plan.findings.iter().filter(|one| one.message.contains(address));
    assert_eq!(told.count(), plan.findings.len(), "{:#?}", plan.findings);
}

#[test]
fn no_more_is_read_than_anybody_waits_for() {
    // A chain of modules, each of which imports the next. The last one imports a missing module.
    let chain = |length: usize| {
        let files: Vec<(String, String)> = (0..length)
            .map(|at| (format!("lib/m{at}.py"), format!("from . import m{}", at + 1)))
            .chain([(format!("lib/m{length}.py"), "import pydantic_x".into())])
            .chain([("lib/__init__.py".into(), String::new())])
            .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        with(app("import lib.m0"), &[lib("lib", "1.0", EXTRA, &files)])
    };
    check(chain(300), &["error import-missing lib/m300.py"], "lib[parser]");
    check(chain(3000), &[], "");
}

#[test]
fn only_what_is_reached_is_read() {
    // Text that does not compress well.
    let noise = |seed: u64| -> String {
        let next =
            |state: &u64| Some(state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407));
        std::iter::successors(Some(seed), next)
            .take(4000)
            .map(|state| format!("{:08x}", state >> 32))
            .collect()
    };
    let files: Vec<(String, String)> =
        (0..50).map(|at| (format!("lib/m{at}.py"), format!("x = {at}\n# {}\n", noise(at)))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let library = lib("lib", "1.0", &[], &[&files[..], &[("lib/__init__.py", "")]].concat());
    // The bytes of the wheel that are read for the first plan, and for a second one.
    let read = |text: &str| {
        let mut drop = with(app(text), std::slice::from_ref(&library));
        let mut target = support::target("python3.13");
        target.handler = Some("app.handler".into());
        let (items, options) = (drop.items(), drop.options.clone());
        let mut cache = wheelpress::source::ReadCache::default();
        let mut bytes = Vec::new();
        for _ in 0..2 {
            drop.store.read.clear();
            wheelpress::single_thread::plan(&items, &target, &options, &mut cache, &mut drop.store).unwrap();
            bytes.push(drop.store.read.get(&1).copied().unwrap_or_default());
        }
        bytes
    };
    let every: String = (0..50).map(|at| format!("import lib.m{at}\n")).collect();
    let (none, one, all) = (read("import six"), read("import lib.m7"), read(&every));
    assert!(one[0] < none[0] + 200_000, "{none:?} {one:?}");
    assert!(all[0] > none[0] + 500_000, "{none:?} {all:?}");
    assert_eq!((one[1], all[1]), (none[1], none[1]), "what was read is kept");
}

#[test]
fn what_nobody_has() {
    let one = |text: &str| [lib("lib", "1.0", &[], &[("lib.py", text)])];
    let fails = |runtime: &str, text: &str, words: &str| {
        check_on(runtime, with(app("import lib"), &one(text)), &["error import-missing lib.py"], words);
    };
    fails("python3.13", "from pkg_resources import get_distribution", "\"setuptools<82\"");
    fails("python3.12", "from distutils.version import LooseVersion", "since Python 3.12");
    fails("python3.13", "import cgi", "legacy-cgi");
    fails("python3.13", "import made_up", "\"made-up\"");
    check_on("python3.11", with(app("import lib"), &one("import distutils.version")), &[], "");
    let setuptools = lib("setuptools", "80.0", &[], &[("setuptools/__init__.py", "")]);
    let both = [one("import distutils.version")[0].clone(), setuptools];
    check(with(app("import lib, setuptools"), &both), &[], "");
    check_on(
        "python3.13",
        with(app("import lib"), &one("import collections\nx = collections.Mapping")),
        &["error name-missing lib.py"],
        "since Python 3.10",
    );
}

#[test]
fn names_and_modules() {
    let plain = |init: &str| {
        lib("plainpk", "3.1", &[], &[("plainpk/__init__.py", init), ("plainpk/sub.py", "y = 1")])
    };
    let fails = |init: &str, text: &str, words: &str| {
        check(with(app(text), &[plain(init)]), &[MISSING], words);
    };
    let ok = |init: &str, text: &str| check(with(app(text), &[plain(init)]), &[], "");
    fails("x = 1", "import plainpk.nope", "\"nope\", which is not beside \"plainpk/__init__.py\"");
    fails(
        "x = 1",
        "from plainpk import nope",
        "the name \"nope\", which \"plainpk/__init__.py\" does not have",
    );
    fails("x = 1", "from plainpk import nope", "drop a version of \"plainpk\" that has it: 3.1 does not");
    fails("x = 1", "from plainpk.nope import a", "\"nope\", which is not beside");
    fails("x = 1", "from plainpk.sub import x", "\"plainpk/sub.py\" does not have");
    fails("from .sub import *", "from plainpk import z", "the name \"z\"");
    fails(
        "import sys\nif sys.platform == 'win32':\n  nope = 1",
        "from plainpk import nope",
        "the name \"nope\"",
    );
    ok("from .sub import *", "from plainpk import y, sub");
    ok("def __getattr__(name): return 1", "from plainpk import nope");
    ok("from json import *", "from plainpk import loads");
    ok("globals()['nope'] = 1", "from plainpk import nope");
    ok("import sys\nsys.modules['plainpk.nope'] = sys", "import plainpk.nope");
    ok("import sys\nsys.modules[__name__ + '.nope'] = sys", "import plainpk.nope");
    ok("import enum\nenum.IntEnum._convert_('A', __name__, bool)", "from plainpk import nope");
    ok("import sys\nsys._getframe().f_globals['nope'] = 1", "from plainpk import nope");
    ok("__path__ = []", "import plainpk.nope");
    ok("from . import sub\nsub.nope = 1", "from plainpk.sub import nope");
    ok("if x: nope = 1", "from plainpk import nope");
    ok("for nope in (1, 2): pass", "from plainpk import nope");
    ok("x = 1", "try:\n  from plainpk import nope\nexcept ImportError:\n  nope = None");
    check(with(app("def f(): from plainpk import nope"), &[plain("x = 1")]), &[PERHAPS], "");
    // The names of a compiled module cannot be read.
    let native = wheel("fast", "1.0", "cp313-cp313-manylinux_2_17_x86_64")
        .file("fast/__init__.py", "from ._c import *\n")
        .file("fast/_c.cpython-313-x86_64-linux-gnu.so", "x");
    let plan = plan_on(with(app("from fast import nope"), &[native]), "python3.13", Some("app.handler"));
    assert!(plan.findings.iter().all(|one| one.code.as_str() != "import-missing"), "{:#?}", plan.findings);
}

#[test]
fn libraries_that_do_not_fit_together() {
    let werkzeug =
        lib("werkzeug", "3.0", &[], &[("werkzeug/__init__.py", ""), ("werkzeug/urls.py", "x = 1")]);
    let flask = |requires: &str| {
        lib("flask", "2.0", &[requires], &[("flask.py", "from werkzeug.urls import url_quote")])
    };
    let expected = "error import-missing flask.py";
    let both = [flask("Requires-Dist: werkzeug>=2"), werkzeug.clone()];
    check(with(app("import flask"), &both), &[expected], "flask 2.0 and werkzeug 3.0 do not");
    let file = "requirements.txt";
    let wrong = [flask("Requires-Dist: werkzeug<3"), werkzeug];
    let plan = plan_on(with(app("import flask"), &wrong), "python3.13", Some("app.handler"));
    let found = plan.findings.iter().find(|one| one.code.as_str() == "import-missing");
    let hint = found.and_then(|one| one.hint.as_deref()).unwrap_or_default();
    assert!(hint.contains("flask 2.0 requires \"werkzeug<3\""), "{file}: {:#?}", plan.findings);
}

#[test]
fn sources_that_cannot_be_read() {
    let old = |text: &str| {
        lib("lib", "1.0", &[], &[("lib/__init__.py", ""), ("lib/tasks.py", text), ("lib/other.py", "x = 1")])
    };
    let expected = "error syntax-error lib/tasks.py";
    check(
        with(app("import lib.tasks"), &[old("def async(f): pass")]),
        &[expected],
        "\"app.py\" line 1 leads there",
    );
    check(with(app("import lib.tasks"), &[old("print 'hello'")]), &[expected], "Python 2");
    check_on(
        "python3.9",
        with(app("import lib.tasks"), &[old("match x:\n  case 1: pass")]),
        &[expected],
        "3.10",
    );
    check(with(app("import lib.other"), &[old("def async(f): pass")]), &[], "");
    let guarded = "try:\n  import lib.tasks\nexcept Exception:\n  pass";
    check(with(app(guarded), &[old("def async(f): pass")]), &[], "");
    let asyncio = lib(
        "asyncio",
        "3.4.3",
        &[],
        &[("asyncio/__init__.py", "from .tasks import *"), ("asyncio/tasks.py", "def async(f): pass")],
    );
    let user = lib("user", "1.0", &["Requires-Dist: asyncio"], &[("user.py", "import asyncio")]);
    let expected = ["error syntax-error asyncio/tasks.py", "warning import-shadowed asyncio/__init__.py"];
    let plan = plan_on(with(app("import user"), &[asyncio, user.clone()]), "python3.13", Some("app.handler"));
    assert_eq!(codes(&plan.findings), expected, "{:#?}", plan.findings);
    let hint = plan.findings[1].hint.as_deref().unwrap();
    assert!(hint.contains("Leave \"asyncio\" out, though \"user\" requires it"), "{hint}");
    // When it is left out, nothing is wrong.
    check(with(app("import user"), &[user]), &[], "");
}

#[test]
fn what_names_need() {
    let powertools = lib(
        "aws_lambda_powertools",
        "3.0",
        &["Provides-Extra: tracer", "Requires-Dist: aws-xray-sdk ; extra == 'tracer'"],
        &[("aws_lambda_powertools/__init__.py", "Logger = Tracer = 1")],
    );
    let pydantic = lib("pydantic", "2.0", &[], &[("pydantic/__init__.py", "BaseModel = EmailStr = 1")]);
    let check = |text: &str, expected: &[&str], words: &str| {
        check(with(app(text), &[powertools.clone(), pydantic.clone()]), expected, words);
    };
    let unused = "info import-unused pydantic-2.0-py3-none-any.whl";
    let other = "info import-unused aws_lambda_powertools-3.0-py3-none-any.whl";
    check(
        "from aws_lambda_powertools import Tracer",
        &[unused, PERHAPS],
        "\"aws-lambda-powertools[tracer]\"",
    );
    for used in [
        "import aws_lambda_powertools\ntracer = aws_lambda_powertools.Tracer()",
        "import aws_lambda_powertools as p\ndef f(): return p.Tracer()",
    ] {
        check(
            used,
            &[unused, PERHAPS],
            "uses \"aws_lambda_powertools.Tracer\", which needs \"aws_xray_sdk\"",
        );
    }
    check("import aws_lambda_powertools as p\np.Logger()", &[unused], "");
    check("import aws_lambda_powertools as p\nif hasattr(p, 'Tracer'): p.Tracer()", &[unused], "");
    check("from aws_lambda_powertools import Logger", &[unused], "");
    check("from pydantic import EmailStr", &[other, PERHAPS], "\"email_validator\"");
    check("from pydantic import BaseModel", &[other], "");
    support::imports::check(
        app("from urllib3.contrib.socks import SOCKSProxyManager"),
        &[PERHAPS],
        "\"PySocks\"",
    );
}

#[test]
fn handlers_in_libraries() {
    let library = lib(
        "hook",
        "1.0",
        &[],
        &[("hook/__init__.py", ""), ("hook/main.py", "def run(event, context): pass")],
    );
    let plan = |handler: &str| {
        let drop = with(drop_of(&[("f/app.py", "x = 1")]), std::slice::from_ref(&library));
        codes(&plan_on(drop, "python3.13", Some(handler)).findings)
    };
    assert_eq!(plan("hook.main.run"), [""; 0]);
    assert_eq!(plan("hook.main.walk"), ["error handler-missing-function hook/main.py"]);
    // The function's file has the name of a library, and Python finds the library first.
    let shodan = lib("shodan", "1.0", &[], &[("shodan/__init__.py", "class Shodan: pass")]);
    let own = "from shodan import Shodan\ndef handler(event, context): pass";
    let drop = with(drop_of(&[("f/shodan.py", own)]), &[shodan]);
    let found = plan_on(drop, "python3.13", Some("shodan.handler")).findings;
    let expected = ["error handler-missing-function shodan/__init__.py", "warning import-shadowed shodan.py"];
    assert_eq!(codes(&found), expected, "{found:#?}");
}
