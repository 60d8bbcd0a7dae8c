//! Distributions that have no native files, but need libraries: those that they open by name when they are imported,
//! and the version of OpenSSL that Python was built with.

use super::{Library, find_library};
use crate::check::context::{CheckContext, IF_IN_LAYER};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::plan::Distribution;
use crate::python::PackageName;
use pep508_rs::pep440_rs::Version;

/// Libraries that a distribution opens by name when it is imported.
struct DlopenRule {
    distribution: &'static str,
    /// All of them are needed.
    libraries: &'static [&'static str],
    /// Distributions, and folders of wheels, that make the libraries unnecessary.
    instead: &'static [&'static str],
    hint: &'static str,
}

/// One line per distribution, each by its source as of 2025: cairocffi 1.7 `cairocffi/__init__.py`, libarchive-c 5
/// `libarchive/ffi.py`, psycopg 3.2 `psycopg/pq/__init__.py`, pyenchant 3.2 `enchant/_enchant.py`, pylibdmtx 0.1
/// `pylibdmtx/dmtx_library.py`, python-magic 0.4.27 `magic/loader.py`, pyzbar 0.1 `pyzbar/zbar_library.py`, sounddevice
/// 0.5 `sounddevice.py`, soundfile 0.13 `soundfile.py`, weasyprint 65 `weasyprint/text/ffi.py`.
#[rustfmt::skip]
const OPENS: &[DlopenRule] = &[
    DlopenRule { distribution: "cairocffi", libraries: &["libcairo.so.2"], instead: &[], hint: "" },
    DlopenRule { distribution: "libarchive-c", libraries: &["libarchive.so.13"], instead: &[], hint: "" },
    DlopenRule { distribution: "psycopg", libraries: &["libpq.so.5"], instead: &["psycopg-binary", "psycopg-c"], hint: "Install psycopg[binary], or " },
    DlopenRule { distribution: "pyenchant", libraries: &["libenchant-2.so.2"], instead: &[], hint: "" },
    DlopenRule { distribution: "pylibdmtx", libraries: &["libdmtx.so.0"], instead: &[], hint: "" },
    DlopenRule { distribution: "python-magic", libraries: &["libmagic.so.1"], instead: &[], hint: "Use puremagic instead, or " },
    DlopenRule { distribution: "pyzbar", libraries: &["libzbar.so.0"], instead: &[], hint: "" },
    DlopenRule { distribution: "sounddevice", libraries: &["libportaudio.so.2"], instead: &[], hint: "" },
    DlopenRule { distribution: "soundfile", libraries: &["libsndfile.so.1"], instead: &["_soundfile_data/"], hint: "Use the wheel of soundfile for manylinux, which brings it, or " },
    DlopenRule { distribution: "weasyprint", libraries: &["libgobject-2.0.so.0", "libpango-1.0.so.0"], instead: &[], hint: "" },
];

/// Distributions that reject an OpenSSL older than 1.1.1, and the first version that does so (urllib3 v2 migration
/// guide, "ssl module compiled with OpenSSL 1.1.1 or newer", of 2023-04-26).
const NEEDS_OPENSSL: &[(&str, &str)] = &[("urllib3", "2.0.0"), ("urllib3-future", "2.0.900")];

/// The newest minor version of Python that Lambda built with OpenSSL 1.0.2k, the version of Amazon Linux 2. CPython
/// 3.10 itself needs 1.1.1 (PEP 644). Reported for python3.9 in github.com/urllib3/urllib3/issues/2168, 2023-05.
const LAST_WITH_OLD_OPENSSL: u8 = 9;

/// Reports libraries, and versions of OpenSSL, that distributions of the package need.
pub fn check(context: &CheckContext, findings: &mut Vec<Finding>) {
    for distribution in &context.plan.distributions {
        let name = distribution.name.parse::<PackageName>().map(|name| name.to_string());
        let name = name.as_deref().unwrap_or(&distribution.name);
        if let Some(opens) = OPENS.iter().find(|opens| opens.distribution == name) {
            findings.extend(opened(opens, distribution, context));
        }
        if let Some((_, since)) = NEEDS_OPENSSL.iter().find(|(known, _)| *known == name) {
            findings.extend(openssl(distribution, since, context));
        }
    }
}

fn opened(opens: &DlopenRule, distribution: &Distribution, context: &CheckContext) -> Option<Finding> {
    let plan = context.plan;
    let is_instead = |one: &&str| match one.ends_with('/') {
        true => plan.entries.iter().any(|entry| entry.path.contains(*one)),
        false => plan.distributions.iter().any(|other| other.name.replace('_', "-") == **one),
    };
    if opens.instead.iter().any(is_instead) {
        return None;
    }
    let libraries = opens.libraries.iter().filter(|library| !plan.layer_modules.contains(**library));
    let found = libraries.map(|library| (*library, find_library(plan, context.target, library)));
    let lost: Vec<(&str, Library)> = found.filter(|(_, found)| !matches!(found, Library::Found)).collect();
    let (library, place) = lost.iter().max_by_key(|(_, found)| matches!(found, Library::Nowhere))?;
    let Distribution { name, version, from, .. } = distribution;
    let (runtime, has_layers) = (context.target.runtime.name, context.target.layers_unzipped_size > 0);
    let opens_it = format!("\"{name}\" {version} opens \"{library}\" when it is imported,");
    let add = format!("{}add it as \"lib/{library}\", where Lambda's loader looks", opens.hint);
    let (severity, message, hint) = match place {
        Library::At(other) => (
            Severity::Error,
            format!("{opens_it} which lies at \"{other}\", where the loader does not look"),
            format!("Move it to \"lib/{library}\""),
        ),
        Library::Possible => (
            Severity::Warning,
            format!(
                "{opens_it} which is in the container image of {runtime}, but may be missing where functions run"
            ),
            add,
        ),
        _ => (Severity::Error, format!("{opens_it} which neither the package nor {runtime} has"), add),
    };
    let finding = Finding::new(Code::NativeMissingLibrary, from, message);
    let finding = match place {
        Library::At(_) => finding,
        _ => finding.fix(Fix::InLayer { module: library.to_string() }),
    };
    Some(match has_layers && !matches!(place, Library::At(_)) {
        true => finding.severity(Severity::Warning).hint(IF_IN_LAYER),
        false => finding.severity(severity).hint(upper(&hint)),
    })
}

fn openssl(distribution: &Distribution, since: &str, context: &CheckContext) -> Option<Finding> {
    let runtime = context.target.runtime;
    let (version, since): (Version, Version) = (distribution.version.parse().ok()?, since.parse().ok()?);
    if runtime.minor > LAST_WITH_OLD_OPENSSL || version < since {
        return None;
    }
    let Distribution { name, version, from, .. } = distribution;
    let message = format!(
        "\"{name}\" {version} needs OpenSSL 1.1.1 or newer, {} was built with OpenSSL 1.0.2k",
        runtime.name
    );
    let hint = format!("Take {name} <{since}, or choose python3.10 or newer");
    Some(Finding::new(Code::OpensslTooOld, from, message).hint(hint))
}

/// The text with its first letter in upper case.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
