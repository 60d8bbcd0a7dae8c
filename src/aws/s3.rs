//! S3's operations as requests (Amazon S3 API reference, one operation a page).

use super::action::{Action, Operation, Part};
use super::place::{Place, query};
use super::problem::Problem;
use super::request::{Body, Draft};
use quick_xml::escape::partial_escape as escape;

/// What S3 stores as the object's type.
const ZIP: &str = "application/zip";

/// The request of an S3 action; `None` for those of Lambda.
///
/// # Errors
/// What [`Place::object`] refuses, and `part-invalid`.
pub fn draft(place: &Place, action: &Action) -> Option<Result<Draft, Problem>> {
    let op = action.operation();
    Some(match action {
        Action::PutObject { bucket, key, checksum_sha256, if_none_match } => {
            let mut headers = vec![("content-type", ZIP.to_string())];
            headers.extend(checksum_sha256.clone().map(|checksum| ("x-amz-checksum-sha256", checksum)));
            headers.extend(only_new(*if_none_match));
            request(place, op, "PUT", (bucket, key), &[], headers, Body::Package)
        }
        Action::HeadObject { bucket, key, version_id } => {
            let version: Vec<_> = version_id.iter().map(|id| ("versionId", id.clone())).collect();
            let headers = vec![("x-amz-checksum-mode", "ENABLED".to_string())];
            request(place, op, "HEAD", (bucket, key), &version, headers, Body::None)
        }
        Action::GetObject { bucket, key } => {
            request(place, op, "GET", (bucket, key), &[], Vec::new(), Body::None)
        }
        Action::CreateMultipartUpload { bucket, key, checksum } => {
            let mut headers = vec![("content-type", ZIP.to_string())];
            if *checksum == Some(true) {
                headers.push(("x-amz-checksum-algorithm", "SHA256".to_string()));
            }
            let uploads = [("uploads", String::new())];
            request(place, op, "POST", (bucket, key), &uploads, headers, Body::None)
        }
        Action::UploadPart { bucket, key, upload_id, part_number, start, end, checksum_sha256 } => {
            let at = [("partNumber", part_number.to_string()), ("uploadId", upload_id.clone())];
            let headers = checksum_sha256.clone().map(|sum| ("x-amz-checksum-sha256", sum)).into_iter();
            let body = Body::Slice { start: *start, end: *end };
            check_part(*part_number)
                .and_then(|()| request(place, op, "PUT", (bucket, key), &at, headers.collect(), body))
        }
        Action::CompleteMultipartUpload { bucket, key, upload_id, parts, if_none_match } => {
            let mut headers = vec![("content-type", "application/xml".to_string())];
            headers.extend(only_new(*if_none_match));
            let at = [("uploadId", upload_id.clone())];
            completion(parts)
                .and_then(|text| request(place, op, "POST", (bucket, key), &at, headers, Body::Text { text }))
        }
        Action::AbortMultipartUpload { bucket, key, upload_id } => {
            let at = [("uploadId", upload_id.clone())];
            request(place, op, "DELETE", (bucket, key), &at, Vec::new(), Body::None)
        }
        Action::ListParts { bucket, key, upload_id, part_number_marker } => {
            let mut at: Vec<_> =
                part_number_marker.iter().map(|marker| ("part-number-marker", marker.to_string())).collect();
            at.push(("uploadId", upload_id.clone()));
            request(place, op, "GET", (bucket, key), &at, Vec::new(), Body::None)
        }
        Action::ListMultipartUploads { bucket, key } => {
            let at = [("prefix", key.clone()), ("uploads", String::new())];
            place.object(bucket, key).and_then(|_| {
                let url = format!("{}?{}", place.bucket(bucket)?, query(&at));
                let body = Body::None;
                Ok(Draft { op, method: "GET", url, headers: Vec::new(), body, is_repeatable: true })
            })
        }
        _ => return None,
    })
}

fn request(
    place: &Place,
    op: Operation,
    method: &'static str,
    (bucket, key): (&str, &str),
    at: &[(&str, String)],
    headers: Vec<(&'static str, String)>,
    body: Body,
) -> Result<Draft, Problem> {
    let mut url = place.object(bucket, key)?;
    if !at.is_empty() {
        url = format!("{url}?{}", query(at));
    }
    // An answer lost after CreateMultipartUpload leaves an upload nobody knows the id of.
    let is_repeatable = op != Operation::CreateMultipartUpload;
    Ok(Draft { op, method, url, headers, body, is_repeatable })
}

/// "Uploads the object only if the object key name does not already exist" (PutObject, If-None-Match).
fn only_new(if_none_match: Option<bool>) -> Option<(&'static str, String)> {
    (if_none_match == Some(true)).then(|| ("if-none-match", "*".to_string()))
}

fn check_part(number: u32) -> Result<(), Problem> {
    if (1..=10_000).contains(&number) {
        return Ok(());
    }
    let message = format!("There can be no part \"{number}\"");
    Err(Problem::new("part-invalid", message, "Parts are numbered from 1 to 10,000"))
}

/// The body of CompleteMultipartUpload: parts in ascending order, each once.
pub fn completion(parts: &[Part]) -> Result<String, Problem> {
    let mut parts: Vec<&Part> = parts.iter().collect();
    parts.sort_by_key(|part| part.part_number);
    let mut text =
        String::from("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (index, part) in parts.iter().enumerate() {
        check_part(part.part_number)?;
        if part.part_number as usize != index + 1 {
            let message = format!("Part \"{}\" is missing, or there twice", index + 1);
            return Err(Problem::new("part-invalid", message, "Upload the missing parts first"));
        }
        let etag = escape(&part.etag);
        text += &format!("<Part><PartNumber>{}</PartNumber><ETag>{etag}</ETag>", part.part_number);
        if let Some(checksum) = &part.checksum_sha256 {
            text += &format!("<ChecksumSHA256>{}</ChecksumSHA256>", escape(checksum));
        }
        text += "</Part>";
    }
    if parts.is_empty() {
        return Err(Problem::new("part-invalid", "The upload has no parts", "Upload the parts first"));
    }
    Ok(text + "</CompleteMultipartUpload>")
}
