//! Symbolic links, which only zips can contain. Each link must stay inside the package, also if it leads through
//! another link.

use super::merge::Merged;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding};
use crate::source::path::link_stays_inside;
use crate::source::{Content, ReadCache, SYMLINK, Store, WantsRead};
use crate::target::PackageKind;

/// `PATH_MAX` of Linux. A longer target is not valid.
const TARGET_LIMIT: u64 = 4096;

/// Removes the links that lead out of the package, and reports them.
pub fn refuse(
    merged: &mut Merged,
    kind: PackageKind,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    let mut missing = false;
    let is_link = |mode: u32| mode == SYMLINK;
    for (path, chosen) in merged.entries.iter().filter(|(_, chosen)| is_link(chosen.candidate.mode)) {
        let target = match &chosen.candidate.content {
            Content::Zip { file, entry } => cache.entries.content(*file, entry, TARGET_LIMIT, store),
            _ => Ok(Err(String::new())),
        };
        match target {
            // A target that cannot be read is treated as empty, so the link is refused.
            Ok(target) => {
                let target = target.ok().and_then(|target| String::from_utf8(target.to_vec()).ok());
                targets.insert(kind.place(path), target.unwrap_or_default());
            }
            Err(WantsRead) => missing = true,
        }
    }
    if missing {
        return Err(WantsRead);
    }
    merged.entries.retain(|path, chosen| {
        let path = kind.place(path);
        if !is_link(chosen.candidate.mode) || link_stays_inside(&path, &targets) {
            return true;
        }
        let from = &chosen.candidate.from;
        findings.push(Finding::new(
            Code::PathUnsafe,
            from,
            format!(
                "\"{path}\" of \"{from}\" is refused: it is a symbolic link that leads out of the package"
            ),
        ));
        false
    });
    Ok(())
}
