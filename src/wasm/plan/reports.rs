//! Manifests and comparisons: tasks that read whole packages.

use super::tasks::{CompareTask, ManifestTask};
use crate::compare::{self, Comparison, Other};
use crate::error::Error;
use crate::manifest::{self, About, ManifestTarget, Wheel};
use crate::source::spans::Span;
use crate::wasm::files::Files;
use crate::wasm::protocol::NumberedFile;
use crate::wasm::read;
use crate::wasm::scope::TaskContext;

/// Returns the lent files. If the worker cannot read files, the page reads all their bytes ahead with one request.
async fn lend(lent: impl IntoIterator<Item = NumberedFile>, job: &TaskContext) -> Files {
    let files = Files::new(job);
    let mut spans = Vec::new();
    for NumberedFile { id, file } in lent {
        spans.push(Span { file: id, start: 0, end: file.size() });
        files.add(id, file);
    }
    if !job.can_read() {
        read::ahead(job, &files, &spans).await;
    }
    files
}

/// Returns the manifest, as JSON.
pub(super) async fn manifest(task: ManifestTask, job: &TaskContext) -> Result<String, Error> {
    let ManifestTask { zip, name, target, wheels } = task;
    let target = target.map(|target| target.target()).transpose()?;
    let goal = target.map(|target| ManifestTarget {
        kind: target.kind,
        runtime: target.runtime.name,
        architecture: target.architecture,
    });
    let package = zip.id;
    let mut lent = vec![zip];
    let mut known = Vec::new();
    for wheel in wheels {
        known.push(Wheel { name: wheel.name, version: wheel.version, file: wheel.file.id, path: wheel.path });
        lent.push(wheel.file);
    }
    let mut files = lend(lent, job).await;
    let about = About { name: &name, target: goal, wheels: &known };
    loop {
        let made = manifest::make(&mut files, package, &about);
        if !read::fill_wants(job, &files).await? {
            return made;
        }
    }
}

pub(super) async fn compare(task: CompareTask, job: &TaskContext) -> Result<Comparison, Error> {
    let CompareTask { zip, name, other } = task;
    let package = zip.id;
    let file = other.file.as_ref().map(|file| file.id);
    let mut files = lend([Some(zip), other.file].into_iter().flatten(), job).await;
    loop {
        let other = match file {
            Some(file) => Other::File { file, name: &other.text },
            None => Other::Hash(&other.text),
        };
        let compared = compare::compare(&mut files, package, &name, other);
        if !read::fill_wants(job, &files).await? {
            return compared;
        }
    }
}
