//! The body of CompleteMultipartUpload (Amazon S3 API reference, "CompletedMultipartUpload").

use super::action::Part;
use super::parts::check_number;
use crate::aws::problem::Problem;
use crate::collections::sort_by_key;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CompleteMultipartUpload<'a> {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    #[serde(rename = "Part")]
    parts: Vec<CompletedPart<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CompletedPart<'a> {
    part_number: u32,
    #[serde(rename = "ETag")]
    etag: &'a str,
    #[serde(rename = "ChecksumSHA256", skip_serializing_if = "Option::is_none")]
    checksum_sha256: Option<&'a str>,
}

/// The XML that names all parts in ascending order.
///
/// # Errors
/// `part-invalid`: there are no parts, one is missing, or one is there twice.
pub fn body(parts: &[Part]) -> Result<String, Problem> {
    let mut parts: Vec<&Part> = parts.iter().collect();
    sort_by_key(&mut parts, |part| part.part_number);
    for (index, part) in parts.iter().enumerate() {
        check_number(part.part_number)?;
        if part.part_number as usize != index + 1 {
            let message = format!("Part \"{}\" is missing, or there twice", index + 1);
            return Err(Problem::new("part-invalid", message, "Upload the missing parts first"));
        }
    }
    if parts.is_empty() {
        return Err(Problem::new("part-invalid", "The upload has no parts", "Upload the parts first"));
    }
    let parts = parts.into_iter().map(|part| CompletedPart {
        part_number: part.part_number,
        etag: &part.etag,
        checksum_sha256: part.checksum_sha256.as_deref(),
    });
    let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    let upload = CompleteMultipartUpload { namespace, parts: parts.collect() };
    quick_xml::se::to_string(&upload).map_err(|_| {
        let message = "An ETag or a checksum of the upload's parts cannot be written as XML";
        Problem::new("part-invalid", message, "Upload the parts again")
    })
}
