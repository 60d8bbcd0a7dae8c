//! Files of requirements other than those of pip and the lock files: pdm.lock, setup.cfg, and the pip
//! part of environment.yml. Also the findings about files that are not read.

use crate::support::libs::lib;
use crate::support::{Dropped, dropped, paths};
use wheelpress::plan::Plan;

fn with_wheels(drop: Dropped) -> Dropped {
    ["a 1.0", "a 2.0", "b 1.0", "c 1.0"].map(lib).iter().fold(drop.and("app/f.py", "x = 1\n"), |drop, lib| {
        drop.and(format!("wheels/{}", lib.filename()), lib.bytes())
    })
}

/// Checks what is installed for files in `app/` with these extras and groups, and the findings in any order,
/// each as `Severity code: part*s`.
#[track_caller]
fn check_with(files: &[(&str, &str)], chosen: &[&str], expected: &str, findings: &[&str]) -> Plan {
    let drop =
        files.iter().fold(Dropped::default(), |drop, (name, text)| drop.and(format!("app/{name}"), *text));
    let mut drop = with_wheels(drop);
    for name in chosen {
        match name.strip_prefix("extra ") {
            Some(extra) => drop.options.extras.insert(extra.to_string()),
            None => drop.options.groups.insert(name.to_string()),
        };
    }
    let plan = drop.plan();
    let installed: Vec<String> =
        plan.distributions.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
    assert_eq!(installed.join(", "), expected, "{:#?}", plan.findings);
    let found: Vec<String> = plan
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() != "files-skipped")
        .map(|finding| format!("{:?} {}: {}", finding.severity, finding.code.as_str(), finding.message))
        .collect();
    assert_eq!(found.len(), findings.len(), "{found:#?}");
    for expected in findings {
        let is_it = |found: &&String| expected.split('*').all(|part| found.contains(part));
        assert!(found.iter().any(|found| is_it(&found)), "{expected}\nis not among\n{found:#?}");
    }
    plan
}

#[track_caller]
fn check(files: &[(&str, &str)], expected: &str, findings: &[&str]) -> Plan {
    check_with(files, &[], expected, findings)
}

const PDM: &str = r#"
[metadata]
groups = ["default", "dev", "web"]
strategy = ["inherit_metadata"]
lock_version = "4.5.0"
[[metadata.targets]]
requires_python = ">=3.9"
[[package]]
name = "a"
version = "1.0"
groups = ["default", "dev"]
files = [{file = "a-1.0-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000"}, {file = "a-1.0.tar.gz", hash = "sha256:00"}]
dependencies = ["nothing-has-this"]
[[package]]
name = "b"
version = "1.0"
groups = ["dev"]
marker = "python_version >= '3.9'"
[[package]]
name = "c"
version = "1.0"
groups = ["web", "default"]
marker = "sys_platform == \"win32\""
"#;

#[test]
fn pdm() {
    let plan = check(&[("pdm.lock", PDM)], "a 1.0", &[]);
    assert_eq!(plan.file_checks.len(), 1);
    assert_eq!(plan.optional.groups.iter().map(String::as_str).collect::<Vec<_>>(), ["dev", "web"]);
    assert!(!paths(&plan).contains(&"pdm.lock"));
    check_with(&[("pdm.lock", PDM)], &["dev"], "a 1.0, b 1.0", &[]);
    // Extras of the project are groups in the lock.
    let linux = PDM.replace("win32", "linux");
    check_with(&[("pdm.lock", &linux)], &["extra web"], "a 1.0, c 1.0", &[]);
    let fault =
        "Error requires-python: \"app/pdm.lock\" line 6: the target is none of those that were locked";
    check(&[("pdm.lock", &PDM.replace("\">=3.9\"", "\"<3.13\""))], "a 1.0", &[fault]);
    let windows = PDM.replace("\">=3.9\"", "\">=3.9\"\nplatform = \"windows_amd64\"");
    check(&[("pdm.lock", &windows)], "a 1.0", &[fault]);
    let linux = PDM.replace("\">=3.9\"", "\">=3.9\"\nplatform = \"manylinux_2_17_x86_64\"");
    check(&[("pdm.lock", &linux)], "a 1.0", &[]);
    let arm = PDM.replace("\">=3.9\"", "\">=3.9\"\nplatform = \"manylinux_2_17_aarch64\"");
    check(&[("pdm.lock", &arm)], "a 1.0", &[fault]);
    // Before PDM 2.11, the groups of packages follow only from pyproject.toml and a walk over the lock.
    let old = "[[package]]\nname = 'a'\nversion = '1.0'\n";
    let plan = check(
        &[("pdm.lock", old)],
        "a 2.0, b 1.0, c 1.0",
        &["Error requirement-unsupported", "Warning wheel-older"],
    );
    let hint =
        plan.findings.iter().find_map(|finding| finding.hint.as_deref().filter(|hint| hint.contains("pdm")));
    assert_eq!(hint, Some("Export it: pdm export -f requirements -o requirements.txt"));
    // pdm.lock has priority over requirements.txt.
    check(
        &[("pdm.lock", PDM), ("requirements.txt", "b\n")],
        "a 1.0",
        &["Info requirements-ignored*requirements.txt"],
    );
}

#[test]
fn setup_cfg() {
    let cfg = "[metadata]\nname = app\n[options]\npython_requires = >=3.8\ninstall_requires =\n    a<2\n    # why\n    c; sys_platform == 'win32'\n\npackages = find:\n[options.extras_require]\nWeb_Ui =\n    b>=1\nall = app[web-ui]; c\n";
    let plan = check(&[("setup.cfg", cfg)], "a 1.0", &[]);
    assert_eq!(plan.optional.extras.iter().map(String::as_str).collect::<Vec<_>>(), ["all", "web-ui"]);
    check_with(&[("setup.cfg", cfg)], &["extra web-ui"], "a 1.0, b 1.0", &[]);
    check_with(&[("setup.cfg", cfg)], &["extra all"], "a 1.0, c 1.0", &[]);
    check(&[("setup.cfg", "[options]\ninstall_requires = a==1.0; b\n")], "a 1.0, b 1.0", &[]);
    let file = [("setup.cfg", "[options]\ninstall_requires = file: deps.txt\n"), ("deps.txt", "b\n")];
    check(&file, "b 1.0", &[]);
    check(&[("setup.cfg", &cfg.replace(">=3.8", "<3.13"))], "a 1.0", &["Error requires-python*line 4"]);
    check(
        &[("setup.cfg", &cfg.replace("a<2", "a=2"))],
        "",
        &["Error requirement-invalid*line 6", "Info requirements-empty"],
    );
    // Most of these files only configure tools.
    check(
        &[("setup.cfg", "[flake8]\nmax-line-length = 100\n")],
        "a 2.0, b 1.0, c 1.0",
        &["Warning wheel-older"],
    );
    // With a pyproject.toml that states only build requirements, and with a requirement on the project
    // itself.
    let build = ("pyproject.toml", "[build-system]\nrequires = ['setuptools']\n");
    check(&[build, ("setup.cfg", cfg)], "a 1.0", &[]);
    check(
        &[("requirements.txt", "-e .[web-ui]\n"), ("setup.cfg", cfg), ("setup.py", "setup()")],
        "a 1.0, b 1.0",
        &[],
    );
    // A pyproject.toml without dependencies leaves them to setup.cfg, whatever else it states.
    let group =
        ("pyproject.toml", "[build-system]\nrequires = ['setuptools']\n[dependency-groups]\ndev = ['c']\n");
    check(&[group, ("setup.cfg", cfg)], "a 1.0", &[]);
    check_with(&[group, ("setup.cfg", cfg)], &["dev", "extra web-ui"], "a 1.0, b 1.0, c 1.0", &[]);
    check(&[("requirements.txt", "-e .\n"), group, ("setup.cfg", cfg)], "a 1.0", &[]);
    let dynamic = (
        "pyproject.toml",
        "[project]\nname = 'app'\ndynamic = ['dependencies']\n[dependency-groups]\ndev = ['c']\n",
    );
    check(&[dynamic, ("setup.cfg", cfg)], "a 1.0", &[]);
    check(&[("requirements.txt", "-e .\n"), dynamic, ("setup.cfg", cfg)], "a 1.0", &[]);
    let unknown = "Warning requirement-unsupported*are dynamic";
    check_with(&[dynamic, ("setup.cfg", "[flake8]\nmax-line-length = 100\n")], &["dev"], "c 1.0", &[unknown]);
    check_with(
        &[dynamic, ("setup.py", "setup(install_requires=['a'])")],
        &["dev"],
        "c 1.0",
        &["Warning requirement-unsupported*\"app/setup.py\" says what is required"],
    );
    // Or to a script.
    let script = ("app.py", "# /// script\n# dependencies = ['a<2']\n# ///\n");
    check(&[group, script], "a 1.0", &[]);
    check_with(&[group, script], &["dev"], "c 1.0", &[]);
}

#[test]
fn environment_yml() {
    let text = "name: app\ndependencies:\n  - python=3.13\n  - c=1.0 # a wheel of it was dropped\n  - libgdal>=3\n  - pip\n  - pip:\n    - a==1.0\n    - 'b; python_version < \"3\"'\n";
    let gdal = "Warning requirement-unsupported: \"app/environment.yml\" line 5*which are no wheels: libgdal";
    let plan = check(&[("environment.yml", text)], "a 1.0, c 1.0", &[gdal]);
    assert!(
        plan.findings
            .iter()
            .any(|finding| finding.hint.as_deref().is_some_and(|hint| hint.contains("pip list")))
    );
    let text = text.replace("  - libgdal>=3\n", "");
    check(&[("environment.yaml", &text)], "a 1.0, c 1.0", &[]);
    let more = text.replace("a==1.0", "-r more.txt");
    check(&[("environment.yml", &more), ("more.txt", "a<2\n")], "a 1.0, c 1.0", &[]);
    let broken = text.replace("a==1.0", "a=1.0");
    check(
        &[("environment.yml", &broken)],
        "c 1.0",
        &["Error requirement-invalid: \"app/environment.yml\" line 7"],
    );
    // An environment.yml may belong to something else.
    check(&[("environment.yml", "stage: prod\n")], "a 2.0, b 1.0, c 1.0", &["Warning wheel-older"]);
    check(
        &[("environment.yml", &text), ("requirements.txt", "b\n")],
        "b 1.0",
        &["Info requirements-ignored*environment.yml"],
    );
}

#[test]
fn what_is_not_read() {
    let all = "a 2.0, b 1.0, c 1.0";
    let pipfile = "[packages]\na = '*'\n";
    let plan = check(
        &[("Pipfile", pipfile)],
        all,
        &["Warning requirement-unsupported: \"app/Pipfile\" has no Pipfile.lock", "Warning wheel-older"],
    );
    assert!(!paths(&plan).contains(&"Pipfile"));
    let lock = "{\"default\": {\"a\": {\"version\": \"==1.0\"}}}";
    check(&[("Pipfile", pipfile), ("Pipfile.lock", lock)], "a 1.0", &[]);
    check(
        &[("Pipfile", pipfile), ("requirements.txt", "b\n")],
        "b 1.0",
        &["Info requirements-ignored*\"app/Pipfile\""],
    );
    let setup = "from setuptools import setup\nsetup(install_requires=['a'])\n";
    let said = "Warning requirement-unsupported: \"app/setup.py\" says what is required";
    let plan = check(&[("setup.py", setup)], all, &[said, "Warning wheel-older"]);
    assert!(
        plan.findings.iter().any(|finding| finding
            .hint
            .as_deref()
            .is_some_and(|hint| hint.contains("uv pip compile setup.py")))
    );
    check(&[("setup.py", setup), ("requirements.txt", "b\n")], "b 1.0", &[]);
    check(&[("setup.py", "def handler(event, context): pass\n")], all, &["Warning wheel-older"]);
    // The filename alone does not make a file a lock.
    let misnamed =
        "Warning requirement-invalid: \"app/pylock.toml\" is no lock file, but a requirements file";
    check(&[("pylock.toml", "a==1.0\nb==1.0 # via a\n")], "a 1.0, b 1.0", &[misnamed]);
    check(
        &[("pylock.toml", "[[packages]\n")],
        all,
        &["Error requirement-invalid*not valid TOML", "Warning wheel-older"],
    );
    check(
        &[("pylock.dev.toml", "-r base.txt\na<2\n"), ("base.txt", "b\n")],
        "a 1.0, b 1.0",
        &[&misnamed.replace("pylock", "pylock.dev")],
    );
}

/// Files that tools leave behind do not ship, and neither does a project's lock. Terraform's state never
/// ships, whatever `.lambdaignore` says.
#[test]
fn left_behind() {
    let files = [
        "poetry.lock",
        ".gitignore",
        ".aws-sam/build.toml",
        "cdk.out/x.json",
        "template.yaml",
        "samconfig.toml",
        "app.egg-info/PKG-INFO",
        "terraform.tfstate",
    ];
    let drop =
        files.iter().fold(dropped("app/f.py", "x = 1\n"), |drop, path| drop.and(format!("app/{path}"), "x"));
    assert_eq!(paths(&drop.clone().plan()), ["f.py"]);
    let drop = drop.and("app/mails/template.yaml", "x");
    let drop = drop.and("app/.lambdaignore", "!poetry.lock\n!*.tfstate\n!samconfig.toml\n");
    let plan = drop.plan();
    assert_eq!(paths(&plan), ["f.py", "mails/template.yaml", "poetry.lock", "samconfig.toml"]);
    // The hint does not suggest a line in `.lambdaignore` that has no effect.
    let hints: Vec<&str> = plan
        .findings
        .iter()
        .filter(|one| one.message.contains("tfstate"))
        .filter_map(|one| one.hint.as_deref())
        .collect();
    assert_eq!(hints, ["They never ship: Terraform's state has secrets in plain text"]);
}
