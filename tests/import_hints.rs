//! Hints for imports that fail, which depend on where files are.

use crate::support::imports::{MISSING, PERHAPS, check, plan_on};
use crate::support::wheel::wheel;
use crate::support::{Dropped, dropped};

const HANDLER: &str = "def handler(event, context): pass\n";

fn drop_of(text: &str, files: &[(&str, &str)]) -> Dropped {
    let app = dropped("f/app.py", format!("{text}\n{HANDLER}"));
    files.iter().fold(app, |drop, (path, text)| drop.and(format!("f/{path}"), *text))
}

#[track_caller]
fn hint(text: &str, files: &[(&str, &str)], expected: &[&str], words: &str) {
    check(drop_of(text, files), expected, words);
}

#[test]
fn where_modules_lie() {
    let vendored = [("package/requests/__init__.py", "x = 1")];
    hint("import requests", &vendored, &[MISSING], "Move what is in the folder \"package\" to the root");
    hint("import six2", &[("vendor/six2.py", "x = 1")], &[MISSING], "the folder \"vendor\"");
    hint("import helper", &[("src/helper.py", "x = 1")], &[MISSING], "\"src.helper\" is meant");
    hint("import Utils", &[("utils.py", "x = 1")], &[MISSING], "\"utils.py\" is spelled so");
    hint("from Pkg import x", &[("pkg/__init__.py", "x = 1")], &[MISSING], "Import it as \"pkg\"");
    hint("import yaml", &[], &[MISSING], "unless a layer of the function has it");
    // A folder without `__init__.py` does not hide a module of the standard library.
    hint("from calendar.util import x", &[("calendar/util.py", "x = 1")], &[MISSING], "Rename the folder");
    hint(
        "from queue import app2",
        &[("queue/app2.py", "x = 1")],
        &[MISSING],
        "Python takes its own module \"queue\"",
    );
    hint("import queue", &[("queue/app2.py", "x = 1")], &[], "");
    hint("from six import app2", &[("six/app2.py", "x = 1")], &[], "");
    // The folder of a project is not the package inside it.
    let project = [("help/pyproject.toml", ""), ("help/help/__init__.py", "x = 1")];
    hint("import help", &project, &[PERHAPS], "\"help/help/__init__.py\"");
    hint("from help import x", &project, &[MISSING], "Drop the folder of \"help/help/__init__.py\" instead");
    hint(
        "import help",
        &[("help/src/help/__init__.py", "x = 1")],
        &[PERHAPS],
        "\"help/src/help/__init__.py\"",
    );
    hint("from help.help import x", &project, &[], "");
    hint("import help", &[("help/data.json", "{}")], &[], "");
}

/// Names in another case, also within packages of the user and of libraries.
#[test]
fn other_case() {
    let package = [("pk/__init__.py", "x = 1"), ("pk/models.py", "x = 1"), ("pk/views/__init__.py", "x = 1")];
    hint("from pk import Models", &package, &[MISSING], "Import it as \"models\": \"pk/models.py\"");
    hint("import pk.Models", &package, &[MISSING], "Import it as \"models\"");
    hint("from pk.Views import x", &package, &[MISSING], "\"pk/views/__init__.py\" is spelled so");
    hint("from pk import Else", &package, &[MISSING], "Define \"Else\" in \"pk/__init__.py\"");
    hint("from pk import models, views, x", &package, &[], "");
    let lib =
        wheel("plainpk", "1.0", "py3-none-any").file("plainpk/__init__.py", "").file("plainpk/sub.py", "");
    let with = |text| drop_of(text, &[]).and(lib.filename(), lib.bytes());
    for text in ["import plainpk.Sub", "from plainpk import Sub", "from plainpk.SUB import x"] {
        let plan = plan_on(with(text), "python3.13", Some("app.handler"));
        let hints: Vec<_> = plan.findings.iter().filter_map(|finding| finding.hint.as_deref()).collect();
        assert!(hints.iter().any(|hint| hint.contains("Import it as \"sub\"")), "{text}: {hints:?}");
    }
}

/// A class of a module is not a module itself, as it would be in Java.
#[test]
fn names_imported_as_modules() {
    let models = [("models.py", "class User: pass")];
    hint("from models.User import User", &models, &[MISSING], "`from models import User`");
    hint("import models.User", &models, &[MISSING], "\"models.py\" is no package");
    hint("from models.Other import x", &models, &[MISSING], "\"Other\", which is not beside \"models.py\"");
    // The name is not there, so that it cannot be imported in another way.
    hint("from models.Other import x", &models, &[MISSING], "Drop the file too, or correct the import");
    // A folder without `__init__.py` is not found beside the file.
    let hidden = [("models.py", "x = 1"), ("models/parts.py", "y = 1")];
    hint("from models.parts import y", &hidden, &[MISSING], "Rename the folder \"models\"");
    hint(
        "import models.parts",
        &hidden,
        &[MISSING],
        "takes \"models.py\" before a folder without __init__.py",
    );
    hint("from models import User", &models, &[], "");
    // A module may register its own attributes as modules.
    hint(
        "from models.User import x",
        &[("models.py", "import sys\nUser = 1\nsys.modules['models.User'] = User")],
        &[],
        "",
    );
    hint("from models.User import x", &[("models.py", "from json import *\nUser = 1")], &[], "");
    hint("from models.User import x", &[("models.py", "__path__ = []\nUser = 1")], &[], "");
}

/// A user who drops the parent folder is advised to drop the function's own folder.
#[test]
fn folders_of_functions() {
    let hint = |folder: &str, expected: &str| {
        let drop = dropped(format!("p/{folder}/app.py"), format!("import helpers\n{HANDLER}"))
            .and(format!("p/{folder}/helpers.py"), "x = 1")
            .and("p/README.md", "");
        let plan = plan_on(drop, "python3.13", None);
        let hints: Vec<_> = plan.findings.iter().filter_map(|finding| finding.hint.as_deref()).collect();
        assert!(hints.iter().any(|hint| hint.contains(expected)), "{folder}: {hints:?}");
    };
    hint("orders", "as \".helpers\" from beside it; or drop the folder \"orders\" itself");
    hint("functions/orders", "is imported as \"functions.orders.helpers\"");
    hint("functions/orders", "or drop the folder \"functions/orders\" itself");
    // `import lambda.helpers` is not valid Python.
    hint("lambda", "Drop the folder \"lambda\" itself: then \"lambda/helpers.py\" is at the root");
    hint("src/async", "Drop the folder \"src/async\" itself");
}

/// A file that imports its own name has the name of a library. The hint depends on where that library
/// should come from.
#[test]
fn files_named_as_libraries() {
    let hint = |name: &str, expected: &str| {
        let drop = dropped("f/app.py", format!("import {name}\n{HANDLER}"))
            .and(format!("f/{name}.py"), format!("import {name}"));
        let plan = plan_on(drop, "python3.13", Some("app.handler"));
        let itself = plan.findings.iter().find(|finding| finding.message.contains("imports itself")).unwrap();
        assert_eq!(itself.hint.as_deref(), Some(expected));
    };
    hint("shodan", "Rename \"shodan.py\", and drop a wheel of the library");
    hint("random", "Rename \"random.py\": the library is Python's own");
    hint("boto3", "Rename \"boto3.py\": the runtime has the library");
    hint("queue", "Rename \"queue.py\": the library is Python's own");
}
