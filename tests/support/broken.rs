//! Broken and repaired packages, which are planned, packed and really started.

use super::disk::Tools;
use super::lambda::Lambda;
use super::wheel::wheel;
use super::{Dropped, Packed, target};
use wheelpress::finding::Severity;
use wheelpress::pack::Compression;

/// A package: its files, and the handler. A file whose path begins with `wheel:` belongs to a wheel
/// named `provider`, one with `needed:` to a wheel named `needed`, and one with `zip:` to an existing
/// zip.
pub struct Package {
    pub files: &'static [(&'static str, &'static str)],
    pub handler: &'static str,
}

pub const fn package(files: &'static [(&'static str, &'static str)], handler: &'static str) -> Package {
    Package { files, handler }
}

pub struct Case {
    pub runtime: u8,
    pub code: &'static str,
    pub broken: Package,
    pub repaired: Package,
}

/// A module whose handler works.
pub const H: &str = "def handler(event, context):\n    return 'works'\n";

pub const fn case(runtime: u8, code: &'static str, broken: Package, repaired: Package) -> Case {
    Case { runtime, code, broken, repaired }
}

/// Source code with these statements at its top, and a handler that works.
#[allow(unused_macros)] // each test uses some of it
macro_rules! importing {
    ($imports:literal) => {
        concat!($imports, "\ndef handler(event, context):\n    return 'works'\n")
    };
}
#[allow(unused_imports)]
pub(crate) use importing;

fn dropped(package: &Package) -> Dropped {
    let mut wheels = [("wheel:", "provider"), ("needed:", "needed")]
        .map(|(prefix, name)| (prefix, wheel(name, "1.0", "py3-none-any"), false));
    let mut zipped = Vec::new();
    let mut drop = Dropped::default();
    for (path, text) in package.files {
        let of = |(prefix, ..): &&mut (&str, _, _)| path.starts_with(*prefix);
        if let Some((prefix, wheel, is_used)) = wheels.iter_mut().find(of) {
            *wheel = wheel.clone().file(&path[prefix.len()..], *text);
            *is_used = true;
        } else if let Some(path) = path.strip_prefix("zip:") {
            zipped.push(super::zips::entry(path, *text));
        } else {
            drop = drop.and(*path, *text);
        }
    }
    if !zipped.is_empty() {
        drop = drop.and("function.zip", super::zips::zip(&zipped));
    }
    let used = wheels.iter().filter(|(.., is_used)| *is_used);
    used.fold(drop, |drop, (_, wheel, _)| drop.and(wheel.filename(), wheel.bytes()))
}

fn packed(package: &Package, runtime: u8) -> Packed {
    let mut target = target(&format!("python3.{runtime}"));
    target.handler = Some(package.handler.to_string());
    dropped(package).try_pack(&target, Compression::Fast).unwrap()
}

fn codes(packed: &Packed) -> Vec<&str> {
    let grave = packed.plan.findings.iter().filter(|finding| finding.severity < Severity::Info);
    grave.map(|finding| finding.code.as_str()).collect()
}

fn errors(packed: &Packed) -> Vec<&str> {
    let errors = packed.plan.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.code.as_str()).collect()
}

/// Findings with these codes are about modules that cannot be imported, which is also reported.
const HIDES: &[&str] = &["editable-install", "namespace-package", "pth-ignored", "requirement-missing"];

/// Checks that each broken package has its finding and no other error, and fails. The repaired one has
/// no such finding, and works.
pub fn fail_before_and_work_after(cases: &[Case]) {
    let tools = Tools::find();
    for runtime in [11, 12, 13] {
        let mut lambda = Lambda::start(&tools, runtime);
        for (number, case) in cases.iter().enumerate().filter(|(_, case)| case.runtime == runtime) {
            let (code, handler) = (case.code, case.broken.handler);
            let broken = packed(&case.broken, runtime);
            assert!(codes(&broken).contains(&code), "{number} {code}: {:#?}", broken.plan.findings);
            let is_other =
                |error: &&str| *error != code && !(HIDES.contains(&code) && *error == "import-missing");
            let others: Vec<&str> = errors(&broken).into_iter().filter(is_other).collect();
            assert_eq!(others, [""; 0], "{number} {code}: {:#?}", broken.plan.findings);
            let answer = lambda.invoke(&broken, handler);
            assert!(answer.is_err(), "{number} {code}: it works, {answer:?}");
            let repaired = packed(&case.repaired, runtime);
            assert_eq!(codes(&repaired), [""; 0], "{number} {code}: {:#?}", repaired.plan.findings);
            let answer = lambda.invoke(&repaired, case.repaired.handler);
            assert_eq!(answer, Ok("works".into()), "{number} {code}");
        }
    }
}
