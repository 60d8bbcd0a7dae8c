//! Input that would take unlimited time or yield an unlimited number of findings: planning ends, and
//! reports it.

use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped};
use std::time::{Duration, Instant};
use wheelpress::plan::Plan;

/// Far more than any case takes, even in a build without optimization.
const MAX_TIME: Duration = Duration::from_secs(60);

#[track_caller]
fn plan(name: &str, drop: Dropped) -> Plan {
    let start = Instant::now();
    let plan = drop.plan();
    println!("{name}: {:?}", start.elapsed());
    assert!(start.elapsed() < MAX_TIME, "{name}: {:?}", start.elapsed());
    plan
}

/// Makes `count` packages with `versions` versions each. `requires` returns the requirement of a version
/// of one package on another package.
fn packages(
    count: usize,
    versions: usize,
    requires: impl Fn(usize, usize, usize) -> Option<String>,
) -> Dropped {
    let name = |package: usize| format!("p{package}");
    let all: String = (0..count).map(|package| name(package) + "\n").collect();
    let mut drop = dropped("app/requirements.txt", all).and("app/function.py", "x = 1\n");
    for package in 0..count {
        for version in 1..=versions {
            let required: String = (0..count)
                .filter(|other| *other != package)
                .filter_map(|other| {
                    requires(package, version, other)
                        .map(|what| format!("Requires-Dist: {}{what}\n", name(other)))
                })
                .collect();
            let metadata =
                format!("Metadata-Version: 2.1\nName: {}\nVersion: {version}\n{required}", name(package));
            let lib = wheel(&name(package), &version.to_string(), "py3-none-any").info("METADATA", &metadata);
            drop = drop.and(format!("app/wheels/{}", lib.filename()), lib.bytes());
        }
    }
    drop
}

#[test]
fn choosing_ends() {
    let check = |name: &str, drop: Dropped, expected: &[&str]| {
        let findings = plan(name, drop).findings;
        let found = codes(&findings);
        assert_eq!(found, expected, "{name}: {findings:#?}");
        if let Some(finding) =
            findings.iter().find(|finding| finding.code.as_str() == "requirement-unsettled")
        {
            assert!(finding.message.contains("Which versions of \"p"), "{name}: {finding:?}");
            assert!(finding.hint.as_ref().unwrap().contains("Pin one of them"), "{name}: {finding:?}");
        }
    };
    let unsettled = "error requirement-unsettled app/requirements.txt";
    let other = |_, version, _| Some(format!("!={version}"));
    check("9 packages of 8 versions, no two of one", packages(9, 8, other), &[unsettled]);
    check("12 packages of 11 versions, no two of one", packages(12, 11, other), &[unsettled]);
    // There is a version for each package.
    check("8 packages of 8 versions, no two of one", packages(8, 8, other), &[]);
    let near = |_, version, _| Some(format!(">={},<={}", version - 1, version + 1));
    check("20 packages of 12 versions that are near", packages(20, 12, near), &[]);
    let older = |package, version, other| (other == package + 1).then(|| format!("<{version}"));
    let conflict = "error requirement-missing app/requirements.txt";
    check("a chain that is too long", packages(12, 8, older), &[conflict, conflict]);
    let wild = |_, version, _| Some(format!("!={version}.*"));
    check("10 packages of 9 versions, no two of one series", packages(10, 9, wild), &[unsettled]);
    // Version v of each of the first nine packages requires a version of the vth of the other eight that
    // no other package accepts.
    let alone = |package: usize, version: usize, other: usize| {
        (package < 9 && other == 8 + version.min(8)).then(|| format!("=={}", package + 1))
    };
    check("9 that share 8", packages(17, 9, alone), &[unsettled]);
}

/// Many broken lines yield one finding of each kind, which states their number.
#[test]
fn findings_are_bounded() {
    const LINES: usize = 100_000;
    let check = |name: &str, drop: Dropped, code: &str| {
        let plan = plan(name, drop);
        let of_code: Vec<_> = plan.findings.iter().filter(|finding| finding.code.as_str() == code).collect();
        let [finding] = &of_code[..] else {
            panic!("{name}: {} of {} findings", of_code.len(), plan.findings.len());
        };
        assert!(finding.message.ends_with("99,997 more of this kind"), "{name}: {}", finding.message);
        let length: usize = plan.findings.iter().map(|finding| finding.message.len()).sum();
        assert!(plan.findings.len() < 50 && length < 100_000, "{name}: {} findings", plan.findings.len());
    };
    let lines = |line: &dyn Fn(usize) -> String| (0..LINES).map(line).collect::<String>();
    let app =
        |file: &str, text: String| dropped(format!("app/{file}"), text).and("app/function.py", "x = 1\n");
    let requirements = |line: &dyn Fn(usize) -> String| app("requirements.txt", lines(line));
    check("requirements", requirements(&|n| format!("a {n} b\n")), "requirement-invalid");
    check("options", requirements(&|n| format!("--nonsense-{n}\n")), "requirement-invalid");
    check("markers", requirements(&|n| format!("a; '{n}' ~= os_name\n")), "requirement-invalid");
    let dependencies = format!("[project]\ndependencies = [{}]\n", lines(&|n| format!("'a {n} b',")));
    check("pyproject.toml", app("pyproject.toml", dependencies), "requirement-invalid");
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x = 1\n");
    let metadata = "Metadata-Version: 2.1\nName: lib\nVersion: 1.0\n".to_string();
    let metadata =
        lib.clone().info("METADATA", &(metadata + &lines(&|n| format!("Requires-Dist: a {n} b\n"))));
    check("METADATA", dropped(metadata.filename(), metadata.bytes()), "requirement-repaired");
    let record = lib.record_line(&lines(&|n| format!("x{n}.py,nonsense,1\n")));
    check("RECORD", dropped(record.filename(), record.bytes()), "record-invalid");
}

/// Returns a poetry.lock with `count` packages and a last one. Each requires the next one, and also the
/// last one or a package that the lock does not list.
fn poetry_lock(count: usize, groups: &str) -> String {
    let package = |n: usize| {
        format!(
            "[[package]]\nname = \"p{n}\"\nversion = \"1.0\"\noptional = false\n{groups}files = []\n\n\
             [package.dependencies]\np{} = \">=1\"\np{} = {{version = \"*\", markers = \"python_version > '3'\"}}\n\n",
            (n + 1) % count,
            count + n % 2,
        )
    };
    let last = format!(
        "[[package]]\nname = \"p{count}\"\nversion = \"1.0\"\noptional = false\n{groups}files = []\n\n\
         [metadata]\nlock-version = \"2.0\"\npython-versions = \">=3.8\"\n"
    );
    (0..count).map(package).collect::<String>() + &last
}

/// Many lines that require distributions that are missing, and a .pth file with many lines.
#[test]
fn long_lists_end() {
    let check = |name: &str, drop: Dropped| {
        let findings = plan(name, drop).findings;
        assert!((1..5).contains(&findings.len()), "{name}: {}", findings.len());
    };
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let app = |path: &str, text: String| dropped(path, text).and("app/function.py", "x = 1\n");
    check("requirements", app("app/requirements.txt", lines(60_000, &|n| format!("p{n}\n"))));
    let folders = lines(100_000, &|n| format!("/nowhere/{n}\n"));
    let drop = app("venv/lib/python3.13/site-packages/a.pth", folders);
    check("folders of a .pth", drop.and("venv/pyvenv.cfg", "version = 3.13.1\n"));
}

#[test]
fn locks_are_read_in_linear_time() {
    // Five times as many packages take five times as long, not 25 times.
    let check = |name: &str, drop: &dyn Fn(usize) -> Dropped| {
        let of = |count: usize| {
            let drop = drop(count);
            let start = Instant::now();
            let plan = drop.plan();
            assert!(plan.findings.len() < 50, "{name}: {}", plan.findings.len());
            start.elapsed()
        };
        let (few, many) = (of(2_000), of(10_000));
        assert!(many < few * 12 + Duration::from_secs(2), "{name}: {few:?} and {many:?}");
    };
    let app = |lock: String| dropped("app/poetry.lock", lock).and("app/function.py", "x = 1\n");
    check("groups", &|count| app(poetry_lock(count, "groups = [\"main\"]\n")));
    check("no project", &|count| app(poetry_lock(count, "")));
    let project = |dependencies: String| {
        format!("[tool.poetry]\nname = 'app'\n[tool.poetry.dependencies]\n{dependencies}")
    };
    check("one of a project", &|count| {
        app(poetry_lock(count, "")).and("app/pyproject.toml", project("p0 = '*'\n".into()))
    });
    check("all of a project", &|count| {
        let all = (0..count).map(|n| format!("p{n} = '>=1'\n")).collect();
        app(poetry_lock(count, "")).and("app/pyproject.toml", project(all))
    });
}
