//! The body of CompleteMultipartUpload (Amazon S3 API reference, "CompletedMultipartUpload").

use super::action::Part;
use super::parts::check_number;
use crate::aws::request_error::RequestError;
use crate::collections::sort_by_key;
use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::BytesText;
use std::io;

/// Builds the XML that lists all parts in ascending order.
///
/// # Errors
/// `part-invalid`: there are no parts, one is missing, or one is listed twice.
pub fn body(parts: &[Part]) -> Result<String, RequestError> {
    let mut parts: Vec<&Part> = parts.iter().collect();
    sort_by_key(&mut parts, |part| part.part_number);
    for (index, part) in parts.iter().enumerate() {
        check_number(part.part_number)?;
        if part.part_number as usize != index + 1 {
            let message = format!("Part \"{}\" is missing, or there twice", index + 1);
            return Err(RequestError::new("part-invalid", message, "Upload the missing parts first"));
        }
    }
    if parts.is_empty() {
        return Err(RequestError::new("part-invalid", "The upload has no parts", "Upload the parts first"));
    }
    let written = written(&parts).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    written.ok_or_else(|| {
        let message = "An ETag or a checksum of the upload's parts cannot be written as XML";
        RequestError::new("part-invalid", message, "Upload the parts again")
    })
}

fn written(parts: &[&Part]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    let root = writer.create_element("CompleteMultipartUpload");
    root.with_attribute(("xmlns", "http://s3.amazonaws.com/doc/2006-03-01/")).write_inner_content(
        |writer| {
            for part in parts {
                writer.create_element("Part").write_inner_content(|writer| {
                    let mut write = |name: &str, text: &str| {
                        writer
                            .create_element(name)
                            .write_text_content(BytesText::from_escaped(partial_escape(text)))
                            .map(|_| ())
                    };
                    write("PartNumber", &part.part_number.to_string())?;
                    write("ETag", &part.etag)?;
                    part.checksum_sha256.iter().try_for_each(|checksum| write("ChecksumSHA256", checksum))
                })?;
            }
            Ok(())
        },
    )?;
    Ok(writer.into_inner())
}
