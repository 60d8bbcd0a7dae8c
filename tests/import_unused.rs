//! Libraries that nothing of the function imports.

use crate::support::imports::{app, check};
use crate::support::wheel::wheel;

#[test]
fn unused() {
    let requires = |name: &str, of: &str| {
        let text = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: {of}\n");
        wheel(name, "1.0", "py3-none-any").info("METADATA", &text).file(&format!("{name}.py"), "x = 1")
    };
    let plain = |name: &str| wheel(name, "1.0", "py3-none-any").file(&format!("{name}.py"), "x = 1");
    let all = |text: &str| {
        let wheels =
            [requires("alpha", "common"), plain("common"), requires("beta", "gamma"), plain("gamma")];
        wheels.iter().fold(app(text), |drop, wheel| drop.and(wheel.filename(), wheel.bytes()))
    };
    let unused = "info import-unused beta-1.0-py3-none-any.whl";
    check(all("import alpha"), &[unused], "with gamma, which only it needs");
    check(all("import alpha, gamma"), &[unused], "without it, the package");
    check(all("import alpha, beta"), &[], "");
    check(all("import alpha\ndef f(): import beta"), &[], "");
    check(all("import alpha\nname = 'beta.backend:Thing'"), &[], "");
    // Settings that no import leads to, and other names than that of the distribution.
    let others = |file: &str, text: &str, expected: &[&str]| {
        let django =
            wheel("djangorestframework", "1.0", "py3-none-any").file("rest_framework/__init__.py", "");
        let driver = wheel("psycopg2_binary", "1.0", "py3-none-any").file("psycopg2/__init__.py", "");
        let drop = [plain("alpha"), django, driver]
            .iter()
            .fold(app("import alpha"), |drop, wheel| drop.and(wheel.filename(), wheel.bytes()));
        check(drop.and(file, text), expected, "");
    };
    let (rest, driver) = (
        "info import-unused djangorestframework-1.0-py3-none-any.whl",
        "info import-unused psycopg2_binary-1.0-py3-none-any.whl",
    );
    others("x.txt", "x", &[rest, driver]);
    let apps = "APPS = ['rest_framework.authtoken']\n";
    others("settings.py", apps, &[driver]);
    others("tests/settings.py", apps, &["info folder-kept tests", rest, driver]);
    others("settings.py", &format!("{apps}ENGINE = 'django.db.backends.postgresql'\n"), &[]);
    // It is unknown what is imported by such names.
    check(all("import alpha, importlib\nimportlib.import_module(name)"), &[], "");
    // If the code imports nothing, it is unknown how it is run.
    check(all(""), &[], "");
}
