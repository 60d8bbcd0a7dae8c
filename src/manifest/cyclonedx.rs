//! CycloneDX 1.6 as JSON (ECMA-424, <https://cyclonedx.org/docs/1.6/json/>). It contains no time and
//! nothing random: the serial number is made from the package's hash.

use super::bundled::Bundled;
use super::contents::File;
use super::distributions::Distribution;
use super::licence::Licence;
use super::{About, Contents};
use crate::collections::BTreeSet;
use crate::error::Error;
use crate::target::PackageKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// Names of wheelpress's own properties, which [`super::read`] reads.
pub const CODE_SHA256: &str = "wheelpress:codeSha256";
pub const SIZE: &str = "wheelpress:size";
pub const MODE: &str = "wheelpress:mode";
pub const CRC32: &str = "wheelpress:crc32";

const PACKAGE: &str = "package";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    bom_format: &'a str,
    spec_version: &'a str,
    serial_number: String,
    version: u32,
    metadata: Metadata<'a>,
    components: Vec<Component>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    tools: Tools<'a>,
    component: Component,
}

#[derive(Serialize)]
struct Tools<'a> {
    components: [Tool<'a>; 1],
}

#[derive(Serialize)]
struct Tool<'a> {
    r#type: &'a str,
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    r#ref: String,
    depends_on: Vec<String>,
}

#[derive(Default, Serialize)]
struct Component {
    r#type: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    bom_ref: Option<String>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<Component>,
}

#[derive(Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

impl Hash {
    fn sha256(bytes: &[u8; 32]) -> Hash {
        Hash { alg: "SHA-256", content: hex::encode(bytes) }
    }
}

#[derive(Serialize)]
struct Property {
    name: &'static str,
    value: String,
}

fn property(name: &'static str, value: impl Into<String>) -> Property {
    Property { name, value: value.into() }
}

/// Writes a manifest. `wheels` has the hash of the wheel of each distribution, if there is a wheel.
pub fn write(
    contents: &Contents,
    distributions: &[Distribution],
    wheels: &[Option<[u8; 32]>],
    about: &About,
) -> Result<String, Error> {
    let mut listed: BTreeSet<&str> = BTreeSet::new();
    let mut components = Vec::new();
    let mut references = BTreeSet::new();
    for (distribution, wheel) in distributions.iter().zip(wheels) {
        let files = distribution.paths.iter().filter(|path| listed.insert(path));
        let files = files.filter_map(|path| Some(file(path, contents.files.get(path)?)));
        let parts = distribution.bundled.iter().map(bundled).chain(files).collect();
        let purl = purl(distribution);
        components.push(Component {
            r#type: "library",
            // Two copies of one distribution would have the same reference, so only the first copy has one.
            bom_ref: references.insert(purl.clone()).then(|| purl.clone()),
            name: distribution.name.to_string(),
            version: Some(distribution.version.clone()),
            hashes: wheel.iter().map(Hash::sha256).collect(),
            licenses: distribution.licences.clone(),
            purl: Some(purl),
            components: parts,
            ..Component::default()
        });
    }
    let own = contents.files.iter().filter(|(path, _)| !listed.contains(path.as_str()));
    components.extend(own.map(|(path, one)| file(path, one)));
    let bom = Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: serial_number(&contents.sha256),
        version: 1,
        metadata: Metadata {
            tools: Tools {
                components: [Tool {
                    r#type: "application",
                    name: "wheelpress",
                    version: env!("CARGO_PKG_VERSION"),
                }],
            },
            component: package(contents, about),
        },
        components,
        dependencies: vec![Dependency {
            r#ref: PACKAGE.into(),
            depends_on: references.into_iter().collect(),
        }],
    };
    serde_json::to_string_pretty(&bom).map_err(|error| Error::Write(error.to_string()))
}

fn package(contents: &Contents, about: &About) -> Component {
    let mut properties = vec![property(CODE_SHA256, STANDARD.encode(contents.sha256))];
    if let Some(target) = &about.target {
        let kind = match target.kind {
            PackageKind::Function => "function",
            PackageKind::Layer => "layer",
        };
        properties.push(property("wheelpress:kind", kind));
        properties.push(property("wheelpress:runtime", target.runtime));
        properties.push(property("wheelpress:architecture", target.architecture.name()));
    }
    Component {
        r#type: "application",
        bom_ref: Some(PACKAGE.into()),
        name: about.name.to_string(),
        hashes: vec![Hash::sha256(&contents.sha256)],
        properties,
        ..Component::default()
    }
}

/// Software that is compiled into a distribution.
fn bundled(one: &Bundled) -> Component {
    let hashes = one.hashes.iter().map(|(alg, content)| Hash { alg, content: content.clone() });
    Component {
        r#type: one.kind,
        name: one.name.clone(),
        version: one.version.clone(),
        scope: one.scope,
        hashes: hashes.collect(),
        licenses: one.licences.clone(),
        purl: one.purl.clone(),
        ..Component::default()
    }
}

fn file(path: &str, file: &File) -> Component {
    let mut properties =
        vec![property(SIZE, file.size.to_string()), property(CRC32, format!("{:08x}", file.crc))];
    properties.extend(file.mode.map(|mode| property(MODE, format!("{mode:06o}"))));
    Component {
        r#type: "file",
        name: path.to_string(),
        hashes: file.sha256.iter().map(Hash::sha256).collect(),
        properties,
        ..Component::default()
    }
}

/// `pkg:pypi/name@version` (package-url, type pypi), the version percent-encoded.
fn purl(distribution: &Distribution) -> String {
    let mut purl = format!("pkg:pypi/{}@", distribution.name);
    for byte in distribution.version.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => purl.push(byte as char),
            _ => purl.push_str(&format!("%{byte:02X}")),
        }
    }
    purl
}

/// A UUID of version 8 made from the package's hash (RFC 9562, 5.8 leaves its contents to the implementation).
fn serial_number(sha256: &[u8; 32]) -> String {
    let mut digits: Vec<char> = hex::encode(sha256).chars().take(32).collect();
    if let Some(version) = digits.get_mut(12) {
        *version = '8';
    }
    if let Some(variant) = digits.get_mut(16) {
        *variant = 'a';
    }
    let part = |from: usize, to: usize| digits.iter().skip(from).take(to - from).collect::<String>();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
