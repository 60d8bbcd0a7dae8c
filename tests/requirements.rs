//! What files of requirements require, and the findings if a requirement cannot be satisfied.

use crate::support::libs::{app, check, lib, with};
use crate::support::{Dropped, codes, dropped};

#[test]
fn chooses_what_is_required() {
    check(with(app("a\n"), &["a 1.0", "a 2.0", "b 1.0"]), &["a 2.0"], &[]);
    check(with(app("a<2\n"), &["a 1.0", "a 2.0"]), &["a 1.0"], &[]);
    check(
        with(app("a\n"), &["a 1.0: b>=1 | c ; sys_platform == 'win32'", "b 1.0: d", "c 1.0", "d 1.0"]),
        &["a 1.0", "b 1.0", "d 1.0"],
        &[],
    );
    check(
        with(app("a[x]\n"), &["a 1.0: b ; extra == 'x' | c ; extra == 'y'", "b 1.0", "c 1.0"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    // Backtracking: a 2.0 requires a version of b that c forbids.
    check(
        with(app("a\nc\n"), &["a 1.0: b<2", "a 2.0: b>=2", "b 1.0", "b 2.0", "c 1.0: b<2"]),
        &["a 1.0", "b 1.0", "c 1.0"],
        &[],
    );
    // Pre-releases are chosen only if a requirement asks for them, or if there is no release.
    check(
        with(app("a\nb\nc>=1.0a1\n"), &["a 1.0", "a 2.0rc1", "b 1.0rc1", "c 1.0", "c 2.0rc1"]),
        &["a 1.0", "b 1.0rc1", "c 2.0rc1"],
        &[],
    );
    check(with(app("--pre\na\n"), &["a 1.0", "a 2.0rc1"]), &["a 2.0rc1"], &[]);
    check(with(app("a==1.0\n"), &["a 1.0+local", "a 1.1"]), &["a 1.0+local"], &[]);
    // Circular requirements among distributions are no special case.
    check(with(app("a\n"), &["a 1.0: b", "b 1.0: a"]), &["a 1.0", "b 1.0"], &[]);
    check(
        with(app("a[x]\n"), &["a 1.0: a[y] ; extra == 'x' | b ; extra == 'y'", "b 1.0"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(
        with(app("-c c.txt\na\n").and("app/c.txt", "b<2\nc==9\n"), &["a 1.0: b", "b 1.0", "b 2.0"]),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(
        with(
            app("-r more/base.txt\n")
                .and("app/more/base.txt", "a\n-r ../other.txt\n")
                .and("app/other.txt", "b\n"),
            &["a 1.0", "b 1.0", "c 1.0"],
        ),
        &["a 1.0", "b 1.0"],
        &[],
    );
    check(
        with(
            app("./wheels/a-1.0-py3-none-any.whl\nb @ file:///x/b-1.0-py3-none-any.whl\n"),
            &["a 1.0", "a 2.0", "b 1.0", "b 2.0"],
        ),
        &["a 1.0", "b 1.0"],
        &[],
    );
    // A file without requirements counts as no file.
    check(with(app("# nothing yet\n"), &["a 1.0", "b 1.0"]), &["a 1.0", "b 1.0"], &[]);
    check(with(app("\u{feff}a\r\n"), &["a 1.0", "b 1.0"]), &["a 1.0"], &[]);
}

#[test]
fn what_is_left_out_is_told() {
    let plan =
        with(app("a<2\n"), &["a 1.0", "a 2.0", "a 0.9", "a 1.0 cp313-cp313-win_amd64", "b 1.0"]).plan();
    let left_out: Vec<String> = plan
        .left_out
        .iter()
        .map(|one| format!("{} {}: {} {}", one.name, one.version, one.why, one.unzipped_size > 300))
        .collect();
    assert_eq!(
        left_out,
        [
            "a 0.9: 1.0 is newer true",
            "a 1.0: it is built for Windows, and Lambda runs Linux with glibc true",
            "a 2.0: the requirements are met by 1.0 true",
            "b 1.0: nothing requires it true",
        ]
    );
}

#[test]
fn what_is_missing_is_told_with_its_chain() {
    check(
        with(app("\na>=3\n"), &["a 1.0", "a 3.0 cp313-cp313-win_amd64"]),
        &["a 1.0"],
        &[
            "error requirement-missing: \"a>=3\" is required by \"app/requirements.txt\" line 2, but nothing that was dropped fits: \"app/wheels/a-1.0-py3-none-any.whl\" is version 1.0; \"app/wheels/a-3.0-cp313-cp313-win_amd64.whl\" is refused: it is built for windows",
        ],
    );
    check(
        with(app("a\n"), &["a 1.0: b", "b 1.0: c<2"]),
        &["a 1.0", "b 1.0"],
        &[
            "error requirement-missing: \"c<2\" is required by b 1.0, which is required by a 1.0, which is required by \"app/requirements.txt\" line 1, but no wheel of c was dropped",
        ],
    );
    // Everything that is missing is reported, not only the first.
    check(
        with(app("a\nb\nc\n"), &["b 1.0"]),
        &["b 1.0"],
        &["requirement-missing: \"a\"", "requirement-missing: \"c\""],
    );
    // An older version does not require the missing distribution.
    check(with(app("a\n"), &["a 2.0: b", "a 1.0"]), &["a 1.0"], &[]);
    check(
        with(app("a\n"), &["a 1.0: python >=3.14"]),
        &[],
        &["requirement-missing*is refused: it requires python >=3.14"],
    );
    check(with(app("a\n"), &["a 2.0: python >=3.14", "a 1.0: python >=3.8"]), &["a 1.0"], &[]);
    check(
        with(app("-c c.txt\na\n").and("app/c.txt", "\na==3\n"), &["a 1.0"]),
        &[],
        &["requirement-missing*is refused: \"app/c.txt\" line 2 allows only a==3"],
    );
    let sdist = with(app("a\n"), &["b 1.0"]).and("app/wheels/a-1.0.tar.gz", "\x1f\u{8b}");
    check(
        sdist,
        &[],
        &["error sdist", "error requirement-missing*\"app/wheels/a-1.0.tar.gz\" is a source distribution"],
    );
    let sdist = with(app("a\n"), &["a 1.0"]).and("app/wheels/a-2.0.tar.gz", "\x1f\u{8b}");
    check(sdist, &["a 1.0"], &["info sdist"]);
    // The runtime contains it, so it is only a warning.
    check(app("boto3\n"), &[], &["warning requirement-missing*the runtime brings a version of its own"]);
    let durable = "aws-durable-execution-sdk-python\n";
    check(app(durable), &[], &["warning requirement-missing*the runtime brings a version of its own"]);
}

#[test]
fn conflicts_are_told_in_one_finding() {
    check(
        with(app("a\nc>=2\n"), &["a 1.0: c<2", "c 1.0", "c 2.0"]),
        &["a 1.0", "c 2.0"],
        &[
            "error requirement-conflict: no choice of the wheels meets all requirements: *\"app/requirements.txt\" line 1 requires \"a\"*\"app/requirements.txt\" line 2 requires \"c>=2\"*a 1.0 requires \"c<2\"; of c there is 1.0 and 2.0 to choose from",
        ],
    );
    check(
        with(app("a<2\na>=2\n"), &["a 1.0", "a 2.0"]),
        &["a 2.0"],
        &["requirement-conflict*line 1 requires \"a<2\"*line 2 requires \"a>=2\""],
    );
    check(
        with(app("a\nb\n"), &["a 1.0: c<2", "a 1.1: c<2", "b 1.0: c>=2", "c 1.0", "c 2.0"]),
        &["a 1.1", "b 1.0", "c 2.0"],
        &["requirement-conflict*a 1.0 and 1.1 requires \"c<2\"*b 1.0 requires \"c>=2\""],
    );
}

#[test]
fn faults_of_requirements_files() {
    check(
        app("-r a.txt\n").and("app/a.txt", "\n-r b.txt\n").and("app/b.txt", "-r requirements.txt\n"),
        &[],
        &[
            "error requirement-cycle: \"app/b.txt\" line 1: the files name one another in a circle: \"app/requirements.txt\" names \"app/a.txt\" names \"app/b.txt\" names \"app/requirements.txt\"",
        ],
    );
    check(
        app("-r ../other.txt\n-c no.txt\n"),
        &[],
        &[
            "error requirement-missing*line 1: it names the file \"../other.txt\", which was not dropped",
            "line 2",
        ],
    );
    let long = format!("a{}\nb\n", " ".repeat(10 << 20) + "=");
    check(
        with(app(&long), &["b 1.0"]),
        &["b 1.0"],
        &["error requirement-invalid: \"app/requirements.txt\" line 1", "info source-unchecked"],
    );
    let long = "x".repeat(10 << 20);
    check(
        with(app(&format!("{long}\nb\n")), &["b 1.0"]),
        &["b 1.0"],
        &["error requirement-invalid*line 1*it is 10485760 bytes long", "info source-unchecked"],
    );
    check(
        with(app("a @ https://x.invalid/a.tar.gz\ngit+https://x.invalid/b\nc\n"), &["c 1.0"]),
        &["c 1.0"],
        &[
            "error requirement-unsupported: \"a @ https://x.invalid/a.tar.gz\" is required by \"app/requirements.txt\" line 1, but only dropped wheels can be installed",
            "error requirement-unsupported: \"app/requirements.txt\" line 2",
        ],
    );
    check(
        with(app("a @ git+https://x.invalid/a\n"), &["a 1.0"]),
        &["a 1.0"],
        &["warning requirement-unsupported*\"app/wheels/a-1.0-py3-none-any.whl\" is taken for it"],
    );
    check(
        with(app("a[nope]\nb\n"), &["a 1.0", "b 1.0: a[no]"]),
        &["a 1.0", "b 1.0"],
        &[
            "warning extra-unknown*line 1: a 1.0 has no extra \"nope\": it has \"x\"",
            "extra-unknown*a 1.0 has no extra \"no\"",
        ],
    );
    check(
        with(app("a; python_version >\n-e ./lib\nb==${V}\na\n"), &["a 1.0"]),
        &["a 1.0"],
        &[
            "requirement-invalid*line 1",
            "requirement-unsupported*line 3",
            "error requirement-unsupported: \"lib @ ./lib\" is required by*line 2",
        ],
    );
    check(
        with(app("a\n"), &["a 1.0: b (>=1.0.*) | c; nonsense", "b 1.0"]),
        &["a 1.0", "b 1.0"],
        &["info requirement-repaired", "info requirement-repaired"],
    );
}

#[test]
fn wheels_that_lie() {
    let liar = lib("a 1.0").info("METADATA", "Name: b\nVersion: 1.0\n");
    let drop = app("a\n").and(format!("app/wheels/{}", liar.filename()), liar.bytes());
    check(
        drop,
        &[],
        &[
            "error metadata-name: the metadata of \"app/wheels/a-1.0-py3-none-any.whl\" says it is \"b\"",
            "requirement-missing*it cannot be used (metadata-name)",
        ],
    );
    check(dropped(liar.filename(), liar.bytes()), &[], &["metadata-name", "package-empty"]);
    let (one, other) = (lib("a 1.0"), lib("a 1.0").file("evil.py", "x"));
    let twins = |requirements: &str| {
        app(requirements)
            .and(format!("app/v/{}", one.filename()), one.bytes())
            .and(format!("app/w/{}", other.filename()), other.bytes())
    };
    for requirements in ["a\n", "\n"] {
        check(
            twins(requirements),
            &["a 1.0"],
            &[
                "error wheel-duplicate: \"app/v/a-1.0-py3-none-any.whl\" and \"app/w/a-1.0-py3-none-any.whl\" have one filename, but different contents",
            ],
        );
    }
    let python = lib("a 1.0: python <3.9");
    check(
        dropped(python.filename(), python.bytes()),
        &[],
        &["error requires-python*it requires python <3.9", "package-empty"],
    );
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    wheelpress::digest::Digest::sha256(sha2::Sha256::digest(bytes).into()).hex()
}

#[test]
fn hashes_are_checked_when_packing() {
    let a = lib("a 1.0");
    let good = sha256(&a.bytes());
    let drop = |hash: &str| {
        app(&format!("a==1.0 --hash=sha256:{} --hash=sha256:{hash}\n", "0".repeat(64)))
            .and(format!("app/{}", a.filename()), a.bytes())
    };
    let packed = drop(&good).pack();
    assert_eq!(codes(&packed.plan.findings), [""; 0]);
    assert_eq!(codes(&packed.found), [""; 0]);
    let packed = drop(&"1".repeat(64)).pack();
    assert_eq!(codes(&packed.plan.findings), [""; 0]);
    assert_eq!(codes(&packed.found), ["error hash-mismatch app/a-1.0-py3-none-any.whl"]);
    let half = with(app(&format!("a==1.0 --hash=sha256:{good}\nb\n")), &["a 1.0", "b 1.0"]);
    check(half, &["a 1.0", "b 1.0"], &["warning hash-missing*\"b\""]);
}

#[test]
fn installed_libraries_count() {
    let site = "env/lib/python3.13/site-packages";
    let with_env = |requirements: &str| {
        dropped("env/pyvenv.cfg", "home = /usr\n")
            .and(format!("{site}/a/__init__.py"), "x")
            .and(format!("{site}/a-1.0.dist-info/METADATA"), "Name: a\nVersion: 1.0\n")
            .and(format!("{site}/a-1.0.dist-info/RECORD"), "a/__init__.py,,\na-1.0.dist-info/METADATA,,\n")
            .and("app/requirements.txt", requirements)
            .and("app/f.py", "x")
    };
    check(with_env("a>=1\n"), &["a 1.0"], &[]);
    check(
        with_env("a>=2\n"),
        &["a 1.0"],
        &[
            "error requirement-conflict: \"a>=2\" is required by \"app/requirements.txt\" line 1, but nothing that was dropped fits: \"env/lib/python3.13/site-packages/a-1.0.dist-info/METADATA\" brings version 1.0",
        ],
    );
    check(with(with_env("a>=2\n"), &["a 2.0"]), &["a 2.0"], &["info distribution-replaced"]);
}

/// A distribution for another system needs a marker, not a wheel.
#[test]
fn other_systems() {
    let hint = |drop: Dropped| drop.plan().findings.into_iter().find_map(|finding| finding.hint);
    let drop = || app("pywin32==306\n");
    let only = "error requirement-missing: \"pywin32==306\" is required by \"app/requirements.txt\" line 1, but pywin32 is for windows only";
    check(drop(), &[], &[only]);
    assert_eq!(hint(drop()).as_deref(), Some("Add a marker: pywin32==306; sys_platform == 'win32'"));
    check(app("pywin32==306; sys_platform == 'win32'\n"), &[], &[]);
    check(app("pyobjc-core\n"), &[], &["error requirement-missing*pyobjc-core is for macos only"]);
    let windows = with(drop(), &["pywin32 306 cp313-cp313-win_amd64"]);
    check(windows, &[], &["error requirement-missing*is refused: it is built for windows"]);
    let chain = with(app("a\n"), &["a 1.0: pywin32"]);
    check(chain.clone(), &["a 1.0"], &["error requirement-missing*required by a 1.0*is for windows only"]);
    assert!(hint(chain).unwrap().contains("a marker is missing"));
}
