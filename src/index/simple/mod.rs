//! Reads the response of an index for a project (specification "Simple repository API").

mod html;
mod json;

use crate::digest::Digest;
use url::Url;

/// The accepted formats, the best first: JSON has fields that HTML lacks.
pub const ACCEPT: &str =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/// Maximum size of a response that is read, in bytes. The responses for the projects with most files have about 10 MB.
pub const MAX_RESPONSE_SIZE: u64 = 32 << 20;

/// Maximum number of files of a project. The largest projects have about 20,000.
const MAX_FILES: usize = 100_000;

/// A file of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimpleFile {
    /// The filename, as in the last part of the address.
    pub filename: String,
    /// The address, with scheme and host. Empty for a file on a disk.
    pub url: String,
    /// Its SHA-256, if the index states one.
    pub sha256: Option<Digest>,
    /// Requires-Python, as it is written.
    pub requires_python: Option<String>,
    /// Why the file was yanked (PEP 592); the reason may be empty. `None` if it was not yanked.
    pub yanked: Option<String>,
    /// The size in bytes (PEP 700).
    pub size: Option<u64>,
    /// The time of the upload, in ISO 8601 and UTC (PEP 700).
    pub upload_time: Option<String>,
    /// Set if there is a METADATA file beside it (PEP 658, PEP 714), with the SHA-256 of that file if it is stated.
    pub metadata: Option<Option<Digest>>,
    /// Whether a dropped file states the address of this wheel. Such a wheel was chosen before.
    pub is_stated: bool,
}

/// Reads the response for the project at `url`, which is the address after redirects.
///
/// # Errors
///
/// A clause that names the fault.
pub fn read(content_type: &str, url: &str, body: &[u8]) -> Result<Vec<SimpleFile>, String> {
    if body.len() as u64 > MAX_RESPONSE_SIZE {
        return Err(format!("it has {} bytes, and {MAX_RESPONSE_SIZE} are read", body.len()));
    }
    let base = Url::parse(url).map_err(|_| format!("\"{url}\" is no address"))?;
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let text = std::str::from_utf8(body).map_err(|_| "it is not UTF-8".to_string())?;
    match kind.as_str() {
        "application/vnd.pypi.simple.v1+json" => json::read(&base, text),
        "application/vnd.pypi.simple.v1+html" | "text/html" | "application/xhtml+xml" => {
            html::read(base, text)
        }
        _ => Err(format!(
            "it is \"{}\", and neither JSON nor HTML of an index",
            crate::python::text::shown(&kind)
        )),
    }
}

/// The address of a link. `None` if it cannot be fetched. A login in it is removed: an index must not set one.
fn joined(base: &Url, link: &str) -> Option<Url> {
    let mut url = base.join(link.trim()).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

fn too_many() -> String {
    format!("it names more than {} files", crate::format::count(MAX_FILES))
}

/// Checks "repository-version" or "api-version". Only the first number matters.
fn check_version(version: &str) -> Result<(), String> {
    match version.split('.').next() {
        Some("1") => Ok(()),
        _ => Err(format!("its version \"{}\" is not 1.x", crate::python::text::shown(version))),
    }
}

#[cfg(test)]
mod tests;
