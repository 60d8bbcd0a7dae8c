//! Limits of S3 (S3 user guide, "Amazon S3 multipart upload limits" and "Uploading objects").

/// The most parts of a multipart upload; they are numbered from 1.
pub const PARTS_LIMIT: u32 = 10_000;

/// The fewest bytes of a part, but for the last: 5 MiB.
pub const MIN_PART_SIZE: u64 = 5 << 20;

/// The most bytes of a part: 5 GiB.
pub const MAX_PART_SIZE: u64 = 5 << 30;

/// The most bytes of an object that is uploaded in one request: 5 GiB.
pub const MAX_PUT_SIZE: u64 = 5 << 30;
