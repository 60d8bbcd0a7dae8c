//! Compares dropped wheels without reading them whole.

use crate::source::{Item, ReadCache, Store, WantsRead};

/// Whether two wheels have the same entries: the same names, sizes and CRC-32s. This is as good as comparing all
/// bytes, and only the ends of the files are read.
pub fn same_bytes(
    one: &Item,
    other: &Item,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<bool, WantsRead> {
    if one.size != other.size {
        return Ok(false);
    }
    // Both listings are requested before the first missing one returns.
    let (one, other) = (cache.listing(one.file, store), cache.listing(other.file, store));
    Ok(one?.ok() == other?.ok())
}
