//! Planning and packing on one thread, for hosts that can read files synchronously: tests, examples and command
//! lines. Browsers distribute the same jobs to workers.

use crate::check::Checking;
use crate::collections::sort;
use crate::error::Error;
use crate::finding::{Code, Finding};
use crate::pack::assemble::{Assembled, Assembler};
use crate::pack::compress::{Shard, recompress};
use crate::pack::jobs::ShardEntry;
use crate::pack::jobs::{CompressJob, ShardEntries};
use crate::pack::verify::{Verified, verify};
use crate::pack::write::{Written, write};
use crate::pack::{Compression, Jobs};
use crate::plan::PlanContext;
use crate::plan::{Options, Plan};
use crate::source::spans::Span;
use crate::source::{FileId, HEAD_LENGTH, Item, ReadCache, Role, Store, Want, WantsRead};
use crate::target::Target;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Makes the item of a file, for [`plan`].
pub fn item(path: impl Into<String>, file: FileId, store: &mut dyn Store) -> Item {
    let path = path.into();
    let described = (|| {
        let size = store.size(file)?;
        let mut head = vec![0; HEAD_LENGTH];
        let length = read_full(store, file, 0, &mut head)?;
        head.truncate(length);
        io::Result::Ok((size, head))
    })();
    match described {
        Ok((size, head)) => Item { path, file, size, head, unreadable: None, role: Role::Package },
        Err(error) => Item {
            path,
            file,
            size: 0,
            head: Vec::new(),
            unreadable: Some(error.to_string()),
            role: Role::Package,
        },
    }
}

fn read_full(store: &mut dyn Store, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match store.read_at(file, offset + filled as u64, &mut buffer[filled..])? {
            0 => break,
            length => filled += length,
        }
    }
    Ok(filled)
}

/// Returns a checked plan. Reads everything that the plan needs.
///
/// # Errors
///
/// When a dropped file cannot be read.
pub fn plan(
    items: &[Item],
    target: &Target,
    options: &Options,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<Plan, Error> {
    let context = &mut PlanContext { items, target, cache, store };
    let mut checking = attempt(context, |context| Checking::begin(options, context))?;
    attempt(context, |context| checking.run(context, true))?;
    Ok(checking.finish())
}

/// The result of [`press`].
pub struct Pressed<W> {
    /// The plan.
    pub plan: Plan,
    /// Facts about the package that was written.
    pub assembled: Assembled,
    /// The findings of verifying and reading.
    pub findings: Vec<Finding>,
    /// The sink to which the package was written.
    pub sink: W,
}

/// Plans and packs as browsers do: native files are read while they are verified.
///
/// # Errors
///
/// When a dropped file cannot be read, the sink fails, or there are errors.
pub fn press<W: Write>(
    options: &Options,
    compression: Compression,
    context: &mut PlanContext,
    sink: W,
) -> Result<Pressed<W>, Error> {
    let mut checking = attempt(context, |context| Checking::begin(options, context))?;
    let mut jobs = Jobs::new(checking.plan(), compression);
    jobs.read_natives(&checking.unread_natives(context));
    let (assembled, Verified { findings, natives }, sink) = run(jobs, context.store, sink)?;
    for native in natives {
        context.cache.natives.put_read(native);
    }
    attempt(context, |context| checking.run(context, true))?;
    Ok(Pressed { plan: checking.finish(), assembled, findings, sink })
}

/// Repeats `trying`, and reads what each attempt wants, until an attempt succeeds.
///
/// # Errors
///
/// When a dropped file cannot be read.
pub fn attempt<T>(
    context: &mut PlanContext,
    mut trying: impl FnMut(&mut PlanContext) -> Result<T, WantsRead>,
) -> Result<T, Error> {
    loop {
        match trying(context) {
            Ok(value) => return Ok(value),
            Err(WantsRead) => {
                let PlanContext { cache, store, .. } = context;
                let store: &mut dyn Store = *store;
                let mut is_fed = false;
                loop {
                    let wants = cache.take_wants();
                    if wants.is_empty() {
                        break;
                    }
                    is_fed = true;
                    wants.into_iter().for_each(|want| fill(want, cache, store));
                }
                if !is_fed {
                    return Err(Error::Job(
                        "the store answered \"not yet\" to a host that cannot wait".into(),
                    ));
                }
            }
        }
    }
}

/// Reads the bytes of a want into the cache.
fn fill(want: Want, cache: &mut ReadCache, store: &mut dyn Store) {
    let modified = store.modified(want.file());
    let bytes = (|| {
        let Span { file, start, end } = want.span(store.size(want.file())?);
        let mut bytes = vec![0; (end - start) as usize];
        let length = read_full(store, file, start, &mut bytes)?;
        bytes.truncate(length);
        io::Result::Ok(bytes)
    })();
    match bytes {
        Ok(bytes) => cache.fill(want, Ok(&bytes), modified),
        Err(error) => cache.fill(want, Err(&error.to_string()), modified),
    }
}

/// Runs all jobs of a plan. The returned findings are the findings of verifying and reading.
///
/// # Errors
///
/// When a dropped file cannot be read, or the sink fails.
pub fn pack<W: Write>(
    plan: &Plan,
    compression: Compression,
    store: &mut dyn Store,
    sink: W,
) -> Result<(Assembled, Vec<Finding>, W), Error> {
    let (assembled, Verified { findings, .. }, sink) = run(Jobs::new(plan, compression), store, sink)?;
    Ok((assembled, findings, sink))
}

/// Compresses, then verifies and writes.
fn run<W: Write>(jobs: Jobs, store: &mut dyn Store, mut sink: W) -> Result<(Assembled, Verified, W), Error> {
    let mut findings = Vec::new();
    let mut shards: Vec<(Vec<ShardEntry>, Vec<u8>)> = Vec::new();
    for job in &jobs.compress {
        shards.push(compress(job, store, &mut findings)?);
    }
    for job in &jobs.recompress {
        match recompress(job, store, Vec::new()) {
            Ok(shard) => shards.push(shard),
            // Verifying reports the same problem.
            Err(Error::Zip { .. } | Error::Read { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let first_shard = FileId::MAX - shards.len() as FileId;
    let mut shard_entries = ShardEntries::new();
    let mut bytes = Vec::new();
    for (at, (of_shard, shard)) in shards.into_iter().enumerate() {
        let file = first_shard + at as FileId;
        shard_entries
            .extend(of_shard.into_iter().map(|shard_entry| (shard_entry.entry_index, (file, shard_entry))));
        bytes.push(shard);
    }
    let mut store = WithShards { store, first_shard, shards: bytes };
    let mut natives = Vec::new();
    let mut collect = |verified: Verified| {
        findings.extend(verified.findings);
        natives.extend(verified.natives);
    };
    for job in &jobs.verify {
        collect(verify(job, &mut store, None, |_| ()));
    }
    let (mut assembler, mut hasher) = (Assembler::default(), Sha256::new());
    for job in &jobs.write {
        let mut output = HashingSink { assembler: &mut assembler, hasher: &mut hasher, sink: &mut sink };
        let Written { entries, verified } =
            write(job, &shard_entries, &mut store, None, Some(&mut output), |_| ())?;
        assembler.add(entries);
        collect(verified);
    }
    let tail = assembler.end()?;
    hasher.update(&tail);
    let assembled = assembler.finish(hasher.finalize().into());
    sink.write_all(&tail).map_err(|error| Error::Write(error.to_string()))?;
    findings.extend(assembled.findings.iter().cloned());
    sort(&mut findings);
    Ok((assembled, Verified { findings, natives }, sink))
}

/// A sink that hashes and counts the bytes that it writes to another sink.
struct HashingSink<'a, W> {
    assembler: &'a mut Assembler,
    hasher: &'a mut Sha256,
    sink: &'a mut W,
}

impl<W: Write> Write for HashingSink<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.sink.write(bytes)?;
        self.hasher.update(bytes.get(..length).unwrap_or_default());
        self.assembler.pass(length as u64);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

fn compress(
    job: &CompressJob,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<ShardEntry>, Vec<u8>), Error> {
    let mut shard = Shard::new(job.compression, Vec::new(), store.codecs().ok());
    let mut buffer = vec![0; 64 * 1024];
    for loose in &job.files {
        shard.begin(loose.entry_index, loose.size, &loose.from, loose.header, loose.recorded.as_deref())?;
        let mut offset = 0;
        let pushed = loop {
            match store.read_at(loose.file, offset, &mut buffer) {
                Ok(0) => break shard.end(),
                Ok(length) => {
                    offset += length as u64;
                    if let Err(error) = shard.write(&buffer[..length]) {
                        break Err(error);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(Error::read(&loose.from, &error)),
            }
        };
        match pushed {
            Ok(()) => {}
            Err(error @ (Error::Read { .. } | Error::Changed { .. })) => {
                shard.abandon();
                findings.push(Finding::new(Code::FileUnreadable, &loose.from, error.to_string()));
            }
            Err(error) => return Err(error),
        }
    }
    findings.extend(shard.take_changed());
    Ok(shard.finish())
}

struct WithShards<'a> {
    store: &'a mut dyn Store,
    first_shard: FileId,
    shards: Vec<Vec<u8>>,
}

impl WithShards<'_> {
    fn shard(&self, file: FileId) -> Option<&Vec<u8>> {
        self.shards.get(file.checked_sub(self.first_shard)? as usize)
    }
}

impl Store for WithShards<'_> {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        match self.shard(file) {
            Some(shard) => Ok(shard.len() as u64),
            None => self.store.size(file),
        }
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(shard) = self.shard(file) else {
            return self.store.read_at(file, offset, buffer);
        };
        let rest = shard.get(offset as usize..).unwrap_or(&[]);
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }
}
