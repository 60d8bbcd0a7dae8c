//! The target that a drop states or was made for, and the source of this information.

use crate::support::libs::with;
use crate::support::{Dropped, dropped, target};
use wheelpress::target::Architecture;

fn app() -> Dropped {
    dropped("app/app.py", "def handler(event, context):\n    return 1\n")
}

/// Checks the suggestion, which does not depend on the current target.
#[track_caller]
fn check(drop: Dropped, runtime: Option<(&str, &str)>, architecture: Option<Architecture>) {
    for chosen in ["python3.10", "python3.14"] {
        let found = drop.clone().plan_for(&target(chosen)).suggested_target;
        let found_runtime = found.runtime.as_ref().map(|one| (one.name, one.from.as_str()));
        assert_eq!((found_runtime, found.architecture.map(|one| one.name)), (runtime, architecture));
    }
}

#[test]
fn files_say_so() {
    let file = |text: &str| app().and("app/.python-version", text);
    let from = "\"app/.python-version\"";
    check(app(), None, None);
    check(file("3.12\n"), Some(("python3.12", from)), None);
    check(file("# comment\n3.11.4\n3.13\n"), Some(("python3.11", from)), None);
    check(file("cpython-3.12.1"), Some(("python3.12", from)), None);
    for text in ["", "pypy-3.10", "3.15", "3.99", "2.7", "system"] {
        check(file(text), None, None);
    }
    let project = |requires: &str| {
        app().and("app/pyproject.toml", format!("[project]\nname = 'x'\nrequires-python = '{requires}'\n"))
    };
    let from = "\"app/pyproject.toml\"";
    check(project(">=3.9"), None, None);
    check(project(">=3.9,<3.13"), Some(("python3.12", from)), None);
    check(project("==3.11.*"), Some(("python3.11", from)), None);
    check(project("~=3.12.4"), Some(("python3.12", from)), None);
    check(project("nonsense"), None, None);
    let lock = app().and("app/uv.lock", "version = 1\nrequires-python = '<3.13'\n");
    check(lock, Some(("python3.12", "\"app/uv.lock\"")), None);
}

#[test]
fn what_it_was_made_for() {
    let wheels = |tags: &[&str]| {
        let specs: Vec<String> =
            tags.iter().enumerate().map(|(at, tag)| format!("lib{at} 1.0 {tag}")).collect();
        with(app(), &specs.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let (arm, old) = ("cp312-cp312-manylinux_2_17_aarch64", "cp312-cp312-manylinux_2_17_x86_64");
    check(wheels(&["py3-none-any"]), None, None);
    check(wheels(&[arm, "py3-none-any"]), Some(("python3.12", "the wheels")), Some(Architecture::Arm64));
    check(wheels(&["cp39-abi3-manylinux_2_17_x86_64"]), None, Some(Architecture::X86_64));
    check(wheels(&[arm, old]), Some(("python3.12", "the wheels")), None);
    check(wheels(&[arm, "cp313-cp313-manylinux_2_17_aarch64"]), None, Some(Architecture::Arm64));
    // Wheels for other systems, and for a Python whose runtime is deprecated, suggest nothing.
    for tag in ["cp312-cp312-macosx_11_0_arm64", "cp312-cp312-win_amd64"] {
        check(wheels(&[tag]), None, None);
        check(
            wheels(&[tag, "cp313-cp313-manylinux_2_17_aarch64"]),
            Some(("python3.13", "the wheels")),
            Some(Architecture::Arm64),
        );
    }
    check(wheels(&["cp39-cp39-manylinux_2_17_x86_64"]), None, Some(Architecture::X86_64));
    check(wheels(&["cp310-cp310-manylinux_2_17_aarch64"]), None, Some(Architecture::Arm64));
    let venv = app()
        .and("app/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n")
        .and("app/.venv/lib/python3.12/site-packages/a.py", "");
    check(venv.clone(), Some(("python3.12", "the virtualenv \"app/.venv\"")), None);
    // A stated version has priority over an installed one.
    check(venv.and("app/.python-version", "3.13"), Some(("python3.13", "\"app/.python-version\"")), None);
}
