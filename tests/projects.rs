//! Statements of a project about itself: requirements on the project, its version of Python, dynamic
//! fields, and files that are not read.

use crate::support::wheel::wheel;
use crate::support::{Dropped, dropped, target};
use wheelpress::plan::Plan;

/// Adds wheels with these names and the version 1.0 beside the project.
fn with(drop: Dropped, names: &str) -> Dropped {
    names.split_whitespace().fold(drop.and("app/f.py", "x = 1\n"), |drop, name| {
        let wheel = wheel(name, "1.0", "py3-none-any").file(&format!("{name}.py"), "x = 1\n");
        drop.and(format!("app/wheels/{}", wheel.filename()), wheel.bytes())
    })
}

/// Checks what is installed, and the findings in any order, each as `severity code: part*of the
/// message`.
#[track_caller]
fn check_plan(plan: &Plan, expected: &str, findings: &[&str]) {
    let installed: Vec<&str> = plan.distributions.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(installed.join(" "), expected, "{:#?}", plan.findings);
    let found: Vec<String> = plan
        .findings
        .iter()
        .map(|finding| format!("{:?} {}: {}", finding.severity, finding.code.as_str(), finding.message))
        .collect();
    assert_eq!(found.len(), findings.len(), "{found:#?}");
    for expected in findings {
        let is_it = |found: &&String| expected.split('*').all(|part| found.contains(part));
        assert!(found.iter().any(|found| is_it(&found)), "{expected}\nis not among\n{found:#?}");
    }
}

#[track_caller]
fn check(drop: Dropped, expected: &str, findings: &[&str]) {
    check_plan(&drop.plan(), expected, findings);
}

const PROJECT: &str = "[project]\nname = 'app'\ndependencies = ['a']\n[project.optional-dependencies]\ndev = ['b']\nall = ['app[dev]', 'c']\n";

fn project(requirements: &str) -> Dropped {
    let drop = dropped("app/requirements.txt", requirements).and("app/pyproject.toml", PROJECT);
    with(drop, "a b c d")
}

#[test]
fn requirements_that_ask_for_the_project() {
    // A file without requirements does not hide pyproject.toml.
    check(project("# see pyproject.toml\n"), "a", &[]);
    check(project("\n"), "a", &[]);
    check(project("-e .\n"), "a", &[]);
    check(project(".\nd\n"), "a d", &[]);
    check(project("-e .[dev]\n"), "a b", &[]);
    check(project("-e \".[dev]\"\n"), "a b", &[]);
    check(project(".[all]\n"), "a b c", &[]);
    check(project("-e . ; python_version < '3'\nd\n"), "d", &["Info requirements-ignored*pyproject.toml"]);
    check(project(".[nope]\n"), "a", &["Warning extra-unknown*line 1*no extra \"nope\""]);
    let mut chosen = project("-e .\n");
    chosen.options.extras = ["dev".to_string()].into();
    check(chosen, "a b", &[]);
    // pip runs at the root of the project, wherever the file is.
    let deep = dropped("app/requirements.txt", "-r requirements/base.txt\n")
        .and("app/requirements/base.txt", "-e .[dev]\n")
        .and("app/pyproject.toml", PROJECT);
    check(with(deep, "a b c"), "a b", &[]);
    // Without pyproject.toml, the requirements of the project are unknown.
    check(
        with(dropped("app/requirements.txt", "-e .\n"), "a"),
        "a",
        &["Info requirement-unsupported*line 1"],
    );
    check(
        with(dropped("app/requirements.txt", "-e .\n").and("app/setup.py", "x = 1\n"), "a"),
        "a",
        &["Warning requirement-unsupported*line 1"],
    );
}

#[test]
fn requirements_that_ask_for_another_project() {
    let lib = |requirements: &str| {
        dropped("app/requirements.txt", requirements)
            .and("app/lib/pyproject.toml", "[project]\nname = 'a'\nversion = '1.0'\n")
    };
    for requirements in ["-e ./lib\n", "./lib\n", "-e lib\n"] {
        check(with(lib(requirements), "a b"), "a", &["Warning requirement-unsupported*is taken for it"]);
        check(with(lib(requirements), "b"), "", &["Error requirement-unsupported: \"a @ *lib\""]);
    }
    // For a folder that was not dropped, its name is taken as the name of the distribution.
    let drop = dropped("app/requirements.txt", "-e ../b/\n");
    check(with(drop, "b"), "b", &["Warning requirement-unsupported*is taken for it"]);
    let drop = dropped("app/requirements.txt", "-e git+https://x.invalid/y#egg=b\n");
    check(with(drop, "b c"), "b", &["Warning requirement-unsupported*is taken for it"]);
    let drop = dropped("app/requirements.txt", "b@git+https://x.invalid/y\n");
    check(with(drop, "b c"), "b", &["Warning requirement-unsupported*is taken for it"]);
}

#[test]
fn projects_are_for_some_pythons() {
    let check = |name: &str, text: &str, runtime: &str, findings: &[&str]| {
        let drop = with(dropped(format!("app/{name}"), text), "a");
        check_plan(&drop.plan_for(&target(runtime)), "a", findings);
    };
    let pyproject = "[project]\nname = 'app'\nrequires-python = '<3.13'\ndependencies = ['a']\n";
    check("pyproject.toml", pyproject, "python3.12", &[]);
    check(
        "pyproject.toml",
        pyproject,
        "python3.13",
        &["Error requires-python: \"app/pyproject.toml\" line 3: the target's Python is 3.13*\"<3.13\""],
    );
    let patch = pyproject.replace("<3.13", "==3.13.2");
    check("pyproject.toml", &patch, "python3.13", &["Warning requires-python*some of its releases"]);
    let broken = pyproject.replace("<3.13", "3.13");
    check("pyproject.toml", &broken, "python3.13", &["Error requirement-invalid*line 3"]);
    let script = "# /// script\n# requires-python = '>=3.14'\n# dependencies = ['a']\n# ///\n";
    check("g.py", script, "python3.13", &["Error requires-python: \"app/g.py\" line 2"]);
    let uv = "version = 1\nrequires-python = '>=3.14'\n[[package]]\nname = 'app'\nsource = { virtual = '.' }\ndependencies = [{ name = 'a' }]\n[[package]]\nname = 'a'\nversion = '1.0'\n";
    check("uv.lock", uv, "python3.14", &[]);
    check("uv.lock", uv, "python3.13", &["Error requires-python: \"app/uv.lock\" line 2"]);
    let poetry = "[[package]]\nname = 'a'\nversion = '1.0'\ngroups = ['main']\n[metadata]\npython-versions = '^3.9,<3.13'\n";
    check("poetry.lock", poetry, "python3.12", &[]);
    check("poetry.lock", poetry, "python3.13", &["Error requires-python: \"app/poetry.lock\" line 6"]);
    let pylock = "lock-version = '1.0'\nrequires-python = '>=3.14'\nenvironments = [\n\"sys_platform == 'win32'\",\n\"platform_machine == 'aarch64'\"]\n[[packages]]\nname = 'a'\nversion = '1.0'\n";
    check(
        "pylock.toml",
        pylock,
        "python3.13",
        &["Error requires-python*line 2", "Error requires-python*line 4*none of the environments"],
    );
}

#[test]
fn what_is_dynamic() {
    let pyproject = |dynamic: &str| {
        let text = format!(
            "[project]\nname = 'app'\ndynamic = ['version', 'dependencies', 'optional-dependencies']\n{dynamic}"
        );
        dropped("app/pyproject.toml", text)
    };
    let files = "[tool.setuptools.dynamic]\ndependencies = { file = ['deps.txt'] }\noptional-dependencies.dev = { file = 'more/dev.txt' }\n";
    let drop = || pyproject(files).and("app/deps.txt", "a\n").and("app/more/dev.txt", "b\n");
    check(with(drop(), "a b c"), "a", &[]);
    let mut chosen = with(drop(), "a b c");
    chosen.options.extras = ["dev".to_string()].into();
    check(chosen, "a b", &[]);
    check(with(pyproject(files), "a"), "a", &["Error requirement-missing*line 5*deps.txt"]);
    check(
        with(pyproject(""), "a"),
        "a",
        &[
            "Warning requirement-unsupported*line 3*the dependencies are dynamic",
            "Warning requirement-unsupported*line 3*the optional-dependencies are dynamic",
        ],
    );
}

#[test]
fn files_of_other_names() {
    let drop = dropped("app/requirements.txt", "a\n-r requirements/base.txt\n")
        .and("app/requirements/base.txt", "b\n")
        .and("app/requirements/prod.txt", "c\n")
        .and("app/requirements-dev.txt", "d\n")
        .and("app/src/poetry.lock", "");
    check(
        with(drop, "a b c d"),
        "a b",
        &[
            "Info requirements-ignored: \"app/requirements-dev.txt\" is not used*not named",
            "Info requirements-ignored: \"app/requirements/prod.txt\" is not used",
            "Info requirements-ignored: \"app/src/poetry.lock\" is not used*root",
        ],
    );
    let plan = with(dropped("app/requirements-prod.txt", "a\n"), "a b").plan();
    check_plan(&plan, "a b", &["Info requirements-ignored"]);
    let hint = plan.findings[0].hint.as_deref();
    assert_eq!(hint, Some("Name it in a requirements.txt: -r requirements-prod.txt"));
    // Files of libraries belong to the libraries.
    let site = "env/lib/python3.13/site-packages";
    let drop = dropped("env/pyvenv.cfg", "home = /usr\n")
        .and(format!("{site}/a/__init__.py"), "x")
        .and(format!("{site}/a/requirements-dev.txt"), "b")
        .and(format!("{site}/a-1.0.dist-info/METADATA"), "Name: a\nVersion: 1.0\n")
        .and(format!("{site}/a-1.0.dist-info/RECORD"), "a/__init__.py,,\na/requirements-dev.txt,,\n");
    check(with(drop, ""), "a", &[]);
}

/// Lines of 10 MB are read once, not once for each character.
#[test]
fn endless_lines() {
    for piece in ["${", " #", "#", "${A", " --x", "\\\n", "a[", "|"] {
        let line = piece.repeat((10 << 20) / piece.len());
        let started = std::time::Instant::now();
        let plan = with(dropped("app/requirements.txt", format!("{line}\na\n")), "a").plan();
        assert!(started.elapsed().as_secs() < 20, "{piece}");
        assert!(plan.findings.len() < 5, "{piece}");
    }
}
