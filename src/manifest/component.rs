//! Software that is compiled into a distribution or bundled with it, in whatever format it is listed.

use super::licence::Licence;
use serde_json::Value;

/// Software inside a distribution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundled {
    pub name: String,
    pub version: Option<String>,
    pub purl: Option<String>,
    pub kind: &'static str,
    pub scope: Option<&'static str>,
    pub licences: Vec<Licence>,
    /// The algorithm, as CycloneDX names it, and the hash in hexadecimal digits.
    pub hashes: Vec<(&'static str, String)>,
}

pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_string)
}
