//! How a package is cut for a multipart upload.

use super::limits::{MAX_PART_SIZE, PARTS_LIMIT};
use crate::aws::problem::Problem;
use serde::Serialize;

const MIB: u64 = 1 << 20;

/// The fewest bytes of a part that we cut: more than S3's minimum, so that there are fewer requests.
const MIN_PART_SIZE: u64 = 8 * MIB;

/// How many parts there are, and of what size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PartPlan {
    /// Bytes of every part but the last.
    pub part_size: u64,
    /// The number of parts.
    pub count: u64,
}

/// Cuts `size` bytes into parts of whole MiB, all but the last of one size.
///
/// # Errors
/// `size-invalid`: nothing to upload, or more than S3 takes.
pub fn plan(size: u64) -> Result<PartPlan, Problem> {
    let part_size = MIN_PART_SIZE.max(size.div_ceil(u64::from(PARTS_LIMIT)).div_ceil(MIB) * MIB);
    if size == 0 || part_size > MAX_PART_SIZE {
        let message = format!("\"{size}\" bytes cannot be uploaded in parts");
        return Err(Problem::new("size-invalid", message, "S3 takes 1 byte to 50 TB"));
    }
    Ok(PartPlan { part_size, count: size.div_ceil(part_size) })
}

/// The offsets of a part's first byte and after its last byte, in a package of `size` bytes that is cut
/// into parts of `part_size` bytes. `number` counts from 1; `None` where there is no such part.
pub fn span(size: u64, part_size: u64, number: u32) -> Option<(u64, u64)> {
    let start = part_size.checked_mul(u64::from(number.checked_sub(1)?))?;
    (start < size).then(|| (start, size.min(start.saturating_add(part_size))))
}

/// Refuses a part number that S3 does not take.
///
/// # Errors
/// `part-invalid`.
pub fn check_number(number: u32) -> Result<(), Problem> {
    if (1..=PARTS_LIMIT).contains(&number) {
        return Ok(());
    }
    let message = format!("There can be no part \"{number}\"");
    let hint = format!("Parts are numbered from 1 to {}", crate::format::count(PARTS_LIMIT as usize));
    Err(Problem::new("part-invalid", message, hint))
}
