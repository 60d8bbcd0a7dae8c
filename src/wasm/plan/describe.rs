//! Descriptions of files: what planning knows about a file before it asks for more.

use crate::collections::BTreeMap;
use crate::source::spans::Span;
use crate::source::{FileId, HEAD_LENGTH, Item, ReadCache, Role, Want};
use crate::wasm::file_range::FileRange;
use crate::wasm::files::Files;
use crate::wasm::read::{self, ReadBy};
use crate::wasm::scope::TaskContext;
use crate::wasm::values::copied;
use js_sys::Uint8Array;
use std::cell::RefCell;

/// Maximum size in bytes of a file that is read whole: slicing off its first bytes costs more than reading all of it
/// (measured).
const WHOLE: u64 = 128 * 1024;

/// The description of a file.
#[derive(Clone, Default)]
pub(super) struct Description {
    pub size: u64,
    /// The first bytes, if they were asked for. Fewer than [`HEAD_LENGTH`] if the file is shorter.
    pub head: Option<Vec<u8>>,
    /// The engine's message if it could not read the file.
    pub unreadable: Option<String>,
}

impl Description {
    /// Returns an item with this file.
    pub fn item(&self, path: String, file: FileId, role: Role) -> Item {
        let Description { size, head, unreadable } = self.clone();
        Item { path, file, size, head: head.unwrap_or_default(), unreadable, role }
    }

    /// Whether the first bytes are unknown, and the file is not known to be unreadable.
    pub fn lacks_head(&self) -> bool {
        self.head.is_none() && self.unreadable.is_none()
    }
}

/// Maximum bytes of texts that are kept ahead of a plan: libraries have many sources, and few of them are needed.
const TEXTS: u64 = 8 << 20;

/// The total size of the source texts that were kept. These sources were read whole to get their first bytes. Reading a
/// file again takes the browser a quarter of a millisecond or more (measured).
#[derive(Default)]
pub(super) struct Texts {
    bytes: u64,
}

impl Texts {
    /// Keeps a text, unless the total would exceed [`TEXTS`].
    pub fn keep(&mut self, file: FileId, bytes: &Uint8Array, cache: &mut ReadCache) {
        let kept = self.bytes + u64::from(bytes.length());
        if kept <= TEXTS {
            self.bytes = kept;
            let mut text = Vec::new();
            copied(bytes, &mut text);
            cache.fill(Want::Text(file), Ok(&text), None);
        }
    }
}

/// Descriptions by file.
pub(super) type Descriptions = RefCell<BTreeMap<FileId, Description>>;

/// Describes files, with their first bytes if `with_heads` is set. `read_whole` is called for each file that was read
/// whole to get its first bytes.
pub(super) async fn describe(
    ids: &[FileId],
    with_heads: bool,
    by: ReadBy,
    files: &Files,
    job: &TaskContext,
    known: &Descriptions,
    read_whole: &dyn Fn(FileId, &Uint8Array),
) {
    for id in ids {
        let description = match files.size_of(*id) {
            Ok(size) => Description { size, ..Description::default() },
            Err(error) => Description { unreadable: Some(error), ..Description::default() },
        };
        known.borrow_mut().insert(*id, description);
    }
    if !with_heads {
        return;
    }
    let size = |id: FileId| known.borrow().get(&id).map_or(0, |description| description.size);
    let head = |id: &FileId| {
        let size = size(*id);
        let end = if size > WHOLE { HEAD_LENGTH as u64 } else { size };
        FileRange::from_span(Span { file: *id, start: 0, end }, size)
    };
    let is_readable = |id: &&FileId| known.borrow().get(id).is_some_and(Description::lacks_head);
    let parts = ids.iter().filter(is_readable).map(head).collect();
    read::each(job, files, parts, by, |part, bytes| {
        let mut known = known.borrow_mut();
        let Some(description) = known.get_mut(&part.file) else { return };
        match bytes {
            Ok(bytes) => {
                if part.is_whole {
                    read_whole(part.file, &bytes);
                }
                let mut head = Vec::new();
                copied(&bytes.subarray(0, HEAD_LENGTH as u32), &mut head);
                description.head = Some(head);
            }
            Err(error) => *description = Description { unreadable: Some(error), ..Description::default() },
        }
    })
    .await;
}
