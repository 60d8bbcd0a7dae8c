use super::*;
use crate::collections::BTreeSet;
use crate::python::environment::marker_environment;
use crate::python::lock::pylock as reader;
use crate::python::requirement_set::Selection;
use crate::target::{Architecture, PackageKind, Runtime, Target};

fn target() -> Target {
    Target::new(PackageKind::Function, Runtime::named("python3.13").unwrap(), Architecture::X86_64)
}

fn file(name: &str, url: Option<&str>) -> LockedFile {
    LockedFile {
        name: name.into(),
        version: "1.0".into(),
        filename: format!("{name}-1.0-py3-none-any.whl"),
        url: url.map(str::to_string),
        index: url.map(|_| "https://x/simple/".to_string()),
        sha256: "ab".repeat(32),
        size: 12,
        requires_python: Some(">=3.8 \"'".into()),
        upload_time: Some("2026-01-02T03:04:05.678901Z".into()),
    }
}

#[test]
fn writes_what_is_read_again() {
    let text = pylock(&[file("a", Some("https://x/a-1.0-py3-none-any.whl")), file("b", None)], &target());
    let environment = marker_environment(&target()).unwrap();
    let none = BTreeSet::new();
    let selection = Selection { environment: &environment, extras: &none, groups: &none };
    let read = reader::read("pylock.toml", &text, &selection);
    // The Requires-Python above is invalid, and is omitted.
    assert_eq!(read.findings, [], "{text}");
    let wheels: Vec<_> = read.requirements.iter().flat_map(|entry| &entry.wheels).collect();
    assert_eq!(wheels[0].url.as_deref(), Some("https://x/a-1.0-py3-none-any.whl"));
    assert_eq!((wheels[0].size, wheels[1].url.as_deref(), wheels.len()), (Some(12), None, 2));
    assert!(text.contains("upload-time = 2026-01-02T03:04:05.678901Z"), "{text}");
    // uv could not read a lock file with an invalid Requires-Python.
    assert!(!text.contains(">=3.8"), "{text}");
    assert!(text.starts_with("lock-version = \"1.0\"\n"), "{text}");
    assert_eq!(wheels[0].upload_time.as_deref(), Some("2026-01-02T03:04:05.678901Z"));
}

#[test]
fn writes_times_in_utc_alone() {
    let check = |time: &str, expected: Option<&str>| {
        let file = LockedFile { upload_time: Some(time.into()), ..file("a", None) };
        let text = pylock(&[file], &target());
        let line = text.lines().find_map(|line| line.strip_prefix("upload-time = "));
        assert_eq!(line, expected, "{text}");
    };
    check("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05Z"));
    check("2026-01-02T03:04:05.5+00:00", Some("2026-01-02T03:04:05.5+00:00"));
    // Readers of the lock file would interpret a local time in their own zone, and would reject a date.
    check("2026-01-02T03:04:05+02:00", None);
    check("2026-01-02T03:04:05", None);
    check("2026-01-02", None);
    check("yesterday", None);
}

#[test]
fn locks_requirements_by_hash() {
    let text = requirements(&[file("a", None)], &target());
    let hash = "ab".repeat(32);
    assert_eq!(
        text,
        format!("# Locked by wheelpress for python3.13 on x86_64\na==1.0 \\\n    --hash=sha256:{hash}\n")
    );
    // A wheel without an index is locked by its address.
    let addressed = LockedFile { index: None, ..file("a", Some("https://x/a-1.0-py3-none-any.whl")) };
    let text = requirements(&[addressed], &target());
    assert!(text.contains("\na @ https://x/a-1.0-py3-none-any.whl \\\n    --hash=sha256:abab"), "{text}");
}
