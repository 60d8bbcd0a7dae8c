//! Distributions, files and folders that are left out by name.

use crate::support::wheel::wheel;
use crate::support::{Dropped, dropped, paths, target};
use wheelpress::plan::{LeaveOut, Plan};
use wheelpress::source::Content;
use wheelpress::target::PackageKind;

fn drop() -> Dropped {
    let one = wheel("My.Lib", "1.0", "py3-none-any").file("my_lib/__init__.py", "1").file("shared/a.py", "1");
    let other = wheel("other", "2.0", "py3-none-any").file("other.py", "12").file("shared/b.py", "1");
    let app = "import my_lib\n\ndef handler(event, context):\n    return 1\n";
    dropped("app/app.py", app)
        .and("app/tests/test_app.py", "x = 1")
        .and("app/tests_of_app.py", "x = 1")
        .and(one.filename(), one.bytes())
        .and(other.filename(), other.bytes())
}

fn plan(distributions: &[&str], paths: &[&str]) -> Plan {
    let mut drop = drop();
    let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    drop.options.leave_out = LeaveOut { distributions: names(distributions), paths: names(paths) };
    drop.plan()
}

#[track_caller]
fn check(distributions: &[&str], out: &[&str], gone: &[&str]) -> Plan {
    let (whole, left) = (plan(&[], &[]), plan(distributions, out));
    let shipped = paths(&left);
    let found: Vec<&str> = paths(&whole).into_iter().filter(|path| !shipped.contains(path)).collect();
    assert_eq!(found, gone, "{:?}", left.findings);
    left
}

#[test]
fn a_distribution_is_left_out_whole_in_any_spelling() {
    let plan = check(
        &["my-LIB"],
        &[],
        &[
            "My.Lib-1.0.dist-info/INSTALLER",
            "My.Lib-1.0.dist-info/METADATA",
            "My.Lib-1.0.dist-info/RECORD",
            "My.Lib-1.0.dist-info/WHEEL",
            "my_lib/__init__.py",
            "shared/a.py",
        ],
    );
    let left: Vec<_> = plan.left_out.iter().map(|one| (one.name.as_str(), one.why.as_str())).collect();
    assert_eq!(left, [("my-lib", "you left it out")]);
    // An import that lacks the distribution is reported, with its line.
    let finding = plan.findings.iter().find(|finding| finding.code.as_str() == "import-missing").unwrap();
    assert_eq!((finding.path.as_deref(), finding.line), (Some("app.py"), Some(1)));
}

#[test]
fn files_and_folders_are_left_out_by_whole_names() {
    check(&[], &["tests"], &["tests/test_app.py"]);
    check(&[], &["shared"], &["shared/a.py", "shared/b.py"]);
    check(&[], &["other.py", "nothing.py", "", "*"], &["other.py"]);
}

#[test]
fn what_is_not_there_is_left_out_of_nothing() {
    let plan = check(&["numpy", "no name!"], &["nowhere"], &[]);
    assert!(plan.left_out.is_empty());
}

#[test]
fn records_list_what_ships() {
    let mut drop = drop();
    drop.options.leave_out.paths.insert("shared".into());
    let plan = drop.plan();
    let record = plan.entries.iter().find(|entry| entry.path == "other-2.0.dist-info/RECORD").unwrap();
    let Content::Bytes(text) = &record.content else { panic!("{:?}", record.content) };
    let text = String::from_utf8_lossy(text);
    assert!(text.contains("other.py") && !text.contains("shared"), "{text}");
}

#[test]
fn paths_of_a_layer_begin_in_its_folder_of_python_files() {
    let mut drop = drop();
    drop.options.leave_out.paths.insert("other.py".into());
    let mut layer = target("python3.13");
    layer.kind = PackageKind::Layer;
    let plan = drop.plan_for(&layer);
    assert!(paths(&plan).contains(&"python/my_lib/__init__.py"));
    assert!(!paths(&plan).contains(&"python/other.py"));
}

#[test]
fn entries_know_their_distribution() {
    let plan = plan(&[], &[]);
    let of = |path: &str| {
        let entry = plan.entries.iter().find(|entry| entry.path == path)?;
        Some(plan.distributions.get(entry.owner?)?.name.as_str())
    };
    assert_eq!(of("shared/a.py"), Some("my-lib"));
    assert_eq!(of("other.py"), Some("other"));
    assert_eq!(of("app.py"), None);
}
