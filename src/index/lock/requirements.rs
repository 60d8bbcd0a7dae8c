//! requirements.txt with hashes, in pip's format (pip documentation, "Secure installs").

use super::LockedFile;
use crate::target::Target;

/// The lock file for these wheels. The hashes are those of wheels for the target. For another target, pip refuses
/// wheels that have other hashes.
pub fn requirements(files: &[LockedFile], target: &Target) -> String {
    let (runtime, architecture) = (target.runtime.name, target.architecture.name());
    let mut text = format!("# Locked by wheelpress for {runtime} on {architecture}\n");
    for LockedFile { name, version, url, index, sha256, .. } in files {
        // A wheel without an index cannot be found by its version.
        let what = match (url, index) {
            (Some(url), None) => format!("{name} @ {url}"),
            _ => format!("{name}=={version}"),
        };
        text.push_str(&format!("{what} \\\n    --hash=sha256:{sha256}\n"));
    }
    text
}
