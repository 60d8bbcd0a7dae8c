//! Requirements that the runtime of Lambda meets itself.

use crate::support::libs::{app, check, check_plan, with};
use crate::support::{Dropped, dropped, target};
use wheelpress::finding::Code;
use wheelpress::fix::Fix;
use wheelpress::target::PackageKind;

#[test]
fn what_the_runtime_brings() {
    let sdk = [
        "boto3 1.0: botocore | s3transfer | jmespath",
        "botocore 1.0: python-dateutil | urllib3 | jmespath",
        "s3transfer 1.0: botocore",
        "jmespath 1.0",
        "python_dateutil 1.0: six",
        "six 1.0",
        "urllib3 1.0",
    ];
    let excluding = |mut drop: Dropped| {
        drop.options.exclude_runtime = true;
        drop
    };
    let plan = excluding(with(app("boto3\na\n"), &[&sdk[..], &["a 1.0"]].concat())).plan();
    check_plan(
        &plan,
        &["a 1.0"],
        &[
            "info runtime-excluded*boto3 1.0, botocore 1.0, jmespath 1.0, python-dateutil 1.0, s3transfer 1.0, six 1.0, urllib3 1.0 are left out",
        ],
    );
    assert_eq!(plan.left_out.len(), 7);
    let excluded = plan.findings.iter().find(|finding| finding.code == Code::RuntimeExcluded);
    assert_eq!(excluded.and_then(|finding| finding.fix.clone()), Some(Fix::IncludeRuntime {}));
    let shared = excluding(with(app("boto3\na\n"), &[&sdk[..], &["a 1.0: python-dateutil"]].concat()));
    check(
        shared,
        &["a 1.0", "python-dateutil 1.0", "six 1.0"],
        &["info runtime-excluded*boto3 1.0, botocore 1.0, jmespath 1.0, s3transfer 1.0, urllib3 1.0 are"],
    );
    check(excluding(with(app("boto3\nurllib3\n"), &sdk)), &["urllib3 1.0"], &["runtime-excluded"]);
    check(excluding(with(dropped("app/f.py", "x"), &sdk)), &[], &["runtime-excluded"]);
}

/// What is missing although the runtime contains it: a layer needs it like any other library, a function only if a
/// version is required.
#[test]
fn what_the_runtime_brings_is_missing() {
    let check = |kind: PackageKind, drop: Dropped, expected: &str, needs: &[&str]| {
        let mut target = target("python3.13");
        target.kind = kind;
        let plan = drop.plan_for(&target);
        let missing = plan.findings.iter().filter(|one| one.code.as_str().starts_with("requirement-"));
        let texts: Vec<String> = missing
            .map(|one| format!("{:?}: {}. {}", one.severity, one.message, one.hint.as_deref().unwrap_or("")))
            .collect();
        let text = texts.join(" | ").to_lowercase();
        assert!(expected.split('*').all(|part| text.contains(part)), "{text}\nis not\n{expected}");
        let found: Vec<&str> = plan.missing.needs.iter().map(|need| need.requirement.as_str()).collect();
        assert_eq!(found, needs, "{text}");
        assert_eq!(plan.missing.commands.is_empty(), needs.is_empty());
    };
    let excluding = |mut drop: Dropped| {
        drop.options.exclude_runtime = true;
        drop
    };
    let (layer, function) = (PackageKind::Layer, PackageKind::Function);
    let is_used = "the runtime's own version is used";
    let nothing = "warning*nothing to do if any version fits";
    let wheel = "error*no wheel of boto3 was dropped. get a wheel that fits";
    check(layer, app("boto3==1.44.5\n"), wheel, &["boto3==1.44.5"]);
    check(layer, app("boto3\n"), wheel, &["boto3"]);
    check(layer, with(app("a\n"), &["a 1.0: six"]), "error*no wheel of six", &["six"]);
    check(function, app("boto3\n"), nothing, &[]);
    check(function, app("boto3[crt]\n"), nothing, &[]);
    check(function, app("six==1.17.0\n"), &format!("warning*{is_used}*drop a wheel"), &["six==1.17.0"]);
    check(function, app("python-dateutil>=2\n"), is_used, &["python-dateutil>=2"]);
    check(function, app("six\nsix>=1\n"), is_used, &["six>=1"]);
    check(function, with(app("a\n"), &["a 1.0: six>=1.5"]), is_used, &["six>=1.5"]);
    let address = app("boto3 @ git+https://x.invalid/boto3\n");
    check(function, address, &format!("warning*{is_used}*build a wheel"), &[]);
    // A dropped wheel is packed, so the runtime's version is not used.
    check(function, with(app("six>=2\n"), &["six 1.0"]), "error*is version 1.0*get a wheel", &["six>=2"]);
    // What would be left out, and what is part of Python, is not fetched.
    check(layer, excluding(app("boto3==1.44.5\n")), nothing, &[]);
    check(layer, excluding(app("six==1.17.0\n")), "error", &["six==1.17.0"]);
    check(layer, app("dataclasses==0.6\n"), nothing, &[]);
    check(function, with(app("a\n"), &["a 1.0: futures>=2"]), nothing, &[]);
}

#[test]
fn runtimes_tell_their_age() {
    for (runtime, expected) in [
        ("python3.8", "runtime-deprecated: \"python3.8\"*2027-02-01*2027-03-03"),
        ("python3.10", "runtime-deprecated"),
        ("python3.11", "runtime-ending*2027-06-30"),
        ("python3.15", "runtime-preview"),
    ] {
        check_plan(&dropped("f.py", "x").plan_for(&target(runtime)), &[], &[&format!("info {expected}")]);
    }
    let mut layer = target("python3.13");
    layer.kind = PackageKind::Layer;
    check_plan(&dropped("f.py", "x").plan_for(&layer), &[], &[]);
}
