//! The zip that commands are about: as a file, or as an object that it is uploaded to ahead.

use super::command::Command;
use super::shell::Shell;
use crate::aws::lambda::CodeOrigin;
use crate::aws::place::Place;
use crate::aws::problem::Problem;
use crate::aws::s3::ObjectName;
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

    /// The object that Lambda is to get it from, where it is too large for the request that it is to come with.
    pub fn by_s3_if_large(&self, code: Option<&CodeOrigin>) -> Option<CodeOrigin> {
        let is_too_large = self.is_large() && matches!(code, Some(CodeOrigin::ZipFile { .. }));
        is_too_large.then(|| CodeOrigin::Object {
            object: ObjectName { bucket: UNNAMED_BUCKET.to_string(), key: self.name.to_string() },
            version: None,
            storage_mode: None,
        })
    }

    /// The command that uploads it before Lambda is told of it; `None` where nothing has to be uploaded.
    ///
    /// # Errors
    /// `name-unquotable`.
    pub fn upload_ahead(&self, code: &CodeOrigin, place: &Place) -> Result<Option<String>, Problem> {
        match code {
            CodeOrigin::Object { object, version: None, .. } => {
                self.copy_to(&object.bucket, &object.key).at(place).line().map(Some)
            }
            CodeOrigin::Object { .. } | CodeOrigin::ZipFile { .. } => Ok(None),
        }
    }
}
