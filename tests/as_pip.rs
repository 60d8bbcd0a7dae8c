//! Lines of requirements files are read as pip reads them.
//!
//! The cases are made from tables with a fixed seed. Needs the Python that `cargo xtask setup` provides
//! and names in the environment.

use crate::support;

use crate::support::oracle::{Rng, ask, compare};
use pep508_rs::MarkerEnvironment;
use proptest::prelude::*;
use serde_json::{Value, json};
use wheelpress::digest::Digest;
use wheelpress::finding::{Code, Severity};
use wheelpress::python::environment::marker_environment;
use wheelpress::python::requirement_set::RequirementEntry;
use wheelpress::python::requirements_txt::{self, File};

fn environment() -> MarkerEnvironment {
    marker_environment(&support::target("python3.13")).unwrap()
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

fn line(rng: &mut Rng) -> String {
    let (name, marker, behind) = (rng.choose(NAMES), rng.choose(MARKED), rng.choose(BEHIND));
    let (line, marker) = match rng.below(5) {
        // After an address, the semicolon would be part of the address.
        0 if marker.trim() == ";" => (rng.choose(ADDRESSES).replace("NAME", name), ""),
        0 => (rng.choose(ADDRESSES).replace("NAME", name), marker.strip_prefix(' ').unwrap_or(marker)),
        _ => (format!("{name}{}{}", rng.choose(EXTRAS), rng.choose(SPECIFIED)), marker),
    };
    let line = match line.contains("://") && !line.contains(" @") && marker.starts_with(';') {
        true => format!("{line} {}", marker.replacen(';', "; ", 1)),
        false => format!("{line}{marker}"),
    };
    format!("{line}{behind}")
}

fn is_archive(entry: &RequirementEntry) -> bool {
    let address = entry.requirement.address.as_deref().unwrap_or_default();
    [".zip", ".tgz", ".tar.gz"].iter().any(|ending| address.ends_with(ending)) && !address.contains("://")
}

/// Returns the result of reading a file with one line, in the format of `as_pip.py`.
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
    match (&required.requirements[..], &errors[..]) {
        (_, [Code::RequirementUnsupported]) => json!(["unnamed"]),
        (_, [_, ..]) => json!(["invalid"]),
        ([], []) => json!(["nothing"]),
        // pip learns the name of an archive by building it. Here the filename states it.
        ([entry, ..], []) if is_archive(entry) => json!(["unnamed"]),
        ([entry, ..], []) => {
            let requirement = &entry.requirement;
            let mut extras: Vec<String> = requirement.extras.iter().map(ToString::to_string).collect();
            extras.sort();
            let verdicts = PROBES.iter().map(|probe| requirement.specifiers.admit(&probe.parse().unwrap()));
            let verdicts = match &requirement.address {
                Some(_) => json!(true),
                None => json!(verdicts.collect::<Vec<bool>>()),
            };
            let mut hashes: Vec<String> = entry.hashes.iter().map(Digest::hex).collect();
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
    let mut rng = Rng(1);
    let made = (0..600).map(|_| line(&mut rng));
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
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// No input makes the program panic.
    #[test]
    fn nothing_ends_the_program(
        text in r#"[a-z]{0,3}[-\[\]@ ;,()<=>!~.*+'"0-9a-z_\\\r\n$\{\}#/:]{0,60}"#,
        noise in r".{0,40}",
        seed in 1..u64::MAX,
        at in 0..40usize,
    ) {
        let line = line(&mut Rng(seed));
        let at = line.char_indices().nth(at).map_or(0, |(at, _)| at);
        let cut = format!("{}{noise}{}", &line[..at], &line[at..]);
        for text in [text, noise.clone(), line.clone(), cut] {
            for entry in &requirements_txt::read("r.txt", &text).required.requirements {
                entry.requirement.applies(&environment(), &[]);
                let _ = entry.requirement.to_string();
            }
        }
    }
}
