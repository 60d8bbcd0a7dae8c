//! How a package is cut for a multipart upload.

use super::problem::Problem;
use serde::Serialize;

/// What we cut at least: fewer, larger requests; S3's own minimum is 5 MiB.
pub const SMALLEST: u64 = 8 << 20;
/// S3 user guide, "Amazon S3 multipart upload limits".
pub const MOST: u64 = 10_000;
/// 5 MiB, for all but the last.
pub const ALLOWED: u64 = 5 << 20;
const LARGEST: u64 = 5 << 30;
const MIB: u64 = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartPlan {
    pub part_size: u64,
    pub count: u64,
}

/// Parts of whole MiB, all but the last of one size.
///
/// # Errors
/// `size-invalid`: nothing to upload, or more than S3 takes.
pub fn plan(size: u64) -> Result<PartPlan, Problem> {
    let part_size = SMALLEST.max(size.div_ceil(MOST).div_ceil(MIB) * MIB);
    if size == 0 || part_size > LARGEST {
        let message = format!("\"{size}\" bytes cannot be uploaded in parts");
        return Err(Problem::new("size-invalid", message, "S3 takes 1 byte to 50 TB"));
    }
    Ok(PartPlan { part_size, count: size.div_ceil(part_size) })
}

/// Where part `number`, counted from 1, begins and ends.
pub fn span(size: u64, part_size: u64, number: u32) -> Option<(u64, u64)> {
    let start = part_size.checked_mul(u64::from(number.checked_sub(1)?))?;
    (start < size).then(|| (start, size.min(start.saturating_add(part_size))))
}
