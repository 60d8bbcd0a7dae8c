//! The warm-up: it plans and discards the result, so that the engine compiles the code before a user waits for it.

use super::planner::Planner;
use super::tasks::*;
use crate::pack::jobs::Compression;
use crate::plan::Options;
use crate::wasm::protocol::NumberedFile;
use crate::wasm::scope::TaskContext;

/// Number of rounds. Engines optimize only code that ran often; more rounds did not help (measured).
const WARM_UP_ROUNDS: u32 = 4;

/// Plans a wheel and discards the result. Errors are ignored: a plan that the user asks for reports them.
pub(super) async fn warm_up(task: WarmUpTask, job: &TaskContext) {
    let planner = Planner::new(job);
    let wheel = gloo::file::Blob::new(task.wheel.as_slice());
    let request = || PlanRequest {
        items: vec![NumberedItem { id: 0, path: "warm-1.0-py3-none-any.whl".to_string(), role: None }],
        target: TargetRequest::example(),
        options: Options::default(),
    };
    let files = vec![NumberedFile { id: 0, file: wheel }];
    let task =
        DescribeTask { files, sized: Vec::new(), with_heads: false, zips: vec![0], sources: Vec::new() };
    planner.describe(task, job).await;
    for draft in 1..=WARM_UP_ROUNDS {
        let task = DraftTask { draft, request: request(), compression: Compression::Default };
        let _ = planner.draft(task, job).await;
        let _ = planner.check(CheckTask { draft, natives: None }, job).await;
        planner.forget(draft).await;
    }
}
