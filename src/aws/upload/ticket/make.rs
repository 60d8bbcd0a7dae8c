//! Creates tickets.

use super::{Ticket, TicketOptions, VERSION};
use crate::aws::clock::{self, Millis};
use crate::aws::endpoint::EndpointConfig;
use crate::aws::request_error::RequestError;
use crate::aws::s3::limits::{MIN_PART_SIZE, PARTS_LIMIT};
use crate::aws::s3::{ObjectName, Part, S3Action, parts};
use crate::aws::session::Session;
use crate::format;

/// Creates a ticket for an upload that was started.
///
/// # Errors
/// `size-invalid`, and the errors of [`Session::presign`].
pub fn make(
    place: &EndpointConfig,
    options: &TicketOptions,
    session: &Session,
    now: Millis,
) -> Result<Ticket, RequestError> {
    let TicketOptions { object, upload_id, maximum_size, part_size, expires_in } = options.clone();
    let planned = parts::plan(maximum_size)?.part_size;
    let part_size = part_size.unwrap_or(planned);
    let count = maximum_size.div_ceil(part_size.max(1));
    if part_size < MIN_PART_SIZE || count > u64::from(PARTS_LIMIT) {
        let message = format!("Parts of \"{part_size}\" bytes do not fit {maximum_size} bytes");
        let limit = format::count(PARTS_LIMIT as usize);
        let hint = format!("Parts have at least {MIN_PART_SIZE} bytes, and there are at most {limit}");
        return Err(RequestError::new("size-invalid", message, hint));
    }
    let mut expires = Millis::MAX;
    let mut url = |action: S3Action| -> Result<String, RequestError> {
        let presigned = session.presign(place, &action, now, expires_in)?;
        expires = expires.min(presigned.expires);
        Ok(presigned.url)
    };
    let (object, upload_id) = (|| object.clone(), || upload_id.clone());
    let urls: Result<Vec<String>, RequestError> = (1..=count as u32)
        .map(|part_number| {
            url(S3Action::UploadPart {
                object: object(),
                upload_id: upload_id(),
                part_number,
                start: 0,
                end: 0,
                checksum_sha256: None,
            })
        })
        .collect();
    // The body is not signed, so the parts do not matter.
    let any = Part { part_number: 1, etag: String::new(), size: None, checksum_sha256: None };
    let complete = url(S3Action::CompleteMultipartUpload {
        object: object(),
        upload_id: upload_id(),
        parts: vec![any],
        if_none_match: None,
    })?;
    let abort = url(S3Action::AbortMultipartUpload { object: object(), upload_id: upload_id() })?;
    let list =
        url(S3Action::ListParts { object: object(), upload_id: upload_id(), part_number_marker: None })?;
    let ObjectName { bucket, key } = object();
    Ok(Ticket {
        wheelpress_ticket: VERSION,
        bucket,
        key,
        region: Some(place.region.clone()),
        expires: clock::iso(expires),
        part_size,
        maximum_size,
        parts: urls?,
        complete,
        abort,
        list: Some(list),
    })
}
