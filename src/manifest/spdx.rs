//! SBOMs in SPDX: 2.x as JSON and as tag-value text, and 3.0 as JSON-LD.

use super::component::{Bundled, text};
use super::licence::Licence;
use crate::collections::BTreeMap;
use serde_json::Value;

/// The fields of a package, as the document states them. The values `NOASSERTION` and `NONE` mean that
/// nothing is stated.
#[derive(Default)]
struct Package {
    name: Option<String>,
    version: Option<String>,
    purl: Option<String>,
    concluded: Option<String>,
    declared: Option<String>,
}

impl Package {
    fn bundled(self) -> Option<Bundled> {
        let said = |text: Option<String>| text.filter(|text| !matches!(&**text, "NOASSERTION" | "NONE" | ""));
        let licence = said(self.concluded).or_else(|| said(self.declared));
        Some(Bundled {
            name: said(self.name)?,
            version: said(self.version),
            purl: said(self.purl),
            kind: "library",
            scope: None,
            licences: licence.into_iter().map(|expression| Licence::Expression { expression }).collect(),
            hashes: Vec::new(),
        })
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Reads the packages of a JSON document; none if it is not SPDX.
pub(super) fn of_json(document: &Value) -> Vec<Bundled> {
    if document["spdxVersion"].is_string() {
        return list(&document["packages"]).filter_map(|package| second(package).bundled()).collect();
    }
    let is_third = list(&document["@context"]).chain([&document["@context"]]).any(|context| {
        context.as_str().is_some_and(|address| address.starts_with("https://spdx.org/rdf/3."))
    });
    if is_third { third(list(&document["@graph"]).collect()) } else { Vec::new() }
}

/// Reads a package of SPDX 2.x.
fn second(package: &Value) -> Package {
    let mut purls = list(&package["externalRefs"]).filter(|one| one["referenceType"] == "purl");
    Package {
        name: text(&package["name"]),
        version: text(&package["versionInfo"]),
        purl: purls.next().and_then(|one| text(&one["referenceLocator"])),
        concluded: text(&package["licenseConcluded"]),
        declared: text(&package["licenseDeclared"]),
    }
}

/// Reads the packages of SPDX 3.0. There, licences are elements beside the packages, and relationships
/// connect the two.
fn third(elements: Vec<&Value>) -> Vec<Bundled> {
    let expressions: BTreeMap<&str, &Value> = elements
        .iter()
        .filter_map(|one| Some((one["spdxId"].as_str()?, &one["simplelicensing_licenseExpression"])))
        .collect();
    let relationships: BTreeMap<(&str, &str), &Value> = elements
        .iter()
        .filter_map(|one| Some(((one["from"].as_str()?, one["relationshipType"].as_str()?), &one["to"])))
        .collect();
    let licence = |id: &Value, kind: &str| {
        let to = relationships.get(&(id.as_str()?, kind))?;
        text(expressions.get(to[0].as_str().or(to.as_str())?)?)
    };
    let packages = elements.iter().filter(|one| one["type"] == "software_Package");
    let package = |one: &&Value| {
        let is_purl = |other: &&Value| other["externalIdentifierType"] == "packageUrl";
        let identifier = list(&one["externalIdentifier"]).find(is_purl);
        Package {
            name: text(&one["name"]),
            version: text(&one["software_packageVersion"]),
            purl: text(&one["software_packageUrl"]).or_else(|| text(&identifier?["identifier"])),
            concluded: licence(&one["spdxId"], "hasConcludedLicense"),
            declared: licence(&one["spdxId"], "hasDeclaredLicense"),
        }
    };
    packages.filter_map(|one| package(one).bundled()).collect()
}

/// Reads the packages of a tag-value document; none if the text is not such a document.
pub(super) fn of_tags(text: &str) -> Vec<Bundled> {
    let mut packages: Vec<Package> = Vec::new();
    if !text.lines().any(|line| line.starts_with("SPDXVersion:")) {
        return Vec::new();
    }
    for (tag, value) in text.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim().to_string();
        if tag == "PackageName" {
            packages.push(Package { name: Some(value), ..Package::default() });
            continue;
        }
        let Some(package) = packages.last_mut() else { continue };
        match tag {
            "PackageVersion" => package.version = Some(value),
            "PackageLicenseConcluded" => package.concluded = Some(value),
            "PackageLicenseDeclared" => package.declared = Some(value),
            "ExternalRef" => {
                // Category, type and locator.
                let mut words = value.split_whitespace().skip(1);
                if words.next() == Some("purl") && package.purl.is_none() {
                    package.purl = words.next().map(str::to_string);
                }
            }
            _ => {}
        }
    }
    packages.into_iter().filter_map(Package::bundled).collect()
}
