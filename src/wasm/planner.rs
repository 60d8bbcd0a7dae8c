//! Planning: items in, a plan and its jobs out.

use super::answer::{from_js, internal, pack_bytes, to_js};
use super::lend::Files;
use crate::check;
use crate::error::Error;
use crate::pack::jobs::Jobs;
use crate::plan::{Options, Plan};
use crate::source::{FileId, Item, Missing, Shelf};
use crate::target::{Architecture, Kind, Runtime, Target};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
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
    kind: Kind,
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
    verify: Vec<JsZipJob>,
    compress: Vec<JsCompressJob>,
    recompress: Vec<JsZipJob>,
    recipe: ByteBuf,
    /// Zips the recipe copies from.
    zips: Vec<FileId>,
}

#[derive(Serialize)]
struct JsZipJob {
    file: FileId,
    /// Where in the zip its entries lie.
    start: u64,
    end: u64,
    bytes: u64,
    job: ByteBuf,
}

#[derive(Serialize)]
struct JsCompressJob {
    bytes: u64,
    files: Vec<crate::pack::jobs::LooseFile>,
}

/// Plans, and remembers what was read.
#[wasm_bindgen]
pub struct Planner {
    shelf: Shelf,
    files: Files,
    plan: Option<Plan>,
}

#[wasm_bindgen]
impl Planner {
    #[wasm_bindgen(constructor)]
    pub fn new(files: Files) -> Planner {
        Planner { shelf: Shelf::default(), files, plan: None }
    }

    /// The plan, or `undefined` when [`Planner::needs`] must be met first.
    pub fn plan(&mut self, items: JsValue, target: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
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
        match check::plan(&items, &target, &options, &mut self.shelf, &mut self.files) {
            Err(Missing) => Ok(JsValue::UNDEFINED),
            Ok(plan) => {
                let answer = to_js(&plan)?;
                self.plan = Some(plan);
                Ok(answer)
            }
        }
    }

    pub fn needs(&mut self) -> Result<JsValue, JsValue> {
        let needs = self.shelf.take_needs();
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
        self.shelf.put_text(file, Ok(text));
    }

    #[wasm_bindgen(js_name = putChecksum)]
    pub fn put_checksum(&mut self, file: FileId, checksum: u32) {
        self.shelf.put_checksum(file, Ok(checksum));
    }

    /// The first 16 bytes of a file.
    #[wasm_bindgen(js_name = putHeader)]
    pub fn put_header(&mut self, file: FileId, bytes: &[u8]) {
        self.shelf.compiled.put_header(file, Some(bytes));
    }

    /// A source's text and its `lastModified`, where the host knows it. The text is not kept.
    #[wasm_bindgen(js_name = putSource)]
    pub fn put_source(&mut self, file: FileId, text: &[u8], modified: Option<f64>) {
        let seconds = modified.map(|milliseconds| (milliseconds / 1000.0).floor() as i64);
        self.shelf.compiled.put_source(file, Some(text), seconds);
    }

    /// A part of a file, from `start` on.
    #[wasm_bindgen(js_name = putRange)]
    pub fn put_range(&mut self, file: FileId, start: f64, bytes: &[u8]) {
        self.shelf.natives.put_range(file, start as u64, bytes);
    }

    /// Instead of what was needed of it: the file could not be read.
    #[wasm_bindgen(js_name = putUnreadable)]
    pub fn put_unreadable(&mut self, file: FileId, words: String) {
        self.shelf.put_text(file, Err(words.clone()));
        self.shelf.put_checksum(file, Err(words));
        self.shelf.compiled.put_header(file, None);
        self.shelf.compiled.put_source(file, None, None);
        self.shelf.natives.put_unreadable(file);
    }

    /// Forgets what was read of all other files.
    pub fn retain(&mut self, files: &[FileId]) {
        self.shelf.retain(&files.iter().copied().collect());
    }

    /// The jobs of the last plan: those of each zip it makes.
    pub fn jobs(&self, compression: JsValue) -> Result<JsValue, JsValue> {
        let plan = self.plan.as_ref().ok_or_else(|| internal("there is no plan yet"))?;
        let compression = from_js(compression)?;
        let jobs = plan.zips().into_iter().map(|zip| JsJobs::of(&Jobs::of(&zip, compression)));
        Ok(to_js(&jobs.collect::<Result<Vec<_>, Error>>()?)?)
    }
}

impl JsJobs {
    fn of(jobs: &Jobs) -> Result<JsJobs, Error> {
        let verify = jobs.verify.iter().map(|job| {
            let (start, end) = job.range();
            Ok(JsZipJob { file: job.file, start, end, bytes: job.bytes, job: pack_bytes(job)? })
        });
        let recompress = jobs.recompress.iter().map(|job| {
            let (start, end) = (job.entry.header, job.entry.header + job.entry.compressed);
            Ok(JsZipJob { file: job.file, start, end, bytes: job.entry.size, job: pack_bytes(job)? })
        });
        let compress = jobs.compress.iter().cloned();
        Ok(JsJobs {
            zips: jobs.recipe.zips(),
            recipe: pack_bytes(&jobs.recipe)?,
            verify: verify.collect::<Result<_, Error>>()?,
            recompress: recompress.collect::<Result<_, Error>>()?,
            compress: compress.map(|job| JsCompressJob { bytes: job.bytes, files: job.files }).collect(),
        })
    }
}
