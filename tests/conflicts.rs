//! Files of several sources with the same path, in any order of dropping.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, codes, dropped};

/// Checks in both orders of dropping that `path` comes from the source `from`, and that these are the
/// findings.
#[track_caller]
fn check(drop: Dropped, path: &str, from: &str, findings: &[&str]) {
    let mut reversed = drop.clone();
    reversed.paths.reverse();
    reversed.store.files.reverse();
    for drop in [drop, reversed] {
        let plan = drop.plan();
        let found = plan.entries.iter().find(|entry| entry.path == path).map(|entry| entry.from.as_str());
        assert_eq!(found, Some(from), "{:?}", plan.findings);
        assert_eq!(codes(&plan.findings), findings);
    }
}

fn old() -> Vec<u8> {
    zip(&[entry("function.py", "old"), entry("six.py", "old_six")])
}

#[test]
fn ranks() {
    let six = wheel("six", "1.0", "py3-none-any").file("six.py", "wheel_six");
    let tree = |drop: Dropped| {
        drop.and("libs/six.py", "tree_six")
            .and("libs/x-1.dist-info/METADATA", "")
            .and("libs/x-1.dist-info/RECORD", "six.py,,\n")
    };
    check(
        dropped("function.zip", old()).and("function.py", "new"),
        "function.py",
        "function.py",
        &["info path-overridden function.py"],
    );
    check(
        dropped("function.zip", old()).and(six.filename(), six.bytes()),
        "six.py",
        &six.filename(),
        &["info path-overridden six.py"],
    );
    check(tree(dropped("function.zip", old())), "six.py", "libs/six.py", &["info path-overridden six.py"]);
    check(
        tree(dropped(six.filename(), six.bytes())),
        "six.py",
        &six.filename(),
        &["warning path-overridden six.py"],
    );
    check(
        dropped("six.py", "own_six").and(six.filename(), six.bytes()),
        "six.py",
        "six.py",
        &["warning path-overridden six.py"],
    );
    // The same bytes are no conflict.
    check(dropped("function.zip", old()).and("function.py", "old"), "function.py", "function.py", &[]);
}

#[test]
fn wheels_overwrite_as_pip_installs() {
    let a = wheel("a_lib", "1.0", "py3-none-any").file("shared.py", "a").file("same.py", "s");
    let b = wheel("B.lib", "1.0", "py3-none-any").file("shared.py", "b").file("same.py", "s");
    let drop = dropped(a.filename(), a.bytes()).and(b.filename(), b.bytes());
    check(drop.clone(), "shared.py", &b.filename(), &["warning path-overridden shared.py"]);
    let packed = drop.pack();
    let record = |dist_info: String| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&packed.zip)).unwrap();
        std::io::read_to_string(archive.by_name(&format!("{dist_info}/RECORD")).unwrap()).unwrap()
    };
    assert!(!record(a.dist_info()).contains("shared.py") && record(a.dist_info()).contains("same.py"));
    assert!(record(b.dist_info()).contains("shared.py") && record(b.dist_info()).contains("same.py"));
}

#[test]
fn equals_of_one_rank() {
    check(
        dropped("a.zip", zip(&[entry("x.py", "1")])).and("b.zip", zip(&[entry("x.py", "2")])),
        "x.py",
        "a.zip",
        &["error path-conflict x.py"],
    );
    check(
        dropped("a.zip", zip(&[entry("x.py", "1")])).and("b.zip", zip(&[entry("x.py", "1")])),
        "x.py",
        "a.zip",
        &[],
    );
}

#[test]
fn many_files_of_one_other() {
    let [a, b] = ["a_lib", "b_lib"].map(|name| {
        wheel(name, "1.0", "py3-none-any").file("x.py", name).file("y.py", name).file("z.py", "same")
    });
    let plan = dropped(a.filename(), a.bytes()).and(b.filename(), b.bytes()).plan();
    let [finding] = &plan.findings[..] else { panic!("{:#?}", plan.findings) };
    let expected = format!(
        "2 files of \"{}\", such as \"x.py\", are replaced by those of \"{}\"",
        a.filename(),
        b.filename()
    );
    assert_eq!(finding.message, expected);
    // A conflict of three sources is reported once.
    let zips = ["1", "2", "3"].map(|text| zip(&[entry("x.py", text)]));
    let [one, two, three] = zips;
    check(
        dropped("a.zip", one).and("b.zip", two).and("c.zip", three),
        "x.py",
        "a.zip",
        &["error path-conflict x.py"],
    );
}

/// A distribution that is replaced is not checked: neither for changed files nor for its target.
#[test]
fn nothing_is_said_of_what_is_replaced() {
    let new = wheel("six", "2.0", "py3-none-any").file("six.py", "2");
    let record = "six.py,sha256=AAAA,99\nsix-1.0.dist-info/METADATA,,\nsix-1.0.dist-info/RECORD,,\n";
    let old = dropped("libs/six.py", "1")
        .and("libs/six-1.0.dist-info/METADATA", "Name: six\nVersion: 1.0\n")
        .and("libs/six-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: cp313-cp313-win_amd64\n")
        .and("libs/six-1.0.dist-info/RECORD", record);
    let alone = old.clone().plan().findings;
    assert!(alone.iter().any(|finding| finding.code.as_str() == "installed-changed"), "{alone:#?}");
    assert!(alone.iter().any(|finding| finding.code.as_str() == "distribution-incompatible"), "{alone:#?}");
    let replaced = old.and(new.filename(), new.bytes()).plan().findings;
    assert_eq!(
        codes(&replaced),
        ["info distribution-replaced libs/six-1.0.dist-info/metadata"],
        "{replaced:#?}"
    );
}

#[test]
fn distributions_are_replaced_whole() {
    let new = wheel("six", "2.0", "py3-none-any").file("six.py", "2");
    let old = dropped("libs/six.py", "1")
        .and("libs/six_old.py", "1")
        .and("libs/six-1.0.dist-info/METADATA", "Name: six\n")
        .and(
            "libs/six-1.0.dist-info/RECORD",
            "six.py,,\nsix_old.py,,\nsix-1.0.dist-info/METADATA,,\nsix-1.0.dist-info/RECORD,,\n",
        );
    let plan = old.and(new.filename(), new.bytes()).plan();
    assert_eq!(codes(&plan.findings), ["info distribution-replaced libs/six-1.0.dist-info/metadata"]);
    assert!(plan.entries.iter().all(|entry| entry.from == new.filename()), "{:?}", support::paths(&plan));
    assert_eq!(plan.distributions.len(), 1);
}

/// Of two installed distributions, the one that fits the target is taken, in any order of dropping.
#[test]
fn what_fits_stands_higher() {
    let tree = |drop: Dropped, folder: &str, tag: &str| {
        drop.and(format!("{folder}/six.py"), folder)
            .and(format!("{folder}/six-1.0.dist-info/METADATA"), "Name: six\nVersion: 1.0\n")
            .and(format!("{folder}/six-1.0.dist-info/WHEEL"), format!("Wheel-Version: 1.0\nTag: {tag}\n"))
            .and(
                format!("{folder}/six-1.0.dist-info/RECORD"),
                "six.py,,\nsix-1.0.dist-info/METADATA,,\nsix-1.0.dist-info/WHEEL,,\nsix-1.0.dist-info/RECORD,,\n",
            )
    };
    for (first, second) in [("a", "b"), ("b", "a")] {
        let drop = tree(Dropped::default(), first, "cp313-cp313-win_amd64");
        let drop = tree(drop, second, "py3-none-any");
        let replaced = format!("info distribution-replaced {first}/six-1.0.dist-info/metadata");
        check(drop, "six.py", &format!("{second}/six.py"), &[&replaced]);
    }
}

#[test]
fn files_and_directories() {
    check(
        dropped("a.zip", zip(&[entry("x", "file")])).and("x/y.py", "1").and("z.py", "z"),
        "x/y.py",
        "x/y.py",
        &["info folder-kept x", "warning path-conflict x/y.py"],
    );
    check(
        dropped("a.zip", zip(&[entry("x/y.py", "1")])).and("x", "file"),
        "x",
        "x",
        &["warning path-conflict x/y.py"],
    );
    check(
        dropped("a.zip", zip(&[entry("x", "1")])).and("b.zip", zip(&[entry("x/y", "1")])),
        "x/y",
        "b.zip",
        &["error path-conflict x/y"],
    );
}

#[test]
fn case() {
    check(
        dropped("app/Lib/a.py", "1").and("app/lib/b.py", "1").and("app/lib/c.py", "1"),
        "lib/c.py",
        "app/lib/c.py",
        &["warning path-case-conflict lib"],
    );
    check(
        dropped("app/README", "1").and("app/readme", "2"),
        "readme",
        "app/readme",
        &["warning path-case-conflict readme"],
    );
}
