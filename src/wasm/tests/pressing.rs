//! Tests of packing jobs: compressing, verifying and writing.

use super::zips::{entry, zip};
use super::*;
use crate::error::Error;
use crate::pack::Compression;
use crate::pack::jobs::{CompressJob, LooseFile};
use crate::wasm::plan::Plan as PlanService;
use crate::wasm::press::{
    CompressTask, HeldSpan, Press, PressAnswer, PressTask, ShardContents, WriteTask, ZipTask,
};
use crate::wasm::protocol::NoInput;
use crate::wasm::scope::Service;
use crate::wasm::values::Encoded;
use wasm_bindgen_test::wasm_bindgen_test;

async fn press(task: PressTask, job: &TaskContext) -> Result<PressAnswer, Error> {
    Press.run(task, job).await.map(Option::unwrap)
}

fn loose(file: u32, path: &str, size: usize) -> LooseFile {
    LooseFile {
        entry_index: file,
        file,
        size: size as u64,
        from: path.to_string(),
        header: None,
        recorded: None,
    }
}

#[wasm_bindgen_test]
async fn packs() {
    let page = Page::new(&[FUNCTION]);
    let job = page.job();
    let service = PlanService::default();
    let files = page.numbered();
    let describe =
        DescribeTask { files, sized: Vec::new(), with_heads: false, zips: Vec::new(), sources: Vec::new() };
    service.run(PlanTask::Describe(describe), &job).await.unwrap();
    let draft = DraftTask { draft: 1, request: request(&["function.py"]), compression: Compression::Default };
    let Some(PlanAnswer::Draft(draft)) = service.run(PlanTask::Draft(draft), &job).await.unwrap() else {
        panic!("it is no draft");
    };
    let [jobs] = draft.jobs.try_into().ok().unwrap();
    assert!(jobs.verify.is_empty() && jobs.write[0].spans.is_empty(), "it comes from no zip");
    let [compress] = jobs.compress.try_into().ok().unwrap();
    assert_eq!(
        (compress.files, compress.sizes, compress.entry_indexes),
        (vec![0], vec![FUNCTION.len() as u64], vec![0])
    );
    let task = CompressTask { job: compress.job };
    let PressAnswer::Compress(shard) = press(PressTask::Compress(task), &job).await.unwrap() else {
        panic!("it is no shard");
    };
    assert!(shard.findings.is_empty());
    let task = WriteTask {
        job: jobs.write[0].job.clone(),
        first: jobs.write[0].first,
        natives: jobs.write[0].natives.clone(),
        files: vec![NumberedFile { id: 7, file: Blob::new(page.output().as_slice()) }],
        held: Vec::new(),
        shards: vec![ShardContents { file: 7, shard_entries: shard.shard_entries, entry_indexes: vec![0] }],
        verify_only: false,
    };
    let PressAnswer::Write(written) = press(PressTask::Write(task), &job).await.unwrap() else {
        panic!("nothing is written");
    };
    assert_eq!(page.chunks.borrow().last(), Some(&Vec::new()), "an empty chunk ends it");
    let zip = page.output();
    let chunk = Uint8Array::from(zip.as_slice()).buffer();
    service.run(PlanTask::Hash(HashTask { draft: 1, zip: 0, chunk, after: None }), &job).await.unwrap();
    let finish = PlanTask::Finish(FinishTask { draft: 1, zip: 0, entries: vec![written.entries] });
    let Some(PlanAnswer::Finish(package)) = service.run(finish, &job).await.unwrap() else {
        panic!("it is no package");
    };
    assert_eq!(package.assembled.size, (zip.len() + package.tail.len()) as u64);
    assert_eq!(package.assembled.entries, 1);
    // The native build makes the same hash: tests/same_bytes.rs packs the same file.
    assert_eq!(package.assembled.code_sha256, "c5/kIVMc2sJ2/9cZA7+PLDTm+fKuhmQpWCCvinAgfY0=");
}

#[wasm_bindgen_test]
async fn compresses_what_can_be_read() {
    let large = vec![7; 5 << 20];
    let page =
        Page::with_files(vec![Some(b"ok".to_vec()), None, Some(b"12345".to_vec()), Some(large.clone())]);
    let job = page.job();
    let files = vec![
        loose(0, "app/good.py", 2),
        loose(1, "app/gone.py", 10),
        loose(2, "app/grown.py", 3),
        loose(3, "app/large.bin", large.len()),
    ];
    let job_of_files = CompressJob { compression: Compression::Fast, files, bytes: large.len() as u64 };
    let task = CompressTask { job: Encoded::new(&job_of_files).unwrap() };
    let PressAnswer::Compress(shard) = press(PressTask::Compress(task), &job).await.unwrap() else {
        panic!("it is no shard");
    };
    let found: Vec<_> = shard.findings.iter().map(|finding| finding.path.as_deref()).collect();
    assert_eq!(found, [Some("app/gone.py"), Some("app/grown.py")]);
    let shard_entries: Vec<crate::pack::jobs::ShardEntry> = shard.shard_entries.decode().unwrap();
    let sizes: Vec<(u32, u64)> =
        shard_entries.iter().map(|shard_entry| (shard_entry.entry_index, shard_entry.size)).collect();
    assert_eq!(sizes, [(0, 2), (3, large.len() as u64)]);
}

/// Returns the write job of a drop that consists of one zip, and the planner of the draft.
async fn write_job(page: &Rc<Page>, path: &str, job: &TaskContext) -> (planner::Planner, EntriesJob) {
    let planner = described(page, &[path], job).await;
    let task = DraftTask { draft: 1, request: request(&[path]), compression: Compression::Default };
    let draft = planner.draft(task, job).await.unwrap().unwrap();
    let [jobs] = draft.jobs.try_into().ok().unwrap();
    (planner, jobs.write.into_iter().next().unwrap())
}

fn verify_only(job: &EntriesJob, page: &Page, held: Vec<HeldSpan>) -> PressTask {
    PressTask::Write(WriteTask {
        job: job.job.clone(),
        first: job.first,
        natives: job.natives.clone(),
        files: page.numbered(),
        held,
        shards: Vec::new(),
        verify_only: true,
    })
}

#[wasm_bindgen_test]
async fn natives_are_read_where_they_are_verified() {
    let built_for_arm = elf::elf().machine(elf::AARCH64).bytes();
    let page = Page::new(&[&zip(&[entry("function.py", FUNCTION), entry("lib/a.so", built_for_arm)])]);
    let job = page.job();
    let (planner, lines) = write_job(&page, "old.zip", &job).await;
    let early = planner.check(CheckTask { draft: 1, natives: None }, &job).await.unwrap().unwrap();
    assert!(early.awaits_natives && early.findings.is_empty(), "{:?}", early.findings);
    let PressAnswer::Write(written) = press(verify_only(&lines, &page, Vec::new()), &job).await.unwrap()
    else {
        panic!("nothing is verified");
    };
    assert!(written.verified.findings.is_empty() && page.output().is_empty());
    let natives = Some(vec![written.verified.natives.unwrap()]);
    let whole = planner.check(CheckTask { draft: 1, natives }, &job).await.unwrap().unwrap();
    assert!(!whole.awaits_natives);
    assert_eq!(whole.findings[0].code.as_str(), "native-wrong-architecture");
    planner.forget(1).await;
    assert!(planner.check(CheckTask { draft: 1, natives: None }, &job).await.is_err());
}

#[wasm_bindgen_test]
async fn the_browser_hashes_what_record_lists() {
    let wheel = |digest: &str| {
        zip(&[
            entry("m/a.py", vec![b'a'; 5000]),
            entry("m-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n"),
            entry("m-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: m\nVersion: 1.0\n"),
            entry(
                "m-1.0.dist-info/RECORD",
                format!("m/a.py,sha256={digest},5000\nm-1.0.dist-info/RECORD,,\n"),
            ),
        ])
    };
    // SHA-256 of 5,000 times "a", computed with hashlib.
    for (digest, expected) in
        [("A".repeat(43), 1), ("xSbGIiBE2rVnTenErH9FZuu15Ni_nY6jTJzIp8w8hpw".to_string(), 0)]
    {
        let page = Page::new(&[&wheel(&digest)]);
        let job = page.job();
        let (_, lines) = write_job(&page, "m-1.0-py3-none-any.whl", &job).await;
        let PressAnswer::Write(written) = press(verify_only(&lines, &page, Vec::new()), &job).await.unwrap()
        else {
            panic!("nothing is verified");
        };
        let found: Vec<_> = written.verified.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, vec!["record-mismatch"; expected]);
    }
}

#[wasm_bindgen_test]
async fn warms_up_and_knows_its_memory() {
    let page = Page::new(&[]);
    let job = page.job();
    let PressAnswer::WarmUp(Some(wheel)) = press(PressTask::WarmUp(NoInput {}), &job).await.unwrap() else {
        panic!("there is no wheel");
    };
    let service = PlanService::default();
    service.run(PlanTask::WarmUp(WarmUpTask { wheel }), &job).await.unwrap();
    let Some(PlanAnswer::Memory(bytes)) = service.run(PlanTask::Memory(NoInput {}), &job).await.unwrap()
    else {
        panic!("there is no memory");
    };
    assert!(bytes > 1 << 20);
}

#[wasm_bindgen_test]
async fn what_zips_seldom_use_is_compressed_anew() {
    let method = ::zip::CompressionMethod::Bzip2;
    // Long enough that compression makes it smaller.
    let text = [FUNCTION, "# one line more\n".repeat(100).as_bytes()].concat();
    let page = Page::new(&[&zip(&[entry("function.py", text.as_slice()).method(method)])]);
    let job = page.job();
    let planner = described(&page, &["old.zip"], &job).await;
    let task = DraftTask { draft: 1, request: request(&["old.zip"]), compression: Compression::Default };
    let [jobs] = planner.draft(task, &job).await.unwrap().unwrap().jobs.try_into().ok().unwrap();
    let fresh = page.job();
    let [recompress] = jobs.recompress.try_into().ok().unwrap();
    let task = |job: ZipJob| {
        let zip = page.numbered().remove(0);
        ZipTask { zip, start: job.start, end: job.end, job: job.job, natives: job.natives }
    };
    let before = page.codecs.get();
    let PressAnswer::Recompress(shard) =
        press(PressTask::Recompress(task(recompress)), &fresh).await.unwrap()
    else {
        panic!("it is no shard");
    };
    let shard_entries: Vec<crate::pack::jobs::ShardEntry> = shard.shard_entries.decode().unwrap();
    assert_eq!((shard_entries[0].method, shard_entries[0].size), (8, text.len() as u64));
    let [verify] = jobs.verify.try_into().ok().unwrap();
    let PressAnswer::Verify(verified) = press(PressTask::Verify(task(verify)), &fresh).await.unwrap() else {
        panic!("nothing is verified");
    };
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
    assert_eq!(page.codecs.get(), before + 1, "each worker asks once");
}
