//! The first line of a wheel's scripts.

use crate::source::store::{FileId, Store};
use crate::source::wants::WantsRead;
use crate::source::zip::ZipEntry;
use crate::source::zip::entry_cache::EntryCache;

/// Maximum size in bytes of a script whose first line may be rewritten. A larger file is a program.
const SCRIPT_LIMIT: u64 = 4 << 20;

/// Returns a script whose first line is `#!python…`, with Lambda's interpreter instead ("Recommended installer
/// features": rewrite `#!python`). `None` for other files. The error states why it cannot be read.
pub fn rewritten(
    file: FileId,
    entry: &ZipEntry,
    interpreter: &str,
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<Result<Option<Vec<u8>>, String>, WantsRead> {
    const MARK: &[u8] = b"#!python";
    let head = match cache.head(file, entry, MARK.len() as u64, store)? {
        Ok(head) => head,
        Err(why) => return Ok(Err(why)),
    };
    if *head != *MARK || entry.size > SCRIPT_LIMIT {
        return Ok(Ok(None));
    }
    let text = cache.content(file, entry, SCRIPT_LIMIT, store)?;
    Ok(text.map(|text| {
        let rest = text.iter().position(|byte| *byte == b'\n').map_or(&[][..], |at| &text[at..]);
        Some([b"#!", interpreter.as_bytes(), rest].concat())
    }))
}
