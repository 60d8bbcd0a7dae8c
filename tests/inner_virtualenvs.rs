//! Virtualenvs inside a project's folder: a source of libraries, like a virtualenv dropped beside the
//! project.

use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, paths, target};
use wheelpress::fix::Fix;
use wheelpress::plan::Plan;

const SITE: &str = "lib/python3.13/site-packages";
const PURE: &str = "py3-none-any";
const NATIVE: &str = "cp313-cp313-manylinux_2_17_x86_64";

fn app() -> Dropped {
    dropped("app/app.py", "import a\n\ndef handler(event, context):\n    return a\n")
}

/// Adds a virtualenv in this folder. Each of its distributions has one module, and is given as name,
/// version and tag.
fn with(drop: Dropped, folder: &str, home: &str, libraries: &[(&str, &str, &str)]) -> Dropped {
    let drop = drop.and(format!("{folder}/pyvenv.cfg"), home).and(format!("{folder}/bin/python"), "ELF");
    libraries.iter().fold(drop, |drop, (name, version, tag)| {
        let site = format!("{folder}/{}", if home.contains('\\') { "Lib/site-packages" } else { SITE });
        let info = format!("{site}/{name}-{version}.dist-info");
        drop.and(
            format!("{info}/METADATA"),
            format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
        )
        .and(format!("{info}/WHEEL"), format!("Wheel-Version: 1.0\nTag: {tag}\n"))
        .and(format!("{info}/RECORD"), format!("{name}.py,,\n{name}-{version}.dist-info/METADATA,,\n"))
        .and(format!("{site}/{name}.py"), format!("version = \"{version}\"\n"))
        .and(format!("{site}/__pycache__/{name}.cpython-313.pyc"), "")
    })
}

const LINUX: &str = "home = /usr/bin\nversion = 3.13.1\n";
const MAC: &str = "home = /opt/homebrew/bin\nversion = 3.13.1\n";
const OLD: &str = "home = /usr/bin\nversion = 3.12.1\n";

fn plan(drop: Dropped) -> Plan {
    let mut target = target("python3.13");
    target.handler = Some("app.handler".to_string());
    drop.plan_for(&target)
}

/// Checks the files that ship, without metadata, and the findings.
#[track_caller]
fn check(drop: Dropped, files: &[&str], findings: &[&str]) -> Plan {
    let plan = plan(drop);
    let found: Vec<&str> = paths(&plan).into_iter().filter(|path| !path.contains(".dist-info/")).collect();
    assert_eq!(
        (&found[..], codes(&plan.findings)),
        (files, findings.iter().map(ToString::to_string).collect()),
        "{:#?}",
        plan.findings
    );
    plan
}

#[test]
fn its_libraries_ship() {
    for folder in ["app/.venv", "app/venv", "app/env", "app/tools/my-env"] {
        let plan = check(with(app(), folder, LINUX, &[("a", "1.0", PURE)]), &["a.py", "app.py"], &[]);
        let source = &plan.sources[1];
        assert_eq!((source.path.as_str(), source.python.as_deref()), (folder, Some("3.13.1")));
    }
    // The result is the same as for a virtualenv beside the project.
    let of = |folder: &str| {
        let plan = plan(with(app(), folder, LINUX, &[("a", "1.0", PURE), ("b", "1.0", NATIVE)]));
        plan.entries.iter().map(|one| (one.path.clone(), one.size)).collect::<Vec<_>>()
    };
    assert_eq!(of("app/.venv"), of(".venv"));
    let conda = app()
        .and("app/env/conda-meta/history", "")
        .and(format!("app/env/{SITE}/a-1.0.dist-info/METADATA"), "Name: a\nVersion: 1.0\n")
        .and(format!("app/env/{SITE}/a-1.0.dist-info/RECORD"), "a.py,,\n")
        .and(format!("app/env/{SITE}/a.py"), "");
    check(conda, &["a.py", "app.py"], &[]);
}

#[test]
fn requirements_and_wheels_beside_it() {
    let venv = || with(app(), "app/.venv", LINUX, &[("a", "1.0", PURE)]);
    check(venv().and("app/requirements.txt", "a>=1\n"), &["a.py", "app.py", "requirements.txt"], &[]);
    let newer = wheel("a", "2.0", PURE).file("a.py", "new");
    let replaced = format!("info distribution-replaced app/.venv/{SITE}/a-1.0.dist-info/metadata");
    let drop = venv().and(newer.filename(), newer.bytes());
    check(drop, &["a.py", "app.py"], &[&replaced]);
    // Requirements that it lacks are reported.
    let drop = venv().and("app/requirements.txt", "a>=1\nb==2\n");
    let plan = check(
        drop,
        &["a.py", "app.py", "requirements.txt"],
        &["error requirement-missing app/requirements.txt"],
    );
    assert_eq!(plan.missing.needs.len(), 1);
    assert_eq!(plan.missing.needs[0].requirement, "b==2");
}

#[test]
fn what_does_not_fit_says_why() {
    let libraries = [
        ("a", "1.0", PURE),
        ("b", "1.0", "cp313-cp313-macosx_11_0_arm64"),
        ("c", "2.0", "cp313-cp313-macosx_11_0_arm64"),
    ];
    let drop = with(
        dropped("app/app.py", "import a, b, c\n\ndef handler(event, context):\n    pass\n"),
        "app/.venv",
        MAC,
        &libraries,
    );
    let files = ["a.py", "app.py", "b.py", "c.py"];
    let plan = check(drop.clone(), &files, &["error distribution-incompatible app/.venv"]);
    let message = &plan.findings[0].message;
    assert_eq!(
        message,
        "\"b\" 1.0 and \"c\" 2.0 of \"app/.venv\" do not fit the target: they are built for macOS, and Lambda runs Linux with glibc"
    );
    let pip = &plan.missing.commands[0].text;
    assert!(pip.contains(" --no-deps ") && pip.ends_with("'b==1.0' 'c==2.0'"), "{pip}");
    assert_eq!(plan.findings[0].fix, None);
    // The wheels or the installed folder that the command fetches replace it.
    let right = wheel("b", "1.0", NATIVE).file("b.py", "right");
    let plan = self::plan(drop.clone().and(right.filename(), right.bytes()));
    assert_eq!(
        plan.missing.needs.iter().map(|need| need.requirement.as_str()).collect::<Vec<_>>(),
        ["c==2.0"]
    );
    let installed = ["b", "c"].into_iter().fold(drop, |drop, name| {
        let info = format!("libraries/{name}-2.0.dist-info");
        drop.and(format!("{info}/METADATA"), format!("Name: {name}\nVersion: 2.0\n"))
            .and(format!("{info}/WHEEL"), format!("Tag: {NATIVE}\n"))
            .and(format!("{info}/RECORD"), format!("{name}.py,,\n"))
            .and(format!("libraries/{name}.py"), "right")
    });
    assert!(
        self::plan(installed).findings.iter().all(|one| one.code.as_str() != "distribution-incompatible")
    );
    // Another runtime would fit.
    let libraries = [("a", "1.0", PURE), ("b", "1.0", "cp312-cp312-manylinux_2_17_x86_64")];
    let plan = self::plan(with(app(), "app/.venv", OLD, &libraries));
    assert_eq!(plan.findings[0].code.as_str(), "distribution-incompatible");
    assert_eq!(
        plan.findings[0].fix,
        Some(Fix::Target { runtime: Some("python3.12".into()), architecture: None })
    );
}

#[test]
fn windows() {
    let home = "home = C:\\Python313\nversion = 3.13.0\n";
    let drop = with(app(), "app/.venv", home, &[("a", "1.0", PURE)]);
    let plan = check(drop, &["a.py", "app.py"], &[]);
    assert_eq!(plan.sources[1].system, Some("Windows"));
}

#[test]
fn one_of_several_counts() {
    let libraries: &[(&str, &str, &str)] = &[("a", "1.0", PURE)];
    let both = |first: &str, second: &str| {
        let drop = with(app(), "app/.venv", first, libraries);
        with(drop, "app/venv", second, libraries)
    };
    check(both(LINUX, LINUX), &["a.py", "app.py"], &["info virtualenv-skipped app/venv"]);
    check(both(OLD, LINUX), &["a.py", "app.py"], &["info virtualenv-skipped app/.venv"]);
    check(both(MAC, LINUX), &["a.py", "app.py"], &["info virtualenv-skipped app/.venv"]);
    // A virtualenv that was dropped separately has priority.
    let beside = with(with(app(), "app/.venv", LINUX, libraries), "other", LINUX, libraries);
    check(beside, &["a.py", "app.py"], &["info virtualenv-skipped app/.venv"]);
    let deeper = with(with(app(), "app/a/.venv", LINUX, libraries), "app/env", LINUX, libraries);
    check(deeper, &["a.py", "app.py"], &["info virtualenv-skipped app/a/.venv"]);
    let empty = app().and("app/.venv/pyvenv.cfg", LINUX);
    check(empty, &["app.py"], &["error import-missing app.py", "info virtualenv-skipped app/.venv"]);
}

/// A user who lists it in `.lambdaignore` does not want it.
#[test]
fn left_out_by_the_user() {
    let drop = with(app(), "app/.venv", LINUX, &[("a", "1.0", PURE)]).and("app/.lambdaignore", ".venv/\n");
    check(drop, &["app.py"], &["error import-missing app.py", "info files-skipped app"]);
}

#[test]
fn the_project_installed_in_it() {
    let venv = |drop: Dropped, target: &str| {
        let info = format!("app/.venv/{SITE}/app-0.1.dist-info");
        with(drop, "app/.venv", LINUX, &[("a", "1.0", PURE)])
            .and(format!("app/.venv/{SITE}/_app.pth"), format!("{target}\n"))
            .and(format!("{info}/METADATA"), "Name: app\nVersion: 0.1\n")
            .and(format!("{info}/RECORD"), "_app.pth,,\n")
            .and(format!("{info}/direct_url.json"), "{\"url\": \"file:///home/me/app\", \"dir_info\": {\"editable\": true}}")
            .and("app/pyproject.toml", "[project]\nname = 'app'\nversion = '0.1'\ndependencies = ['a']\n[build-system]\nrequires = []\n")
    };
    let info = format!("info editable-shipped app/.venv/{SITE}/_app.pth");
    let flat = check(venv(app(), "/home/me/app"), &["a.py", "app.py", "pyproject.toml"], &[&info]);
    assert_eq!(flat.handlers, ["app.handler"]);
    let layout = dropped("app/src/app.py", "import a\n\ndef handler(event, context):\n    return a\n");
    let src =
        check(venv(layout, "/home/me/app/src"), &["a.py", "app.py"], &[&info, "info project-layout app"]);
    assert_eq!(src.handlers, ["app.handler"]);
}
