//! Limits of S3 (S3 user guide, "Amazon S3 multipart upload limits" and "Uploading objects").

/// Maximum number of parts of a multipart upload; they are numbered from 1.
pub const PARTS_LIMIT: u32 = 10_000;

/// Minimum size of a part in bytes, except for the last part: 5 MiB.
pub const MIN_PART_SIZE: u64 = 5 << 20;

/// Maximum size of a part in bytes: 5 GiB.
pub const MAX_PART_SIZE: u64 = 5 << 30;

/// Maximum size in bytes of an object that is uploaded in one request: 5 GiB.
pub const MAX_PUT_SIZE: u64 = 5 << 30;
