//! Plans that are being made. Each plan is a value with a number. It continues whenever the bytes that it wanted have
//! been read. No borrow of a plan is held across an `await`.

mod state;
mod wants;

use super::describe::describe;
use super::tasks::*;
use crate::check::Checking;
use crate::collections::BTreeSet;
use crate::error::Error;
use crate::pack::Jobs;
use crate::pack::jobs::Compression;
use crate::plan::{Options, Plan, PlanContext};
use crate::source::zip::native::ReadNative;
use crate::source::{Content, FileId, Item};
use crate::wasm::protocol::NumberedFile;
use crate::wasm::read::ReadBy;
use crate::wasm::scope::TaskContext;
use futures_channel::oneshot;
use futures_util::future::join3;
use js_sys::Uint8Array;
use serde_bytes::ByteBuf;
pub(in crate::wasm) use state::Planner;
use state::{Draft, State, no_draft};
use std::rc::Rc;
use wants::LOOSE;

/// The number of a plan that is made and checked in one turn. The numbers of drafts start at 1.
const OWN: u32 = 0;

/// Maximum size in bytes of a zip entry whose content [`Planner::read`] returns.
const MAX_READ_SIZE: u64 = 64 << 20;

impl Planner {
    /// Describes files before a plan with them is requested.
    pub async fn describe(&self, task: DescribeTask, job: &TaskContext) {
        let (_done, describing) = oneshot::channel();
        self.describing.borrow_mut().push(describing);
        let zips: BTreeSet<FileId> = task.zips.iter().copied().collect();
        let mut others = Vec::new();
        for NumberedFile { id, file } in task.files {
            self.files.add(id, file);
            if !zips.contains(&id) {
                others.push(id);
            }
        }
        for SizedFile { id, size, modified } in task.sized {
            self.files.note(id, size, modified);
            others.push(id);
        }
        let (files, known) = (&self.files, &self.described);
        let sources: BTreeSet<FileId> = task.sources.into_iter().collect();
        let keep = |file: FileId, bytes: &Uint8Array| {
            if sources.contains(&file) {
                let State { cache, texts, .. } = &mut *self.state.borrow_mut();
                texts.keep(file, bytes, cache);
            }
        };
        join3(
            describe(&others, task.with_heads, LOOSE, files, job, known, &keep),
            describe(&task.zips, true, ReadBy::Worker, files, job, known, &|_, _| ()),
            self.read_tails(&task.zips, job),
        )
        .await;
    }

    /// Forgets files that the page no longer has. No later plan can have them.
    pub fn release(&self, files: &[FileId]) {
        self.files.remove(files);
    }

    /// Returns a checked plan. `None` if the job was cancelled; the same holds for the methods below.
    pub async fn plan(&self, request: PlanRequest, job: &TaskContext) -> Result<Option<Plan>, Error> {
        let _turn = self.in_turn().await;
        let plan = self.whole(request, job).await;
        self.state.borrow_mut().drafts.remove(&OWN);
        self.files.release();
        plan
    }

    /// Returns a checked plan without the entries that the page already has.
    pub async fn listed(&self, task: PlanListTask, job: &TaskContext) -> Result<Option<ListedPlan>, Error> {
        let PlanListTask { request, list, known } = task;
        let Some(plan) = self.plan(request, job).await? else { return Ok(None) };
        let before = self.state.borrow_mut().list.replace((list, plan.shape.clone()));
        let is_known =
            before.is_some_and(|(one, shape)| Some(one) == known && Rc::ptr_eq(&shape, &plan.shape));
        Ok(Some(if is_known { ListedPlan::of_changed(plan) } else { ListedPlan { plan, at: None } }))
    }

    async fn whole(&self, request: PlanRequest, job: &TaskContext) -> Result<Option<Plan>, Error> {
        let is_made = self.make(OWN, request, true, job).await?;
        if !is_made || !self.run_checks(OWN, true, job).await? {
            return Ok(None);
        }
        let draft = self.state.borrow_mut().drafts.remove(&OWN);
        let checking = draft.and_then(|draft| draft.checking).ok_or_else(no_draft)?;
        Ok(Some(checking.finish()))
    }

    /// Returns the bytes of one file of a planned package. The plan is made again from cached data.
    pub async fn read(
        &self,
        ReadTask { request, path }: ReadTask,
        job: &TaskContext,
    ) -> Result<Option<ReadEntry>, Error> {
        let _turn = self.in_turn().await;
        let read = match self.make(OWN, request, true, job).await? {
            true => self.entry(&path, job).await,
            false => Ok(None),
        };
        self.state.borrow_mut().drafts.remove(&OWN);
        self.files.release();
        read
    }

    async fn entry(&self, path: &str, job: &TaskContext) -> Result<Option<ReadEntry>, Error> {
        let mut found = None;
        let mut read = |_: &Options, checking: &mut Option<Checking>, context: &mut PlanContext| {
            let entry = checking
                .as_ref()
                .and_then(|checking| checking.plan().entries.iter().find(|entry| entry.path == path));
            found =
                match entry.map(|entry| &entry.content) {
                    Some(Content::File(file)) => Some(Ok(ReadEntry { file: Some(*file), bytes: None })),
                    Some(content) => {
                        let bytes = match content {
                            Content::Zip { file, entry } => {
                                context.cache.entries.content(*file, entry, MAX_READ_SIZE, context.store)?
                            }
                            content => context.cache.bytes(content, context.store)?,
                        };
                        Some(bytes.map(|bytes| ReadEntry {
                            file: None,
                            bytes: Some(ByteBuf::from(bytes.to_vec())),
                        }))
                    }
                    None => Some(Err("it is not in the package".to_string())),
                };
            Ok(())
        };
        if !self.until(OWN, &mut read, job).await? {
            return Ok(None);
        }
        match found {
            Some(Ok(entry)) => Ok(Some(entry)),
            Some(Err(message)) => Err(Error::Read { path: path.to_string(), message }),
            None => Ok(None),
        }
    }

    /// Returns a plan for packing, divided into jobs.
    pub async fn draft(&self, task: DraftTask, job: &TaskContext) -> Result<Option<DraftedPlan>, Error> {
        let DraftTask { draft, request, compression } = task;
        let _turn = self.in_turn().await;
        let files = request.items.iter().map(|item| item.id).collect();
        self.state.borrow_mut().files.insert(draft, files);
        if !self.make(draft, request, false, job).await? {
            return Ok(None);
        }
        self.drafted(draft, compression).map(Some)
    }

    /// Runs the checks that can run, and returns what they found.
    pub async fn check(&self, task: CheckTask, job: &TaskContext) -> Result<Option<CheckedPlan>, Error> {
        let CheckTask { draft, natives } = task;
        let _turn = self.in_turn().await;
        let with_natives = natives.is_some();
        for read in natives.into_iter().flatten() {
            let natives: Vec<ReadNative> = read.decode()?;
            let cache = &mut self.state.borrow_mut().cache;
            natives.into_iter().for_each(|native| cache.natives.put_read(native));
        }
        if !self.run_checks(draft, with_natives, job).await? {
            return Ok(None);
        }
        self.checked(draft).map(Some)
    }

    /// Forgets a draft, in its turn, because a cancelled draft may still be running.
    pub async fn forget(&self, draft: u32) {
        let _turn = self.in_turn().await;
        self.files.release();
        let mut state = self.state.borrow_mut();
        state.files.remove(&draft);
        state.drafts.remove(&draft);
    }

    /// Waits for all turns that were requested earlier. This turn ends when the returned sender is dropped. Turns run
    /// one after another, because each plan forgets the files that no plan needs.
    async fn in_turn(&self) -> oneshot::Sender<()> {
        let (end, ended) = oneshot::channel();
        let before = self.turn.replace(Some(ended));
        if let Some(before) = before {
            // An error means that the sender was dropped: a turn ends that way.
            let _ = before.await;
        }
        end
    }

    async fn make(
        &self,
        draft: u32,
        request: PlanRequest,
        with_heads: bool,
        job: &TaskContext,
    ) -> Result<bool, Error> {
        let PlanRequest { items, target, options } = request;
        let target = target.target()?;
        for describing in self.describing.take() {
            let _ = describing.await;
        }
        let own: BTreeSet<FileId> = items.iter().map(|item| item.id).collect();
        self.retain(&own);
        self.state.borrow_mut().texts = Default::default();
        // Packing reads the first bytes of files anyway. Before that, only the first bytes of files that may be zips,
        // and the magic numbers of bytecode, are needed.
        let wants_head =
            |path: &str| with_heads || !path.contains('/') || options.bytecode && path.ends_with(".pyc");
        let (mut heads, mut sizes) = (BTreeSet::new(), BTreeSet::new());
        for NumberedItem { id, path, .. } in &items {
            let known = self.described.borrow().get(id).cloned();
            match known {
                _ if wants_head(path) && known.as_ref().is_none_or(|known| known.lacks_head()) => {
                    heads.insert(*id)
                }
                None => sizes.insert(*id),
                Some(_) => false,
            };
        }
        let sizes: Vec<FileId> = sizes.difference(&heads).copied().collect();
        let heads: Vec<FileId> = heads.into_iter().collect();
        describe(&sizes, false, LOOSE, &self.files, job, &self.described, &|_, _| ()).await;
        describe(&heads, true, LOOSE, &self.files, job, &self.described, &|_, _| ()).await;
        if job.is_cancelled() {
            return Ok(false);
        }
        let items = items.into_iter().map(|item| self.item(item)).collect();
        self.state.borrow_mut().drafts.insert(draft, Draft { items, target, options, checking: None });
        let mut begin = |options: &Options, checking: &mut Option<Checking>, context: &mut PlanContext| {
            if checking.is_none() {
                *checking = Some(Checking::begin(options, context)?);
            }
            Ok(())
        };
        self.until(draft, &mut begin, job).await
    }

    fn item(&self, NumberedItem { id, path, role }: NumberedItem) -> Item {
        self.described.borrow().get(&id).cloned().unwrap_or_default().item(path, id, role.unwrap_or_default())
    }

    /// Forgets what was read from files that are neither in `own` nor in a draft.
    fn retain(&self, own: &BTreeSet<FileId>) {
        let mut state = self.state.borrow_mut();
        let files: BTreeSet<FileId> = state.files.values().flatten().chain(own).copied().collect();
        self.files.retain(&files);
        self.described.borrow_mut().retain(|file, _| files.contains(file));
        state.cache.retain(&files);
    }

    async fn run_checks(&self, draft: u32, with_natives: bool, job: &TaskContext) -> Result<bool, Error> {
        let mut run = |_: &Options, checking: &mut Option<Checking>, context: &mut PlanContext| match checking
        {
            Some(checking) => {
                checking.run(context, with_natives || checking.unread_natives(context).is_empty())
            }
            None => Ok(()),
        };
        self.until(draft, &mut run, job).await
    }

    /// Returns what the checks of a draft have found so far.
    fn checked(&self, draft: u32) -> Result<CheckedPlan, Error> {
        self.with_made(draft, |checking, context| {
            Ok(CheckedPlan::new(checking, !checking.unread_natives(context).is_empty()))
        })
    }

    /// Returns a draft that has been made, with the jobs for each of its zips.
    fn drafted(&self, draft: u32, compression: Compression) -> Result<DraftedPlan, Error> {
        let size_of = |file| self.files.size_of(file).unwrap_or(0);
        self.with_made(draft, |checking, context| {
            let natives = checking.unread_natives(context);
            let jobs = checking.plan().zips().into_iter().map(|zip| {
                let mut jobs = Jobs::new(&zip, compression);
                jobs.read_natives(&natives);
                PackJobs::new(jobs, size_of)
            });
            let jobs = jobs.collect::<Result<_, Error>>()?;
            Ok(DraftedPlan { jobs, checked: CheckedPlan::new(checking, !natives.is_empty()) })
        })
    }

    fn with_made<T>(
        &self,
        draft: u32,
        look: impl FnOnce(&Checking, &PlanContext) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let State { cache, drafts, .. } = &mut *self.state.borrow_mut();
        let Some(Draft { items, target, checking: Some(checking), .. }) = drafts.get(&draft) else {
            return Err(no_draft());
        };
        let mut files = self.files.clone();
        look(checking, &PlanContext { items, target, cache, store: &mut files })
    }
}
