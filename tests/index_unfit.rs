//! What is at hand, but does not fit the target, is fetched in the same version.

use crate::support::index::{Server, request, run};
use crate::support::libs::app;
use crate::support::{Dropped, dropped, target};
use wheelpress::source::Distribution;

const MACOS: &str = "b-1.0-cp313-cp313-macosx_11_0_arm64.whl";

fn server() -> Server {
    Server::with_libs(&["a 2.0: b>=1", "b 1.0: c", "b 2.0: c", "c 1.0"])
}

/// Checks what is chosen if version 1.0 of `b`, which does not fit, is installed, with these overrides.
fn check(mut drop: Dropped, overrides: &[(&str, Option<&str>)], expected: &[&str]) {
    let mut request = request(&mut drop, &target("python3.13"));
    let (name, version) = ("b".parse().unwrap(), "1.0".to_string());
    request.provided.push(Distribution { name, version, from: "app/.venv".into(), has_plugins: false });
    request.unfit = vec!["b==1.0".into(), "c @ https://example.invalid/c-1.0.zip".into(), "==".into()];
    let overrides = overrides.iter();
    request.overrides =
        overrides.map(|(name, other)| (name.to_string(), other.map(str::to_string))).collect();
    let outcome = run(request, &mut drop, &mut server());
    let found = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
    assert_eq!(found.collect::<Vec<_>>(), expected, "{:#?}", outcome.findings);
    assert!(outcome.findings.is_empty(), "{:#?}", outcome.findings);
}

#[test]
fn the_same_version_is_fetched_without_what_it_requires() {
    check(dropped("app/function.py", "import b\n"), &[], &["b 1.0"]);
    check(dropped("app/function.py", "import b\n").and(format!("app/{MACOS}"), ""), &[], &["b 1.0"]);
    for requirements in ["b\n", "b==1.0\n", "b<2\n", "b; sys_platform == 'win32'\n"] {
        check(app(requirements), &[], &["b 1.0"]);
    }
    check(app("a\n"), &[], &["a 2.0", "b 1.0"]);
    check(app("b>=2; sys_platform == 'win32'\n"), &[], &["b 1.0"]);
    check(locking("1.0"), &[], &["b 1.0"]);
}

fn locking(version: &str) -> Dropped {
    let (wheel, hash) = (format!("b-{version}-py3-none-any.whl"), "0".repeat(64));
    let lock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'b'\nversion = '{version}'\nwheels = [{{ name = '{wheel}', url = 'https://x/{wheel}', hashes = {{ sha256 = '{hash}' }} }}]\n"
    );
    dropped("app/pylock.toml", lock)
}

#[test]
fn another_required_version_counts_more() {
    check(app("b>=2\n"), &[], &["b 2.0", "c 1.0"]);
    check(app("b\n"), &[("b", Some("2.0"))], &["b 2.0", "c 1.0"]);
    check(app("b\n"), &[("b", Some("1.0"))], &["b 1.0"]);
    check(app("b\n"), &[("b", None)], &[]);
    check(locking("2.0"), &[], &["b 2.0"]);
}

/// One dropped version that is required is enough, whatever the order.
#[test]
fn of_several_dropped_versions_one_has_to_be_required() {
    let server = Server::with_libs(&["b 3.0"]);
    let check = |requirements: &str, expected: &[&str]| {
        let mut drop = app(requirements);
        let mut request = request(&mut drop, &target("python3.13"));
        for version in ["1.0", "2.0"] {
            let (name, version) = ("b".parse().unwrap(), version.to_string());
            request.provided.push(Distribution {
                name,
                version,
                from: "layer.zip".into(),
                has_plugins: false,
            });
        }
        let outcome = run(request, &mut drop, &mut server.clone());
        let found = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{:#?}", outcome.findings);
    };
    check("b<3\n", &[]);
    check("b==2.0\n", &[]);
    check("b>=3\n", &["b 3.0"]);
}
