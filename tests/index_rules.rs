//! Rules of projects for the choice from indexes, and the reasons why nothing fits.

use crate::support::dropped;
use crate::support::index::{Server, check};
use crate::support::libs::app;

/// The settings of uv apply if there is no uv.lock.
#[test]
fn rules_of_uv() {
    let server = Server::with_libs(&[
        "a 1.0: b ## \"upload-time\": \"2026-01-01T00:00:00Z\"",
        "a 2.0: b ## \"upload-time\": \"2026-02-01T08:00:00Z\"",
        "a 3.0rc1: b ## \"upload-time\": \"2026-02-02T08:00:00Z\"",
        "b 1.0 ## \"upload-time\": \"2026-01-01T00:00:00Z\"",
        "b 2.0 ## \"upload-time\": \"2026-01-01T00:00:00Z\"",
    ]);
    let check = |rules: &str, chosen: &[&str]| {
        let project = format!("[project]\nname = 'app'\ndependencies = ['a']\n[tool.uv]\n{rules}\n");
        let drop = dropped("app/pyproject.toml", project).and("app/f.py", "x = 1\n");
        check(drop, &server, chosen, &[]);
    };
    check("", &["a 2.0", "b 2.0"]);
    check("override-dependencies = ['a==1.0', 'b<2']", &["a 1.0", "b 1.0"]);
    check("override-dependencies = [\"b; sys_platform == 'win32'\"]", &["a 2.0"]);
    check("exclude-dependencies = ['B']", &["a 2.0"]);
    check("exclude-newer = '2026-02-01'", &["a 2.0", "b 2.0"]);
    check("exclude-newer = '2026-01-31'", &["a 1.0", "b 2.0"]);
    check("exclude-newer = '2026-02-01T00:00:00Z'", &["a 1.0", "b 2.0"]);
    check("prerelease = 'allow'", &["a 3.0rc1", "b 2.0"]);
}

#[test]
fn the_version_that_is_asked_for_is_explained_first() {
    let libs: Vec<String> = (10..30).map(|minor| format!("a 1.{minor}")).collect();
    let libs: Vec<&str> = libs.iter().map(String::as_str).collect();
    let server = Server::with_libs(&libs)
        .and("a", "a-1.5-cp39-cp39-manylinux_2_17_x86_64.whl")
        .and("a", "a-1.5.tar.gz")
        .and("a", "a-1.40.tar.gz");
    check(
        app("a==1.5\n"),
        &server,
        &[],
        &[
            "requirement-missing: \"a==1.5\"*nothing in the index fits: \"a-1.5-cp39*is refused*\"a-1.5.tar.gz\" is a source*; of other versions, up to 1.29, there is a wheel that fits",
        ],
    );
}
