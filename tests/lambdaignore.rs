//! `.lambdaignore` applies to libraries of every kind, and RECORD stays correct.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped, paths};
use wheelpress::plan::Plan;

const FILES: [(&str, &str); 6] = [
    ("pk/__init__.py", "x = 1\n"),
    ("pk/big.dat", "data"),
    ("pk/tests/test_a.py", "x"),
    ("pk.libs/libavif.so.1", "\x7fELF"),
    ("pk-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pk\nVersion: 1.0\n"),
    ("pk-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n"),
];

fn record() -> String {
    let rows: String = FILES.iter().map(|(path, _)| format!("{path},,\n")).collect();
    rows + "pk-1.0.dist-info/RECORD,,\n"
}

fn installed(site: &str) -> Dropped {
    let drop =
        FILES.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(format!("{site}{path}"), *text));
    drop.and(format!("{site}pk-1.0.dist-info/RECORD"), record())
}

/// Returns the library as a wheel, in a virtualenv, in a folder of the function and in an existing
/// package.
fn drops() -> Vec<Dropped> {
    let built =
        FILES.iter().fold(wheel("pk", "1.0", "py3-none-any"), |wheel, (path, text)| wheel.file(path, *text));
    let mut entries: Vec<_> = FILES.iter().map(|(path, text)| entry(path, *text)).collect();
    entries.push(entry("pk-1.0.dist-info/RECORD", record()));
    vec![
        dropped(built.filename(), built.bytes()),
        installed("env/lib/python3.13/site-packages/").and("env/pyvenv.cfg", "version = 3.13.0\n"),
        installed("app/package/"),
        installed("app/"),
        dropped("old.zip", zip(&entries)),
    ]
}

/// Checks which of the library's four files these lines leave, and the findings about lines.
#[track_caller]
fn check(lines: &str, left: &[&str], findings: &[&str]) {
    for drop in drops() {
        let drop = drop.and("app/function.py", "import pk\n").and("app/.lambdaignore", lines);
        let plan = drop.clone().plan();
        let found: Vec<&str> = paths(&plan).into_iter().filter(|path| path.starts_with("pk")).collect();
        let found: Vec<&str> = found.into_iter().filter(|path| !path.contains("-info")).collect();
        assert_eq!(found, left, "{:?} {:#?}", drop.paths, plan.findings);
        let codes: Vec<String> = codes(&plan.findings)
            .into_iter()
            .filter(|code| code.contains("skipped") || code.contains("ignore"))
            // A folder of libraries inside the function's folder also belongs to the function.
            .map(|code| code.replace("skipped app/.lambdaignore", "skipped app"))
            .collect();
        assert_eq!(codes, findings, "{:?} {:#?}", drop.paths, plan.findings);
        let packed = drop.pack();
        let rows = text(&packed.zip, "pk-1.0.dist-info/RECORD");
        for row in rows.lines().map(|line| line.split(',').next().unwrap()) {
            assert!(
                paths(&packed.plan).contains(&row),
                "{row} is not in the package: {:?}",
                packed.plan.findings
            );
        }
    }
}

fn text(zip: &[u8], path: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(path).unwrap(), &mut text).unwrap();
    text
}

const ALL: [&str; 4] = ["pk.libs/libavif.so.1", "pk/__init__.py", "pk/big.dat", "pk/tests/test_a.py"];
const SKIPPED: &str = "info files-skipped app";
const UNUSED: &str = "info ignore-unused app/.lambdaignore";

#[test]
fn lines_reach_into_libraries() {
    check("", &ALL, &[]);
    check("pk.libs/libavif*\n", &ALL[1..], &[SKIPPED]);
    check("tests/\n*.dat\n", &ALL[..2], &[SKIPPED]);
    check("/pk/*\n!/pk/__init__.py\n", &ALL[..2], &[SKIPPED]);
    // The default rules for functions do not apply to libraries.
    check("pk/nothing*\n", &ALL, &[UNUSED]);
    check("# only\n\nlibs/\n/big.dat\n", &ALL, &[UNUSED, UNUSED]);
}

#[test]
fn a_line_is_of_use_that_matches_anything() {
    let own = |lines: &str| {
        let drop = dropped("app/function.py", "").and("app/notes.md", "x").and("app/.lambdaignore", lines);
        codes(&drop.plan().findings)
    };
    assert_eq!(own("*.md\n"), ["info files-skipped app"]);
    // The second line matches only what an earlier line matched already.
    assert_eq!(own("notes.md\n*.md\n"), ["info files-skipped app"]);
    assert_eq!(own("*.md\n!notes.md\n"), Vec::<String>::new());
    assert_eq!(own("*.rst\n"), [UNUSED]);
    // A `.lambdaignore` that was dropped beside the function's file.
    let loose = dropped("function.py", "").and("notes.md", "x").and(".lambdaignore", "*.md\n").plan();
    assert_eq!(paths(&loose), ["function.py"]);
}

/// The same distribution installed in two folders gives the same bytes.
#[test]
fn where_it_was_installed_does_not_matter() {
    let info = "pk-1.0.dist-info";
    let files = |place: &str| {
        vec![
            ("pk.py".to_string(), "x = 1\n".to_string()),
            (format!("{info}/METADATA"), "Name: pk\nVersion: 1.0\n".into()),
            (format!("{info}/direct_url.json"), format!(r#"{{"url": "file://{place}", "dir_info": {{}}}}"#)),
            (format!("{info}/uv_cache.json"), format!(r#"{{"timestamp": "{place}"}}"#)),
            (
                format!("{info}/RECORD"),
                format!(
                    "pk.py,,\n{info}/METADATA,,\n{info}/direct_url.json,,{}\n{info}/uv_cache.json,,\n{info}/RECORD,,\n",
                    place.len()
                ),
            ),
        ]
    };
    let zips = |place: &str| {
        let all = files(place);
        let add = |drop: Dropped, site: &str| {
            all.iter().fold(drop, |drop, (path, text)| drop.and(format!("{site}/{path}"), text.as_str()))
        };
        let entries: Vec<_> = all.iter().map(|(path, text)| entry(path, text.as_str())).collect();
        [
            add(dropped("env/pyvenv.cfg", ""), "env/lib/python3.13/site-packages").pack(),
            add(Dropped::default(), "libs").pack(),
            dropped("old.zip", zip(&entries)).pack(),
        ]
    };
    let kept = ["pk-1.0.dist-info/METADATA", "pk-1.0.dist-info/RECORD", "pk.py"];
    for (one, other) in zips("/home/me/one").into_iter().zip(zips("/tmp/another/place")) {
        let plan: &Plan = &one.plan;
        assert_eq!(paths(plan), kept, "{:#?}", plan.findings);
        assert_eq!(one.assembled.code_sha256, other.assembled.code_sha256);
        assert_eq!(text(&one.zip, "pk-1.0.dist-info/RECORD").lines().count(), 3);
        assert_eq!(codes(&plan.findings), Vec::<String>::new());
    }
    // A network address is the same everywhere.
    let address = r#"{"url": "https://example.com/pk-1.0-py3-none-any.whl", "archive_info": {}}"#;
    let drop = dropped("libs/pk.py", "").and(format!("libs/{info}/direct_url.json"), address);
    let plan = drop.and(format!("libs/{info}/RECORD"), "pk.py,,\n").plan();
    assert!(paths(&plan).contains(&"pk-1.0.dist-info/direct_url.json"), "{:?}", paths(&plan));
}

#[test]
fn the_settings_never_ship() {
    for lines in ["", "!/wheelpress.toml\n", "!wheelpress.toml\n"] {
        let drop = dropped("app/function.py", "x = 1\n")
            .and("app/wheelpress.toml", "split = true\n")
            .and("app/lib/wheelpress.toml", "the function's own\n")
            .and("app/.lambdaignore", lines);
        let plan = drop.plan();
        assert_eq!(paths(&plan), ["function.py", "lib/wheelpress.toml"], "{lines}");
    }
    let loose = dropped("function.py", "x = 1\n").and("wheelpress.toml", "split = true\n");
    assert_eq!(paths(&loose.plan()), ["function.py"]);
}
