//! The zip that commands use: a file, or an object that the file is uploaded to first.

use super::command::Command;
use super::placeholder::{BUCKET, or_placeholder};
use super::shell::Shell;
use crate::aws::endpoint::EndpointConfig;
use crate::aws::lambda::CodeOrigin;
use crate::aws::request_error::RequestError;
use crate::aws::s3::ObjectName;
use crate::target::DIRECT_UPLOAD_LIMIT;

/// The zip that commands use.
#[derive(Clone, Copy)]
pub struct Zip<'a> {
    /// The name of its file.
    pub name: &'a str,
    /// Its size in bytes.
    pub size: u64,
    /// The shell that commands are pasted into.
    pub shell: Shell,
}

impl Zip<'_> {
    /// Whether it is too large for a request, so that it must be uploaded to S3.
    pub fn is_large(&self) -> bool {
        self.size > DIRECT_UPLOAD_LIMIT
    }

    /// Returns the command that uploads it, in parts if it is large.
    pub fn copy_to(&self, bucket: &str, key: &str) -> Command {
        let bucket = or_placeholder(bucket, BUCKET);
        Command::new(self.shell, "s3", "cp").word(self.name).word(format!("s3://{bucket}/{key}"))
    }

    /// Returns the object that Lambda reads it from instead, if the request should contain it but it is too large for
    /// that.
    pub fn by_s3_if_large(&self, code: Option<&CodeOrigin>) -> Option<CodeOrigin> {
        let is_too_large = self.is_large() && matches!(code, Some(CodeOrigin::ZipFile { .. }));
        is_too_large.then(|| CodeOrigin::Object {
            object: ObjectName { bucket: BUCKET.to_string(), key: self.name.to_string() },
            version: None,
            storage_mode: None,
        })
    }

    /// Returns the command that uploads it before the request to Lambda; `None` if nothing has to be uploaded.
    ///
    /// # Errors
    /// `name-unquotable`.
    pub fn upload_ahead(
        &self,
        code: &CodeOrigin,
        place: &EndpointConfig,
    ) -> Result<Option<String>, RequestError> {
        match code {
            CodeOrigin::Object { object, version: None, .. } => {
                self.copy_to(&object.bucket, &object.key).at(place).line().map(Some)
            }
            CodeOrigin::Object { .. } | CodeOrigin::ZipFile { .. } => Ok(None),
        }
    }
}
