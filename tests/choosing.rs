//! Which wheels are chosen where the files require little or nothing, or ask for pre-releases.

use crate::support;

use crate::support::libs::{app, check, lib, with};
use crate::support::{Dropped, dropped};

/// Checks what is installed and which findings there are, for this file in `app/` beside two wheels.
#[track_caller]
fn file(name: &str, text: &str, expected: &[&str], findings: &[&str]) {
    let drop = dropped(format!("app/{name}"), text).and("app/function.py", "x = 1\n");
    check(with(drop, &["a 1.0", "b 1.0"]), expected, findings);
}

/// A file that requires nothing for the target is different from no file.
#[test]
fn nothing_is_required() {
    let nothing = |name: &str, text: &str| {
        let finding = format!(
            "info requirements-empty: \"app/{name}\" requires nothing for python3.13 on x86_64: the 2 wheels that were dropped are left out"
        );
        file(name, text, &[], &[&finding]);
    };
    nothing("requirements.txt", "a; sys_platform == 'win32'\n");
    nothing("pyproject.toml", "[project]\nname = 'app'\ndependencies = []\n");
    nothing(
        "pyproject.toml",
        "[project]\ndependencies = []\n[project.optional-dependencies]\nx = ['a']\n[dependency-groups]\ndev = ['b']\n",
    );
    nothing("job.py", "# /// script\n# dependencies = []\n# ///\n");
    nothing(
        "pylock.toml",
        "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1.0'\nmarker = \"sys_platform == 'win32'\"\n",
    );
    nothing(
        "Pipfile.lock",
        "{\"_meta\": {}, \"default\": {}, \"develop\": {\"a\": {\"version\": \"==1.0\"}}}",
    );
    nothing(
        "poetry.lock",
        "[[package]]\nname = 'a'\nversion = '1.0'\noptional = false\ngroups = ['dev']\nfiles = []\n",
    );
    nothing("uv.lock", "version = 1\n[[package]]\nname = 'app'\nversion = '0'\nsource = { virtual = '.' }\n");
    // These files do not state requirements.
    let all = ["a 1.0", "b 1.0"];
    file("requirements.txt", "# nothing yet\n", &all, &[]);
    file("pyproject.toml", "[tool.black]\nline-length = 100\n", &all, &[]);
    let dynamic = "[project]\nname = 'app'\ndynamic = ['dependencies']\n";
    file("pyproject.toml", dynamic, &all, &["warning requirement-unsupported"]);
    file("pyproject.toml", "[dependency-groups]\ndev = ['b']\n", &all, &[]);
    file("Pipfile.lock", "{", &all, &["error requirement-invalid"]);
    file("pyproject.toml", "[project]\ndependencies = ['a b']\n", &all, &["error requirement-invalid"]);
    // Without wheels there is nothing to report.
    check(dropped("app/pyproject.toml", "[project]\ndependencies = []\n").and("app/f.py", "x"), &[], &[]);
}

/// An installed distribution that does not fit is replaced by a wheel, even if nothing is required.
#[test]
fn nothing_is_required_but_replacements() {
    let site = "env/lib/python3.13/site-packages";
    let env = dropped("env/pyvenv.cfg", "home = /usr\n")
        .and(format!("{site}/a.py"), "x")
        .and(format!("{site}/a-1.0.dist-info/METADATA"), "Name: a\nVersion: 1.0\n")
        .and(format!("{site}/a-1.0.dist-info/WHEEL"), "Tag: cp313-cp313-win_amd64\n")
        .and(format!("{site}/a-1.0.dist-info/RECORD"), "a.py,,\na-1.0.dist-info/METADATA,,\n")
        .and("app/pyproject.toml", "[project]\ndependencies = []\n")
        .and("app/f.py", "x");
    check(
        with(env, &["a 1.1", "b 1.0"]),
        &["a 1.1"],
        &["info requirements-empty*the wheel that was dropped is left out", "info distribution-replaced"],
    );
}

/// A source distribution does not interfere with a wheel of the same project.
#[test]
fn spare_sdists() {
    let with_sdist = |drop: Dropped| drop.and("wheels/a-1.0.tar.gz", "\x1f\u{8b}");
    let (a, b) = (lib("a 1.0"), lib("b 1.0"));
    let drop = |lib: &support::wheel::Wheel| dropped(format!("wheels/{}", lib.filename()), lib.bytes());
    check(with_sdist(drop(&a)), &["a 1.0"], &["info sdist"]);
    check(with_sdist(drop(&b)), &["b 1.0"], &["error sdist"]);
    let site = "env/lib/python3.13/site-packages";
    let env = dropped("env/pyvenv.cfg", "home = /usr\n")
        .and(format!("{site}/a.py"), "x")
        .and(format!("{site}/a-1.0.dist-info/METADATA"), "Name: a\nVersion: 1.0\n")
        .and(format!("{site}/a-1.0.dist-info/RECORD"), "a.py,,\na-1.0.dist-info/METADATA,,\n");
    let b = drop(&b);
    check(
        with_sdist(env.and(b.paths[0].clone(), b.store.files[0].clone())),
        &["a 1.0", "b 1.0"],
        &["info sdist"],
    );
    check(
        with(app("b\n"), &["b 1.0"]).and("app/wheels/a-1.0.tar.gz", "\x1f\u{8b}"),
        &["b 1.0"],
        &["info sdist"],
    );
}

/// "Handling of pre-releases": taken if an active requirement names one, or if no release is suitable.
#[test]
fn prereleases() {
    // A requirement of a version that is not chosen has no effect.
    check(
        with(app("a<2\nb\n"), &["a 1.0: b", "a 2.0: b>=2.0rc1", "b 1.0", "b 2.0rc1"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(
        with(app("a\nb\n"), &["a 1.0: b", "a 2.0: b>=1.0a1", "b 1.0", "b 2.0rc1"]),
        &["a 2.0", "b 2.0rc1"],
        &[],
    );
    check(
        with(app("a\nb\n"), &["a 1.0: b>=1.0a1 ; sys_platform == 'win32'", "b 1.0", "b 2.0rc1"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(
        with(app("a\nb\n"), &["a 1.0: b>=1.0a1 ; extra == 'x'", "b 1.0", "b 2.0rc1"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(
        with(app("a[x]\nb\n"), &["a 1.0: b>=1.0a1 ; extra == 'x'", "b 1.0", "b 2.0rc1"]),
        &["a 1.0", "b 2.0rc1"],
        &[],
    );
    check(
        with(app("-c c.txt\nb\n").and("app/c.txt", "b>=1.0a1\n"), &["b 1.0", "b 2.0rc1"]),
        &["b 2.0rc1"],
        &[],
    );
    // No release is admitted.
    check(with(app("a\nb\n"), &["a 1.0: b>1", "b 1.0", "b 2.0rc1"]), &["a 1.0", "b 2.0rc1"], &[]);
    // If the release conflicts, a pre-release is not taken instead.
    check(
        with(app("a\nc>=2\n"), &["a 1.0: c<2", "a 2.0rc1", "c 1.0", "c 2.0"]),
        &["a 1.0", "c 2.0"],
        &["requirement-conflict*of c there is 1.0 and 2.0 to choose from"],
    );
    check(with(app("a\nc\n"), &["a 1.0: c<2", "a 2.0rc1", "c 1.0", "c 2.0"]), &["a 1.0", "c 1.0"], &[]);
    // The same without requirements.
    let at_hand = |libs: &[&str]| with(dropped("app/function.py", "x = 1\n"), libs);
    check(
        at_hand(&["a 1.0", "a 2.0rc1", "b 1.0rc1", "b 1.0.dev1"]),
        &["a 1.0", "b 1.0rc1"],
        &["warning wheel-older*b-1.0.dev1", "info wheel-skipped*a-2.0rc1*which is a release"],
    );
}

/// Without requirements, the newest versions that meet the requirements of the other wheels are chosen, as by
/// `pip install --no-index --find-links` with all names.
#[test]
fn versions_that_agree() {
    // The findings may be in any order.
    let check = |libs: &[&str], expected: &[&str], findings: &[&str]| {
        let plan = with(dropped("app/function.py", "x = 1\n"), libs).plan();
        assert_eq!(support::libs::installed(&plan), expected, "{:#?}", plan.findings);
        let found = plan
            .findings
            .iter()
            .map(|one| format!("{:?} {}: {}", one.severity, one.code.as_str(), one.message).to_lowercase());
        let found: Vec<String> = found.collect();
        assert_eq!(found.len(), findings.len(), "{found:#?}");
        for expected in findings {
            let is_it = |text: &String| expected.split('*').all(|part| text.contains(part));
            assert!(found.iter().any(is_it), "{found:#?} lack {expected}");
        }
    };
    let fits =
        |wheel: &str| format!("info wheel-skipped*{wheel}*which meets the requirements of the other wheels");
    // The newest dateutil is not admitted, and it requires what is missing.
    check(
        &["graphene 3.4.3: python-dateutil<3", "python_dateutil 2.9.0", "python_dateutil 4.0: tz"],
        &["graphene 3.4.3", "python-dateutil 2.9.0"],
        &[&fits("python_dateutil-4.0")],
    );
    check(
        &["a 1.0", "a 2.0: b<2", "b 1.0", "b 2.0", "b 1.5"],
        &["a 2.0", "b 1.5"],
        &["warning wheel-older*a-1.0", &fits("b-2.0"), "warning wheel-older*b-1.0*b-1.5"],
    );
    check(&["a 2.0: b<2 ; extra == 'x'", "b 1.0", "b 2.0"], &["a 2.0", "b 2.0"], &["warning wheel-older"]);
    check(
        &["a 2.0: b<2 ; extra == 'x'", "c 1.0: a[x]", "b 1.0", "b 2.0"],
        &["a 2.0", "b 1.0", "c 1.0"],
        &[&fits("b-2.0")],
    );
    // What is missing for all versions makes no difference, nor does what the runtime contains.
    check(
        &["a 1.0: tz", "a 2.0: tz", "b 1.0: c<2", "c 1.0", "c 2.0"],
        &["a 2.0", "b 1.0", "c 1.0"],
        &["warning wheel-older*a-1.0", &fits("c-2.0"), "requirement-missing*\"tz\""],
    );
    check(&["a 1.0", "a 2.0: boto3"], &["a 2.0"], &["warning wheel-older*a-1.0"]);
    // Without a choice that meets all requirements, the newest version is taken.
    check(
        &["a 1.0: b<2", "b 1.0", "b 2.0", "c 1.0: b>=2", "d 1.0: e<2", "e 1.0", "e 2.0"],
        &["a 1.0", "b 2.0", "c 1.0", "d 1.0", "e 1.0"],
        &["warning wheel-older*b-1.0", &fits("e-2.0"), "requirement-conflict*b<2"],
    );
    check(&["a 1.0: b<1", "b 1.0", "b 2.0"], &["a 1.0", "b 2.0"], &["wheel-older", "requirement-conflict"]);
    // Wheels that the target excludes keep their own reason.
    check(
        &["a 1.0: b<2", "b 1.0", "b 1.5: python >=3.14", "b 2.0"],
        &["a 1.0", "b 1.0"],
        &[&fits("b-2.0"), "info requires-python*b-1.5"],
    );
    let mut overridden =
        with(dropped("app/function.py", "x"), &["a 1.0: b<2", "b 1.0", "b 1.5", "b 2.0", "c 1.0", "c 2.0"]);
    overridden.options.overrides = [("b".to_string(), Some("2.0".to_string()))].into_iter().collect();
    assert_eq!(support::libs::installed(&overridden.plan()), ["a 1.0", "b 2.0", "c 2.0"]);
}

/// Reporting what a thousand requirements lack takes about as long as for one.
#[test]
fn much_is_missing() {
    let start = std::time::Instant::now();
    let lock: String = (0..1000).map(|n| format!("[[packages]]\nname = 'p{n}'\nversion = '1.0'\n")).collect();
    let drop = dropped("app/pylock.toml", format!("lock-version = '1.0'\n{lock}")).and("app/f.py", "x");
    assert_eq!(drop.plan().findings.len(), 1000);
    // Both versions of each package require a missing distribution, so none of these requirements is
    // certain.
    let requirements: String = (0..150).map(|n| format!("p{n}\n")).collect();
    let libs: Vec<String> = (0..150).flat_map(|n| [1, 2].map(|v| format!("p{n} {v}.0: m{n}"))).collect();
    let libs: Vec<&str> = libs.iter().map(String::as_str).collect();
    let plan = with(app(&requirements), &libs).plan();
    assert_eq!(plan.distributions.len(), 150);
    let missing: std::collections::BTreeSet<&str> =
        plan.findings.iter().filter_map(|finding| finding.message.split('"').nth(1)).collect();
    assert_eq!((plan.findings.len(), missing.len()), (150, 150), "{missing:?}");
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

/// A dropped wheel satisfies a requirement with an address that another wheel states.
#[test]
fn addresses_of_wheels() {
    check(
        with(app("a\n"), &["a 1.0: b @ git+https://x.invalid/b", "b 1.0"]),
        &["a 1.0", "b 1.0"],
        &[
            "warning requirement-unsupported: \"app/wheels/a-1.0-py3-none-any.whl\" requires \"b @ git+https://x.invalid/b\", which is not fetched: \"app/wheels/b-1.0-py3-none-any.whl\" is taken for it",
        ],
    );
    check(
        with(app("a\n"), &["a 1.0: b @ https://x.invalid/b-1.0-py3-none-any.whl", "b 1.0"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(with(app("a\n"), &["a 1.0: b @ git+https://x.invalid/b ; extra == 'x'", "b 1.0"]), &["a 1.0"], &[]);
}

/// Constraints apply to the contents of a virtualenv.
#[test]
fn constraints_on_virtualenvs() {
    let site = "env/lib/python3.13/site-packages";
    let drop = |requirements: &str, constraints: &str| {
        dropped("env/pyvenv.cfg", "home = /usr\n")
            .and(format!("{site}/a.py"), "x")
            .and(format!("{site}/a-1.0.dist-info/METADATA"), "Name: a\nVersion: 1.0\n")
            .and(format!("{site}/a-1.0.dist-info/RECORD"), "a.py,,\na-1.0.dist-info/METADATA,,\n")
            .and("app/requirements.txt", format!("-c c.txt\n{requirements}"))
            .and("app/c.txt", constraints)
            .and("app/f.py", "x")
    };
    let refused = "\"env/lib/python3.13/site-packages/a-1.0.dist-info/METADATA\" brings";
    check(drop("a\n", "a<2\n"), &["a 1.0"], &[]);
    check(
        drop("a\n", "a>=2\n"),
        &["a 1.0"],
        &[&format!(
            "error requirement-conflict*what {refused} is refused: \"app/c.txt\" line 1 allows only a>=2"
        )],
    );
    check(
        with(drop("b\n", "a>=2\n"), &["b 1.0"]),
        &["a 1.0", "b 1.0"],
        &[&format!(
            "warning requirement-conflict: {refused} a 1.0, but \"app/c.txt\" line 1 allows only a>=2"
        )],
    );
    check(with(drop("a\n", "a>=2\n"), &["a 2.0"]), &["a 2.0"], &["info distribution-replaced"]);
    check(with(drop("b\n", "a>=2; sys_platform == 'win32'\n"), &["b 1.0"]), &["a 1.0", "b 1.0"], &[]);
}
