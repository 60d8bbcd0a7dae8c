//! Jobs of a plan, as the page hands them out.

use super::tasks::{CompressJob, LinesJob, PackJobs, ZipJob};
use crate::error::Error;
use crate::pack::Jobs;
use crate::pack::jobs::Pieces;
use crate::source::FileId;
use crate::source::spans::to_read;
use crate::wasm::values::Encoded;

impl PackJobs {
    /// `size_of` tells how many bytes a file has.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if a job cannot be written.
    pub fn of(jobs: Jobs, size_of: impl Fn(FileId) -> u64) -> Result<PackJobs, Error> {
        let verify = jobs.verify.iter().map(|job| {
            let (start, end) = job.range();
            Ok(ZipJob { file: job.file, start, end, bytes: job.bytes, line: None, job: Encoded::of(job)? })
        });
        let recompress = jobs.recompress.iter().map(|job| {
            let (start, end) = (job.entry.header, job.entry.header + job.entry.compressed);
            let (bytes, line) = (job.entry.size, Some(job.line));
            Ok(ZipJob { file: job.file, start, end, bytes, line, job: Encoded::of(job)? })
        });
        let write = jobs.write.iter().map(|job| {
            Ok(LinesJob {
                first: job.first,
                end: job.first + job.lines.len() as u32,
                spans: to_read(&job.spans(&Pieces::new()), &size_of),
                bytes: job.bytes,
                job: Encoded::of(job)?,
            })
        });
        Ok(PackJobs {
            write: write.collect::<Result<_, Error>>()?,
            verify: verify.collect::<Result<_, Error>>()?,
            recompress: recompress.collect::<Result<_, Error>>()?,
            compress: jobs
                .compress
                .into_iter()
                .map(|job| CompressJob { bytes: job.bytes, files: job.files })
                .collect(),
        })
    }
}
