//! Messages of the TOML, JSON and YAML readers about broken files, as findings repeat them. Each message is
//! a line of `www/texts/readers.txt`, which the tests of the page's texts translate.

use crate::support::dropped;
use wheelpress::project::{Text, read};

const SAID: &str = include_str!("../www/texts/readers.txt");

/// Checks that a broken text has a finding, and adds the messages that readers.txt lacks to `missing`.
fn said(found: impl IntoIterator<Item = String>, text: &str, missing: &mut Vec<String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(!found.is_empty(), "nothing is said of {text:?}");
    missing.extend(found.into_iter().filter(|message| !SAID.lines().any(|line| line == message)));
}

#[track_caller]
fn check(file: &str, texts: &[&str]) {
    let mut missing = Vec::new();
    for text in texts {
        let plan =
            dropped(file, *text).and("lambda_function.py", "def handler(event, context): pass\n").plan();
        let messages = plan.findings.into_iter().map(|finding| finding.message);
        said(messages.filter(|message| message.contains("not valid")), text, &mut missing);
    }
    assert!(missing.is_empty(), "add to www/texts/readers.txt:\n{}", missing.join("\n"));
}

#[test]
fn toml() {
    check(
        "pyproject.toml",
        &[
            "[project\n",
            "[[project\n",
            "[[project]\n",
            "[]\n",
            "a\n",
            "a =\n",
            "a = b\n",
            "= 1\n",
            "a = 1 2\n",
            "a = \"x\n",
            "a = 'x\n",
            "a = \"\"\"x\n",
            "a = '''x\n",
            "a = \"\\q\"\n",
            "a = \"\\u12\"\n",
            "a = [1, 2\n",
            "a = [1 2]\n",
            "a = [,]\n",
            "a = [b = 1]\n",
            "a = { b = 1\n",
            "a = { b 1 }\n",
            "a = { b = 1 c = 2 }\n",
            "a = { , }\n",
            "a = { = 1 }\n",
            "a = 1\na = 2\n",
            "[a]\n[a]\n",
            "a = 1\n[a.b]\n",
            "a = 1\na.b = 2\n",
            "a = 01\n",
            "a = 1__0\n",
            "a = +0x1\n",
            "a = 0X1\n",
            "a = == 1\n",
            "a: 1\n",
            "a b = 1\n",
            "ä = 1\n",
            "a = ]\n",
            "a = 1\rb = 2\n",
            "# \u{1}\n",
            "a = 2020-13-01\n",
            "a = 2020-02-30\n",
            "a = 2020-1-1\n",
            "a = 25:00:00\n",
            "a = 2020-01-01T1\n",
        ],
    );
}

#[test]
fn json() {
    check(
        "Pipfile.lock",
        &[
            "",
            "{",
            "[",
            "[]",
            "{\"a\"",
            "{\"a\":",
            "{\"a\": 1",
            "{\"a\": \"x",
            "{a: 1}",
            "{'a': 1}",
            "{\"a\" 1}",
            "{\"a\": 1 \"b\": 2}",
            "{\"a\": 1,}",
            "{\"a\": [1,]}",
            "{\"a\": [1 2]}",
            "{\"a\": x}",
            "{\"a\": tru}",
            "{\"a\": \"\\q\"}",
            "{\"a\": \"\\u12\"}",
            "{\"a\": 1.}",
            "{\"a\": 1} x",
            "{\"a\": \"x\ny\"}",
            "1",
            "\"a\"",
            "true",
        ],
    );
}

#[test]
fn yaml() {
    let mut missing = Vec::new();
    for broken in [
        "A: [1, 2",
        "A: {a: 1",
        "A: [1, 2}",
        "A: 1]",
        "A: 'x",
        "A: \"x",
        "A: \"x\" y",
        "A: 'x' y",
        "A: \"\\q\"",
        "A: \"\\xg\"",
        "A: b: c",
        "A: *a",
        "A: & b",
        "A: !a!b c",
        "A:\n\tb: 1",
        "A:\n  b: 1\n c: 2",
        "A:\n  - 1\n  b: 2",
        "A: 1\n  b: 2",
        "A: - 1",
        "A: |x\n  a",
        "A: |0\n  a",
        "A: @x",
        "A: `x`",
        "A: %x",
        "A: [a\nb: 1",
        "A\nB: 1",
        "A: {a b c: d e: f}",
        "A: {a: 1 b: 2}",
        "A: [1 2, a: b: c]",
        "A: \"x\n---\ny\"",
        "? a\n\tb",
        "-\tA:\n\t- b",
        "A: ]",
        "A: }",
        "A:\n    b: 1\n  - c",
        "A: >\n\tx",
        "'a': 'it's'",
        "A: ,",
        "a: b\n- c",
    ] {
        let text = format!("Resources:\n  F:\n    Type: AWS::Serverless::Function\n{broken}\n");
        let path = "template.yaml".to_string();
        let projects = read(std::slice::from_ref(&path), &[Text { path: path.clone(), text: text.clone() }]);
        let messages: Vec<String> = projects
            .into_iter()
            .flat_map(|project| project.findings)
            .map(|finding| finding.finding.message)
            .filter(|message| message.contains("cannot be read at"))
            .collect();
        if !messages.is_empty() {
            said(messages, broken, &mut missing);
        }
    }
    assert!(missing.is_empty(), "add to www/texts/readers.txt:\n{}", missing.join("\n"));
}
