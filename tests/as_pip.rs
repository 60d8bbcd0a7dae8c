//! Specifiers, markers and lines of requirements files are read as packaging and pip read them.
//!
//! The cases are made from tables with a fixed seed. Needs the Python that `cargo xtask setup` provides
//! and names in the environment.

mod support;

use pep508_rs::{ExtraName, MarkerEnvironment};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use support::disk::{Scratch, Tools, run};
use wheelpress::digest::Digest;
use wheelpress::finding::{Code, Severity};
use wheelpress::python::environment::marker_environment;
use wheelpress::python::marker::{Marker, Place};
use wheelpress::python::required::Demand;
use wheelpress::python::requirements_txt::{self, File};
use wheelpress::python::specifiers::Specifiers;

/// Numbers that look random, and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count as u64) as usize
    }

    fn of<'t>(&mut self, table: &[&'t str]) -> &'t str {
        table[self.below(table.len())]
    }
}

/// What `tests/as_pip.py` says of the cases.
fn ask(name: &str, cases: &Value) -> Vec<Value> {
    let scratch = Scratch::new(&format!("as-pip-{name}"));
    scratch.write("cases.json", &cases.to_string());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/as_pip.py");
    let mut python = Command::new(Tools::find().python());
    let answer = run(python.arg(script).arg(name).arg(&scratch.0));
    let answers: Vec<Value> = serde_json::from_str(&answer).unwrap();
    assert_eq!(answers.len(), cases.as_array().unwrap().len());
    answers
}

/// Compares every answer, and shows the first that differ.
fn compare(cases: &[String], expected: &[Value], found: impl Fn(&str) -> Value) {
    let differing: Vec<String> = cases
        .iter()
        .zip(expected)
        .map(|(case, expected)| (case, expected, found(case)))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(case, expected, found)| format!("{case}\n  pip:  {expected}\n  ours: {found}"))
        .collect();
    let shown = &differing[..differing.len().min(40)];
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), cases.len(), shown.join("\n"));
}

const RELEASES: &[&str] =
    &["0", "1", "1.0", "1.0.0", "1.1", "1.0.1", "2", "2.0", "10.2", "0.0", "1!1.0", "1!0.9", "2!1"];
const PRE: &[&str] = &["", "", "", "a1", "b2", "rc1", ".rc.2", "-alpha", "c3", "pre0"];
const POST: &[&str] = &["", "", "", ".post1", ".post0", "-1", "-r2", "post"];
const DEV: &[&str] = &["", "", "", "", ".dev0", ".dev3", "dev"];
const LOCAL: &[&str] = &["", "", "", "", "+cpu", "+1", "+CPU.2", "+ubuntu-1"];
const OPERATORS: &[&str] = &["<", "<=", ">", ">=", "==", "!=", "~=", "==="];

fn version(dice: &mut Dice) -> String {
    [RELEASES, PRE, POST, DEV].map(|table| dice.of(table)).concat()
}

fn pair(dice: &mut Dice) -> String {
    let operator = dice.of(OPERATORS);
    let local = if matches!(operator, "==" | "!=" | "===") { dice.of(LOCAL) } else { "" };
    let wanted = match (operator, dice.below(5)) {
        ("==" | "!=", 0) => dice.of(RELEASES).to_string() + ".*",
        _ => version(dice) + local,
    };
    format!("{operator}{wanted} with {}{}", version(dice), dice.of(LOCAL))
}

#[test]
fn specifiers() {
    let mut dice = Dice(440);
    let mut cases: Vec<String> = (0..6000).map(|_| pair(&mut dice)).collect();
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

fn test(dice: &mut Dice) -> String {
    let quote = dice.of(&["'", "\""]);
    let value = format!("{quote}{}{quote}", dice.of(VALUES));
    let variable = dice.of(VARIABLES).to_string();
    let (left, right) = match dice.below(8) {
        0 | 1 => (value, variable),
        2 if dice.below(4) == 0 => (variable, dice.of(VARIABLES).to_string()),
        _ => (variable, value),
    };
    let (before, after) = (dice.of(BLANKS), dice.of(BLANKS));
    format!("{left}{before}{}{after}{right}", dice.of(TESTS))
}

fn marker(dice: &mut Dice, depth: usize) -> String {
    let count = 1 + dice.below(3);
    let parts = (0..count).map(|_| match dice.below(4) {
        0 if depth < 3 => format!("({})", marker(dice, depth + 1)),
        _ => test(dice),
    });
    let parts: Vec<String> = parts.collect();
    let mut text = parts[0].clone();
    for part in &parts[1..] {
        text = format!("{text} {} {part}", dice.of(&["and", "or", "or"]));
    }
    text
}

fn environment() -> MarkerEnvironment {
    marker_environment(&support::target("python3.13")).unwrap()
}

#[test]
fn markers() {
    let mut dice = Dice(508);
    let mut cases: Vec<String> = (0..2000).map(|_| marker(&mut dice, 0)).collect();
    // Slips of the pen.
    for number in 0..200 {
        let cut = cases[number].char_indices().nth(dice.below(cases[number].len())).unwrap().0;
        let slip = dice.of(&["", " ", ")", "(", "'", "and", "="]);
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

const NAMES: &[&str] =
    &["six", "Foo_Bar", "foo.bar", "a", "A-b", "a-", "-a", "zope.interface", "x1", "é", "a..b"];
const EXTRAS: &[&str] =
    &["", "", "", "[b]", "[B_c, d]", " [ b ]", "[]", "[b,]", "[,b]", "[b c]", "[b", "[b;c]", "[b.c]"];
const SPECIFIED: &[&str] = &[
    "",
    "",
    "==1.0",
    ">=1,<2",
    " >= 1.0 , < 2.0 ",
    "(>=1.0)",
    " (==1.2.*)",
    "==1.*",
    "~=1.0",
    "~=1",
    "===1.0",
    "===foo",
    "===",
    "=>1",
    "=1",
    ">=1 <2",
    ">=1,",
    ">=1,,<2",
    ">=1.*",
    "<2.0rc1",
    ">1.0",
    "!=1.0,!=2.0",
    "==1.0+cpu",
    ">=1.0+cpu",
    "==v1.0",
    "== 1.0-1",
    "1.0",
    "(>=1",
    ">=1)",
    "@1.0",
    "<2 # why",
    "==1.0#why",
    " \\\n  >=1",
];
const MARKED: &[&str] = &[
    "",
    "",
    "",
    "; python_version >= '3'",
    ";python_version<'3'",
    " ; sys_platform == \"win32\"",
    ";",
    " ; ",
    "; python_version",
    "; '2.7' in python_version",
    "; os_name ~= '2'",
    "; extra == 'x'",
    ";os_name=='nt'or os_name=='posix'",
];
const BEHIND: &[&str] = &[
    "",
    "",
    "",
    "",
    " --hash=sha256:HASH",
    " --hash='sha256:HASH'",
    " --hash \"sha512:HASH\" --hash=sha256:HASH",
    " --config-settings a=b",
    " --pre",
    " --nonsense",
    " --hash='sha256:HASH",
    " --hash",
    " -C a=b",
    " --has=sha256:HASH",
];
const ADDRESSES: &[&str] = &[
    "NAME @ https://x.invalid/a-1.0-py3-none-any.whl",
    "NAME@git+https://x.invalid/y@v1",
    "NAME[b] @ file:///x/y.zip",
    "NAME @",
    "NAME @ https://x.invalid/a b",
    "https://x.invalid/a_b-1.0-py3-none-any.whl",
    "git+https://x.invalid/y#egg=NAME",
    "git+https://x.invalid/y",
    "./a_b-1.0-py3-none-any.whl",
    "a-1.zip",
    "a-1.0.tar.gz",
    "./x/a-1.0.tgz",
    "a-1.0-py3.whl",
    "file:///x/a-1.0-py3-none-any.whl",
    "six.tar.bz2",
    "https://x.invalid/a-1.0-py3-none-any.whl#sha256=HASH",
];
const OPTION_LINES: &[&str] = &[
    "--pre",
    "--all-releases :all:",
    "--all-releases=a,b",
    "--only-final a",
    "--require-hashes",
    "--no-require-hashes",
    "--index-url https://x.invalid/simple",
    "-i https://x.invalid",
    "--extra-index-url=https://x.invalid",
    "--no-index",
    "-f ./wheels",
    "--find-links wheels",
    "--no-binary :all:",
    "--only-binary=:all:",
    "--prefer-binary --pre",
    "--trusted-host x.invalid",
    "--use-feature=truststore",
    "--nonsense",
    "--no",
    "--index",
    "--pre=1",
    "--all-rel a",
    "--hash=sha256:HASH",
    "# comment",
    "",
    "   ",
    "--",
    "-x",
    "--index-url",
];

fn line(dice: &mut Dice) -> String {
    let (name, marker, behind) = (dice.of(NAMES), dice.of(MARKED), dice.of(BEHIND));
    let (line, marker) = match dice.below(5) {
        // What has an address would lie there, semicolon and all.
        0 if marker.trim() == ";" => (dice.of(ADDRESSES).replace("NAME", name), ""),
        0 => (dice.of(ADDRESSES).replace("NAME", name), marker.strip_prefix(' ').unwrap_or(marker)),
        _ => (format!("{name}{}{}", dice.of(EXTRAS), dice.of(SPECIFIED)), marker),
    };
    let line = match line.contains("://") && !line.contains(" @") && marker.starts_with(';') {
        true => format!("{line} {}", marker.replacen(';', "; ", 1)),
        false => format!("{line}{marker}"),
    };
    format!("{line}{behind}")
}

fn is_archive(demand: &Demand) -> bool {
    let address = demand.requirement.address.as_deref().unwrap_or_default();
    [".zip", ".tgz", ".tar.gz"].iter().any(|ending| address.ends_with(ending)) && !address.contains("://")
}

/// What is made of a file of one line, in the words of `as_pip.py`.
fn read(text: &str) -> Value {
    const PROBES: &[&str] = &[
        "0.9",
        "1.0",
        "1.0+cpu",
        "1.0rc1",
        "1.0.post1",
        "1.2",
        "1.2.3",
        "1.9",
        "2.0a1",
        "2.0",
        "2.5",
        "3.0",
    ];
    let File { required, .. } = requirements_txt::read("requirements.txt", text);
    let errors: Vec<Code> = required
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.code)
        .collect();
    match (&required.demands[..], &errors[..]) {
        (_, [Code::RequirementUnsupported]) => json!(["unnamed"]),
        (_, [_, ..]) => json!(["invalid"]),
        ([], []) => json!(["nothing"]),
        // Of an archive pip learns the name by building it; here its filename tells.
        ([demand, ..], []) if is_archive(demand) => json!(["unnamed"]),
        ([demand, ..], []) => {
            let requirement = &demand.requirement;
            let mut extras: Vec<String> = requirement.extras.iter().map(ToString::to_string).collect();
            extras.sort();
            let verdicts = PROBES.iter().map(|probe| requirement.specifiers.admit(&probe.parse().unwrap()));
            let verdicts = match &requirement.address {
                Some(_) => json!(true),
                None => json!(verdicts.collect::<Vec<bool>>()),
            };
            let mut hashes: Vec<String> = demand.hashes.iter().map(Digest::hex).collect();
            hashes.sort();
            json!([
                "requires",
                requirement.name.to_string(),
                extras,
                verdicts,
                requirement.address.is_some(),
                requirement.applies(&environment(), &[]),
                hashes,
            ])
        }
    }
}

#[test]
fn lines() {
    let mut dice = Dice(1);
    let made = (0..600).map(|_| line(&mut dice));
    let cases: Vec<String> = OPTION_LINES
        .iter()
        .chain(ADDRESSES)
        .map(|line| line.replace("NAME", "a"))
        .chain(made)
        .map(|line| {
            let (short, long) = ("0a".repeat(32), "0a".repeat(64));
            line.replace("sha512:HASH", &format!("sha512:{long}")).replace("HASH", &short)
        })
        .collect();
    let expected = ask("lines", &json!(cases));
    compare(&cases, &expected, |case| read(&format!("{case}\n")));
    let count = |what: &str| expected.iter().filter(|one| one[0] == what).count();
    assert!(count("requires") > 100 && count("invalid") > 100, "{} {}", count("requires"), count("invalid"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Nothing that is written ends the program.
    #[test]
    fn nothing_ends_the_program(
        text in r#"[a-z]{0,3}[-\[\]@ ;,()<>=!~.*+'"0-9a-z_\\\r\n$\{\}#/:]{0,60}"#,
        noise in r".{0,40}",
        seed in 1..u64::MAX,
    ) {
        let mut dice = Dice(seed);
        let (line, marker, pair) = (line(&mut dice), marker(&mut dice, 0), pair(&mut dice));
        let cut = |text: &str| {
            let at = text.char_indices().nth(noise.len() % 17).map_or(0, |(at, _)| at);
            format!("{}{noise}{}", &text[..at], &text[at..])
        };
        for text in [text.clone(), noise.clone(), line.clone(), cut(&line), cut(&marker), cut(&pair), cut(&text)] {
            let file = requirements_txt::read("r.txt", &text);
            for demand in &file.required.demands {
                demand.requirement.applies(&environment(), &[]);
                demand.requirement.specifiers.admit(&"1.0".parse().unwrap());
                let _ = demand.requirement.to_string();
            }
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
