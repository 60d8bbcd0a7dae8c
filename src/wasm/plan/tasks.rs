//! The tasks of the planning worker, and their answers.

use crate::compare::Comparison;
use crate::finding::Finding;
use crate::pack::Compression;
use crate::pack::assemble::Assembled;
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

/// A task of the planning worker.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) enum PlanTask {
    /// Describes files ahead of their plan.
    Describe(DescribeTask),
    /// Forgets files that the page no longer has.
    Release(ReleaseTask),
    /// Makes a plan and checks it.
    Plan(PlanListTask),
    /// Reads one file of a planned package.
    Read(ReadTask),
    /// Makes a plan for packing, with a number.
    Draft(DraftTask),
    /// Checks a draft: without `natives`, what can be checked without them; with `natives`, the rest.
    Check(CheckTask),
    /// Forgets a draft.
    Forget(ForgetTask),
    /// Hashes the next bytes of a draft's package, and returns the bytes as a chunk.
    Hash(HashTask),
    /// Finishes a package, once all its bytes have been hashed.
    Finish(FinishTask),
    Manifest(ManifestTask),
    Compare(CompareTask),
    /// Plans a wheel and discards the result, so that the engine compiles the code.
    WarmUp(WarmUpTask),
    /// Returns the size of WebAssembly's memory, in bytes.
    Memory(NoInput),
}

#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct DescribeTask {
    /// Files that the worker may read itself.
    pub files: Vec<NumberedFile>,
    /// Files that the page reads. Sending a file takes the page longer than sending what it knows about the file.
    pub sized: Vec<SizedFile>,
    /// Whether the first bytes of the files are wanted too.
    pub with_heads: bool,
    /// Files that are read as zips. Their ends are read too.
    pub zips: Vec<FileId>,
    /// Source files whose text will be wanted.
    pub sources: Vec<FileId>,
}

/// What the page knows about a file.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct SizedFile {
    pub id: FileId,
    /// Bytes.
    pub size: u64,
    /// The modification time, in seconds since 1970.
    #[tsify(optional)]
    pub modified: Option<i64>,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct ReleaseTask {
    pub files: Vec<FileId>,
}

/// The items of a plan, its target and its options.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct PlanRequest {
    pub items: Vec<NumberedItem>,
    pub target: TargetRequest,
    pub options: Options,
}

/// A plan for a page that may already have its list of entries.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct PlanListTask {
    pub request: PlanRequest,
    /// The unique number of the list that is returned.
    pub list: u32,
    /// The number of the list that the page has.
    #[tsify(optional)]
    pub known: Option<u32>,
}

/// A file of a planned package.
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
    /// The number of the draft, at least 1.
    pub draft: u32,
    pub request: PlanRequest,
    pub compression: Compression,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct CheckTask {
    pub draft: u32,
    /// What the jobs that verify have read from native files.
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
    /// The number of the zip within the draft.
    pub zip: u32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "ArrayBuffer")]
    pub chunk: ArrayBuffer,
    /// The state of the hash before this chunk, if the bytes before it were hashed for an earlier package.
    #[tsify(optional, type = "Uint8Array<ArrayBuffer>")]
    pub after: Option<ByteBuf>,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct FinishTask {
    pub draft: u32,
    pub zip: u32,
    /// The entries that were written, in the order of their bytes.
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

/// A wheel from which a package was made.
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

/// The other side of a comparison.
#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct OtherPackage {
    #[tsify(optional)]
    pub file: Option<NumberedFile>,
    /// The name of `file` or, without a file, a CodeSha256.
    pub text: String,
}

#[derive(Deserialize, Tsify)]
pub(in crate::wasm) struct WarmUpTask {
    /// A wheel.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub wheel: ByteBuf,
}

/// The answer to each task, under the task's name.
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
    /// The state of the hash after the bytes.
    Hash(#[tsify(type = "Uint8Array<ArrayBuffer>")] ByteBuf),
    Finish(AssembledPackage),
    /// JSON.
    Manifest(String),
    Compare(Comparison),
    WarmUp(()),
    /// Bytes.
    Memory(u64),
}

/// A plan that may have only the entries that differ from the list that the page has.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct ListedPlan {
    pub plan: Plan,
    /// The positions of the plan's entries in the list that the page has; the other entries of that list are unchanged.
    /// Absent if the plan has all entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub at: Option<Vec<u32>>,
}

/// The bytes of a file: either those of the dropped file `file`, or `bytes`.
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
    /// The jobs of each zip: the package and, with `split`, the layer.
    pub jobs: Vec<PackJobs>,
    pub checked: CheckedPlan,
}

/// The parts of a plan that are needed once its jobs have been distributed.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct CheckedPlan {
    pub findings: Vec<Finding>,
    pub distributions: Vec<Distribution>,
    /// Bytes.
    pub unzipped_size: u64,
    /// Whether there are native files that cannot be checked until the jobs that verify have read them.
    pub awaits_natives: bool,
}

/// The jobs of a plan.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct PackJobs {
    /// Jobs that write runs of entries, in the order of the package.
    pub write: Vec<EntriesJob>,
    /// Jobs that verify entries which are read but not copied.
    pub verify: Vec<ZipJob>,
    pub compress: Vec<CompressJob>,
    pub recompress: Vec<ZipJob>,
}

/// A job that writes a run of the package's entries.
#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct EntriesJob {
    pub first: u32,
    /// The index after the last entry.
    pub end: u32,
    /// The ranges of zips that the job reads to copy entries.
    pub spans: Vec<Span>,
    /// Unzipped.
    pub bytes: u64,
    /// Indexes, within the job, of the package entries to read as native files.
    pub natives: Vec<u32>,
    /// The encoded job, without its position in the package: so it can be the same in the next package.
    pub job: Encoded,
}

#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct ZipJob {
    pub file: FileId,
    /// The range of the zip that has the entries.
    pub start: u64,
    pub end: u64,
    /// Unzipped.
    pub bytes: u64,
    /// The index of the package entry that the job is for, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_index: Option<u32>,
    /// Indexes, within the job, of the zip entries to read as native files.
    pub natives: Vec<u32>,
    /// The encoded job, without `entry_index`.
    pub job: Encoded,
}

/// Loose files to compress. The page handles 20,000 files and more, so what it needs of them is in lists of numbers.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct CompressJob {
    /// Unzipped.
    pub bytes: u64,
    pub files: Vec<FileId>,
    /// The size of each file, in bytes.
    pub sizes: Vec<u64>,
    /// The index in the package of each file's entry.
    pub entry_indexes: Vec<u32>,
    /// The encoded job, with the indexes of `files` in place of those of the package.
    pub job: Encoded,
}

#[derive(Serialize, Tsify)]
pub(in crate::wasm) struct AssembledPackage {
    #[serde(flatten)]
    pub assembled: Assembled,
    /// The bytes after the entries.
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub tail: ByteBuf,
}
