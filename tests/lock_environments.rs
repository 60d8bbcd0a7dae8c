//! The environments that lock files are for: forks, markers and versions of Python. Also, what makes a
//! lock ambiguous.

use crate::support::libs::lib;
use crate::support::{Dropped, dropped, target};

/// Wheels of `a`, `b` and `c` in the versions 1.0 and 2.0 beside a lock.
fn drop(name: &str, text: &str, groups: &[&str]) -> Dropped {
    let libs = ["a 1.0", "a 2.0", "b 1.0", "b 2.0", "c 1.0"].map(lib);
    let file = dropped(format!("app/{name}"), text).and("app/f.py", "x = 1\n");
    let mut drop =
        libs.iter().fold(file, |drop, lib| drop.and(format!("wheels/{}", lib.filename()), lib.bytes()));
    drop.options.groups = groups.iter().map(|group| group.to_string()).collect();
    drop
}

/// Checks what a lock installs on this runtime, and parts of the findings.
#[track_caller]
fn check_on(runtime: &str, (name, text): (&str, &str), groups: &[&str], expected: &str, findings: &[&str]) {
    let plan = drop(name, text, groups).plan_for(&target(runtime));
    let installed: Vec<String> =
        plan.distributions.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
    assert_eq!(installed.join(", "), expected, "{:#?}", plan.findings);
    let found = plan.findings.iter().filter(|finding| {
        let code = finding.code.as_str();
        !code.starts_with("runtime-") && code != "requirements-empty"
    });
    let found: Vec<String> = found
        .map(|finding| format!("{:?} {}: {}", finding.severity, finding.code.as_str(), finding.message))
        .collect();
    assert_eq!(found.len(), findings.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(findings) {
        assert!(expected.split('*').all(|part| found.contains(part)), "{found}\nis not\n{expected}");
    }
}

#[track_caller]
fn check(lock: (&str, &str), groups: &[&str], expected: &str, findings: &[&str]) {
    check_on("python3.13", lock, groups, expected, findings);
}

/// In a workspace without a project, the groups of a lock with forks state no versions.
#[test]
fn forks_of_uv() {
    let lock = "version = 1
resolution-markers = [\"python_full_version >= '3.12'\", \"python_full_version < '3.12'\"]
[manifest.dependency-groups]
dev = [{ name = 'a', specifier = '>=1' }, { name = 'c' }]
old = [{ name = 'a', marker = \"python_full_version < '3.12'\", specifier = '<2' }]
[[package]]
name = 'a'
version = '1.0'
source = { registry = 'https://index.invalid/simple' }
resolution-markers = [\"python_full_version < '3.12'\"]
[[package]]
name = 'a'
version = '2.0'
source = { registry = 'https://index.invalid/simple' }
resolution-markers = [\"python_full_version >= '3.14'\", \"python_full_version  ==  '3.13.*'\"]
dependencies = [{ name = 'b', version = '1.0', source = { registry = 'https://index.invalid/simple' } }]
[[package]]
name = 'b'
version = '1.0'
source = { registry = 'https://index.invalid/simple' }
[[package]]
name = 'c'
version = '1.0'
source = { registry = 'https://index.invalid/simple' }
";
    check(("uv.lock", lock), &["dev"], "a 2.0, b 1.0, c 1.0", &[]);
    check_on("python3.9", ("uv.lock", lock), &["dev"], "a 1.0, c 1.0", &[]);
    check(("uv.lock", lock), &["old"], "", &[]);
    check_on("python3.9", ("uv.lock", lock), &["old"], "a 1.0", &[]);
}

#[test]
fn environments() {
    let uv = |markers: &str| {
        format!(
            "version = 1\nsupported-markers = [{markers}]\n[[package]]\nname = 'app'\nsource = {{ virtual = '.' }}\ndependencies = [{{ name = 'a' }}]\n[[package]]\nname = 'a'\nversion = '1.0'\nsource = {{ registry = 'https://index.invalid/simple' }}\n"
        )
    };
    let none = "Error requires-python: \"app/uv.lock\" line 2: the target is none of the environments that were locked*sys_platform == 'darwin'";
    check(("uv.lock", &uv("\"sys_platform == 'linux'\"")), &[], "a 1.0", &[]);
    check(
        ("uv.lock", &uv("\"sys_platform == 'darwin'\", \"platform_machine == 'x86_64'\"")),
        &[],
        "a 1.0",
        &[],
    );
    check(("uv.lock", &uv("\"sys_platform == 'darwin'\"")), &[], "a 1.0", &[none]);
    check(
        ("uv.lock", &uv("'nonsense'")),
        &[],
        "a 1.0",
        &["Error requires-python", "Error requirement-invalid*line 2*\"nonsense\" is not a marker"],
    );
    let pylock = "lock-version = '1.0'\nenvironments = [\"sys_platform == 'win32'\"]\n[[packages]]\nname = 'a'\nversion = '1.0'\n";
    check(("pylock.toml", pylock), &[], "a 1.0", &["Error requires-python*line 2*none of the environments"]);
}

#[test]
fn pylock_is_whole_and_unambiguous() {
    let package = |name: &str, version: &str, marker: &str| {
        format!("[[packages]]\nname = '{name}'\nversion = '{version}'\n{marker}\n")
    };
    let lock = |packages: &[String]| format!("lock-version = '1.0'\n{}", packages.concat());
    check(
        ("pylock.toml", &package("a", "1.0", "")),
        &[],
        "a 1.0",
        &["Error requirement-invalid: \"app/pylock.toml\": it has no lock-version"],
    );
    check(
        ("pylock.toml", &format!("lock-version = '2.0'\n{}", package("a", "1.0", ""))),
        &[],
        "a 1.0",
        &["Error requirement-invalid*its lock-version \"2.0\" is not 1.x"],
    );
    // The meaning of future formats is unknown.
    let uv = |version: u8| {
        format!(
            "version = {version}\n[[package]]\nname = 'app'\nversion = '1'\nsource = {{ virtual = '.' }}\ndependencies = [{{ name = 'a' }}]\n[[package]]\nname = 'a'\nversion = '1.0'\n"
        )
    };
    check(("uv.lock", &uv(1)), &[], "a 1.0", &[]);
    check(("uv.lock", &uv(2)), &[], "a 1.0", &["Error requirement-invalid*its version 2 is not 1"]);
    let poetry = |version: &str| {
        format!(
            "[[package]]\nname = 'a'\nversion = '1.0'\ngroups = ['main']\n[metadata]\nlock-version = '{version}'\n"
        )
    };
    check(("poetry.lock", &poetry("2.7")), &[], "a 1.0", &[]);
    check(
        ("poetry.lock", &poetry("3.0")),
        &[],
        "a 1.0",
        &["Error requirement-invalid*its lock-version \"3.0\" is not 1.x or 2.x"],
    );
    let twice = "Error requirement-invalid: \"app/pylock.toml\" line 6: \"a\" is locked for the target already, by \"app/pylock.toml\" line 2";
    check(
        ("pylock.toml", &lock(&[package("a", "1.0", ""), package("a", "1.0", "")])),
        &[],
        "a 1.0",
        &[twice],
    );
    check(
        ("pylock.toml", &lock(&[package("a", "1.0", ""), package("A", "2.0", "")])),
        &[],
        "a 1.0",
        &[twice],
    );
    let windows = package("a", "1.0", "marker = \"sys_platform == 'win32'\"");
    check(("pylock.toml", &lock(&[windows, package("a", "2.0", "")])), &[], "a 2.0", &[]);
    // Membership in sets, with any kind of white space.
    let dev = package("a", "1.0", "marker = \"'dev'  in\tdependency_groups\"");
    let other = package("a", "2.0", "marker = \"'dev'  not  in dependency_groups\"");
    let sets = format!("dependency-groups = ['dev']\n{}", [dev, other].concat());
    let sets = format!("lock-version = '1.0'\n{sets}");
    check(("pylock.toml", &sets), &[], "a 2.0", &[]);
    check(("pylock.toml", &sets), &["dev"], "a 1.0", &[]);
}

/// Pipenv warns about another version of Python, and continues.
#[test]
fn pipfile_names_a_python() {
    let lock = |requires: &str| {
        format!(
            "{{\"_meta\": {{\"requires\": {{{requires}}}}},\n\"default\": {{\"a\": {{\"version\": \"==1.0\"}}}}}}"
        )
    };
    check(("Pipfile.lock", &lock("")), &[], "a 1.0", &[]);
    check(("Pipfile.lock", &lock("\"python_version\": \"3.13\"")), &[], "a 1.0", &[]);
    check(("Pipfile.lock", &lock("\"python_version\": \"3\"")), &[], "a 1.0", &[]);
    check(
        ("Pipfile.lock", &lock("\"python_version\": \"3.11\"")),
        &[],
        "a 1.0",
        &[
            "Warning requires-python: \"app/Pipfile.lock\" line 1: the target's Python is 3.13, but the project is for Python \"3.11\"",
        ],
    );
    check(
        ("Pipfile.lock", &lock("\"python_full_version\": \"3.13.2\", \"python_version\": \"3.13\"")),
        &[],
        "a 1.0",
        &["Warning requires-python*\"3.13.2\"*some of its releases"],
    );
    check(("Pipfile.lock", &lock("\"python_version\": 3")), &[], "a 1.0", &[]);
}
