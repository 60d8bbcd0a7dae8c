//! Specifiers and markers give the same results as in the Python library `packaging`.
//!
//! The cases are made from tables with a fixed seed. Needs the Python that `cargo xtask setup` provides
//! and names in the environment.

use crate::support;

use crate::support::oracle::{Rng, ask, compare};
use pep508_rs::{ExtraName, MarkerEnvironment};
use proptest::prelude::*;
use serde_json::{Value, json};
use wheelpress::python::environment::marker_environment;
use wheelpress::python::marker::{Marker, Place};
use wheelpress::python::specifiers::Specifiers;

const RELEASES: &[&str] =
    &["0", "1", "1.0", "1.0.0", "1.1", "1.0.1", "2", "2.0", "10.2", "0.0", "1!1.0", "1!0.9", "2!1"];
const PRE: &[&str] = &["", "", "", "a1", "b2", "rc1", ".rc.2", "-alpha", "c3", "pre0"];
const POST: &[&str] = &["", "", "", ".post1", ".post0", "-1", "-r2", "post"];
const DEV: &[&str] = &["", "", "", "", ".dev0", ".dev3", "dev"];
const LOCAL: &[&str] = &["", "", "", "", "+cpu", "+1", "+CPU.2", "+ubuntu-1"];
const OPERATORS: &[&str] = &["<", "<=", ">", ">=", "==", "!=", "~=", "==="];

fn version(rng: &mut Rng) -> String {
    [RELEASES, PRE, POST, DEV].map(|table| rng.choose(table)).concat()
}

fn pair(rng: &mut Rng) -> String {
    let operator = rng.choose(OPERATORS);
    let local = if matches!(operator, "==" | "!=" | "===") { rng.choose(LOCAL) } else { "" };
    let wanted = match (operator, rng.below(5)) {
        ("==" | "!=", 0) => rng.choose(RELEASES).to_string() + ".*",
        _ => version(rng) + local,
    };
    format!("{operator}{wanted} with {}{}", version(rng), rng.choose(LOCAL))
}

#[test]
fn specifiers() {
    let mut rng = Rng(440);
    let mut cases: Vec<String> = (0..6000).map(|_| pair(&mut rng)).collect();
    cases.extend(
        ["<2.0rc1 with 2.0b1", ">1.0rc1 with 1.0.post1", "<1.0.post2 with 1.0a1", "<2!1.0 with 1!1.0a1"]
            .map(String::from),
    );
    let expected = ask("specifiers", &json!(cases));
    compare(&cases, &expected, |case| {
        let (specifier, version) = case.split_once(" with ").unwrap();
        match (Specifiers::parse(specifier), version.parse()) {
            (Ok(specifiers), Ok(version)) => json!(specifiers.admit(&version)),
            _ => json!("invalid"),
        }
    });
    let count = |answer: Value| expected.iter().filter(|one| **one == answer).count();
    assert!(count(json!(true)) > 1000 && count(json!(false)) > 1000 && count(json!("invalid")) < 1500);
}

const VARIABLES: &[&str] = &[
    "python_version",
    "python_version",
    "python_full_version",
    "implementation_version",
    "platform_release",
    "os_name",
    "sys_platform",
    "sys.platform",
    "platform_machine",
    "platform_version",
    "platform_system",
    "platform_python_implementation",
    "python_implementation",
    "implementation_name",
    "extra",
    "extra",
];
const VALUES: &[&str] = &[
    "2.7",
    "3",
    "3.8",
    "3.9",
    "3.13",
    "3.13.99",
    "3.14",
    "3.13.*",
    "3.*",
    "3.13.0rc1",
    "2.6,2.7",
    "2.7 3.13",
    "",
    "linux",
    "win32",
    "posix",
    "nt",
    "Linux",
    "CPython",
    "cpython",
    "x86_64",
    "x",
    "A_b",
    "a-b",
    "1!2",
    "3.13+x",
];
const TESTS: &[&str] =
    &["<", "<=", ">", ">=", "==", "==", "!=", "~=", "===", " in ", " not in ", " not  in\t"];
const BLANKS: &[&str] = &["", " ", "  "];

fn test(rng: &mut Rng) -> String {
    let quote = rng.choose(&["'", "\""]);
    let value = format!("{quote}{}{quote}", rng.choose(VALUES));
    let variable = rng.choose(VARIABLES).to_string();
    let (left, right) = match rng.below(8) {
        0 | 1 => (value, variable),
        2 if rng.below(4) == 0 => (variable, rng.choose(VARIABLES).to_string()),
        _ => (variable, value),
    };
    let (before, after) = (rng.choose(BLANKS), rng.choose(BLANKS));
    format!("{left}{before}{}{after}{right}", rng.choose(TESTS))
}

fn marker(rng: &mut Rng, depth: usize) -> String {
    let count = 1 + rng.below(3);
    let parts = (0..count).map(|_| match rng.below(4) {
        0 if depth < 3 => format!("({})", marker(rng, depth + 1)),
        _ => test(rng),
    });
    let parts: Vec<String> = parts.collect();
    let mut text = parts[0].clone();
    for part in &parts[1..] {
        text = format!("{text} {} {part}", rng.choose(&["and", "or", "or"]));
    }
    text
}

fn environment() -> MarkerEnvironment {
    marker_environment(&support::target("python3.13")).unwrap()
}

#[test]
fn markers() {
    let mut rng = Rng(508);
    let mut cases: Vec<String> = (0..2000).map(|_| marker(&mut rng, 0)).collect();
    // Markers with typing errors.
    for number in 0..200 {
        let cut = cases[number].char_indices().nth(rng.below(cases[number].len())).unwrap().0;
        let slip = rng.choose(&["", " ", ")", "(", "'", "and", "="]);
        let text = format!("{}{slip}{}", &cases[number][..cut], &cases[number][cut + 1..]);
        cases.push(text);
    }
    let expected = ask("markers", &json!(cases));
    let environment = environment();
    let extra: ExtraName = "a-b".parse().unwrap();
    compare(&cases, &expected, |case| match Marker::parse(case, Place::Requirement) {
        Ok(marker) => {
            json!([
                marker.evaluate(&environment, &[]),
                marker.evaluate(&environment, std::slice::from_ref(&extra))
            ])
        }
        Err(_) => json!("invalid"),
    });
    let invalid = expected.iter().filter(|one| **one == json!("invalid")).count();
    assert!((200..1200).contains(&invalid), "{invalid}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// No input makes the program panic.
    #[test]
    fn nothing_ends_the_program(noise in r".{0,40}", seed in 1..u64::MAX, at in 0..60usize) {
        let mut rng = Rng(seed);
        let (marker, pair) = (marker(&mut rng, 0), pair(&mut rng));
        let cut = |text: &str| {
            let at = text.char_indices().nth(at).map_or(0, |(at, _)| at);
            format!("{}{noise}{}", &text[..at], &text[at..])
        };
        for text in [noise.clone(), cut(&marker), cut(&pair), format!("{pair}; {marker}")] {
            for place in [Place::Requirement, Place::Lock] {
                if let Ok(marker) = Marker::parse(&text, place) {
                    marker.evaluate(&environment(), &[]);
                    marker.may_hold(&environment());
                }
            }
            if let Ok(specifiers) = Specifiers::parse(&text) {
                specifiers.admit(&"1!2.0rc1.post3.dev4+a.5".parse().unwrap());
            }
            let _ = Specifiers::repaired(&text);
        }
    }
}
