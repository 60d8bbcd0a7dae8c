//! What the worker that plans can be asked to do, and what it answers.

use crate::compare::Comparison;
use crate::finding::Finding;
use crate::pack::assemble::Assembled;
use crate::pack::jobs::{Compression, LooseFile};
use crate::plan::{Distribution, Options, Plan};
use crate::source::spans::Span;
use crate::source::{FileId, Role};
use crate::wasm::protocol::{NoInput, NumberedFile};
pub(in crate::wasm) use crate::wasm::target::TargetRequest;
use crate::wasm::values::Encoded;
use js_sys::ArrayBuffer;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;

/// What the worker that plans can be asked to do.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) enum PlanTask {
    /// Makes files known ahead of their plan.
    Describe(DescribeTask),
    /// Forgets files that are gone on the page.
    Release(ReleaseTask),
    /// Plans and checks.
    Plan(PlanListTask),
    /// Reads one file of what is planned.
    Read(ReadTask),
    /// Plans for packing, under a number.
    Draft(DraftTask),
    /// Checks a draft: first what can be checked without `natives`, then, with them, the rest.
    Check(CheckTask),
    /// Forgets a draft.
    Forget(ForgetTask),
    /// Hashes the next bytes of a draft's package, and hands them back as a chunk.
    Hash(HashTask),
    /// Ends a package, once all its bytes are hashed.
    Finish(FinishTask),
    Manifest(ManifestTask),
    Compare(CompareTask),
    /// Plans a wheel for nothing: engines compile what is run.
    WarmUp(WarmUpTask),
    /// Tells the bytes of WebAssembly's memory.
    Memory(NoInput),
}

#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct DescribeTask {
    /// Those that the worker may read itself.
    pub files: Vec<NumberedFile>,
    /// Those that the page reads: to send a file takes it longer than to say what is known of it.
    pub sized: Vec<SizedFile>,
    /// Whether their first bytes are wanted too.
    pub with_heads: bool,
    /// Those that are read as zips: where they end is read too.
    pub zips: Vec<FileId>,
    /// Those whose text is going to be wanted.
    pub sources: Vec<FileId>,
}

/// What is known of a file that the page has.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct SizedFile {
    pub id: FileId,
    /// Bytes.
    pub size: u64,
    /// When it was last changed, in seconds since 1970.
    #[tsify(optional)]
    pub modified: Option<i64>,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct ReleaseTask {
    pub files: Vec<FileId>,
}

/// What is planned, and for what.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct PlanRequest {
    pub items: Vec<NumberedItem>,
    pub target: TargetRequest,
    pub options: Options,
}

/// A plan, for a page that may have its list of entries already.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct PlanListTask {
    pub request: PlanRequest,
    /// The number of the list that is answered: no other has it.
    pub list: u32,
    /// The list that the page has.
    #[tsify(optional)]
    pub known: Option<u32>,
}

/// A file of what is planned.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct ReadTask {
    pub request: PlanRequest,
    /// In the package.
    pub path: String,
}

/// A dropped file that was described.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct NumberedItem {
    pub id: FileId,
    /// As dropped.
    pub path: String,
    #[tsify(optional)]
    pub role: Option<Role>,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct DraftTask {
    /// From 1.
    pub draft: u32,
    pub request: PlanRequest,
    pub compression: Compression,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct CheckTask {
    pub draft: u32,
    /// What verifying read of native files.
    #[tsify(optional)]
    pub natives: Option<Vec<Encoded>>,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct ForgetTask {
    pub draft: u32,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct HashTask {
    pub draft: u32,
    /// Which of the zips that the draft makes.
    pub zip: u32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "ArrayBuffer")]
    pub chunk: ArrayBuffer,
    /// The state of a hash behind which they begin.
    #[tsify(optional, type = "Uint8Array<ArrayBuffer>")]
    pub after: Option<ByteBuf>,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct FinishTask {
    pub draft: u32,
    pub zip: u32,
    /// What was written, in the order of its bytes.
    pub entries: Vec<Encoded>,
}

/// The manifest of a package.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct ManifestTask {
    pub zip: NumberedFile,
    pub name: String,
    #[tsify(optional)]
    pub target: Option<TargetRequest>,
    pub wheels: Vec<PressedWheel>,
}

/// A wheel a package was pressed from.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct PressedWheel {
    pub name: String,
    pub version: String,
    /// As dropped.
    pub path: String,
    pub file: NumberedFile,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct CompareTask {
    pub zip: NumberedFile,
    pub name: String,
    pub other: OtherPackage,
}

/// What a package is compared with.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct OtherPackage {
    #[tsify(optional)]
    pub file: Option<NumberedFile>,
    /// The file's name or, without one, a CodeSha256.
    pub text: String,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct WarmUpTask {
    /// A wheel.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub wheel: ByteBuf,
}

/// What each task answers, under the task's name.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", content = "answer", rename_all = "camelCase")]
pub(in crate::wasm) enum PlanAnswer {
    Describe(()),
    Release(()),
    Plan(Box<ListedPlan>),
    Read(ReadEntry),
    Draft(DraftedPlan),
    Check(CheckedPlan),
    Forget(()),
    /// The state of the hash.
    Hash(#[tsify(type = "Uint8Array<ArrayBuffer>")] ByteBuf),
    Finish(AssembledPackage),
    /// JSON.
    Manifest(String),
    Compare(Comparison),
    WarmUp(()),
    /// Bytes.
    Memory(u64),
}

/// A plan that may tell only what differs from the list that the page has.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct ListedPlan {
    pub plan: Plan,
    /// Where in the list that the page has the plan's entries stand; all others are the same. Without it they are all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub at: Option<Vec<u32>>,
}

/// The bytes of a file: those of a dropped file, or those that are here.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct ReadEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub bytes: Option<ByteBuf>,
}

/// A plan for packing.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct DraftedPlan {
    /// Those of each zip it makes: the package, and the layer under `split`.
    pub jobs: Vec<PackJobs>,
    pub checked: CheckedPlan,
}

/// What of a plan matters once its jobs are on their way.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct CheckedPlan {
    pub findings: Vec<Finding>,
    pub distributions: Vec<Distribution>,
    /// Bytes.
    pub unzipped_size: u64,
    /// Whether native files are left to be checked, by what verifying reads of them.
    pub awaits_natives: bool,
}

/// The jobs a plan is cut into.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct PackJobs {
    /// In the order of the package.
    pub write: Vec<LinesJob>,
    /// What is not copied, but has to be right.
    pub verify: Vec<ZipJob>,
    pub compress: Vec<CompressJob>,
    pub recompress: Vec<ZipJob>,
}

/// A run of the package's lines.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct LinesJob {
    pub first: u32,
    /// The line after its last.
    pub end: u32,
    /// What it copies from zips, as it is read.
    pub spans: Vec<Span>,
    /// Unzipped.
    pub bytes: u64,
    /// Which lines are to be read as native files, by their numbers in the job.
    pub natives: Vec<u32>,
    /// Where it stands in the package is not in it: it may be the same in the next package.
    pub job: Encoded,
}

#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct ZipJob {
    pub file: FileId,
    /// Where in the zip its entries lie.
    pub start: u64,
    pub end: u64,
    /// Unzipped.
    pub bytes: u64,
    /// The line of the package it is for, if it is for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Which entries are to be read as native files, by their numbers in the job.
    pub natives: Vec<u32>,
    /// Which line it is for is not in it.
    pub job: Encoded,
}

#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct CompressJob {
    pub bytes: u64,
    pub files: Vec<LooseFile>,
}

#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct AssembledPackage {
    #[serde(flatten)]
    pub assembled: Assembled,
    /// The bytes that follow the entries.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub tail: ByteBuf,
}
