//! A zip in a command: as a file, or as an object that it is uploaded to ahead.

use super::command::Command;
use super::shell::Shell;
use crate::aws::lambda::{CodeOrigin, StorageMode};
use crate::aws::place::Place;
use crate::aws::problem::Problem;
use crate::target::DIRECT_UPLOAD_LIMIT;

/// The bucket's name while nobody has named one.
const UNNAMED_BUCKET: &str = "YOUR-BUCKET";

/// The zip that commands are about.
#[derive(Clone, Copy)]
pub struct Zip<'a> {
    /// The name of its file.
    pub name: &'a str,
    /// Bytes.
    pub size: u64,
    /// The shell that commands are pasted into.
    pub shell: Shell,
}

impl Zip<'_> {
    /// Whether it is too large for a request, so that it goes by S3.
    pub fn is_large(&self) -> bool {
        self.size > DIRECT_UPLOAD_LIMIT
    }

    /// Uploads it, in parts where it is large.
    pub fn copy_to(&self, bucket: &str, key: &str) -> Command {
        Command::new(self.shell, "s3", "cp").word(self.name).word(format!("s3://{bucket}/{key}"))
    }

    /// The command that uploads it before Lambda is told of it; `None` where nothing has to be uploaded.
    ///
    /// # Errors
    /// `name-unquotable`.
    pub fn upload_ahead(&self, code: &CodeOrigin, place: &Place) -> Result<Option<String>, Problem> {
        let command = match code {
            CodeOrigin::Object { object, version: None, .. } => self.copy_to(&object.bucket, &object.key),
            CodeOrigin::ZipFile { .. } if self.is_large() => self.copy_to(UNNAMED_BUCKET, self.name),
            CodeOrigin::Object { .. } | CodeOrigin::ZipFile { .. } => return Ok(None),
        };
        command.at(place).line().map(Some)
    }

    /// Adds the code as `--s3-bucket` and `--s3-key`, or as a file.
    pub fn add_code(&self, command: Command, code: &CodeOrigin) -> Command {
        match code {
            CodeOrigin::Object { object, version, storage_mode } => command
                .option("--s3-bucket", &object.bucket)
                .option("--s3-key", &object.key)
                .maybe("--s3-object-version", version.as_deref())
                .maybe("--s3-object-storage-mode", storage_mode.map(StorageMode::as_str)),
            CodeOrigin::ZipFile { .. } if self.is_large() => {
                command.option("--s3-bucket", UNNAMED_BUCKET).option("--s3-key", self.name)
            }
            CodeOrigin::ZipFile { .. } => command.zip_file(self.name),
        }
    }

    /// Adds the code as the value of one option, in the CLI's shorthand syntax, or as a file.
    /// `key`: the ARN of the customer's key that it is encrypted with.
    pub fn add_code_as(
        &self,
        command: Command,
        option: &str,
        code: &CodeOrigin,
        key: Option<&str>,
    ) -> Command {
        let mut members = Vec::new();
        let mut add = |name: &str, value: &str| members.push(format!("{name}={}", shorthand(value)));
        let mut is_file = false;
        match code {
            CodeOrigin::Object { object, version, storage_mode } => {
                add("S3Bucket", &object.bucket);
                add("S3Key", &object.key);
                version.iter().for_each(|version| add("S3ObjectVersion", version));
                storage_mode.iter().for_each(|mode| add("S3ObjectStorageMode", mode.as_str()));
            }
            CodeOrigin::ZipFile { .. } if self.is_large() => {
                add("S3Bucket", UNNAMED_BUCKET);
                add("S3Key", self.name);
            }
            CodeOrigin::ZipFile { .. } => is_file = true,
        }
        key.iter().for_each(|key| add("SourceKMSKeyArn", key));
        let command = if is_file { command.zip_file(self.name) } else { command };
        if members.is_empty() { command } else { command.option(option, members.join(",")) }
    }
}

/// A value in the CLI's shorthand syntax: quoted where it has commas and the like.
fn shorthand(value: &str) -> String {
    let is_plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b));
    if is_plain {
        return value.to_string();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
