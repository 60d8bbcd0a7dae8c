//! Compares a function's configuration with a package, so that what does not fit is reported before anything is sent.

use super::configuration::FunctionConfiguration;
use crate::finding::{Code, Finding, Severity};
use crate::format::bytes;
use crate::target::{Architecture, UNZIPPED_LIMIT};
use serde::Deserialize;

/// The configuration that a package was made for.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PackageConfiguration {
    /// Such as `python3.13`.
    pub runtime: String,
    /// The architecture of its native files.
    pub architecture: Architecture,
    /// `module.function`, where it is known.
    #[serde(default)]
    pub handler: Option<String>,
    /// The unzipped size in bytes.
    pub unzipped_size: u64,
    /// The SHA-256 of its zip, in base64.
    #[serde(default)]
    pub code_sha256: Option<String>,
    /// Whether Lambda reads it from a bucket.
    #[serde(default)]
    pub is_in_bucket: bool,
    /// Whether a numbered version is published or an alias is moved, instead of replacing the code that unqualified
    /// calls run on managed instances.
    #[serde(default)]
    pub is_versioned: bool,
}

/// Compares a package with a function. Returns the findings; empty if there is nothing to report.
pub fn compare(configuration: &FunctionConfiguration, package: &PackageConfiguration) -> Vec<Finding> {
    let name = &configuration.function_name;
    let mut findings = Vec::new();
    let mut find = |code, message: String| findings.push(Finding::general(code, message));
    if configuration.package_type.as_deref() == Some("Image") {
        find(Code::DeployImage, format!("\"{name}\" runs a container image, which a zip cannot replace"));
        return findings;
    }
    // The default is "x86_64" if the response states no architecture (API reference, Architectures).
    let architecture = configuration.architectures.first().map_or("x86_64", String::as_str);
    let ours = package.architecture.name();
    if architecture != ours {
        find(
            Code::DeployArchitecture,
            format!("\"{name}\" runs on {architecture}, the package is for {ours}"),
        );
    }
    match configuration.runtime.as_deref() {
        Some(runtime) if runtime != package.runtime => {
            let message = format!("\"{name}\" runs {runtime}, the package is for {}", package.runtime);
            find(Code::DeployRuntime, message);
        }
        _ => {}
    }
    match (configuration.handler.as_deref(), package.handler.as_deref()) {
        (Some(theirs), Some(ours)) if theirs != ours => {
            find(
                Code::DeployHandler,
                format!("\"{name}\" calls the handler \"{theirs}\", the package has \"{ours}\""),
            );
        }
        _ => {}
    }
    // Layers state only their zipped size. Unzipped they are larger, so this is the minimum.
    let layers: u64 = configuration.layers.iter().map(|layer| layer.code_size).fold(0, u64::saturating_add);
    let [unzipped, zipped, limit] = [package.unzipped_size, layers, UNZIPPED_LIMIT].map(bytes);
    if package.unzipped_size.saturating_add(layers) >= UNZIPPED_LIMIT {
        let count = configuration.layers.len();
        let message = match count {
            0 => format!("The package has {unzipped} unzipped; Lambda takes less than {limit}"),
            _ => format!(
                "The package has {unzipped} unzipped, and the {count} layers of \"{name}\" {zipped} even zipped; \
                 together Lambda takes less than {limit}"
            ),
        };
        findings.push(Finding::general(Code::DeployLayers, message).severity(Severity::Error));
    } else if layers > 0 && package.unzipped_size.saturating_add(layers.saturating_mul(4)) >= UNZIPPED_LIMIT {
        let message = format!(
            "The package has {unzipped} unzipped; with the layers of \"{name}\", {zipped} zipped, that may reach {limit}"
        );
        findings.push(Finding::general(Code::DeployLayers, message));
    }
    let mut find = |code, message: String| findings.push(Finding::general(code, message));
    if configuration.state.as_deref() == Some("Pending")
        || configuration.last_update_status.as_deref() == Some("InProgress")
    {
        find(Code::DeployState, format!("\"{name}\" is being changed right now"));
    }
    let is_same = package.code_sha256.as_ref().is_some_and(|hash| *hash == configuration.code_sha256);
    findings.extend(kept(configuration, package, is_same));
    let mut find = |code, message: String| findings.push(Finding::general(code, message));
    if is_same {
        find(Code::DeploySame, format!("\"{name}\" has exactly this package already"));
    }
    findings
}

/// Returns findings about the function's own key, stored object and managed instances, and what becomes of them.
fn kept(
    configuration: &FunctionConfiguration,
    package: &PackageConfiguration,
    is_same: bool,
) -> Vec<Finding> {
    let name = &configuration.function_name;
    let mut findings = Vec::new();
    let code = configuration.code.clone().unwrap_or_default();
    if let Some(key) = code.source_kms_key_arn {
        let message =
            format!("The code of \"{name}\" is encrypted with the key \"{key}\", and so will the package be");
        findings.push(Finding::general(Code::DeployKey, message));
    }
    if let Some(object) = code.resolved_s3_object {
        let stored =
            format!("\"{name}\" reads its code from \"{}\" in \"{}\"", object.s3_key, object.s3_bucket);
        findings.push(match package.is_in_bucket || is_same {
            true => Finding::general(
                Code::DeployReference,
                format!("{stored}, and will read the package from its bucket"),
            ),
            false => {
                let message = format!("{stored}; sent directly, the package is stored by Lambda instead");
                Finding::general(Code::DeployReference, message)
                    .severity(Severity::Warning)
                    .hint("Name a bucket: Lambda then goes on reading the code from there")
            }
        });
    }
    if let Some(provider) = &configuration.capacity_provider_config {
        let arn = &provider.lambda_managed_instances_capacity_provider_config.capacity_provider_arn;
        let on = format!("\"{name}\" runs on the managed instances of \"{arn}\"");
        findings.push(match package.is_versioned {
            true => {
                let message =
                    format!("{on}: calls without a version or alias keep the code of \"$LATEST.PUBLISHED\"");
                Finding::general(Code::DeployInstances, message)
                    .severity(Severity::Warning)
                    .hint("Deploy without a version and an alias to replace it, or call the alias")
            }
            false => Finding::general(
                Code::DeployInstances,
                format!("{on}: the package is published to \"$LATEST.PUBLISHED\" too"),
            ),
        });
    }
    findings
}
