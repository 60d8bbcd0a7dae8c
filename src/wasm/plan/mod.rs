//! The module of the planning worker. It caches what it read, and hashes the packages that other workers write.

mod answers;
mod describe;
mod hashing;
mod jobs;
pub(super) mod planner;
mod reports;
pub(super) mod tasks;
mod warm_up;

use super::loaded_codecs::LoadedCodecs;
use super::scope::{Service, TaskContext, serve};
use crate::error::Error;
use hashing::Packages;
use js_sys::Function;
use planner::Planner;
use std::cell::OnceCell;
use tasks::{PlanAnswer, PlanTask};
use wasm_bindgen::prelude::*;

/// The service of the planning worker.
#[derive(Default)]
pub(super) struct Plan {
    /// Created with the first task: only then is it known whether this worker can read.
    planner: OnceCell<Planner>,
    packages: Packages,
}

/// Makes this worker plan, starting with the next message. `start_codecs` starts the module "codecs" and returns its
/// exports.
#[wasm_bindgen]
pub fn plan(
    probe: web_sys::Blob,
    #[wasm_bindgen(unchecked_param_type = "(module: WebAssembly.Module) => object")] start_codecs: Function,
) {
    serve(Plan::default(), probe.into(), LoadedCodecs::new(start_codecs));
}

impl Service for Plan {
    type Task = PlanTask;
    type Answer = PlanAnswer;

    async fn run(&self, task: PlanTask, job: &TaskContext) -> Result<Option<PlanAnswer>, Error> {
        let planner = self.planner.get_or_init(|| Planner::new(job));
        Ok(Some(match task {
            PlanTask::Describe(task) => {
                planner.describe(task, job).await;
                PlanAnswer::Describe(())
            }
            PlanTask::Release(task) => {
                planner.release(&task.files);
                PlanAnswer::Release(())
            }
            PlanTask::Plan(task) => match planner.listed(task, job).await? {
                Some(plan) => PlanAnswer::Plan(Box::new(plan)),
                None => return Ok(None),
            },
            PlanTask::Read(task) => match planner.read(task, job).await? {
                Some(entry) => PlanAnswer::Read(entry),
                None => return Ok(None),
            },
            PlanTask::Draft(task) => match planner.draft(task, job).await? {
                Some(draft) => PlanAnswer::Draft(draft),
                None => return Ok(None),
            },
            PlanTask::Check(task) => match planner.check(task, job).await? {
                Some(checked) => PlanAnswer::Check(checked),
                None => return Ok(None),
            },
            PlanTask::Forget(task) => {
                self.packages.forget(task.draft);
                planner.forget(task.draft).await;
                PlanAnswer::Forget(())
            }
            PlanTask::Hash(task) => {
                let state = self.packages.hash(&task)?;
                job.chunk_of(task.chunk).map_err(super::values::internal)?;
                PlanAnswer::Hash(state)
            }
            PlanTask::Finish(task) => PlanAnswer::Finish(self.packages.finish(task)?),
            PlanTask::Manifest(task) => PlanAnswer::Manifest(reports::manifest(task, job).await?),
            PlanTask::Compare(task) => PlanAnswer::Compare(reports::compare(task, job).await?),
            PlanTask::WarmUp(task) => {
                warm_up::warm_up(task, job).await;
                PlanAnswer::WarmUp(())
            }
            PlanTask::Memory(_) => PlanAnswer::Memory(super::memory()),
        }))
    }
}
