//! Lock files of the chosen wheels.

use super::tasks::{FileToLock, LockTask, Locks};
use crate::error::Error;
use crate::index::lock::{LockedFile, pylock, requirements};

/// # Errors
///
/// [`Error::UnknownRuntime`] and [`Error::UnknownArchitecture`].
pub(super) fn locks(task: LockTask) -> Result<Locks, Error> {
    let target = task.target.target()?;
    let mut files: Vec<LockedFile> = task.files.into_iter().map(locked).collect();
    crate::collections::sort_by(&mut files, |one, other| one.name.cmp(&other.name));
    Ok(Locks { pylock: pylock(&files, &target), requirements: requirements(&files, &target) })
}

fn locked(file: FileToLock) -> LockedFile {
    let FileToLock { name, version, filename, url, index, sha256, size, requires_python, upload_time } = file;
    LockedFile { name, version, filename, url, index, sha256, size, requires_python, upload_time }
}
