//! `wheelpress.toml`: its contents and its errors. Each setting is read, written and documented.

use wheelpress::collections::BTreeMap;
use wheelpress::settings::value::OverridesSetting;
use wheelpress::settings::{KEYS, ProjectSettings, SettingsFile, read, rewrite, write};

fn parsed(text: &str) -> SettingsFile {
    read([("app/wheelpress.toml", text)]).unwrap()
}

/// Formats each finding as `code line: message`.
fn findings(file: &SettingsFile) -> Vec<String> {
    let line = |line: Option<u32>| line.map(|line| format!(" {line}")).unwrap_or_default();
    file.findings
        .iter()
        .map(|one| format!("{}{}: {}", one.code.as_str(), line(one.line), one.message))
        .collect()
}

#[test]
fn every_setting_is_read_and_written_as_its_example_says() {
    let examples: Vec<&str> = KEYS.iter().map(|key| key.example).collect();
    let file = parsed(&examples.join("\n"));
    assert_eq!(findings(&file), [""; 0]);
    let written = write(&file.settings);
    let lines: Vec<&str> = written.lines().filter(|line| !line.starts_with('#')).collect();
    // Names are written in alphabetical order.
    let expected: Vec<String> = examples
        .iter()
        .map(|line| {
            line.replace("{ numpy = \"2.1.0\", boto3 = false }", "{ boto3 = false, numpy = \"2.1.0\" }")
        })
        .collect();
    assert_eq!(lines, expected);
    assert_eq!(parsed(&written).settings, file.settings);
}

#[test]
fn every_setting_is_documented_with_its_example() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md")).unwrap();
    let rows: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> =
        KEYS.iter().map(|key| format!("| `{}` | `{}` | ", key.name, key.example)).collect();
    assert_eq!(rows.len(), expected.len(), "a row for each setting, and no others");
    for (row, expected) in rows.iter().zip(&expected) {
        assert!(row.starts_with(expected), "{row}\n{expected}");
    }
}

#[test]
fn what_is_written_is_read_again_whatever_is_in_it() {
    let odd = "a\"b\\c\nd\u{7f}é'''";
    let overrides: BTreeMap<String, Option<String>> =
        [(odd.to_string(), Some(odd.to_string())), ("\0 ".to_string(), None)].into_iter().collect();
    let settings = ProjectSettings {
        handler: Some(odd.to_string()),
        extras: Some(vec![odd.to_string(), "\0".to_string()]),
        overrides: Some(OverridesSetting(overrides)),
        ..ProjectSettings::default()
    };
    let file = parsed(&write(&settings));
    assert_eq!(findings(&file), [""; 0]);
    assert_eq!(file.settings, settings);
    assert_eq!(parsed(&write(&ProjectSettings::default())).settings, ProjectSettings::default());
}

#[test]
fn findings_name_the_file_and_the_line() {
    let check = |text: &str, expected: &[&str]| assert_eq!(findings(&parsed(text)), expected, "{text}");
    check("", &[]);
    check("# nothing\n\nsplit = true\n", &[]);
    check(
        "\n\nruntme = \"python3.13\"\nsplit = \"yes\"",
        &[
            "settings-unknown 3: \"app/wheelpress.toml\" line 3: there is no setting \"runtme\", but there is \"runtime\"",
            "settings-invalid 4: \"app/wheelpress.toml\" line 4: \"split\" is \"yes\", not true or false",
        ],
    );
    check(
        "colour = 1",
        &["settings-unknown 1: \"app/wheelpress.toml\" line 1: there is no setting \"colour\""],
    );
    check(
        "architecture = \"arm\"",
        &[
            "settings-invalid 1: \"app/wheelpress.toml\" line 1: \"architecture\" is \"arm\", not one of \"x86_64\", \"arm64\"",
        ],
    );
    check(
        "slim = [\n  \"tests\",\n  \"dosc\"\n]",
        &[
            "settings-invalid 1: \"app/wheelpress.toml\" line 1: \"slim\" is of the type array, not an array of which each item is \
          one of \"tests\", \"typing\", \"sources\", \"docs\", \"dist-info\"",
        ],
    );
    check(
        "[overrides]\nnumpy = true",
        &[
            "settings-invalid 1: \"app/wheelpress.toml\" line 1: \"overrides\" is of the type table, not a table of names, each \
          with a version, or with false to leave it out",
        ],
    );
    check(
        "handler = \"\"\nlayers-unzipped-size = -1",
        &[
            "settings-invalid 1: \"app/wheelpress.toml\" line 1: \"handler\" is \"\", not a text that is not empty",
            "settings-invalid 2: \"app/wheelpress.toml\" line 2: \"layers-unzipped-size\" is of the type integer, not a number \
             of bytes",
        ],
    );
    // The file is shared with others. A login in it is an error, and the message does not repeat it.
    let file = parsed("index = \"https://me:secret@index.example.com/simple/\"");
    assert_eq!(file.settings.index, None);
    assert!(findings(&file)[0].starts_with("settings-invalid 1"));
    assert!(!findings(&file)[0].contains("secret"), "{:?}", findings(&file));
    let broken = parsed("split = true\nkind = \n");
    assert!(
        findings(&broken)[0]
            .starts_with("settings-invalid 2: \"app/wheelpress.toml\" line 2: it is not valid TOML: ")
    );
    assert_eq!(broken.settings, ProjectSettings::default());
}

#[test]
fn what_is_valid_counts_beside_what_is_not() {
    let file = parsed("runtime = \"python2.7\"\nbytecode = true\n");
    assert_eq!((file.settings.runtime, file.settings.bytecode), (None, Some(true)));
}

#[test]
fn one_file_counts() {
    let read = |paths: &[&str]| {
        let file = read(paths.iter().map(|path| (*path, "split = true")));
        file.map(|file| (file.path.clone(), findings(&file)))
    };
    assert_eq!(read(&["app/lib/wheelpress.toml", "app/pyproject.toml"]), None);
    let (path, findings) = read(&["b/wheelpress.toml", "a/wheelpress.toml", "wheelpress.toml"]).unwrap();
    assert_eq!(path, "wheelpress.toml");
    assert_eq!(
        findings,
        [
            "settings-ignored: \"a/wheelpress.toml\" is not read: the settings are those of \"wheelpress.toml\"",
            "settings-ignored: \"b/wheelpress.toml\" is not read: the settings are those of \"wheelpress.toml\"",
        ]
    );
}

/// Checks the text of a file after these settings, given as the text of a file, are saved over it.
#[track_caller]
fn check_rewritten(before: &str, says: &str, expected: &str) {
    let settings = parsed(says).settings;
    let text = rewrite(&settings, before);
    assert_eq!(text, expected);
    assert_eq!(rewrite(&settings, &text), expected, "a second time");
}

#[test]
fn comments_order_and_form_stay() {
    let before = "# Ours.\nhandler = 'app.handler' # the old one\n\n# Small.\nslim = [\n  \"tests\", # all of them\n]\nsplit = false\nruntime = \"python3.12\"\n";
    let same = "handler = \"app.handler\"\nslim = [\"tests\"]\nruntime = \"python3.12\"\n";
    check_rewritten(before, same, before);
    check_rewritten(
        before,
        "handler = \"b.run\"\nruntime = \"python3.13\"\nkind = \"function\"",
        "# Ours.\nhandler = \"b.run\" # the old one\n\n# Small.\nsplit = false\nruntime = \"python3.13\"\nkind = \"function\"\n",
    );
    // Without a line end, empty, and with comments only.
    check_rewritten("split = true", "split = true\nkind = \"layer\"", "split = true\nkind = \"layer\"\n");
    check_rewritten("", "kind = \"layer\"", "kind = \"layer\"\n");
    check_rewritten("# Ours.\n\n# More.\n", "kind = \"layer\"", "# Ours.\nkind = \"layer\"\n\n# More.\n");
    // Unknown settings are kept.
    check_rewritten("new-thing = 1\n", "kind = \"layer\"", "new-thing = 1\nkind = \"layer\"\n");
}

#[test]
fn what_is_added_comes_before_tables() {
    let table = "split = true\n\n[overrides]\nsix = \"1.17.0\" # pinned\n";
    let says = |more: &str| format!("split = true\noverrides = {{ six = \"1.17.0\" }}\n{more}");
    check_rewritten(table, &says(""), table);
    check_rewritten(
        table,
        &says("kind = \"layer\""),
        "split = true\nkind = \"layer\"\n\n[overrides]\nsix = \"1.17.0\" # pinned\n",
    );
    check_rewritten(
        "[overrides]\nsix = \"1.17.0\"\n",
        "kind = \"layer\"\noverrides = { six = \"1.17.0\" }",
        "kind = \"layer\"\n[overrides]\nsix = \"1.17.0\"\n",
    );
}

#[test]
fn what_cannot_be_changed_is_written_anew() {
    let says = "overrides = { six = \"2\" }";
    let anew = write(&parsed(says).settings);
    assert_eq!(rewrite(&parsed(says).settings, "not toml ["), anew);
    for before in ["[overrides]\nsix = \"1\"\nb = false\n", "overrides.six = \"1\"\noverrides.b = false\n"] {
        let text = rewrite(&parsed(says).settings, before);
        assert_eq!(parsed(&text).settings, parsed(says).settings, "{text}");
    }
}
