//! Requirements that the user replaces, by another version or by nothing.

use crate::support;

use crate::support::Dropped;
use crate::support::libs::{app, check, with};

/// Adds overrides to a drop, each given as `name` or `name==version`.
fn overriding(drop: Dropped, overrides: &[&str]) -> Dropped {
    let mut drop = drop;
    for text in overrides {
        let (name, version) =
            text.split_once("==").map_or((*text, None), |(name, version)| (name, Some(version)));
        drop.options.overrides.insert(name.to_string(), version.map(str::to_string));
    }
    drop
}

#[test]
fn nothing_instead() {
    let drop = || with(app("a\nb\n"), &["a 1.0: c"]);
    check(
        drop(),
        &["a 1.0"],
        &[
            "error requirement-missing: \"b\" is required*",
            "error requirement-missing: \"c\" is required by a 1.0*",
        ],
    );
    check(overriding(drop(), &["B", "c"]), &["a 1.0"], &[]);
    // A wheel that is at hand is left out, too.
    let plan = overriding(with(app("a\nb\n"), &["a 1.0", "b 1.0"]), &["b"]).plan();
    assert_eq!(plan.distributions.len(), 1);
    assert_eq!((plan.left_out[0].name.as_str(), plan.left_out[0].why.as_str()), ("b", "you left it out"));
    assert!(plan.missing.needs.is_empty() && plan.findings.is_empty(), "{:#?}", plan.findings);
    // The same without a file of requirements.
    let plan =
        overriding(with(support::dropped("app/function.py", "x = 1\n"), &["a 1.0: b", "b 1.0"]), &["b"])
            .plan();
    assert_eq!(plan.distributions.len(), 1);
    assert!(
        plan.findings.iter().all(|one| one.code.as_str() != "requirement-missing"),
        "{:#?}",
        plan.findings
    );
}

#[test]
fn another_version() {
    let drop = || with(app("a<2\nb\n"), &["a 1.0", "a 2.0", "b 1.0: a<2"]);
    check(drop(), &["a 1.0", "b 1.0"], &[]);
    check(overriding(drop(), &["a==2.0"]), &["a 2.0", "b 1.0"], &[]);
    check(overriding(drop(), &["a==3"]), &["b 1.0"], &["error requirement-missing: \"a==3\" is required*"]);
}

#[test]
fn what_is_invalid_is_told() {
    let drop = || with(app("a\n"), &["a 1.0"]);
    check(overriding(drop(), &["a b"]), &["a 1.0"], &["error requirement-invalid: \"a b\" is overridden*"]);
    check(
        overriding(drop(), &["a==x y"]),
        &["a 1.0"],
        &["error requirement-invalid: \"a\" is overridden by \"x y\"*"],
    );
}

#[test]
fn requirements_besides_those_of_files() {
    let besides = |drop: Dropped, requirements: &[&str]| {
        let mut drop = drop;
        drop.options.requirements = requirements.iter().map(|one| one.to_string()).collect();
        drop
    };
    let wheels = &["a 1.0", "b 1.0: c", "b 2.0", "c 1.0"];
    check(with(app("a\n"), wheels), &["a 1.0"], &[]);
    check(besides(with(app("a\n"), wheels), &["b<2"]), &["a 1.0", "b 1.0", "c 1.0"], &[]);
    check(
        besides(with(app("a\n"), &["a 1.0"]), &["b"]),
        &["a 1.0"],
        &["error requirement-missing: \"b\" is required*"],
    );
    check(
        besides(with(app("a\n"), &["a 1.0"]), &["b b"]),
        &["a 1.0"],
        &["error requirement-invalid: \"typed requirements\": \"b b\" is not a requirement*"],
    );
}
