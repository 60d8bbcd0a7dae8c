//! Files that Python would read when it starts, in wheels, zips and folders. On Lambda nothing reads
//! them.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped};

/// Checks the findings for a file with this name and text at the root: in a wheel, an existing zip and a folder.
/// Expects these words, or no finding if `expected` is empty.
#[track_caller]
fn check(name: &str, text: &str, expected: &[&str]) {
    let app = "def handler(event, context): pass\n";
    let files = [(name, text), ("inner/m.py", "x = 1\n")];
    let lib =
        files.iter().fold(wheel("lib", "1.0", "py3-none-any"), |lib, (path, text)| lib.file(path, *text));
    let zipped: Vec<_> =
        files.iter().chain(&[("app.py", app)]).map(|(path, text)| entry(path, *text)).collect();
    let folder =
        files.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(format!("f/{path}"), *text));
    let drops = [
        dropped("f/app.py", app).and(lib.filename(), lib.bytes()),
        dropped("old.zip", zip(&zipped)),
        folder.and("f/app.py", app),
    ];
    for drop in drops {
        let findings = drop.plan().findings;
        let told: Vec<_> = findings.iter().filter(|one| one.code.as_str() == "pth-ignored").collect();
        assert_eq!(told.len(), expected.len(), "{name}: {findings:#?}");
        for (finding, words) in told.iter().zip(expected) {
            let text = format!("{} {}", finding.message, finding.hint.as_deref().unwrap_or_default());
            assert!(text.contains(words), "{name}: {text}");
        }
    }
}

#[test]
fn what_nobody_reads_is_told() {
    check(
        "lib.pth",
        "inner\n",
        &["adds \"inner\" to Python's path, but on Lambda no .pth file is read in /var/task Add"],
    );
    check("lib.pth", "./inner\r\n# no\n\n", &["Add the folder to sys.path"]);
    check("lib.pth", "nowhere\n", &["and the folder was not dropped"]);
    check("__editable__.lib-1.0.pth", "/home/me/lib/src\n", &["\"/home/me/lib/src\" to Python's path"]);
    check("lib.pth", "import hook; hook.run()\n", &["runs \"import hook; hook.run()\" when Python starts"]);
    check("lib.pth", "import a\ninner\n", &["adds \"inner\"", "runs \"import a\""]);
    check("lib.start", "hook:run\n", &["runs \"hook:run\""]);
    // Files whose absence does no harm, or that do nothing.
    check("distutils-precedence.pth", "import os; __import__('_distutils_hack').add_shim()\n", &[]);
    check("a1_coverage.pth", "import sys; exec('import coverage')\n", &[]);
    check("ns.a-1.0-py3.13-nspkg.pth", "import sys, types, os\n", &[]);
    check("lib.pth", "# nothing\n", &[]);
    check("inner/lib.pth", "inner\n", &[]);
    check("lib.pth.txt", "inner\n", &[]);
}
