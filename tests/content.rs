//! Files that should not be in a package, or not in their present form.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{Entry, entry, with_flag, zip};
use crate::support::{Dropped, codes, dropped};
use wheelpress::finding::Finding;
use zip::CompressionMethod;

#[track_caller]
fn check(drop: Dropped, expected: &[&str]) -> Vec<Finding> {
    let findings = drop.plan().findings;
    assert_eq!(codes(&findings), expected, "{findings:#?}");
    findings
}

fn app() -> Dropped {
    dropped("f/app.py", "def handler(event, context): pass\n")
}

const KEY: &str = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49\nAwEHoUQDQgAEPR3tU2Fta9ktY+6P9G0cWO+0kETA6SFs38GecTyudlHz6xvCdz8q\n-----END EC PRIVATE KEY-----\n";
const AWS: &str = "key = 'AKIAI44QH8DHBBBBBBBB'\n";

#[test]
fn secrets() {
    let secret = |path: &str, text: &str| {
        let findings =
            check(app().and(format!("f/{path}"), text), &[&format!("warning secret {path}").to_lowercase()]);
        let told = format!("{:?}", findings);
        assert!(!told.contains("AKIAI44") && !told.contains("MHcCAQ"), "{told}");
        // No finding suggests leaving out the source code of the function.
        assert_eq!(told.contains("Leave it out by .lambdaignore"), !path.ends_with(".py"), "{told}");
    };
    secret(".env", "PASSWORD=x\n");
    secret("conf/.env.production", "PASSWORD=x\n");
    secret(".aws/credentials", "[default]\n");
    secret("server.pem", KEY);
    secret("key.txt", KEY);
    secret("settings.py", AWS);
    secret("larger.py", &format!("{AWS}{}", "# more text\n".repeat(10_000)));
    // A file that is too large to be searched is reported.
    let large = format!("[{}1]", "1, ".repeat(100_000));
    let found = check(app().and("f/data.json", large), &["info source-unchecked data.json"]);
    assert!(found[0].message.contains("not searched for secrets: it has 300,003 bytes"), "{found:?}");
    secret("config.yml", AWS);
    secret(".pypirc", "[pypi]\n");
    let clean = |path: &str, text: &str| {
        check(app().and(format!("f/{path}"), text), &[]);
    };
    clean(".env.example", "PASSWORD=\n");
    clean("chain.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    clean("data.bin", AWS);
    clean("check.py", "MARK = '-----BEGIN PRIVATE KEY-----'\n");
    // Libraries contain test vectors.
    let library =
        wheel("alpha", "1.0", "py3-none-any").file("alpha/key.pem", KEY).file("alpha/__init__.py", AWS);
    check(Dropped::default().and(library.filename(), library.bytes()), &[]);
    // The files of an existing package may be the user's own.
    let old = zip(&[entry("app.py", AWS)]);
    check(dropped("function.zip", old), &["warning secret app.py"]);
}

#[test]
fn modes() {
    let code = || entry("app.py", "def handler(event, context): pass\n");
    let of = |entries: &[Entry]| dropped("function.zip", zip(entries));
    check(of(&[code()]), &[]);
    let found = check(
        of(&[code().mode(0o600), entry("b.py", "x = 1\n").mode(0o640)]),
        &["warning mode-unreadable function.zip"],
    );
    assert!(found[0].message.contains("\"app.py\" (mode 0600) and 1 other"), "{found:?}");
    let found =
        check(of(&[code(), entry("bin/tool", "#!/bin/sh\n")]), &["warning mode-not-executable function.zip"]);
    assert!(found[0].message.contains("\"bin/tool\" (mode 0644)"), "{found:?}");
    check(of(&[code(), entry("bin/tool", "#!/bin/sh\n").mode(0o755)]), &[]);
    check(of(&[code(), entry("bin/notes", "notes\n")]), &[]);
    // The package that is made has the right modes, and checking it again finds nothing.
    let packed = of(&[code().mode(0o600), entry("bootstrap", "\x7fELF")]).pack();
    let modes: Vec<String> = support::entries(&packed.plan);
    assert_eq!(modes, ["app.py 100644 function.zip", "bootstrap 100755 function.zip"]);
    check(dropped("function.zip", packed.zip), &[]);
}

#[test]
fn features() {
    let text = "x = 1\n".repeat(100);
    let plain = zip(&[entry("app.py", text.as_str())]);
    check(dropped("a.zip", plain.clone()), &[]);
    let found = check(dropped("a.zip", with_flag(&plain, 3)), &["info zip-feature a.zip"]);
    assert!(found[0].message.contains("data descriptors of 1 files"), "{found:?}");
    let bzip = zip(&[entry("app.py", text.as_str()).method(CompressionMethod::Bzip2)]);
    let packed = dropped("a.zip", bzip).pack();
    assert_eq!(codes(&packed.plan.findings), ["info zip-feature a.zip"]);
    assert!(packed.plan.findings[0].message.contains("1 files compressed by method 12"));
    check(dropped("b.zip", packed.zip), &[]);
}

#[test]
fn namespaces() {
    let part = wheel("ns_part", "1.0", "py3-none-any").file("ns/part.py", "x = 1\n");
    let with = |drop: Dropped| drop.and(part.filename(), part.bytes());
    check(with(app().and("f/ns/own.py", "x = 1\n")), &[]);
    // A hidden module is a warning while nothing imports it, and an error as soon as something does.
    check(with(app().and("f/ns.py", "x = 1\n")), &["warning namespace-package ns.py"]);
    let asks =
        with(app().and("f/lambda_function.py", "import ns.part\ndef lambda_handler(event, context): pass\n"));
    let found = asks.and("f/ns.py", "x = 1\n").plan().findings;
    assert!(codes(&found).contains(&"error namespace-package ns.py".to_string()), "{found:#?}");
    // A distribution that is imported by its own name also brings another folder.
    let stray = wheel("stray", "1.0", "py3-none-any")
        .file("stray/__init__.py", "x = 1\n")
        .file("scripts/tool.py", "x = 1\n");
    let drop = app()
        .and("f/main.py", "import stray, scripts\ndef lambda_handler(event, context): pass\n")
        .and("f/scripts.py", "x = 1\n");
    check(drop.and(stray.filename(), stray.bytes()), &["warning namespace-package scripts.py"]);
    // In the same folder an `__init__.py` hides nothing. In another zip it does.
    let mut split =
        with(dropped("app.py", "x = 1\n").and("ns/own.py", "x = 1\n").and("ns/__init__.py", "x = 1\n"));
    assert!(split.clone().plan().findings.iter().all(|one| one.code.as_str() != "namespace-package"));
    split.options.split = true;
    let found = split.plan().findings;
    let finding = found.iter().find(|one| one.code.as_str() == "namespace-package").unwrap();
    assert!(finding.message.contains("\"ns/__init__.py\" hides \"python/ns/part.py\""), "{finding:?}");
}
