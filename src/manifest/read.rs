//! Reads a manifest.

use super::contents::{Contents, File};
use super::cyclonedx::{CODE_SHA256, CRC32, MODE, SIZE};
use crate::collections::BTreeMap;
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Whether a file's first bytes may be those of a manifest.
pub fn looks_like_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// Reads the contents that a manifest of wheelpress lists. Other CycloneDX files are refused, because
/// they do not list every file.
///
/// # Errors
///
/// When the text is not a CycloneDX manifest of a package.
pub fn read(text: &[u8], name: &str) -> Result<Contents, Error> {
    let fault = |message: String| Error::Manifest { path: name.to_string(), message };
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let bom: Value =
        serde_json::from_slice(text).map_err(|error| fault(format!("it is not valid JSON: {error}")))?;
    let package = &bom["metadata"]["component"];
    let sha256 = property(package, CODE_SHA256)
        .and_then(|code| STANDARD.decode(code).ok())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| fault(format!("it has no property \"{CODE_SHA256}\"")))?;
    let mut files = BTreeMap::new();
    let mut waiting = vec![&bom["components"]];
    while let Some(components) = waiting.pop() {
        for component in components.as_array().into_iter().flatten() {
            waiting.push(&component["components"]);
            if component["type"] == "file" {
                let path = component["name"].as_str().unwrap_or_default();
                let file =
                    file(component).ok_or_else(|| fault(format!("of \"{path}\" it lacks size or CRC-32")))?;
                files.insert(path.to_string(), file);
            }
        }
    }
    Ok(Contents { sha256, files })
}

fn file(component: &Value) -> Option<File> {
    Some(File {
        size: property(component, SIZE)?.parse().ok()?,
        crc: u32::from_str_radix(property(component, CRC32)?, 16).ok()?,
        mode: property(component, MODE).and_then(|mode| u32::from_str_radix(mode, 8).ok()),
        sha256: sha256(component),
        entry: None,
    })
}

fn property<'a>(component: &'a Value, name: &str) -> Option<&'a str> {
    let properties = component["properties"].as_array()?;
    properties.iter().find(|property| property["name"] == name)?["value"].as_str()
}

fn sha256(component: &Value) -> Option<[u8; 32]> {
    let hashes = component["hashes"].as_array()?;
    let content = hashes.iter().find(|hash| hash["alg"] == "SHA-256")?["content"].as_str()?;
    crate::digest::Digest::from_hex(&format!("sha256:{content}"))?.bytes.try_into().ok()
}
