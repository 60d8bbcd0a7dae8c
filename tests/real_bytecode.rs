//! Bytecode made by CPython, packed, and imported again: CPython compiles nothing.
//!
//! Needs the wheels and the Pythons that `cargo xtask setup` provides and names in the environment.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::{Dropped, target};
use std::path::Path;
use std::process::Command;
use wheelpress::pack::Compression;

/// Unpacks a package with the date that Lambda gives to files, imports from it, and prints how many of
/// its modules were compiled. The hash in every .pyc must be that of `_imp.source_hash`.
const IMPORT: &str = r#"
import importlib._bootstrap_external as external, importlib.util, os, sys, zipfile, _imp
package, task = sys.argv[1:]
with zipfile.ZipFile(package) as archive:
    archive.extractall(task)
checked = 0
for folder, _, names in os.walk(task):
    for name in names:
        path = os.path.join(folder, name)
        os.utime(path, (315532800, 315532800))
        if name.endswith(".pyc"):
            with open(path, "rb") as file:
                head = file.read(16)
            with open(importlib.util.source_from_cache(path), "rb") as file:
                expected = _imp.source_hash(importlib.util._RAW_MAGIC_NUMBER, file.read())
            assert head == importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + expected, path
            checked += 1
compiled = []
original = external.SourceLoader.source_to_code
def source_to_code(self, data, path, **options):
    if str(path).startswith(task):
        compiled.append(path)
    return original(self, data, path, **options)
external.SourceLoader.source_to_code = source_to_code
sys.dont_write_bytecode = True
sys.path.insert(0, task)
import function, helpers.text, six, six.moves
assert all(module.__file__.startswith(task) for module in (function, helpers, six))
print(checked > 0, len(compiled))
"#;

fn import(python: &str, drop: Dropped, runtime: &str, scratch: &Scratch, name: &str) -> String {
    let packed = drop.try_pack(&target(runtime), Compression::Fast).unwrap();
    assert!(packed.found.is_empty(), "{:?}", packed.found);
    scratch.write(&format!("{name}.zip"), &packed.zip);
    let (package, task) = (scratch.0.join(format!("{name}.zip")), scratch.0.join(name));
    run(Command::new(python).args(["-I", "-c", IMPORT]).arg(package).arg(task))
}

fn compile(python: &str, folder: &Path) {
    run(Command::new(python).args(["-m", "compileall", "-q"]).arg(folder));
}

#[test]
fn nothing_is_compiled_again() {
    let tools = Tools::find();
    let six = tools.wheel(&["six-"]);
    for (minor, python) in tools.interpreters() {
        let runtime = format!("python3.{minor}");
        let scratch = Scratch::new(&format!("bytecode-{minor}"));
        let env = scratch.0.join("env");
        run(Command::new(python).args(["-m", "venv", "--without-pip"]).arg(&env));
        // Unpacked as pip does it. Present-day pip does not run on some of these Pythons.
        let site = env.join(format!("lib/{runtime}/site-packages"));
        run(Command::new(python).args(["-m", "zipfile", "-e"]).arg(&six).arg(&site));
        compile(python, &site);
        scratch.write("app/function.py", "import six\n\ndef handler(event, context):\n    return 1\n");
        scratch.write("app/helpers/__init__.py", "");
        scratch.write("app/helpers/text.py", "GREETING = \"Grüß Gott\"\n");
        let app = scratch.0.join("app");
        compile(python, &app);
        let mut drop = Dropped::default().and_disk(&env).and_disk(&app);
        let without = import(python, drop.clone(), &runtime, &scratch, "without");
        assert!(without.starts_with("False") && !without.ends_with(" 0\n"), "{runtime}: {without}");
        drop.options.bytecode = true;
        assert_eq!(import(python, drop.clone(), &runtime, &scratch, "with"), "True 0\n", "{runtime}");
        // The package of the first run serves as an existing package.
        let mut old = Dropped::default().and_disk(&scratch.0.join("with.zip"));
        old.options.bytecode = true;
        assert_eq!(import(python, old, &runtime, &scratch, "again"), "True 0\n", "{runtime}");
    }
}
