//! Planning: items in, a plan and its jobs out. A draft is a plan in the making; several may be at once.

use super::answer::{from_js, internal, pack_bytes, to_js, unpack_bytes};
use super::lend::Files;
use crate::check::Checking;
use crate::error::Error;
use crate::finding::Finding;
use crate::pack::Jobs;
use crate::pack::jobs::{Pieces, Span};
use crate::plan::PlanContext;
use crate::plan::{Distribution, Options};
use crate::source::zip::native::ReadNative;
use crate::source::{FileId, Item, Missing, ReadCache};
use crate::target::{Architecture, PackageKind, Runtime, Target};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::HashMap;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct JsItem {
    path: String,
    file: FileId,
    size: f64,
    /// The first four bytes, little-endian, where they are known: needed of files dropped loose.
    head: Option<u32>,
    unreadable: Option<String>,
}

impl From<JsItem> for Item {
    fn from(item: JsItem) -> Item {
        let JsItem { path, file, size, head, unreadable } = item;
        let mut head = head.map(|head| head.to_le_bytes().to_vec()).unwrap_or_default();
        head.truncate(size as usize);
        Item { path, file, size: size as u64, head, unreadable }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsTarget {
    kind: PackageKind,
    runtime: String,
    architecture: String,
    handler: Option<String>,
    layers_unzipped_size: Option<f64>,
}

#[derive(Serialize)]
struct JsNeeds {
    texts: Vec<FileId>,
    checksums: Vec<FileId>,
    headers: Vec<FileId>,
    sources: Vec<FileId>,
    ranges: Vec<JsRange>,
}

#[derive(Serialize)]
struct JsRange {
    file: FileId,
    start: u64,
    end: u64,
}

#[derive(Serialize)]
struct JsJobs {
    write: Vec<JsWriteJob>,
    verify: Vec<JsZipJob>,
    compress: Vec<JsCompressJob>,
    recompress: Vec<JsZipJob>,
}

#[derive(Serialize)]
struct JsWriteJob {
    /// Its first line, and the one after its last.
    first: u32,
    end: u32,
    /// What it copies from zips.
    spans: Vec<Span>,
    bytes: u64,
    job: ByteBuf,
}

#[derive(Serialize)]
struct JsZipJob {
    file: FileId,
    /// Where in the zip its entries lie.
    start: u64,
    end: u64,
    bytes: u64,
    /// The line it is for, if it is for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    job: ByteBuf,
}

#[derive(Serialize)]
struct JsCompressJob {
    bytes: u64,
    files: Vec<crate::pack::jobs::LooseFile>,
}

struct Draft {
    items: Vec<Item>,
    target: Target,
    options: Options,
    /// From when on it is made.
    checking: Option<Checking>,
}

/// What of a plan matters once its jobs are on their way.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsChecked<'a> {
    findings: Vec<Finding>,
    distributions: &'a [Distribution],
    unzipped_size: u64,
    /// Whether native files are left to be checked, by what verifying reads of them.
    awaits_natives: bool,
}

/// Plans, and remembers what was read.
#[wasm_bindgen]
pub struct Planner {
    cache: ReadCache,
    files: Files,
    drafts: HashMap<u32, Draft>,
}

#[wasm_bindgen]
impl Planner {
    #[wasm_bindgen(constructor)]
    pub fn new(files: Files) -> Planner {
        Planner { cache: ReadCache::default(), files, drafts: HashMap::new() }
    }

    /// Begins a plan under that number.
    pub fn begin(
        &mut self,
        draft: u32,
        items: JsValue,
        target: JsValue,
        options: JsValue,
    ) -> Result<(), JsValue> {
        let items: Vec<JsItem> = from_js(items)?;
        let items: Vec<Item> = items.into_iter().map(Item::from).collect();
        let options: Options = from_js(options)?;
        let target: JsTarget = from_js(target)?;
        let target = Target {
            kind: target.kind,
            runtime: Runtime::named(&target.runtime)?,
            architecture: Architecture::named(&target.architecture)?,
            handler: target.handler.filter(|handler| !handler.is_empty()),
            layers_unzipped_size: target.layers_unzipped_size.unwrap_or(0.0) as u64,
        };
        self.drafts.insert(draft, Draft { items, target, options, checking: None });
        Ok(())
    }

    /// Makes it. `false` when [`Planner::needs`] must be met before it is tried again.
    pub fn make(&mut self, draft: u32) -> Result<bool, JsValue> {
        self.go_on(draft, |options, checking, context| {
            if checking.is_none() {
                *checking = Some(Checking::begin(options, context)?);
            }
            Ok(())
        })
    }

    /// Checks it, but for what must read native files if that is left to verifying. `false` as in
    /// [`Planner::make`].
    pub fn check(&mut self, draft: u32, with_natives: bool) -> Result<bool, JsValue> {
        self.go_on(draft, |_, checking, context| match checking {
            Some(checking) => {
                checking.run(context, with_natives || checking.unread_natives(context).is_empty())
            }
            None => Ok(()),
        })
    }

    /// The plan, once it is checked. The draft ends.
    pub fn finish(&mut self, draft: u32) -> Result<JsValue, JsValue> {
        let checking = self.drafts.remove(&draft).and_then(|draft| draft.checking);
        let plan = checking.ok_or_else(|| internal(NO_DRAFT))?.finish();
        Ok(to_js(&plan)?)
    }

    /// What was found until now.
    pub fn checked(&mut self, draft: u32) -> Result<JsValue, JsValue> {
        let Planner { cache, files, drafts } = self;
        let Some(Draft { items, target, checking: Some(checking), .. }) = drafts.get(&draft) else {
            return Err(internal(NO_DRAFT).into());
        };
        let context = PlanContext { items, target, cache, store: files };
        let plan = checking.plan();
        Ok(to_js(&JsChecked {
            findings: checking.findings(),
            distributions: &plan.distributions,
            unzipped_size: plan.unzipped_size,
            awaits_natives: !checking.unread_natives(&context).is_empty(),
        })?)
    }

    /// Forgets a draft.
    pub fn forget(&mut self, draft: u32) {
        self.drafts.remove(&draft);
    }

    /// What verifying read of native files.
    #[wasm_bindgen(js_name = putNatives)]
    pub fn put_natives(&mut self, natives: &[u8]) -> Result<(), JsValue> {
        let natives: Vec<ReadNative> = unpack_bytes(natives)?;
        natives.into_iter().for_each(|native| self.cache.natives.put_read(native));
        Ok(())
    }

    pub fn needs(&mut self) -> Result<JsValue, JsValue> {
        let needs = self.cache.take_needs();
        let needs = JsNeeds {
            texts: needs.texts.into_iter().collect(),
            checksums: needs.checksums.into_iter().collect(),
            headers: needs.headers.into_iter().collect(),
            sources: needs.sources.into_iter().collect(),
            ranges: needs.ranges.into_iter().map(|(file, start, end)| JsRange { file, start, end }).collect(),
        };
        Ok(to_js(&needs)?)
    }

    #[wasm_bindgen(js_name = putText)]
    pub fn put_text(&mut self, file: FileId, text: &[u8]) {
        self.cache.put_text(file, Ok(text));
    }

    #[wasm_bindgen(js_name = putChecksum)]
    pub fn put_checksum(&mut self, file: FileId, checksum: u32) {
        self.cache.put_checksum(file, Ok(checksum));
    }

    /// The first 16 bytes of a file.
    #[wasm_bindgen(js_name = putHeader)]
    pub fn put_header(&mut self, file: FileId, bytes: &[u8]) {
        self.cache.bytecode.put_header(file, Some(bytes));
    }

    /// A source's text and its `lastModified`, where the host knows it. The text is not kept.
    #[wasm_bindgen(js_name = putSource)]
    pub fn put_source(&mut self, file: FileId, text: &[u8], modified: Option<f64>) {
        let seconds = modified.map(|milliseconds| (milliseconds / 1000.0).floor() as i64);
        self.cache.bytecode.put_source(file, Some(text), seconds);
    }

    /// A part of a file, from `start` on.
    #[wasm_bindgen(js_name = putRange)]
    pub fn put_range(&mut self, file: FileId, start: f64, bytes: &[u8]) {
        self.cache.natives.put_range(file, start as u64, bytes);
    }

    /// Instead of what was needed of it: the file could not be read.
    #[wasm_bindgen(js_name = putUnreadable)]
    pub fn put_unreadable(&mut self, file: FileId, words: String) {
        self.cache.put_text(file, Err(words.clone()));
        self.cache.put_checksum(file, Err(words));
        self.cache.bytecode.put_header(file, None);
        self.cache.bytecode.put_source(file, None, None);
        self.cache.natives.put_unreadable(file);
    }

    /// Forgets what was read of all other files.
    pub fn retain(&mut self, files: &[FileId]) {
        self.cache.retain(&files.iter().copied().collect());
    }

    /// The jobs of a plan that is made: those of each zip it makes.
    pub fn jobs(&mut self, draft: u32, compression: JsValue) -> Result<JsValue, JsValue> {
        let Planner { cache, files, drafts } = self;
        let Some(Draft { items, target, checking: Some(checking), .. }) = drafts.get(&draft) else {
            return Err(internal(NO_DRAFT).into());
        };
        let natives = checking.unread_natives(&PlanContext { items, target, cache, store: files });
        let compression = from_js(compression)?;
        let jobs = checking.plan().zips().into_iter().map(|zip| {
            let mut jobs = Jobs::of(&zip, compression);
            jobs.read_natives(&natives);
            JsJobs::of(&jobs)
        });
        Ok(to_js(&jobs.collect::<Result<Vec<_>, Error>>()?)?)
    }
}

impl Planner {
    fn go_on(
        &mut self,
        draft: u32,
        step: impl FnOnce(&Options, &mut Option<Checking>, &mut PlanContext) -> Result<(), Missing>,
    ) -> Result<bool, JsValue> {
        let Planner { cache, files, drafts } = self;
        let Draft { items, target, options, checking } =
            drafts.get_mut(&draft).ok_or_else(|| internal(NO_DRAFT))?;
        Ok(step(options, checking, &mut PlanContext { items, target, cache, store: files }).is_ok())
    }
}

const NO_DRAFT: &str = "there is no plan of that number";

impl JsJobs {
    fn of(jobs: &Jobs) -> Result<JsJobs, Error> {
        let verify = jobs.verify.iter().map(|job| {
            let (start, end) = job.range();
            Ok(JsZipJob { file: job.file, start, end, bytes: job.bytes, line: None, job: pack_bytes(job)? })
        });
        let recompress = jobs.recompress.iter().map(|job| {
            let (start, end) = (job.entry.header, job.entry.header + job.entry.compressed);
            let (bytes, line) = (job.entry.size, Some(job.line));
            Ok(JsZipJob { file: job.file, start, end, bytes, line, job: pack_bytes(job)? })
        });
        let write = jobs.write.iter().map(|job| {
            let (first, end) = (job.first, job.first + job.lines.len() as u32);
            Ok(JsWriteJob {
                first,
                end,
                spans: job.spans(&Pieces::new()),
                bytes: job.bytes,
                job: pack_bytes(job)?,
            })
        });
        let compress = jobs.compress.iter().cloned();
        Ok(JsJobs {
            write: write.collect::<Result<_, Error>>()?,
            verify: verify.collect::<Result<_, Error>>()?,
            recompress: recompress.collect::<Result<_, Error>>()?,
            compress: compress.map(|job| JsCompressJob { bytes: job.bytes, files: job.files }).collect(),
        })
    }
}
