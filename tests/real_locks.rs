//! Lock files made by Poetry 1.8 and 2, uv and pipenv. For every target, extra and group, the packages
//! are those that the tool itself installs (the answers of the tools come from `tests/locks/expect.py`).
//! The hashes of lock files are checked when packing.

use crate::support::wheel::wheel;
use crate::support::{codes, dropped};
use std::path::Path;
use wheelpress::collections::BTreeSet;
use wheelpress::python::environment::marker_environment;
use wheelpress::python::lock::{pipfile, poetry, pylock, uv};
use wheelpress::python::requirement_set::{RequirementSet, Selection};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/locks").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn read(file: &str, selection: &Selection) -> RequirementSet {
    let lock = text(file);
    let (folder, name) = file.split_once('/').unwrap();
    match name {
        "uv.lock" => uv::read(file, &lock, selection),
        "pylock.toml" => pylock::read(file, &lock, selection),
        "Pipfile.lock" => pipfile::read(file, &lock, selection),
        _ => {
            let project = text(&format!("{folder}/pyproject.toml"));
            poetry::read(file, &lock, Some(("pyproject.toml", &project)), selection)
        }
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.trim_matches(['[', ']']).split_whitespace().map(str::to_string).collect()
}

/// Checks a line `uv/uv.lock 3.13 x86_64 [extras] [groups]: name version, …`.
fn check(line: &str) {
    let (head, expected) = line.split_once(':').unwrap();
    let (place, choices) = head.split_once(" [").unwrap();
    let (extras, groups) = choices.split_once("] [").unwrap();
    let place: Vec<&str> = place.split(' ').collect();
    let [file, python, machine] = place[..] else { panic!("{line}") };
    let architecture = if machine == "x86_64" { Architecture::X86_64 } else { Architecture::Arm64 };
    let runtime = Runtime::named(&format!("python{python}")).unwrap();
    let environment = marker_environment(&Target::new(PackageKind::Function, runtime, architecture)).unwrap();
    let (extras, groups) = (words(extras), words(groups));
    let selection = Selection { environment: &environment, extras: &extras, groups: &groups };
    let required = read(file, &selection);
    let found: BTreeSet<String> = required
        .requirements
        .iter()
        // The member of uv's workspace is a folder. The tool was told to leave it out.
        .filter(|demand| demand.requirement.address.is_none())
        .filter(|demand| demand.requirement.applies(&environment, &[]))
        .map(|demand| {
            let name = demand.requirement.name.to_string();
            format!("{name} {}", demand.requirement.to_string().rsplit("==").next().unwrap_or_default())
        })
        .collect();
    let found: Vec<String> = found.into_iter().collect();
    assert_eq!(found.join(", "), expected.trim(), "{head}");
    // The lock of pipenv states its Python. pipenv warns about any other version.
    let is_warned = file.ends_with("Pipfile.lock") && python != "3.11";
    let warned: &[&str] = if is_warned { &["warning requires-python pipenv/pipfile.lock"] } else { &[] };
    assert_eq!(codes(&required.findings), warned, "{head}");
}

#[test]
fn locks_install_what_their_tools_install() {
    let expected = text("expected.txt");
    assert!(expected.lines().count() > 80);
    expected.lines().for_each(check);
}

/// Packing accepts a wheel with the hash of the lock file, and reports one with another hash.
#[test]
fn hashes_of_locks_are_checked() {
    let a = wheel("a", "1.0", "py3-none-any").file("a.py", "x = 1\n");
    let hash = "0".repeat(64);
    let right = {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(a.bytes());
        wheelpress::digest::Digest::sha256(digest.into()).hex()
    };
    let url = "https://x.invalid/a-1.0-py3-none-any.whl";
    let files = [
        (
            "uv.lock",
            format!(
                "[[package]]\nname='app'\nsource={{virtual='.'}}\ndependencies=[{{name='a'}}]\n[[package]]\nname='a'\nversion='1.0'\nwheels=[{{url='{url}',hash='sha256:{hash}'}}]\n"
            ),
        ),
        (
            "poetry.lock",
            format!(
                "[[package]]\nname='a'\nversion='1.0'\ngroups=['main']\nfiles=[{{file='a-1.0-py3-none-any.whl',hash='sha256:{hash}'}}]\n"
            ),
        ),
        (
            "Pipfile.lock",
            format!("{{\"default\":{{\"a\":{{\"version\":\"==1.0\",\"hashes\":[\"sha256:{hash}\"]}}}}}}"),
        ),
        (
            "pylock.toml",
            format!(
                "lock-version='1.0'\n[[packages]]\nname='a'\nversion='1.0'\nwheels=[{{url='{url}',hashes={{sha256='{hash}'}}}}]\n"
            ),
        ),
        (
            "pylock.toml",
            format!(
                "lock-version='1.0'\n[[packages]]\nname='a'\nversion='1.0'\narchive={{url='{url}',hashes={{sha256='{hash}'}}}}\n"
            ),
        ),
        ("requirements.txt", format!("a @ {url}#sha256={hash}\n")),
        ("requirements.txt", format!("{url}#sha256={hash}\n")),
        ("requirements.txt", format!("a==1.0 --hash=sha256:{hash}\n")),
        ("pyproject.toml", format!("[project]\nname='app'\ndependencies=['a @ {url}#sha256={hash}']\n")),
    ];
    for (name, text) in files {
        let pack = |text: String| {
            let drop =
                dropped(format!("app/{name}"), text).and(format!("app/wheels/{}", a.filename()), a.bytes());
            let packed = drop.and("app/f.py", "x = 1\n").pack();
            (codes(&packed.plan.findings), codes(&packed.found))
        };
        let mismatch = "error hash-mismatch app/wheels/a-1.0-py3-none-any.whl".to_string();
        assert_eq!(pack(text.replace(&hash, &right)), (vec![], vec![]), "{text}");
        assert_eq!(pack(text.clone()), (vec![], vec![mismatch]), "{text}");
    }
}

#[test]
fn hashes_may_be_required() {
    let plan = |requirements: &str| {
        let a = wheel("a", "1.0", "py3-none-any").file("a.py", "x = 1\n");
        dropped("app/requirements.txt", requirements).and(format!("app/{}", a.filename()), a.bytes()).plan()
    };
    assert_eq!(codes(&plan("a\n").findings), [""; 0]);
    assert_eq!(codes(&plan("--require-hashes\na\n").findings), ["error hash-missing app/requirements.txt"]);
    let hashed = format!("--require-hashes\na --hash=sha256:{}\n", "0".repeat(64));
    assert_eq!(codes(&plan(&hashed).findings), [""; 0]);
}
