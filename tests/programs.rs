//! Programs and libraries with other names, in zips that lost their modes: their first bytes show what
//! they are.

use crate::support;

use crate::support::elf::{AARCH64, elf};
use crate::support::zips::{Entry, entry, zip};
use crate::support::{Dropped, dropped, target};

const NAMES: &[&str] = &[
    "tool",
    "bin/tool",
    "vendor/ffmpeg-linux-v7.0.2",
    "bin/tool.bin",
    "tool.x86_64",
    "lib/libx",
    "model.bin",
    "bin/any.thing",
];

/// Checks the findings about native code for a zip with this file, without modes and with the mode of a
/// text file.
#[track_caller]
fn check(name: &str, bytes: &[u8], expected: &[&str]) {
    for mode in [0, 0o644] {
        let app = entry("app.py", "def handler(event, context): pass\n");
        let entries = [app, Entry { mode, ..entry(name, bytes) }];
        let plan = dropped("function.zip", zip(&entries)).plan_for(&target("python3.13"));
        let found = plan.findings.iter().map(|finding| finding.code.as_str());
        let found: Vec<&str> = found.filter(|code| code.starts_with("native-")).collect();
        assert_eq!(found, expected, "{name} of mode {mode:o}: {:#?}", plan.findings);
    }
    let folder: Dropped = dropped("f/app.py", "").and(format!("f/{name}"), bytes);
    let findings = folder.plan_for(&target("python3.13")).findings;
    let found: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(
        found.iter().filter(|code| code.starts_with("native-")).count(),
        expected.len(),
        "{findings:#?}"
    );
}

#[test]
fn by_their_bytes() {
    let other = elf().machine(AARCH64).interpreter("/lib/ld-linux-aarch64.so.1").padding(64).bytes();
    let musl = elf().interpreter("/lib/ld-musl-x86_64.so.1").padding(64).bytes();
    let newer = elf().needs("libc.so.6").version("libc.so.6", "GLIBC_2.38").bytes();
    let good = elf().needs("libc.so.6").version("libc.so.6", "GLIBC_2.34").bytes();
    for name in NAMES {
        check(name, &other, &["native-wrong-architecture"]);
        check(name, &musl, &["native-musl"]);
        check(name, &newer, &["native-glibc-too-new"]);
        check(name, &good, &[]);
        check(name, "no native code, but long enough to have a header ".repeat(4).as_bytes(), &[]);
        check(name, b"\x7fEL", &[]);
    }
}

#[test]
fn scripts_with_the_line_ends_of_windows() {
    let function = |files: &[(&str, &str)]| {
        let start = dropped("app/lambda_function.py", "def lambda_handler(event, context): pass\n");
        files.iter().fold(start, |drop, (path, text)| drop.and(format!("app/{path}"), *text))
    };
    for name in ["bin/tool", "bin/tool.sh", "run.sh", "bootstrap"] {
        let error = format!("error script-line-ends {name}");
        let found = |text: &str| {
            let plan = function(&[(name, text)]).plan_for(&target("python3.13"));
            support::codes(&plan.findings)
                .into_iter()
                .filter(|code| code.contains("script-"))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("#!/bin/sh\r\necho 1\r\n"), [error.as_str()]);
        assert_eq!(found("#!/usr/bin/env python3\r\n"), [error.as_str()]);
        assert_eq!(found("#!/bin/sh\necho 1\r\n"), Vec::<String>::new());
        assert_eq!(found("#!/bin/sh\n"), Vec::<String>::new());
        assert_eq!(found("#!/bin/sh"), Vec::<String>::new());
        // The same in a zip without modes.
        let zipped = zip(&[entry("a.py", ""), entry(name, "#!/bin/sh\r\necho 1\r\n").mode(0)]);
        let plan = dropped("f.zip", zipped).plan_for(&target("python3.13"));
        assert!(
            support::codes(&plan.findings).contains(&error) || name == "bootstrap",
            "{:?}",
            plan.findings
        );
    }
    // With a byte order mark, Linux does not recognise the first line at all.
    let marked = function(&[("bin/tool", "\u{feff}#!/bin/sh\necho 1\n"), ("m.py", "\u{feff}#!/x\n")]);
    let findings = marked.plan_for(&target("python3.13")).findings;
    assert_eq!(support::codes(&findings), ["error native-not-elf bin/tool"]);
    assert!(findings[0].message.contains("byte order mark"), "{findings:?}");
    // Files that are not programs.
    for name in ["m.py", "data.txt", "lib-1.dist-info/x"] {
        let plan = function(&[(name, "#!/bin/sh\r\necho 1\r\n")]).plan_for(&target("python3.13"));
        assert!(!support::codes(&plan.findings).iter().any(|code| code.contains("script-")), "{name}");
    }
}
