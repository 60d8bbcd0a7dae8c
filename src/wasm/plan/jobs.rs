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
        let verify = jobs.verify.into_iter().map(|mut job| {
            let (start, end) = job.range();
            let natives = job.take_natives();
            let (file, bytes, job) = (job.file, job.bytes, Encoded::of(&job)?);
            Ok(ZipJob { file, start, end, bytes, line: None, natives, job })
        });
        let recompress = jobs.recompress.into_iter().map(|mut job| {
            let (start, end) = (job.entry.header, job.entry.header + job.entry.compressed);
            let (bytes, line) = (job.entry.size, Some(std::mem::take(&mut job.line)));
            let (file, job) = (job.file, Encoded::of(&job)?);
            Ok(ZipJob { file, start, end, bytes, line, natives: Vec::new(), job })
        });
        let write = jobs.write.into_iter().map(|mut job| {
            let spans = to_read(&job.spans(&Pieces::new()), &size_of);
            let natives = job.take_natives();
            let first = std::mem::take(&mut job.first);
            let end = first + job.lines.len() as u32;
            Ok(LinesJob { first, end, spans, bytes: job.bytes, natives, job: Encoded::of(&job)? })
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
