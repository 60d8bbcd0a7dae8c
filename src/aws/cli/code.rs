//! A zip in a command: as a file, or as an object that it is uploaded to ahead.

use super::command::Command;
use super::shell::Shell;
use crate::aws::lambda::CodeOrigin;
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
            CodeOrigin::Object { object, version: None } => self.copy_to(&object.bucket, &object.key),
            CodeOrigin::ZipFile { .. } if self.is_large() => self.copy_to(UNNAMED_BUCKET, self.name),
            CodeOrigin::Object { .. } | CodeOrigin::ZipFile { .. } => return Ok(None),
        };
        command.at(place).line().map(Some)
    }

    /// Adds the code as `--s3-bucket` and `--s3-key`, or as a file.
    pub fn add_code(&self, command: Command, code: &CodeOrigin) -> Command {
        match code {
            CodeOrigin::Object { object, version } => command
                .option("--s3-bucket", &object.bucket)
                .option("--s3-key", &object.key)
                .maybe("--s3-object-version", version.as_deref()),
            CodeOrigin::ZipFile { .. } if self.is_large() => {
                command.option("--s3-bucket", UNNAMED_BUCKET).option("--s3-key", self.name)
            }
            CodeOrigin::ZipFile { .. } => command.zip_file(self.name),
        }
    }

    /// Adds the code as the value of one option, in the CLI's shorthand syntax, or as a file.
    pub fn add_code_as(&self, command: Command, option: &str, code: &CodeOrigin) -> Command {
        let object = |bucket: &str, key: &str| format!("S3Bucket={bucket},S3Key={}", shorthand(key));
        match code {
            CodeOrigin::Object { object: named, version } => {
                let version =
                    version.as_ref().map(|version| format!(",S3ObjectVersion={}", shorthand(version)));
                let object = object(&shorthand(&named.bucket), &named.key);
                command.option(option, format!("{object}{}", version.unwrap_or_default()))
            }
            CodeOrigin::ZipFile { .. } if self.is_large() => {
                command.option(option, object(UNNAMED_BUCKET, self.name))
            }
            CodeOrigin::ZipFile { .. } => command.zip_file(self.name),
        }
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
