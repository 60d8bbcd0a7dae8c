//! Names of all kinds stay single words in each shell that commands are made for.

use crate::support::disk::{Tools, run};
use serde_json::{Value, json};
use std::process::Command;
use wheelpress::aws::cli::{self, CommandOptions, Shell};

fn options(action: Value, zip: &str, size: u64) -> CommandOptions {
    let place = json!({ "region": "eu-central-1" });
    serde_json::from_value(json!({ "place": place, "action": action, "zip": zip, "size": size })).unwrap()
}

const HOSTILE: &[&str] = &[
    "plain",
    "two words",
    "quo'te",
    "dou\"ble",
    "$HOME",
    "`id`",
    "$(id)",
    "a;rm -rf /",
    "a&&b",
    "a|b",
    "a>b",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "~",
    "#x",
    "!history",
    "back\\slash",
    "trailing\\",
    "-dash",
    "--option",
    "=eq",
    "ünï",
    "漢字",
    "%PATH%",
    "^caret",
    "'",
    "\"",
    "a\u{a0}b",
    "\u{2019}curly",
];

/// Python's shlex splits every line into the intended words.
#[test]
fn hostile_names_stay_words() {
    let tools = Tools::find();
    for name in HOSTILE {
        let zip = format!("{name}.zip");
        let action = json!({ "op": "UpdateFunctionCode", "functionName": "f", "code": { "bucket": name, "key": name }, "revisionId": name });
        let lines = cli::commands(&options(action, &zip, 1)).unwrap();
        let script =
            "import json, shlex, sys; print(json.dumps([shlex.split(line) for line in sys.argv[1:]]))";
        let out = run(Command::new(tools.python()).args(["-c", script]).args(&lines));
        let words: Vec<Vec<String>> = serde_json::from_str(&out).unwrap();
        let local = if zip.starts_with('-') { format!("./{zip}") } else { zip.clone() };
        assert_eq!(words[0][3..5], [local, format!("s3://{name}/{name}")]);
        let option = |option: &str| {
            let joined = format!("{option}=");
            let at = words[1].iter().position(|word| word == option || word.starts_with(&joined)).unwrap();
            words[1][at].strip_prefix(&joined).map_or_else(|| words[1][at + 1].clone(), str::to_string)
        };
        for value in ["--s3-bucket", "--s3-key", "--revision-id"].map(option) {
            assert_eq!(value, *name);
        }
        // So does sh itself.
        let echoed = run(Command::new("sh").args(["-c", &lines[0].replacen("aws", "printf '%s\\n'", 1)]));
        assert_eq!(echoed.lines().nth(3), Some(format!("s3://{name}/{name}").as_str()));
    }
}

#[test]
fn names_no_shell_takes() {
    for (name, expected) in [
        ("a\nb", "name-unquotable"),
        ("a\0b", "name-unquotable"),
        ("file:///etc/passwd", "name-unquotable"),
        ("\u{1b}[2J", "name-unquotable"),
    ] {
        let action = json!({ "op": "PublishVersion", "functionName": "f", "description": name });
        assert_eq!(cli::commands(&options(action, "f.zip", 1)).unwrap_err().code, expected, "{name:?}");
    }
}

#[test]
fn powershell_quotes_in_its_own_way() {
    let quoted = |name: &str| {
        let mut options =
            options(json!({ "op": "PublishVersion", "functionName": "f", "description": name }), "f.zip", 1);
        options.shell = Shell::PowerShell;
        let line = cli::commands(&options).unwrap().remove(0);
        line.split("--description ")
            .nth(1)
            .unwrap()
            .strip_suffix(" --region eu-central-1")
            .unwrap()
            .to_string()
    };
    for (name, expected) in [
        ("plain", "plain"),
        ("two words", "'two words'"),
        ("quo'te", "'quo''te'"),
        ("$env:X", "'$env:X'"),
        ("\u{2019}a", "'\u{2019}\u{2019}a'"),
        ("a;b", "'a;b'"),
    ] {
        assert_eq!(quoted(name), expected);
    }
}
