//! Imports from folders that the code adds to `sys.path`.

use crate::support::imports::{MISSING, app, check, drop_of};

#[test]
fn paths_changed_by_code() {
    let text = "import sys\nsys.path.insert(0, 'vendored')\nimport util\nimport yaml";
    let drop =
        drop_of(&[("f/app.py", &format!("{text}\ndef handler(e, c): pass")), ("f/vendored/util.py", "")]);
    check(drop, &[MISSING], "\"yaml\"");
    // `sys.path` is the same for all modules, and modules that are found there run too.
    for change in ["sys.path.insert(0, 'vendor')", "sys.path[:0] = ['vendor']", "sys.path += ['vendor']"] {
        let start = format!("import sys\n{change}\nimport svc\ndef handler(e, c): pass");
        let files = |inner: &'static str| {
            drop_of(&[
                ("f/app.py", &start),
                ("f/svc.py", "import requests, helper.deep"),
                ("f/vendor/requests/__init__.py", inner),
                ("f/vendor/helper/deep.py", ""),
            ])
        };
        check(files(""), &[], "");
        check(files("import yaml"), &["warning import-missing vendor/requests/__init__.py"], "PyYAML");
    }
    let late = "import svc, sys\nsys.path.append('vendor')\ndef handler(e, c): pass";
    check(
        drop_of(&[("f/app.py", late), ("f/svc.py", "def f(): import util"), ("f/vendor/util.py", "")]),
        &[],
        "",
    );
}

/// A folder that is added to `sys.path` and lies outside of the package may have what is missing.
#[test]
fn folders_outside_of_the_package() {
    let adds = |added: &str| {
        let maybe = ["warning import-missing app.py"];
        check(app(&format!("import os, sys\n{added}\nimport yaml")), &maybe, "adds to sys.path");
    };
    adds("sys.path.append('/mnt/efs/lib')");
    adds("sys.path.insert(0, '/tmp/lib')");
    adds("sys.path.append(os.environ['LIBS'])");
    adds("sys.path += ['/opt/lib']");
    adds("sys.path[:0] = ['/opt/lib']");
    adds("sys.path.extend(('lib', '/opt/lib'))");
    adds("folder = '/tmp/sls-py-req'\nsys.path.insert(0, folder)");
    adds("import tempfile\nfolder = tempfile.mkdtemp()\nsys.path.insert(0, folder)");
    adds("folder = os.environ.get('LIBS') or '/mnt/efs/lib'\nsys.path.append(folder)");
    adds("for folder in ('lib', '/mnt/efs/lib'):\n  sys.path.append(folder)");
    adds("LIBS = ['/mnt/efs/lib']\nsys.path.extend(LIBS)");
    adds("sys.path = ['/mnt/efs'] + sys.path");
    adds("sys.path = [*sys.path, '/mnt/efs']");
    adds("from os import environ as env\nsys.path.append(env['LIBS'])");
    adds("sys.path.append(os.path.expanduser('~/lib'))");
    adds("stage = 'a'\nsys.path.append(f'/mnt/efs/{stage}/x')");
    adds("stage = 'a'\nsys.path.append('/mnt/efs/' + stage)");
    adds("lib = 'a'\nsys.path.append(os.path.join('/mnt/efs', lib))");
    adds("from sys import path\npath.append('/mnt/efs')");
    let known = |added: &str| {
        check(app(&format!("import os, sys\n{added}\nimport yaml")), &[MISSING], "");
    };
    known("sys.path.append('lib')");
    known("sys.path.append('/var/task/lib')");
    known("sys.path.append(os.path.join(os.path.dirname(__file__), 'lib'))");
    known("HERE = os.path.dirname(os.path.abspath(__file__))\nsys.path.insert(0, HERE + '/lib')");
    known("ROOT = os.environ['LAMBDA_TASK_ROOT']\nsys.path.insert(0, ROOT)");
    known("folder = 'lib'\nsys.path.insert(0, folder)");
    known("HERE: str = os.path.dirname(__file__)\nsys.path.insert(0, HERE)");
    known("sys.path.append(os.path.abspath('lib'))");
    known("from pathlib import Path\nsys.path.append(str(Path('lib')))");
    known("for folder in ('lib', 'more'):\n  sys.path.append(folder)");
    known("sys.path = [p for p in sys.path if p != '/opt/python']");
    known("lib = '/opt/lib'\nsys.path.append('lib')");
    known("sys.path = ['lib'] + sys.path");
    known("sys.path.extend(os.path.join(os.getcwd(), part) for part in ('lib', 'more'))");
    known("from pathlib import Path\nsys.path.append(str(Path(__file__).resolve().parent / 'lib'))");
    known("HERE = os.path.dirname(__file__)\nsys.path.append(f'{HERE}/lib')");
    known("sys.path.append(os.environ.get('LAMBDA_TASK_ROOT', '.') + '/lib')");
    known("sys.meta_path = ['/opt/python']");
    known("url = '/a'\nurl = 'lib'\nsys.path.append(url)");
    known("if __name__ == '__main__':\n  sys.path.append('/tmp/lib')");
}
