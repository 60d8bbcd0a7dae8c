//! Manifests, and comparing packages.

use super::answer::{from_js, to_js};
use super::lend::Files;
use crate::compare::{self, Other};
use crate::manifest::{self, About, ManifestTarget, Wheel};
use crate::source::FileId;
use crate::target::{Architecture, PackageKind, Runtime};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct JsAbout {
    name: String,
    target: Option<JsGoal>,
    wheels: Vec<JsWheel>,
}

#[derive(Deserialize)]
struct JsGoal {
    kind: PackageKind,
    runtime: String,
    architecture: String,
}

#[derive(Deserialize)]
struct JsWheel {
    name: String,
    version: String,
    file: FileId,
    path: String,
}

/// The manifest of a package, as JSON.
#[wasm_bindgen]
pub fn manifest(mut files: Files, package: FileId, about: JsValue) -> Result<String, JsValue> {
    let about: JsAbout = from_js(about)?;
    let target = match &about.target {
        Some(target) => Some(ManifestTarget {
            kind: target.kind,
            runtime: Runtime::named(&target.runtime)?.name,
            architecture: Architecture::named(&target.architecture)?,
        }),
        None => None,
    };
    let wheels: Vec<Wheel> = about
        .wheels
        .into_iter()
        .map(|JsWheel { name, version, file, path }| Wheel { name, version, file, path })
        .collect();
    let about = About { name: &about.name, target, wheels: &wheels };
    Ok(manifest::make(&mut files, package, &about)?)
}

/// Compares a package with another, with a manifest, or with a CodeSha256 (then `other` is absent
/// and `text` is it).
#[wasm_bindgen(js_name = comparePackages)]
pub fn compare_packages(
    mut files: Files,
    package: FileId,
    name: &str,
    other: Option<FileId>,
    text: &str,
) -> Result<JsValue, JsValue> {
    let other = match other {
        Some(file) => Other::File { file, name: text },
        None => Other::Hash(text),
    };
    Ok(to_js(&compare::compare(&mut files, package, name, other)?)?)
}
