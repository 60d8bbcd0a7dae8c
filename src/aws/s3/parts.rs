//! How a package is divided into parts for a multipart upload.

use super::limits::{MAX_PART_SIZE, PARTS_LIMIT};
use crate::aws::request_error::RequestError;
use serde::Serialize;

const MIB: u64 = 1 << 20;

/// Minimum size of our parts in bytes: more than S3's minimum, so that there are fewer requests.
const MIN_PART_SIZE: u64 = 8 * MIB;

/// The number of parts, and their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PartPlan {
    /// Size of every part but the last, in bytes.
    pub part_size: u64,
    /// The number of parts.
    pub count: u64,
}

/// Divides `size` bytes into parts. All parts but the last have the same size, which is a whole number of MiB.
///
/// # Errors
/// `size-invalid`: there is nothing to upload, or more than S3 accepts.
pub fn plan(size: u64) -> Result<PartPlan, RequestError> {
    let part_size = MIN_PART_SIZE.max(size.div_ceil(u64::from(PARTS_LIMIT)).div_ceil(MIB) * MIB);
    if size == 0 || part_size > MAX_PART_SIZE {
        let message = format!("\"{size}\" bytes cannot be uploaded in parts");
        return Err(RequestError::new("size-invalid", message, "S3 takes 1 byte to 50 TB"));
    }
    Ok(PartPlan { part_size, count: size.div_ceil(part_size) })
}

/// Returns the offsets of a part's first byte and after its last byte, in a package of `size` bytes that is divided
/// into parts of `part_size` bytes. `number` counts from 1. Returns `None` if there is no such part.
pub fn span(size: u64, part_size: u64, number: u32) -> Option<(u64, u64)> {
    let start = part_size.checked_mul(u64::from(number.checked_sub(1)?))?;
    (start < size).then(|| (start, size.min(start.saturating_add(part_size))))
}

/// Refuses a part number that S3 does not accept.
///
/// # Errors
/// `part-invalid`.
pub fn check_number(number: u32) -> Result<(), RequestError> {
    if (1..=PARTS_LIMIT).contains(&number) {
        return Ok(());
    }
    let message = format!("There can be no part \"{number}\"");
    let hint = format!("Parts are numbered from 1 to {}", crate::format::count(PARTS_LIMIT as usize));
    Err(RequestError::new("part-invalid", message, hint))
}
