//! Software that a distribution states is compiled into it or bundled with it. It is read from the SBOMs in the
//! dist-info (PEP 770), which are CycloneDX as JSON, or SPDX.
//!
//! SBOMs may be of any version of CycloneDX, so only the fields that every version has are read. Components that are
//! only used to build (`scope: excluded`) are not in the package, so they are left out.

use super::component::text;
use super::licence::{Licence, Single};
use super::spdx;
use serde_json::Value;

pub use super::component::Bundled;

/// The component types of CycloneDX 1.6 except `file`: the package lists its files itself.
const KINDS: [&str; 12] = [
    "application",
    "container",
    "cryptographic-asset",
    "data",
    "device",
    "device-driver",
    "firmware",
    "framework",
    "library",
    "machine-learning-model",
    "operating-system",
    "platform",
];

/// Hash algorithms, each with its number of hexadecimal digits.
const HASHES: [(&str, usize); 8] = [
    ("MD5", 32),
    ("SHA-1", 40),
    ("SHA-256", 64),
    ("SHA-384", 96),
    ("SHA-512", 128),
    ("SHA3-256", 64),
    ("SHA3-384", 96),
    ("SHA3-512", 128),
];

/// Whether a path below dist-info is that of an SBOM.
pub fn is_sbom(path: &str) -> bool {
    path.starts_with("sboms/") && [".json", ".jsonld", ".spdx"].iter().any(|ending| path.ends_with(ending))
}

/// Reads the components of an SBOM; none if it has another format. `own` is the name of the
/// distribution. Some SBOMs list the distribution among its own components: it is left out.
pub fn read(text: &[u8], own: &str) -> Vec<Bundled> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut found = match serde_json::from_slice::<Value>(text) {
        Ok(document) if document["bomFormat"] == "CycloneDX" => all_cyclonedx(&document),
        Ok(document) => spdx::of_json(&document),
        Err(_) => spdx::of_tags(&String::from_utf8_lossy(text)),
    };
    found.retain(|one: &Bundled| !is_own(one, own));
    found
}

/// Whether a component is the distribution itself, which auditwheel lists.
fn is_own(bundled: &Bundled, own: &str) -> bool {
    let is_pypi =
        bundled.purl.as_deref().is_none_or(|purl| purl.starts_with("pkg:pypi/") && !purl.contains('#'));
    is_pypi && bundled.name.parse::<crate::python::PackageName>().is_ok_and(|name| name.as_ref() == own)
}

fn all_cyclonedx(document: &Value) -> Vec<Bundled> {
    let mut found = Vec::new();
    let mut waiting = vec![&document["components"]];
    while let Some(components) = waiting.pop() {
        for component in components.as_array().into_iter().flatten() {
            waiting.push(&component["components"]);
            found.extend(cyclonedx(component));
        }
    }
    found
}

fn cyclonedx(component: &Value) -> Option<Bundled> {
    let kind = component["type"].as_str().unwrap_or_default();
    let scope = component["scope"].as_str();
    if kind == "file" || scope == Some("excluded") {
        return None;
    }
    let licences: Vec<&Value> = component["licenses"].as_array().into_iter().flatten().collect();
    let expression = licences.iter().find_map(|one| text(&one["expression"]));
    let ids: Vec<String> = licences.iter().filter_map(|one| text(&one["license"]["id"])).collect();
    let names = licences.iter().filter_map(|one| text(&one["license"]["name"]));
    let licences = match (expression, &ids[..]) {
        (Some(expression), _) => vec![Licence::Expression { expression }],
        // An identifier is also an expression. An expression need not be in the licence list of CycloneDX 1.6.
        (None, [id]) => vec![Licence::Expression { expression: id.clone() }],
        (None, _) => ids.into_iter().chain(names).map(named).collect(),
    };
    let hashes = component["hashes"].as_array().into_iter().flatten().filter_map(|hash| {
        let content = hash["content"].as_str()?;
        let (algorithm, length) = HASHES.iter().find(|(known, _)| hash["alg"] == *known)?;
        let is_hex = content.len() == *length && content.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| (*algorithm, content.to_string()))
    });
    Some(Bundled {
        name: text(&component["name"])?,
        version: text(&component["version"]),
        purl: text(&component["purl"]),
        kind: KINDS.into_iter().find(|known| *known == kind).unwrap_or("library"),
        scope: ["required", "optional"].into_iter().find(|known| scope == Some(known)),
        licences,
        hashes: hashes.collect(),
    })
}

fn named(name: String) -> Licence {
    Licence::Single { license: Single::Name(name) }
}
