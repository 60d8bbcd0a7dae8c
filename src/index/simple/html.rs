//! HTML (PEP 503): a link for each file, with attributes for the rest (PEP 592, PEP 658, PEP 714).

use super::{MAX_FILES, SimpleFile, check_version, joined, too_many};
use crate::digest::Digest;
use crate::python::address::stated_hash;
use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use url::Url;

pub fn read(mut base: Url, text: &str) -> Result<Vec<SimpleFile>, String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    // HTML omits end tags that XML requires.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut files = Vec::new();
    loop {
        let event = reader.read_event().map_err(|error| format!("it is not HTML of an index: {error}"))?;
        let tag = match event {
            Event::Eof => return Ok(files),
            Event::Start(tag) | Event::Empty(tag) => tag,
            _ => continue,
        };
        match tag.name().as_ref().to_ascii_lowercase().as_slice() {
            b"a" => {
                files.extend(file(&base, &tag));
                if files.len() > MAX_FILES {
                    return Err(too_many());
                }
            }
            b"base" => {
                if let Some(link) = attribute(&tag, "href") {
                    base = joined(&base, &link).unwrap_or(base);
                }
            }
            b"meta" if attribute(&tag, "name").as_deref() == Some("pypi:repository-version") => {
                check_version(&attribute(&tag, "content").unwrap_or_default())?;
            }
            _ => {}
        }
    }
}

fn file(base: &Url, tag: &BytesStart) -> Option<SimpleFile> {
    let mut url = joined(base, &attribute(tag, "href")?)?;
    let sha256 = stated_hash(url.as_str());
    url.set_fragment(None);
    // "The text of the anchor tag MUST match the final path component (the filename) of the URL".
    let filename = percent_decode_str(url.path().rsplit('/').next()?).decode_utf8().ok()?.into_owned();
    if filename.is_empty() {
        return None;
    }
    let metadata = attribute(tag, "data-core-metadata").or_else(|| attribute(tag, "data-dist-info-metadata"));
    Some(SimpleFile {
        filename,
        sha256: sha256.filter(|digest| digest.algorithm == crate::digest::Algorithm::Sha256),
        requires_python: attribute(tag, "data-requires-python").filter(|python| !python.is_empty()),
        yanked: attribute(tag, "data-yanked"),
        metadata: metadata.filter(|said| said != "false").map(|said| Digest::from_hex(&said)),
        url: url.into(),
        ..SimpleFile::default()
    })
}

/// The value of an attribute; empty if the attribute has no value.
fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.html_attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(name.as_bytes()))?;
    let raw = std::str::from_utf8(&found.value).ok()?;
    // Text that is not a valid entity is kept as it is, as in HTML.
    Some(unescape(raw).map_or_else(|_| raw.to_string(), |value| value.into_owned()))
}
