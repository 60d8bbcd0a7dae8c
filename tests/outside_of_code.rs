//! Projects outside of the folder of a function that its requirements file names: they are installed from the drop, as
//! pip installs them from the repository.

use crate::support::libs::lib;
use crate::support::{codes, target};
use crate::workspaces::functions;
use std::collections::BTreeMap;
use wheelpress::finding::Severity;

const TEMPLATE: &str = "Resources:\n  api: {Type: AWS::Serverless::Function, Properties: {CodeUri: services/api, Handler: app.handler, Runtime: python3.13}}\n";

/// Checks the package of the function in `services/api`. `requirements`: the text of its requirements.txt. `shared`: the
/// folder of the project of that name. `paths`: whether the package has its module at the root.
#[track_caller]
fn check(requirements: &str, shared: &str, expected: &[&str]) {
    let alpha = lib("alpha 1.0");
    let files = [
        ("template.yaml".to_string(), TEMPLATE.as_bytes().to_vec()),
        ("services/api/app.py".into(), b"import shared\ndef handler(event, context): return 1\n".to_vec()),
        ("services/api/requirements.txt".into(), requirements.as_bytes().to_vec()),
        ("services/other/app.py".into(), b"".to_vec()),
        ("limits/more.txt".into(), b"-r last.txt\n".to_vec()),
        ("limits/last.txt".into(), b"./libs/shared\n".to_vec()),
        (
            format!("{shared}/pyproject.toml"),
            b"[project]\nname = 'shared'\nversion = '1.0'\ndependencies = ['alpha']\n".to_vec(),
        ),
        (format!("{shared}/src/shared/__init__.py"), b"".to_vec()),
        (format!("{shared}/tests/test_shared.py"), b"".to_vec()),
        (format!("wheels/{}", alpha.filename()), alpha.bytes()),
    ];
    let mut of_target = target("python3.13");
    of_target.handler = Some("app.handler".into());
    let drop = functions(&BTreeMap::from(files)).remove("api").unwrap();
    let plan = drop.plan_for(&of_target);
    let faults: Vec<_> =
        plan.findings.iter().filter(|finding| finding.severity != Severity::Info).cloned().collect();
    assert_eq!(codes(&faults), expected, "{:#?}", plan.findings);
    assert!(
        !codes(&plan.findings).iter().any(|code| code.contains("requirements-ignored")),
        "{:#?}",
        plan.findings
    );
    if expected.iter().all(|code| !code.starts_with("error")) {
        let paths: Vec<&str> = plan.entries.iter().map(|entry| entry.path.as_str()).collect();
        let needed = ["app.py", "shared/__init__.py", "shared-1.0.dist-info/METADATA", "alpha.py"];
        // Other files are there for the requirements alone.
        assert!(
            !paths.iter().any(|path| path.ends_with("more.txt") || path.ends_with("last.txt")),
            "{paths:?}"
        );
        assert!(needed.iter().all(|path| paths.contains(path)), "{paths:?}");
        assert!(
            !paths.iter().any(|path| path.contains("test_shared") || path.starts_with("api/")),
            "{paths:?}"
        );
    }
}

#[test]
fn projects_are_installed() {
    for (requirements, shared) in [
        ("../../libs/shared\n", "libs/shared"),
        ("-e ../../libs/shared\n", "libs/shared"),
        // The name of the folder is not that of the project, and pip runs at the root of the repository.
        ("./libs/common ; python_version > '3'\n", "libs/common"),
        ("--editable libs/common[more] # ours\n", "libs/common"),
        ("../../libs/common/\n", "libs/common"),
        ("-e ../common\n", "services/common"),
        ("-r ../../base.txt\n../common\n", "services/common"),
        ("..\\..\\libs\\shared\r\n", "libs/shared"),
        ("shared @ file:../../libs/common\n", "libs/common"),
        ("-e file:../../libs/common\n", "libs/common"),
        // Each names the next.
        ("-r ../../limits/more.txt\n", "libs/shared"),
    ] {
        let expected: &[&str] = match requirements {
            text if text.contains("[more]") => &["warning extra-unknown api/requirements.txt"],
            text if text.contains("base.txt") => &["error requirement-missing api/requirements.txt"],
            _ => &[],
        };
        check(requirements, shared, expected);
    }
}

/// A project that only a build can install needs a wheel, and the function stays the root of its package.
#[test]
fn what_is_not_installed_does_not_ship() {
    for pyproject in ["", "broken", "[build-system]\nbuild-backend = 'maturin'\n[project]\nname = 'shared'\n"]
    {
        let files = [
            ("template.yaml".to_string(), TEMPLATE.as_bytes().to_vec()),
            ("services/api/app.py".into(), b"def handler(event, context): return 1\n".to_vec()),
            ("services/api/requirements.txt".into(), b"../../libs/shared\n".to_vec()),
            ("libs/shared/pyproject.toml".into(), pyproject.as_bytes().to_vec()),
            ("libs/shared/shared/__init__.py".into(), b"".to_vec()),
        ];
        let mut of_target = target("python3.13");
        of_target.handler = Some("app.handler".into());
        let plan = functions(&BTreeMap::from(files)).remove("api").unwrap().plan_for(&of_target);
        let paths: Vec<&str> = plan.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["app.py", "requirements.txt"], "{pyproject}");
        let codes = codes(&plan.findings);
        assert!(
            codes.contains(&"error requirement-unsupported api/requirements.txt".to_string()),
            "{codes:?}"
        );
        assert!(!codes.iter().any(|code| code.contains("handler")), "{codes:?}");
    }
}

/// The files of a project count once, however many lines name it.
#[test]
fn a_project_is_added_once() {
    let mut files = BTreeMap::from([
        ("template.yaml".to_string(), TEMPLATE.as_bytes().to_vec()),
        ("services/api/app.py".into(), b"".to_vec()),
        ("services/api/requirements.txt".into(), "../../libs/shared\n".repeat(10_000).into_bytes()),
        ("libs/shared/pyproject.toml".into(), b"[project]\nname = 'shared'\n".to_vec()),
    ]);
    files.extend((0..5_000).map(|n| (format!("libs/shared/shared/m{n}.py"), Vec::new())));
    let mut drop = functions(&files).remove("api").unwrap();
    assert_eq!(drop.items().len(), 5_003);
}

/// What no file names does not become a part of the function.
#[test]
fn others_stay_out() {
    let missing: &[&str] = &["error import-missing app.py"];
    check("alpha\n", "libs/shared", missing);
    check("# ../../libs/shared\nalpha\n", "libs/shared", missing);
    let refused: &[&str] =
        &["error import-missing app.py", "error requirement-unsupported api/requirements.txt"];
    check("../../libs/elsewhere\n", "libs/shared", refused);
    check("git+https://example.com/libs/shared\n", "libs/shared", refused);
}
