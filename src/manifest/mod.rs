//! The contents of a package as a list that can be kept: `manifest.json`, a software bill of materials in CycloneDX
//! 1.6. It is made from the bytes of the package, so that the same package has the same manifest.

mod bundled;
mod component;
pub mod contents;
mod cyclonedx;
mod distributions;
mod licence;
mod read;
mod spdx;

pub use contents::{Contents, File};
pub use read::{looks_like_json, read};

use crate::error::Error;
use crate::source::{FileId, Store};
use crate::target::{Architecture, PackageKind};
use distributions::Distribution;

/// What cannot be read from the bytes of the package.
pub struct About<'a> {
    /// The filename of the package.
    pub name: &'a str,
    /// What the package was made for, if that is known.
    pub target: Option<ManifestTarget<'a>>,
    /// The wheels that the package was made from. Their hashes are added to the distributions.
    pub wheels: &'a [Wheel],
}

/// What the package was made for.
pub struct ManifestTarget<'a> {
    /// Function or layer.
    pub kind: PackageKind,
    /// The name that Lambda uses for the runtime, such as `python3.13`.
    pub runtime: &'a str,
    /// The instruction set.
    pub architecture: Architecture,
}

/// A wheel that a distribution was installed from.
pub struct Wheel {
    /// The normalized name of the distribution.
    pub name: String,
    /// The version of the distribution.
    pub version: String,
    /// The zip.
    pub file: FileId,
    /// The path as dropped, for error messages.
    pub path: String,
}

/// Makes the manifest of a package, as JSON. Reads every byte of the package and of the wheels.
///
/// # Errors
///
/// When the package cannot be read.
pub fn make(store: &mut dyn Store, package: FileId, about: &About) -> Result<String, Error> {
    let contents = Contents::hashed(store, package, about.name)?;
    let mut distributions = distributions::find(store, package, about.name, &contents)?;
    let mut hashes = Vec::with_capacity(distributions.len());
    for distribution in &mut distributions {
        let wheel = about.wheels.iter().find(|wheel| is_of(wheel, distribution));
        // A slimmed package does not contain the SBOMs, so they are read from the wheel.
        if let Some(wheel) = wheel.filter(|_| distribution.bundled.is_empty()) {
            distribution.bundled =
                distributions::bundled_in(store, wheel.file, &wheel.path, &distribution.name)?;
        }
        hashes.push(wheel.map(|wheel| contents::sha256(store, wheel.file, &wheel.path)).transpose()?);
    }
    cyclonedx::write(&contents, &distributions, &hashes, about)
}

fn is_of(wheel: &Wheel, distribution: &Distribution) -> bool {
    wheel.name == distribution.name.as_ref() && wheel.version == distribution.version
}
