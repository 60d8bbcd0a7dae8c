//! Reads what plans want, and lets them continue.

use super::state::{Draft, Planner, State, no_draft};
use crate::check::Checking;
use crate::collections::BTreeMap;
use crate::error::Error;
use crate::plan::{Options, PlanContext};
use crate::source::spans::Span;
use crate::source::{FileId, Want, Wants, WantsRead};
use crate::wasm::file_range::FileRange;
use crate::wasm::read::{self, ReadBy};
use crate::wasm::scope::TaskContext;
use crate::wasm::values::{copied, internal};
use std::cell::RefCell;

/// Bytes that are read ahead from the end of each zip, and the maximum for all zips together.
const TAIL: u64 = 512 * 1024;
const TAILS: u64 = 64 << 20;

/// The reader of loose files: the page has them, and then they need not be sent to workers.
pub(super) const LOOSE: ReadBy = ReadBy::Page;

/// A step of planning, with what it may use.
pub(super) type Step<'a> =
    &'a mut dyn FnMut(&Options, &mut Option<Checking>, &mut PlanContext) -> Result<(), WantsRead>;

impl Planner {
    /// Repeats the step, and reads what it wants after each attempt, until it wants nothing. Returns `false` if the job
    /// was cancelled.
    pub(super) async fn until(&self, draft: u32, step: Step<'_>, job: &TaskContext) -> Result<bool, Error> {
        while !self.step(draft, step)? {
            self.meet_wants(job).await?;
            if job.is_cancelled() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn step(&self, draft: u32, step: Step<'_>) -> Result<bool, Error> {
        let State { cache, drafts, .. } = &mut *self.state.borrow_mut();
        let Draft { items, target, options, checking } = drafts.get_mut(&draft).ok_or_else(no_draft)?;
        let mut files = self.files.clone();
        let mut context = PlanContext { items, target, cache, store: &mut files };
        Ok(step(options, checking, &mut context).is_ok())
    }

    /// Reads what planning wants before it can continue.
    async fn meet_wants(&self, job: &TaskContext) -> Result<(), Error> {
        let mut is_fed = read::fill_wants(job, &self.files).await?;
        loop {
            let wants = self.state.borrow_mut().cache.take_wants();
            if wants.is_empty() {
                break;
            }
            is_fed = true;
            self.read_wants(&wants, job).await;
            if job.is_cancelled() {
                return Ok(());
            }
        }
        if is_fed { Ok(()) } else { Err(internal("planning waits, but wants nothing")) }
    }

    /// Reads parts of loose files. Bytes that several wants share are read once.
    async fn read_wants(&self, wants: &Wants, job: &TaskContext) {
        let mut by_part: BTreeMap<FileRange, Vec<Want>> = BTreeMap::new();
        for want in wants {
            let size = self.described.borrow().get(&want.file()).map_or(0, |description| description.size);
            by_part.entry(FileRange::from_span(want.span(size), size)).or_default().push(*want);
        }
        let buffer = RefCell::new(Vec::new());
        read::each(job, &self.files, by_part.keys().copied().collect(), LOOSE, |part, bytes| {
            let mut buffer = buffer.borrow_mut();
            let bytes = bytes.map(|bytes| copied(&bytes, &mut buffer));
            let modified = self.files.modified(part.file);
            let cache = &mut self.state.borrow_mut().cache;
            for want in by_part.get(part).into_iter().flatten() {
                let bytes = bytes.as_ref().map(|()| buffer.as_slice()).map_err(String::as_str);
                cache.fill(*want, bytes, modified);
            }
        })
        .await;
    }

    /// Reads the ends of zips ahead, all together. The end of a zip has its central directory, and in wheels the
    /// dist-info. Reading the zips one by one is slower.
    pub(super) async fn read_tails(&self, zips: &[FileId], job: &TaskContext) {
        let tail = |file: &FileId| {
            let end = self.files.size_of(*file).ok()?;
            (end > 0).then(|| Span { file: *file, start: end.saturating_sub(TAIL), end })
        };
        let room = TAILS.saturating_sub(self.files.held()) / TAIL;
        let tails: Vec<Span> = zips.iter().filter_map(tail).take(room as usize).collect();
        read::ahead(job, &self.files, &tails).await;
    }
}
