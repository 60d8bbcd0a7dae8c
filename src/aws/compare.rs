//! A function's configuration beside what the package was pressed for: what will not fit, said before
//! anything is sent.

use super::answer::Configuration;
use crate::finding::{Code, Finding, Severity};
use crate::target::Architecture;
use serde::Deserialize;

/// Unzipped bytes of a function and its layers together (Lambda quotas): this many fail.
const UNZIPPED: u64 = 262_144_000;

/// What the package was pressed for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pressed {
    pub runtime: String,
    pub architecture: Architecture,
    pub handler: Option<String>,
    pub unzipped_size: u64,
    pub code_sha256: Option<String>,
}

pub fn compare(configuration: &Configuration, pressed: &Pressed) -> Vec<Finding> {
    let name = &configuration.function_name;
    let mut findings = Vec::new();
    let mut find = |code, message: String| findings.push(Finding::general(code, message));
    if configuration.package_type.as_deref() == Some("Image") {
        find(Code::DeployImage, format!("\"{name}\" runs a container image, which a zip cannot replace"));
        return findings;
    }
    // "x86_64" where the answer has none: the default (API reference, Architectures).
    let architecture = configuration.architectures.first().map_or("x86_64", String::as_str);
    let ours = match pressed.architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "arm64",
    };
    if architecture != ours {
        find(
            Code::DeployArchitecture,
            format!("\"{name}\" runs on {architecture}, the package is for {ours}"),
        );
    }
    match configuration.runtime.as_deref() {
        Some(runtime) if runtime != pressed.runtime => {
            let message = format!("\"{name}\" runs {runtime}, the package is for {}", pressed.runtime);
            find(Code::DeployRuntime, message);
        }
        _ => {}
    }
    match (configuration.handler.as_deref(), pressed.handler.as_deref()) {
        (Some(theirs), Some(ours)) if theirs != ours => {
            find(
                Code::DeployHandler,
                format!("\"{name}\" calls the handler \"{theirs}\", the package has \"{ours}\""),
            );
        }
        _ => {}
    }
    // Layers say their zipped size; unzipped they are larger, so this is the least.
    let layers: u64 = configuration.layers.iter().map(|layer| layer.code_size).fold(0, u64::saturating_add);
    if pressed.unzipped_size.saturating_add(layers) >= UNZIPPED {
        let count = configuration.layers.len();
        let message = match count {
            0 => format!(
                "The package has {} bytes unzipped; Lambda takes less than {UNZIPPED}",
                pressed.unzipped_size
            ),
            _ => format!(
                "The package has {} bytes unzipped, and the {count} layers of \"{name}\" {layers} bytes even zipped; \
                 together Lambda takes less than {UNZIPPED}",
                pressed.unzipped_size
            ),
        };
        findings.push(Finding::general(Code::DeployLayers, message).severity(Severity::Error));
    } else if layers > 0 && pressed.unzipped_size.saturating_add(layers.saturating_mul(4)) >= UNZIPPED {
        let message = format!(
            "The package has {} bytes unzipped; with the layers of \"{name}\", {layers} bytes zipped, that may reach {UNZIPPED}",
            pressed.unzipped_size
        );
        findings.push(Finding::general(Code::DeployLayers, message));
    }
    let mut find = |code, message: String| findings.push(Finding::general(code, message));
    if configuration.state.as_deref() == Some("Pending")
        || configuration.last_update_status.as_deref() == Some("InProgress")
    {
        find(Code::DeployState, format!("\"{name}\" is being changed right now"));
    }
    if pressed.code_sha256.as_ref().is_some_and(|hash| *hash == configuration.code_sha256) {
        find(Code::DeploySame, format!("\"{name}\" has exactly this package already"));
    }
    findings
}
