//! Reads parts of several files together: reading file by file is seven times slower (measured).

use super::file_range::FileRange;
use super::files::Files;
use super::scope::TaskContext;
use super::values::words;
use crate::error::Error;
use crate::source::spans::{Span, to_read};
use futures_util::stream::{self, StreamExt};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Maximum bytes and maximum parts of a group that is read together. A larger part is read alone.
const GROUP_BYTES: u64 = 1 << 20;
const GROUP_PARTS: usize = 64;
/// Maximum number of groups that are read at the same time.
const AT_ONCE: usize = 8;

/// The reader of the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadBy {
    /// The page, which has all files.
    Page,
    /// This worker, which has the files too. Where workers cannot read, the page.
    Worker,
}

/// Returns the bytes of all parts, one after another. The error is the engine's message.
pub(super) async fn joined(
    job: &TaskContext,
    files: &Files,
    parts: &[FileRange],
    by: ReadBy,
) -> Result<Uint8Array, String> {
    if by == ReadBy::Page || !job.can_read() {
        return by_page(job, parts.to_vec()).await;
    }
    let slices = Array::new();
    for part in parts {
        slices.push(files.slice(part)?.as_ref());
    }
    let blob = web_sys::Blob::new_with_blob_sequence(&slices).map_err(words)?;
    let buffer: ArrayBuffer = JsFuture::from(blob.array_buffer()).await.map_err(words)?.unchecked_into();
    whole(&buffer, length(parts))
}

/// Returns the bytes of all parts, read by the page. The request is sent at once, before the future is awaited.
pub(super) fn by_page(
    job: &TaskContext,
    parts: Vec<FileRange>,
) -> impl Future<Output = Result<Uint8Array, String>> + use<> {
    let length = length(&parts);
    let asked = job.host_read(parts);
    async move { whole(&asked.await?, length) }
}

fn length(parts: &[FileRange]) -> u64 {
    parts.iter().map(FileRange::length).sum()
}

fn whole(buffer: &ArrayBuffer, length: u64) -> Result<Uint8Array, String> {
    let bytes = Uint8Array::new(buffer);
    if u64::from(bytes.length()) == length {
        Ok(bytes)
    } else {
        Err("it changed while it was read".to_string())
    }
}

/// Reads parts in groups and passes the bytes of each part to `hand_over`, in any order.
///
/// If a group cannot be read, each of its parts is read alone, because one file that is gone or has changed makes the
/// whole group fail. The error is the engine's message. Parts that were not read when the job was cancelled are not
/// handed over.
pub(super) async fn each(
    job: &TaskContext,
    files: &Files,
    parts: Vec<FileRange>,
    by: ReadBy,
    hand_over: impl Fn(&FileRange, Result<Uint8Array, String>),
) {
    let hand_over = &hand_over;
    stream::iter(groups(parts))
        .for_each_concurrent(AT_ONCE, |group| async move {
            if job.is_cancelled() {
                return;
            }
            match joined(job, files, &group, by).await {
                // The page may have refused because of the cancellation. Then the files have no error.
                _ if job.is_cancelled() => {}
                Ok(bytes) => split(&group, &bytes, |part, bytes| hand_over(part, Ok(bytes))),
                Err(error) if group.len() == 1 => hand_over(&group[0], Err(error)),
                Err(_) => {
                    for part in &group {
                        let bytes = joined(job, files, std::slice::from_ref(part), by).await;
                        if job.is_cancelled() {
                            return;
                        }
                        hand_over(part, bytes);
                    }
                }
            }
        })
        .await;
}

/// Splits the bytes of a group into the bytes of its parts.
pub(super) fn split(
    group: &[FileRange],
    bytes: &Uint8Array,
    mut hand_over: impl FnMut(&FileRange, Uint8Array),
) {
    let mut at = 0;
    for part in group {
        let end = at + part.length() as u32;
        hand_over(part, bytes.subarray(at, end));
        at = end;
    }
}

/// Groups neighbouring parts that are read together.
pub(super) fn groups(parts: Vec<FileRange>) -> Vec<Vec<FileRange>> {
    let mut groups: Vec<Vec<FileRange>> = Vec::new();
    let mut bytes = 0;
    for part in parts {
        match groups
            .last_mut()
            .filter(|group| group.len() < GROUP_PARTS && bytes + part.length() <= GROUP_BYTES)
        {
            Some(group) => group.push(part),
            None => {
                groups.push(vec![part]);
                bytes = 0;
            }
        }
        bytes += part.length();
    }
    groups
}

/// Reads spans with one request. A failure is ignored here: a later read of the file reports it, with the file's name.
pub(super) async fn ahead(job: &TaskContext, files: &Files, spans: &[Span]) {
    let parts = files.parts(&to_read(spans, |file| files.size_of(file).unwrap_or(0)));
    if parts.is_empty() {
        return;
    }
    if let Ok(bytes) = joined(job, files, &parts, ReadBy::Worker).await {
        split(&parts, &bytes, |part, bytes| files.hold(part.span(), bytes));
    }
}

/// Reads the spans, and loads the codecs, that were wanted since the last call. Returns `false` if nothing was wanted.
pub(super) async fn fill_wants(job: &TaskContext, files: &Files) -> Result<bool, Error> {
    let wants_codecs = job.codecs().take_want();
    if wants_codecs {
        job.load_codecs().await?;
    }
    let wants = files.take_wants();
    each(job, files, files.parts(&wants), ReadBy::Page, |part, bytes| files.fill(part.span(), bytes)).await;
    Ok(wants_codecs || !wants.is_empty())
}
