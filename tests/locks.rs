//! Lock files, pyproject.toml and inline script metadata: what they require for the target.

use crate::support;

use crate::support::locks::{PYPROJECT, check, choices, faults, installed, with_wheels};
use crate::support::{dropped, target};
use wheelpress::target::Architecture;

const PYLOCK: &str = r#"
lock-version = "1.0"
requires-python = ">=3.8"
extras = ["web"]
dependency-groups = ["dev", "base"]
default-groups = ["base"]
created-by = "test"
[[packages]]
name = "a"
version = "1.0"
wheels = [{ url = "https://x.invalid/a-1.0-py3-none-any.whl", hashes = { sha256 = "0000000000000000000000000000000000000000000000000000000000000000" } }]
[[packages]]
name = "b"
version = "1.0"
marker = "'web' in extras"
[[packages]]
name = "c"
version = "1.0"
marker = "'dev' in dependency_groups"
[[packages]]
name = "d"
version = "2.0"
marker = "'base' in dependency_groups"
[[packages]]
name = "e"
version = "1.0"
marker = "platform_machine == 'aarch64'"
"#;

#[test]
fn pylock() {
    let plan = check(("pylock.toml", PYLOCK), &[], &[], "a 1.0, d 2.0");
    assert_eq!(choices(&plan), ("web".into(), "dev".into()));
    assert_eq!(plan.file_checks.len(), 1);
    check(("pylock.app.toml", PYLOCK), &["web"], &["dev"], "a 1.0, b 1.0, c 1.0, d 2.0");
    let mut arm = target("python3.13");
    arm.architecture = Architecture::Arm64;
    assert_eq!(
        installed(&with_wheels(dropped("app/pylock.toml", PYLOCK), "a d e").plan_for(&arm)),
        "a 1.0, d 2.0, e 1.0"
    );
    faults(
        ("pylock.toml", "lock-version = '1.0'\n[[packages]]\nversion = '1'\n"),
        &[],
        &["requirement-invalid*line 2*a package with a name"],
    );
    faults(
        ("pylock.toml", "lock-version = '1.0'\n[[packages]]\nname = 'a'\nmarker = 'x y'\n"),
        &[],
        &["requirement-invalid*line 2*\"x y\" is not a marker"],
    );
}

const UV: &str = r#"
version = 1
requires-python = ">=3.8"
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "a", extra = ["x"] }, { name = "f", marker = "sys_platform == 'win32'" }]
[package.optional-dependencies]
web = [{ name = "c" }]
[package.dev-dependencies]
dev = [{ name = "d" }]
[[package]]
name = "a"
version = "1.0"
source = { registry = "https://x.invalid/simple" }
dependencies = [{ name = "e", version = "1.0", marker = "python_full_version >= '3.9'" }, { name = "e", version = "2.0", marker = "python_full_version < '3.9'" }]
wheels = [{ url = "https://x.invalid/a-1.0-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 3 }]
[package.optional-dependencies]
x = [{ name = "b" }]
[[package]]
name = "b"
version = "2.0"
source = { registry = "https://x.invalid/simple" }
[[package]]
name = "c"
version = "1.0"
source = { registry = "https://x.invalid/simple" }
[[package]]
name = "d"
version = "1.0"
source = { registry = "https://x.invalid/simple" }
[[package]]
name = "e"
version = "1.0"
source = { registry = "https://x.invalid/simple" }
[[package]]
name = "e"
version = "2.0"
source = { registry = "https://x.invalid/simple" }
[[package]]
name = "f"
version = "1.0"
source = { registry = "https://x.invalid/simple" }
"#;

#[test]
fn uv() {
    let plan = check(("uv.lock", UV), &[], &[], "a 1.0, b 2.0, e 1.0");
    assert_eq!(choices(&plan), ("web".into(), "dev".into()));
    assert_eq!(plan.file_checks.len(), 1);
    check(("uv.lock", UV), &["web"], &["dev"], "a 1.0, b 2.0, c 1.0, d 1.0, e 1.0");
    let old = with_wheels(dropped("app/uv.lock", UV), "a b e").plan_for(&target("python3.8"));
    assert_eq!(installed(&old), "a 1.0, b 2.0, e 2.0");
}

const POETRY: &str = r#"
[[package]]
name = "a"
version = "1.0"
optional = false
groups = ["main", "dev"]
files = [{ file = "a-1.0-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }, { file = "a-1.0.tar.gz", hash = "sha256:00" }]
[package.dependencies]
b = ">=1"
[[package]]
name = "b"
version = "1.0"
optional = false
groups = ["main"]
markers = "sys_platform == 'linux'"
[[package]]
name = "c"
version = "1.0"
optional = true
groups = ["main"]
markers = "extra == 'web'"
[[package]]
name = "d"
version = "1.0"
optional = false
groups = ["dev"]
markers = { dev = "sys_platform == 'linux'" }
[[package]]
name = "e"
version = "1.0"
optional = false
groups = ["main"]
markers = "sys_platform == 'win32'"
[extras]
web = ["c"]
[metadata]
lock-version = "2.1"
"#;

#[test]
fn poetry() {
    let plan = check(("poetry.lock", POETRY), &[], &[], "a 1.0, b 1.0");
    assert_eq!(choices(&plan), ("web".into(), "dev".into()));
    assert_eq!(plan.file_checks.len(), 1);
    check(("poetry.lock", POETRY), &["web"], &["dev"], "a 1.0, b 1.0, c 1.0, d 1.0");
    // Before Poetry 2.0, only pyproject.toml states the groups.
    let old: String = POETRY
        .lines()
        .filter(|line| !line.starts_with("groups") && !line.starts_with("markers"))
        .map(|line| format!("{line}\n"))
        .collect();
    let project = "[tool.poetry]\nname = 'app'\n[tool.poetry.dependencies]\npython = '^3.8'\na = '^1'\nc = {version = '1', optional = true}\n[tool.poetry.group.dev.dependencies]\nd = '1'\n";
    let plan = |groups: &[&str]| {
        let mut drop = with_wheels(
            dropped("app/poetry.lock", old.clone()).and("app/pyproject.toml", project),
            "a b c d e",
        );
        drop.options.groups = groups.iter().map(|group| group.to_string()).collect();
        drop.plan()
    };
    assert_eq!(installed(&plan(&[])), "a 1.0, b 1.0");
    assert_eq!(installed(&plan(&["dev"])), "a 1.0, b 1.0, d 1.0");
}

const PIPFILE: &str = r#"{
  "_meta": { "hash": {} },
  "default": {
    "a": { "hashes": ["sha256:0000000000000000000000000000000000000000000000000000000000000000"], "version": "==1.0", "markers": "python_version >= '3.8'" },
    "b": { "version": "==2.0", "markers": "sys_platform == 'win32'" },
    "app": { "editable": true, "path": "." }
  },
  "develop": { "c": { "version": "==1.0", "extras": ["x"] } }
}"#;

#[test]
fn pipfile() {
    let plan = check(("Pipfile.lock", PIPFILE), &[], &[], "a 1.0");
    assert_eq!(choices(&plan), (String::new(), "develop".into()));
    assert_eq!(plan.file_checks.len(), 1);
    check(("Pipfile.lock", PIPFILE), &[], &["develop"], "a 1.0, c 1.0");
    faults(
        ("Pipfile.lock", "{\n\"default\": [}"),
        &[],
        &["requirement-invalid: \"app/Pipfile.lock\" line 2: it is not valid JSON"],
    );
    faults(
        (
            "Pipfile.lock",
            "{\"default\": {\"a\": {\"version\": \"=1\"},\n\"b\": 3, \"c\":\n{}},\n\"develop\": []}",
        ),
        &["develop"],
        &[
            "requirement-missing*\"c\" is required by \"app/Pipfile.lock\" line 2",
            "requirement-invalid*line 1*\"a=1\" is not a locked version",
            "requirement-invalid*line 2*\"b\" is not an object",
            "requirement-invalid*line 4*\"develop\" is not an object",
        ],
    );
}

#[test]
fn one_file_counts() {
    let drop = dropped("app/requirements.txt", "b\n")
        .and("app/pylock.toml", PYLOCK)
        .and("app/uv.lock", UV)
        .and("app/pyproject.toml", PYPROJECT)
        .and("app/f.py", "x");
    let plan = with_wheels(drop, "a b c d e f").plan();
    assert_eq!(installed(&plan), "a 1.0, d 2.0");
    let ignored: Vec<&str> = plan
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() == "requirements-ignored")
        .filter_map(|finding| finding.path.as_deref())
        .collect();
    assert_eq!(ignored, ["app/pyproject.toml", "app/requirements.txt", "app/uv.lock"]);
    // These files ship as usual. A file that `.lambdaignore` excludes is still read.
    assert!(support::paths(&plan).contains(&"requirements.txt"));
    let drop =
        dropped("app/requirements.txt", "a<2\n").and("app/.lambdaignore", "*.txt\n").and("app/f.py", "x");
    let plan = with_wheels(drop, "a b").plan();
    assert_eq!(plan.distributions.iter().map(|one| one.version.as_str()).collect::<Vec<_>>(), ["1.0"]);
    assert!(!support::paths(&plan).contains(&"requirements.txt"));
}

/// Distributions that a lock lists but that were not dropped, and a lock that differs from a virtualenv.
#[test]
fn locks_are_compared() {
    faults(
        ("uv.lock", UV),
        &[],
        &[
            "requirement-missing: \"a==1.0\" is required by \"app/uv.lock\" line 13",
            "requirement-missing: \"b==2.0\"",
            "requirement-missing: \"e==1.0\"",
        ],
    );
    let site = "env/lib/python3.13/site-packages";
    let plan = dropped("env/pyvenv.cfg", "home = /usr\n")
        .and(format!("{site}/a/__init__.py"), "x")
        .and(format!("{site}/a-0.9.dist-info/METADATA"), "Name: a\nVersion: 0.9\n")
        .and(format!("{site}/a-0.9.dist-info/RECORD"), "a/__init__.py,,\n")
        .and("app/Pipfile.lock", "{\"default\": {\"a\": {\"version\": \"==1.0\"}}}")
        .plan();
    assert_eq!(support::codes(&plan.findings), ["warning requirement-conflict app/pipfile.lock"]);
    // A wheel that is not among the locked files.
    let lock = "[[package]]\nname='a'\nversion='1.0'\nsource={virtual='.'}\n"
        .replace("virtual='.'", "registry='x'")
        + "wheels=[{url='https://x.invalid/a-1.0-py3-none-linux_x86_64.whl'}]\n[[package]]\nname='app'\nsource={virtual='.'}\ndependencies=[{name='a'}]\n";
    let plan = with_wheels(dropped("app/uv.lock", lock), "a").plan();
    assert!(
        plan.findings.iter().any(|finding| finding.message.contains("locks other files of a 1.0")),
        "{:#?}",
        plan.findings
    );
}
