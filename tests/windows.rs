//! Virtualenvs of Windows, and distributions that are only for Windows.

use crate::support::{Dropped, codes, dropped, paths};

const SITE: &str = "env/Lib/site-packages";

/// Installs a distribution as pip does, with a module and a script. Example of `spec`: `"a 1.0
/// cp313-cp313-win_amd64 REQUESTED: b ; sys_platform == 'win32'"`.
fn install(drop: Dropped, spec: &str) -> Dropped {
    let (head, requires) = spec.split_once(": ").unwrap_or((spec, ""));
    let words: Vec<&str> = head.split(' ').collect();
    let (name, version) = (words[0], words[1]);
    let tag = words.get(2).filter(|word| word.contains('-')).unwrap_or(&"py3-none-any");
    let requires: String = requires
        .split(" | ")
        .filter(|one| !one.is_empty())
        .map(|one| format!("Requires-Dist: {one}\n"))
        .collect();
    let info = format!("{name}-{version}.dist-info");
    let record = format!(
        "../../Scripts/{name}.exe,,\n{name}/__init__.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
    );
    let drop = drop
        .and(format!("env/Scripts/{name}.exe"), "MZ")
        .and(format!("{SITE}/{name}/__init__.py"), "x = 1\n")
        .and(
            format!("{SITE}/{info}/METADATA"),
            format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}"),
        )
        .and(format!("{SITE}/{info}/WHEEL"), format!("Wheel-Version: 1.0\nTag: {tag}\n"))
        .and(format!("{SITE}/{info}/RECORD"), record);
    if words.contains(&"REQUESTED") { drop.and(format!("{SITE}/{info}/REQUESTED"), "") } else { drop }
}

fn env(specs: &[&str]) -> Dropped {
    let base = dropped("env/pyvenv.cfg", "home = C:\\Python313\nversion = 3.13.1\n")
        .and("env/Scripts/activate.bat", "@echo off\n")
        .and("env/Scripts/python.exe", "MZ");
    specs.iter().fold(base, |drop, spec| install(drop, spec))
}

/// Checks what is installed, and the findings as `severity code: part of the message`.
#[track_caller]
fn check(drop: Dropped, expected: &[&str], findings: &[&str]) {
    let plan = drop.plan();
    let installed: Vec<String> =
        plan.distributions.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
    assert_eq!(installed, expected, "{:#?}", plan.findings);
    assert_eq!(plan.findings.len(), findings.len(), "{:#?}", plan.findings);
    for (found, expected) in plan.findings.iter().zip(findings) {
        let found = format!("{:?} {}: {}", found.severity, found.code.as_str(), found.message).to_lowercase();
        assert!(
            expected.to_lowercase().split('*').all(|part| found.contains(part)),
            "{found}\nis not\n{expected}"
        );
    }
    assert!(!paths(&plan).iter().any(|path| path.contains(".exe") || path.contains("Scripts")));
}

const PYWIN32: &str = "pywin32 311 cp313-cp313-win_amd64";

#[test]
fn scripts_stay_behind() {
    let plan = env(&["a 1.0"]).plan();
    assert_eq!(codes(&plan.findings), [""; 0]);
    let info = "a-1.0.dist-info";
    assert_eq!(
        paths(&plan),
        [&format!("{info}/METADATA"), &format!("{info}/RECORD"), &format!("{info}/WHEEL"), "a/__init__.py"]
    );
    assert_eq!(
        (plan.sources[0].system, plan.sources[0].python.as_deref()),
        (Some("Windows"), Some("3.13.1"))
    );
}

/// A distribution that is only for Windows is no error in a package for Linux.
#[test]
fn for_windows_alone() {
    let colorama = "info distribution-elsewhere: \"colorama\" 0.4 of \"env\" stays behind: \"click\" requires it only where sys_platform == 'win32'";
    let click = "click 8.0 REQUESTED: colorama ; sys_platform == \"win32\"";
    check(env(&[click, "colorama 0.4"]), &["click 8.0"], &[colorama]);
    // The distribution was requested, or another one requires it, and it fits.
    check(env(&[click, "colorama 0.4 REQUESTED"]), &["click 8.0", "colorama 0.4"], &[]);
    check(env(&[click, "colorama 0.4", "b 1.0: colorama"]), &["b 1.0", "click 8.0", "colorama 0.4"], &[]);
    check(
        env(&[click, "colorama 0.4", "b 1.0: colorama ; extra == 'x'"]),
        &["b 1.0", "click 8.0", "colorama 0.4"],
        &[],
    );
    // It could not run on Linux, so it makes no difference that it was requested.
    let lock = "portalocker 3.0: pywin32>=226 ; platform_system == \"Windows\"";
    let pywin32 = "info distribution-elsewhere: \"pywin32\" 311*\"portalocker\" requires it only where";
    check(env(&[lock, PYWIN32]), &["portalocker 3.0"], &[pywin32]);
    check(env(&[lock, &format!("{PYWIN32} REQUESTED")]), &["portalocker 3.0"], &[pywin32]);
    // With everything that was installed only because of it.
    check(
        env(&[
            "portalocker 3.0 REQUESTED: pywin32 ; sys_platform == 'win32'",
            &format!("{PYWIN32}: helper | click"),
            "helper 1.0",
            "click 8.0 REQUESTED",
        ]),
        &["click 8.0", "portalocker 3.0"],
        &["info distribution-elsewhere: \"helper\" 1.0*\"pywin32\" requires it, which stays behind", pywin32],
    );
    // Nothing states what it is for.
    check(env(&[PYWIN32]), &["pywin32 311"], &["error distribution-incompatible"]);
    check(env(&[PYWIN32, "b 1.0: pywin32"]), &["b 1.0", "pywin32 311"], &["error distribution-incompatible"]);
    // A distribution for the version of Python that made the virtualenv.
    check(
        env(&["b 1.0: tomli ; python_version < '3.11'", "tomli 2.0"]),
        &["b 1.0"],
        &["info distribution-elsewhere: \"tomli\""],
    );
}

/// Files of requirements state what is for Windows.
#[test]
fn asked_for_on_windows() {
    let with = |drop: Dropped, requirements: &str| {
        drop.and("app/requirements.txt", requirements).and("app/function.py", "x = 1\n")
    };
    check(
        with(
            env(&["a 1.0 REQUESTED", &format!("{PYWIN32} REQUESTED")]),
            "a\npywin32 ; sys_platform == 'win32'\n",
        ),
        &["a 1.0"],
        &[
            "info distribution-elsewhere: \"pywin32\" 311*\"app/requirements.txt\" line 2 requires it only where",
        ],
    );
    check(
        with(env(&["a 1.0", "b 1.0"]), "a\nb ; sys_platform == 'win32'\nb ; sys_platform == 'linux'\n"),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(with(env(&["a 1.0: b", "b 1.0"]), "a\nb ; sys_platform == 'win32'\n"), &["a 1.0", "b 1.0"], &[]);
}
