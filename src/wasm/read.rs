//! Reading parts of files together: file by file it is seven times slower (measured).

use super::files::Files;
use super::part::Part;
use super::scope::Job;
use super::values::words;
use crate::error::Error;
use crate::source::spans::{Span, to_read};
use futures_util::stream::{self, StreamExt};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// So many bytes are read together, and so many parts at most; a larger part is read alone.
const GROUP_BYTES: u64 = 1 << 20;
const GROUP_PARTS: usize = 64;
/// So many groups are under way at once.
const AT_ONCE: usize = 8;

/// Who reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The page: it has all files.
    Page,
    /// This worker, which has them too; the page where workers cannot read.
    Worker,
}

/// The bytes of all parts, one after another. The error is the engine's words.
pub(super) async fn joined(job: &Job, files: &Files, parts: &[Part], by: By) -> Result<Uint8Array, String> {
    if by == By::Page || !job.can_read() {
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

/// The same, asked of the page at once.
pub(super) fn by_page(
    job: &Job,
    parts: Vec<Part>,
) -> impl Future<Output = Result<Uint8Array, String>> + use<> {
    let length = length(&parts);
    let asked = job.host_read(parts);
    async move { whole(&asked.await?, length) }
}

fn length(parts: &[Part]) -> u64 {
    parts.iter().map(Part::length).sum()
}

fn whole(buffer: &ArrayBuffer, length: u64) -> Result<Uint8Array, String> {
    let bytes = Uint8Array::new(buffer);
    if u64::from(bytes.length()) == length {
        Ok(bytes)
    } else {
        Err("it changed while it was read".to_string())
    }
}

/// Reads parts in groups, and hands over the bytes of each, in any order. Of a group that cannot be read, each part is
/// read alone: one that is gone or has changed spoils its group. The error is the engine's words. What was not read
/// when the job was cancelled is not handed over.
pub(super) async fn each(
    job: &Job,
    files: &Files,
    parts: Vec<Part>,
    by: By,
    hand_over: impl Fn(&Part, Result<Uint8Array, String>),
) {
    let hand_over = &hand_over;
    stream::iter(groups(parts))
        .for_each_concurrent(AT_ONCE, |group| async move {
            if job.is_cancelled() {
                return;
            }
            match joined(job, files, &group, by).await {
                // What the page refused because of that says nothing of the files.
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

/// The bytes of each part of a group that was read.
pub(super) fn split(group: &[Part], bytes: &Uint8Array, mut hand_over: impl FnMut(&Part, Uint8Array)) {
    let mut at = 0;
    for part in group {
        let end = at + part.length() as u32;
        hand_over(part, bytes.subarray(at, end));
        at = end;
    }
}

/// Neighbours that are read together.
pub(super) fn groups(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let mut groups: Vec<Vec<Part>> = Vec::new();
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

/// Reads spans in one go. What cannot be read fails again, with its name, when it is asked for.
pub(super) async fn ahead(job: &Job, files: &Files, spans: &[Span]) {
    let parts = files.parts(&to_read(spans, |file| files.size_of(file).unwrap_or(0)));
    if parts.is_empty() {
        return;
    }
    if let Ok(bytes) = joined(job, files, &parts, By::Worker).await {
        split(&parts, &bytes, |part, bytes| files.hold(part.span(), bytes));
    }
}

/// Brings what was wanted of files since the last call, and what decompresses them; `false` if that was nothing.
pub(super) async fn fill_wants(job: &Job, files: &Files) -> Result<bool, Error> {
    let wants_codecs = job.codecs().take_want();
    if wants_codecs {
        job.load_codecs().await?;
    }
    let wants = files.take_wants();
    each(job, files, files.parts(&wants), By::Page, |part, bytes| files.fill(part.span(), bytes)).await;
    Ok(wants_codecs || !wants.is_empty())
}
