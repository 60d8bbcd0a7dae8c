//! Modules, submodules and names of CPython's standard library in each version. Each table is compared
//! with the available interpreters.

use crate::support::disk::{Tools, feed, run};
use crate::support::dropped;
use crate::support::imports::{MISSING, PERHAPS, app, check, check_on};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use wheelpress::python::code::{Certainty, Import, ModuleAnalysis, Use};
use wheelpress::python::stdlib::{self, StdlibStatus};
use wheelpress::python::{stdlib_modules, stdlib_names};

/// Names that a module of the standard library lacks in this version.
#[test]
fn names_of_the_standard_library() {
    check(app("from collections import Mapping"), &[MISSING], "collections.abc");
    check_on("python3.9", app("from collections import Mapping"), &[], "");
    check(app("from collections.abc import Mapping\nfrom collections import OrderedDict"), &[], "");
    check(app("from time import clock"), &[MISSING], "perf_counter");
    check(app("import xml.etree.cElementTree as ET"), &[], "");
    check_on("python3.11", app("from typing import override"), &[MISSING], "typing_extensions");
    check_on("python3.12", app("from typing import override"), &[], "");
    let either =
        "try:\n  from collections import Mapping\nexcept ImportError:\n  from collections.abc import Mapping";
    check(app(either), &[], "");
    check(app("import sys\nif sys.version_info < (3, 10):\n  from collections import Mapping"), &[], "");
    check(app("import urllib2"), &[MISSING], "\"urllib.request\"");
    check(app("try:\n  import ConfigParser\nexcept ImportError:\n  import configparser"), &[], "");
    check(app("from urllib import urlencode"), &[MISSING], "urllib.parse");
}

const NAME: &str = "error name-missing app.py";
const NAME_PERHAPS: &str = "warning name-missing app.py";

/// Attributes that a module of the standard library lacks in this version.
#[test]
fn attributes() {
    check(app("import inspect\nx = inspect.getargspec(f)"), &[NAME], "\"inspect.getargspec\"");
    check(app("import inspect\nx = inspect.getargspec(f)"), &[NAME], "getfullargspec");
    check_on("python3.10", app("import inspect\nx = inspect.getargspec(f)"), &[], "");
    check(app("import asyncio as a\n@a.coroutine\ndef f(): pass"), &[NAME], "since Python 3.11");
    check(app("import collections\nclass A(collections.Mapping): pass"), &[NAME], "collections.abc");
    check(app("import collections\nx = collections.abc.Mapping"), &[], "");
    check(app("import time\ndef f(): return time.clock()"), &[NAME_PERHAPS], "in \"f\" uses \"time.clock\"");
    check(dropped("app.py", "import time\ndef handler(event, context): time.clock()"), &[NAME_PERHAPS], "");
    check(app("import time\nif x: time.clock()"), &[NAME_PERHAPS], "");
    check(app("import time\nf = lambda: time.clock()"), &[NAME_PERHAPS], "");
    check(app("def f():\n  import time\n  time.clock()\ndef g(): time.clock()"), &[NAME_PERHAPS], "line 3");
    check(app("import urllib\nurllib.urlencode({})\nurllib.urlencode({})"), &[NAME], "another place");
    check(app("import unittest\nunittest.makeSuite"), &[NAME], "since Python 3.13");
    check_on("python3.12", app("import unittest, locale\nunittest.makeSuite, locale.resetlocale"), &[], "");
    check_on("python3.10", app("import datetime\nx = datetime.UTC"), &[NAME], "since Python 3.11 only");
    check_on("python3.8", app("from importlib import resources\nresources.files('x')"), &[NAME], "");
    check(app("import collections\ndef f(x: collections.Mapping): pass"), &[NAME], "");
    check(app("import collections\nx: collections.Mapping = 1"), &[NAME], "");
    // Also in a module that the function imports.
    let util = "import time\nstart = time.clock()";
    check(app("import util").and("util.py", util), &["error name-missing util.py"], "");
    check(app("def f(): import util").and("util.py", util), &["warning name-missing util.py"], "");
    check(app("").and("util.py", util), &[], "");
}

/// There is no finding where the code checks for the attribute or the version of Python, or means
/// something else.
#[test]
fn attributes_that_are_looked_for() {
    let ok = |text: &str| check(app(text), &[], "");
    ok("import inspect\nif hasattr(inspect, 'getargspec'): inspect.getargspec(f)");
    ok("import time\nclock = time.clock if hasattr(time, 'clock') else time.time");
    ok("import time\nclock = getattr(time, 'clock', time.time)");
    ok("import time\ntry:\n  clock = time.clock\nexcept AttributeError:\n  clock = time.perf_counter");
    ok("import time\ntry:\n  clock = time.perf_counter\nexcept AttributeError:\n  clock = time.clock");
    ok("import time\ntry:\n  clock = time.clock\nexcept:\n  clock = None");
    ok("import time, contextlib\nwith contextlib.suppress(AttributeError):\n  clock = time.clock");
    ok("import base64\nif hasattr(base64, 'decodebytes'): f = 1\nelse: f = base64.decodestring");
    ok(
        "import time\ntry:\n  time.clock\nexcept AttributeError:\n  pass\nelse:\n  def f(): return time.clock()",
    );
    ok("import sys, time\nif sys.version_info < (3, 8): time.clock()");
    ok("import sys, time\nOLD = sys.version_info < (3, 8)\nif OLD: time.clock()");
    ok("import sys, time\nclock = time.clock if sys.version_info < (3, 8) else time.time");
    ok("import sys, time\nclock = sys.version_info < (3, 8) and time.clock or time.time");
    ok("import sys, time\nclock = sys.version_info >= (3, 8) or time.clock");
    ok("import time\ndef f(time): return time.clock()");
    ok("import time\ndef f():\n  time = g()\n  return time.clock()");
    ok("import time\ntime = g()\ntime.clock()");
    ok("import time\nf = lambda time: time.clock()");
    ok("import time\nclass time: clock = 1\ntime.clock");
    ok("from datetime import datetime\ndatetime.UTC");
    ok("import collections\ncollections.Mapping = collections.OrderedDict\nx = collections.Mapping");
    ok("import collections\nsetattr(collections, 'Mapping', dict)\nx = collections.Mapping");
    ok("from __future__ import annotations\nimport collections\ndef f(x: collections.Mapping): pass");
    ok("from typing import TYPE_CHECKING\nimport collections\nif TYPE_CHECKING: A = collections.Mapping");
    check(app("import time\nfrom util import time\ntime.clock()").and("util.py", "time = 1"), &[], "");
    // Code that sets a name provides it for modules that are imported later.
    let patch = "import collections\ncollections.Mapping = dict\nimport util";
    check(app(patch).and("util.py", "from collections import Mapping"), &[], "");
    // Another module with this name.
    let own = app("import ast\nast.Num").and("ast.py", "Num = 1");
    check_on("python3.14", own, &["warning import-shadowed ast.py"], "");
}

/// Submodules that packages of the standard library do not have.
#[test]
fn submodules() {
    check(app("import os.nonexistent"), &[MISSING], "\"os.nonexistent\"");
    check(app("import concurrent.nothing"), &[MISSING], "\"concurrent.nothing\"");
    check(app("import datetime.datetime"), &[MISSING], "from datetime import datetime");
    check(app("from json.nothing import x"), &[MISSING], "\"json.nothing\"");
    check(app("def f(): import email.MIMEText"), &[PERHAPS], "\"email.MIMEText\"");
    check(app("try:\n  import email.MIMEText\nexcept ImportError:\n  pass"), &[], "");
    check_on("python3.10", app("import re._parser"), &[MISSING], "since Python 3.11 only");
    check_on("python3.12", app("import typing.io"), &[], "");
    check(app("import typing.io"), &[MISSING], "since Python 3.13");
    check(
        app("import os.path, concurrent.futures.thread, importlib.metadata, xml.etree.cElementTree"),
        &[],
        "",
    );
    check(
        app("import logging.handlers, urllib.request, email.mime.text, unittest.mock, collections.abc"),
        &[],
        "",
    );
    check(app("import test.support, xml.parsers.expat.errors, encodings.idna, asyncio.taskgroups"), &[], "");
    check(app("from os import a_name_of_which_nobody_knows"), &[], "");
}

/// The table of names agrees with the interpreters.
#[test]
fn names_as_the_interpreters_have_them() {
    let asked: Vec<String> = stdlib_names::all().map(|(module, name)| format!("{module} {name}")).collect();
    let script = "import sys, importlib\nfor line in sys.argv[1:]:\n  module, name = line.split()\n  of = 0\n  try: of = importlib.import_module(module)\n  except ImportError: pass\n  try: importlib.import_module(line.replace(' ', '.')); found = 1\n  except ImportError: found = int(hasattr(of, name))\n  print(found)";
    let mut wrong = Vec::new();
    for (minor, python) in Tools::find().interpreters() {
        let found = run(Command::new(python).arg("-Wignore").arg("-c").arg(script).args(&asked));
        for ((module, name), found) in stdlib_names::all().zip(found.lines()) {
            let is_there = stdlib_names::find(module, name, minor) == StdlibStatus::Present;
            if is_there != (found == "1") {
                wrong.push(format!("{module}.{name} in 3.{minor}: {found}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The table of modules agrees with the interpreters.
#[test]
fn standard_library() {
    for (minor, python) in Tools::find().interpreters() {
        let script = "import importlib.util, sys\nnames = getattr(sys, 'stdlib_module_names', sys.builtin_module_names)\nfor name in names: print(name, int(name in sys.modules or importlib.util.find_spec(name) is not None))";
        let names = run(Command::new(python).args(["-c", script]));
        for line in names.lines() {
            let (name, is_there) = line.split_once(' ').unwrap();
            let found = stdlib::find(name, minor);
            if is_there == "1" {
                assert_eq!(found, StdlibStatus::Present, "{name} in 3.{minor}");
            } else if found != StdlibStatus::Present {
                // The table may list a module that this build of Python lacks, because Lambda's build
                // may have it. Otherwise the module belongs to another system.
                assert!(matches!(found, StdlibStatus::OnlyOn(_)), "{name} in 3.{minor}: {found:?}");
            }
        }
        for name in ["winreg", "msvcrt", "_winapi", "nt"] {
            assert!(matches!(stdlib::find(name, minor), StdlibStatus::OnlyOn("Windows")), "{name}");
        }
    }
}

/// The table of submodules agrees with the interpreters: the submodules of each version, and those of
/// other versions only.
#[test]
fn submodules_as_the_interpreters_have_them() {
    const LIST: &str = "
import os, sysconfig
root = sysconfig.get_path('stdlib')
skip = {'site-packages', '__phello__', 'test', 'tests', 'idlelib', 'lib2to3', 'turtledemo', '_pyrepl', 'pydoc_data'}
for folder, folders, files in os.walk(root):
    folders[:] = [f for f in folders if f not in skip and os.path.exists(os.path.join(folder, f, '__init__.py'))]
    parts = os.path.relpath(folder, root).split(os.sep)
    names = folders + [f[:-3] for f in files if f.endswith('.py') and f != '__init__.py']
    for name in names if parts != ['.'] else []:
        print('.'.join(parts + [name]))
";
    const FIND: &str = "
import importlib, importlib.util, os, sys, warnings
warnings.simplefilter('ignore')
# Some print when they are imported.
out, sys.stdout = sys.stdout, open(os.devnull, 'w')
for name in sys.stdin.read().split():
    try:
        found = importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        try:
            found = bool(importlib.import_module(name))
        except ImportError:
            found = False
    print(name, int(found), file=out)
";
    let tools = Tools::find();
    let interpreters = tools.interpreters();
    let mut all: BTreeSet<String> = stdlib_modules::all().collect();
    for (_, python) in &interpreters {
        all.extend(run(Command::new(python).args(["-c", LIST])).lines().map(str::to_string));
    }
    assert!(all.len() > 350, "{}", all.len());
    let mut wrong = Vec::new();
    let asked = all.into_iter().collect::<Vec<_>>().join("\n");
    for (minor, python) in interpreters {
        for line in feed(Command::new(python).args(["-S", "-c", FIND]), &asked).lines() {
            let (name, found) = line.split_once(' ').unwrap();
            let is_there = stdlib_modules::lacks(name, minor).is_none();
            if is_there != (found == "1") {
                wrong.push(format!("{name} in 3.{minor}: {found}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Everything that each interpreter's own library imports and uses exists in this library.
#[test]
fn the_library_itself() {
    let tools = Tools::find();
    let mut wrong = Vec::new();
    for (minor, python) in tools.interpreters() {
        let root = Path::new(python).ancestors().nth(2).unwrap().join(format!("lib/python3.{minor}"));
        let mut read = 0;
        each_source(&root, &mut |path, bytes| {
            read += 1;
            let code = ModuleAnalysis::read(bytes, minor);
            let surely = |one: &&Import| one.certainty == Certainty::Certain && one.level == 0;
            for import in code.imports.iter().filter(surely) {
                let module = &import.module;
                let top = module.split('.').next().unwrap_or_default();
                let lacks = stdlib_modules::lacks(module, minor)
                    .filter(|_| stdlib::find(top, minor) == StdlibStatus::Present);
                wrong.extend(lacks.map(|_| format!("{module} in {} line {}", path.display(), import.line)));
            }
            for one in &code.uses {
                if stdlib_names::find(&one.module, &one.name, minor) != StdlibStatus::Present {
                    let Use { module, name, line, certainty, .. } = one;
                    wrong.push(format!("{module}.{name} {certainty:?} in {} line {line}", path.display()));
                }
            }
        });
        assert!(read > 500, "{read} in {root:?}");
    }
    assert_eq!(wrong, [""; 0]);
}

/// Calls `each` for the Python files of a folder, except for those of tests, which use missing names on
/// purpose and catch the error.
fn each_source(folder: &Path, each: &mut dyn FnMut(&Path, &[u8])) {
    for child in std::fs::read_dir(folder).unwrap() {
        let path = child.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !matches!(name, "test" | "tests" | "site-packages" | "lib2to3") {
            each_source(&path, each);
        } else if name.ends_with(".py") {
            each(&path, &std::fs::read(&path).unwrap());
        }
    }
}
