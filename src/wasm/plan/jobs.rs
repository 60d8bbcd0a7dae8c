//! Jobs of a plan, in the form in which the page distributes them.

use super::tasks::{CompressJob, EntriesJob, PackJobs, ZipJob};
use crate::error::Error;
use crate::pack::Jobs;
use crate::pack::jobs::ShardEntries;
use crate::source::FileId;
use crate::source::spans::to_read;
use crate::wasm::values::Encoded;

impl PackJobs {
    /// Encodes jobs for the page. `size_of` returns the size of a file in bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Job`] if a job cannot be encoded.
    pub fn new(jobs: Jobs, size_of: impl Fn(FileId) -> u64) -> Result<PackJobs, Error> {
        let verify = jobs.verify.into_iter().map(|mut job| {
            let (start, end) = job.range();
            let natives = job.take_natives();
            let (file, bytes, job) = (job.file, job.bytes, Encoded::new(&job)?);
            Ok(ZipJob { file, start, end, bytes, entry_index: None, natives, job })
        });
        let recompress = jobs.recompress.into_iter().map(|mut job| {
            let (start, end) = (job.entry.header_offset, job.entry.header_offset + job.entry.compressed_size);
            let (bytes, entry_index) = (job.entry.size, Some(std::mem::take(&mut job.entry_index)));
            let (file, job) = (job.file, Encoded::new(&job)?);
            Ok(ZipJob { file, start, end, bytes, entry_index, natives: Vec::new(), job })
        });
        let write = jobs.write.into_iter().map(|mut job| {
            let spans = to_read(&job.spans(&ShardEntries::new()), &size_of);
            let natives = job.take_natives();
            let first = std::mem::take(&mut job.first);
            let end = first + job.entries.len() as u32;
            Ok(EntriesJob { first, end, spans, bytes: job.bytes, natives, job: Encoded::new(&job)? })
        });
        let compress = jobs.compress.into_iter().map(|mut job| {
            let files = job.files.iter().map(|loose| loose.file).collect();
            let sizes = job.files.iter().map(|loose| loose.size).collect();
            let mut entry_indexes = Vec::with_capacity(job.files.len());
            for (index, loose) in (0..).zip(&mut job.files) {
                entry_indexes.push(std::mem::replace(&mut loose.entry_index, index));
            }
            Ok(CompressJob { bytes: job.bytes, files, sizes, entry_indexes, job: Encoded::new(&job)? })
        });
        Ok(PackJobs {
            write: write.collect::<Result<_, Error>>()?,
            verify: verify.collect::<Result<_, Error>>()?,
            recompress: recompress.collect::<Result<_, Error>>()?,
            compress: compress.collect::<Result<_, Error>>()?,
        })
    }
}
