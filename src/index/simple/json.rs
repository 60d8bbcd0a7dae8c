//! JSON (PEP 691, with the fields of PEP 700 and PEP 714).

use super::{MAX_FILES, SimpleFile, check_version, joined, too_many};
use crate::digest::Digest;
use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

#[derive(Deserialize)]
struct Answer {
    meta: Meta,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "api-version")]
    api_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: Hashes,
    requires_python: Option<String>,
    yanked: Option<Yanked>,
    size: Option<u64>,
    upload_time: Option<String>,
    core_metadata: Option<Metadata>,
    dist_info_metadata: Option<Metadata>,
}

#[derive(Default, Deserialize)]
struct Hashes {
    sha256: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Yanked {
    Is(bool),
    Why(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Metadata {
    Is(bool),
    Hashes(Hashes),
    Other(IgnoredAny),
}

impl Hashes {
    fn digest(&self) -> Option<Digest> {
        Digest::from_hex(&format!("sha256:{}", self.sha256.as_ref()?))
    }
}

pub fn read(base: &Url, text: &str) -> Result<Vec<SimpleFile>, String> {
    let answer: Answer =
        serde_json::from_str(text).map_err(|error| format!("it is not JSON of an index: {error}"))?;
    check_version(&answer.meta.api_version)?;
    if answer.files.len() > MAX_FILES {
        return Err(too_many());
    }
    Ok(answer.files.into_iter().filter_map(|file| simple(base, file)).collect())
}

fn simple(base: &Url, file: File) -> Option<SimpleFile> {
    let url = joined(base, &file.url)?;
    // PEP 714: if both names are present, the new one counts.
    let metadata = match file.core_metadata.or(file.dist_info_metadata) {
        Some(Metadata::Is(true)) => Some(None),
        Some(Metadata::Hashes(hashes)) => Some(hashes.digest()),
        Some(Metadata::Is(false) | Metadata::Other(_)) | None => None,
    };
    Some(SimpleFile {
        filename: file.filename,
        url: url.into(),
        sha256: file.hashes.digest(),
        requires_python: file.requires_python.filter(|python| !python.is_empty()),
        yanked: match file.yanked {
            Some(Yanked::Is(true)) => Some(String::new()),
            Some(Yanked::Why(why)) => Some(why),
            Some(Yanked::Is(false)) | None => None,
        },
        size: file.size,
        upload_time: file.upload_time,
        metadata,
        is_stated: false,
    })
}
