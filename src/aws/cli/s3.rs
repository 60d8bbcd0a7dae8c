//! The command of an action of S3.

use super::code::Zip;
use super::command::Command;
use super::placeholder::{BUCKET, or_placeholder};
use crate::aws::s3::{ObjectName, Part, S3Action};
use serde_json::json;

/// Returns the command of an action.
pub fn command(action: &S3Action, zip: Zip) -> Command {
    let s3api = |operation: &str, ObjectName { bucket, key }: &ObjectName| {
        let bucket = or_placeholder(bucket, BUCKET);
        Command::new(zip.shell, "s3api", operation).option("--bucket", bucket).option("--key", key)
    };
    match action {
        // `aws s3 cp` uploads in parts and repeats parts that failed, but it has no option for `if_none_match`.
        S3Action::PutObject { object: ObjectName { bucket, key }, if_none_match, .. }
            if zip.is_large() && *if_none_match != Some(true) =>
        {
            zip.copy_to(bucket, key)
        }
        S3Action::PutObject { object, if_none_match, checksum_sha256 } => s3api("put-object", object)
            .option("--body", zip.name)
            .maybe("--checksum-sha256", checksum_sha256.as_deref())
            .maybe("--if-none-match", (*if_none_match == Some(true)).then_some("*")),
        S3Action::HeadObject { object, version_id } => s3api("head-object", object)
            .maybe("--version-id", version_id.as_deref())
            .option("--checksum-mode", "ENABLED"),
        S3Action::GetObject { object } => s3api("get-object", object).word(zip.name),
        S3Action::CreateMultipartUpload { object, .. } => s3api("create-multipart-upload", object),
        S3Action::UploadPart { object, upload_id, part_number, .. } => s3api("upload-part", object)
            .option("--upload-id", upload_id)
            .option("--part-number", part_number.to_string())
            .option("--body", format!("{}.{part_number}", zip.name)),
        S3Action::CompleteMultipartUpload { object, upload_id, parts, .. } => {
            s3api("complete-multipart-upload", object)
                .option("--upload-id", upload_id)
                .option("--multipart-upload", listed(parts))
        }
        S3Action::AbortMultipartUpload { object, upload_id } => {
            s3api("abort-multipart-upload", object).option("--upload-id", upload_id)
        }
        S3Action::ListParts { object, upload_id, .. } => {
            s3api("list-parts", object).option("--upload-id", upload_id)
        }
        S3Action::ListMultipartUploads { object: ObjectName { bucket, key } } => {
            Command::new(zip.shell, "s3api", "list-multipart-uploads")
                .option("--bucket", bucket)
                .option("--prefix", key)
        }
    }
}

fn listed(parts: &[Part]) -> String {
    let parts: Vec<_> =
        parts.iter().map(|part| json!({ "PartNumber": part.part_number, "ETag": part.etag })).collect();
    json!({ "Parts": parts }).to_string()
}
