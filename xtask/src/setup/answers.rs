//! The folder in which the tests keep answers of other programs from run to run. A test asks for an answer by the hash of
//! all that it depends on, and runs the program if there is none.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result};

use crate::paths;

/// Answers that were not used for this long are removed.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Makes the folder, and removes old answers.
///
/// # Errors
///
/// If the folder cannot be made or read.
pub fn set_up() -> Result<PathBuf> {
    let folder = paths::cache()?.join("answers");
    fs::create_dir_all(&folder).with_context(|| format!("\"{}\" cannot be made", folder.display()))?;
    let oldest = SystemTime::now().checked_sub(KEPT);
    for entry in fs::read_dir(&folder).with_context(|| format!("\"{}\" cannot be read", folder.display()))? {
        let entry = entry?;
        // Another run may remove it at the same time.
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        if modified.is_ok_and(|modified| Some(modified) < oldest) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(folder)
}
