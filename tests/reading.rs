//! How much is read, and when: of a wheel, planning reads the end, the metadata, and the sources that the function
//! imports, but never the other contents.

use crate::support;

use crate::support::elf::{Strings, elf};
use crate::support::wheel::{Wheel, wheel};
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped, target};
use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};
use std::io;
use wheelpress::check::Checking;
use wheelpress::pack::Compression;
use wheelpress::pack::Jobs;
use wheelpress::pack::jobs::ShardEntries;
use wheelpress::pack::write::write;
use wheelpress::plan::{Plan, PlanContext};
use wheelpress::source::{ReadCache, Store};
use wheelpress::{plan, single_thread};

const BODY: usize = 1 << 20;
/// One window at each place that is read: the central directory, METADATA and the files beside it, and the
/// module that the function imports.
const MAX_HEAP: u64 = (256 + 64) << 10;

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    (0..length / 8)
        .flat_map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        })
        .collect()
}

/// A wheel with data that does not compress, before and after the parts that planning reads.
fn large(name: &str, version: &str, tag: &str) -> Wheel {
    let body = noise(BODY);
    wheel(name, version, tag)
        .file(&format!("{name}.py"), "x = 1\n")
        .file(&format!("{name}.bin"), &body[..BODY / 2])
        .info(
            "METADATA",
            &format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: b\n"),
        )
        .file(&format!("{name}-more.bin"), &body[BODY / 2..])
}

#[track_caller]
fn check(mut drop: Dropped, installed: &[&str]) {
    let items = drop.items();
    drop.store.read.clear();
    let mut cache = ReadCache::default();
    let plan = single_thread::plan(&items, &target("python3.13"), &drop.options, &mut cache, &mut drop.store)
        .unwrap();
    let found: Vec<String> =
        plan.distributions.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
    assert_eq!(found, installed, "{:#?}", plan.findings);
    for item in items.iter().filter(|item| item.path.ends_with(".whl")) {
        let read = drop.store.read.get(&item.file).copied().unwrap_or(0);
        assert!(item.size > BODY as u64, "{} is small", item.path);
        assert!(read > 0 && read < MAX_HEAP, "{read} bytes of \"{}\" were read", item.path);
    }
}

#[test]
fn never_whole_wheels() {
    let wheels = [
        large("a", "1.0", "py3-none-any"),
        large("a", "2.0", "py3-none-any"),
        large("a", "2.0", "cp313-cp313-manylinux_2_17_x86_64"),
        large("a", "3.0", "cp313-cp313-win_amd64"),
        large("b", "1.0", "py3-none-any"),
        large("c", "1.0", "py3-none-any"),
    ];
    let wheels: Vec<(String, Vec<u8>)> =
        wheels.iter().map(|wheel| (wheel.filename(), wheel.bytes())).collect();
    let drop = |requirements: &str| {
        let drop = dropped("app/requirements.txt", requirements).and("app/function.py", "import a\n");
        // The two copies of this wheel are compared, but not by their bytes.
        let (filename, bytes) = &wheels[4];
        let twice = drop.and(format!("app/twice/{filename}"), bytes.clone());
        wheels
            .iter()
            .fold(twice, |drop, (filename, bytes)| drop.and(format!("app/{filename}"), bytes.clone()))
    };
    check(drop("a\n"), &["a 2.0", "b 1.0"]);
    check(drop("a<2\n"), &["a 1.0", "b 1.0"]);
    // Hashes are checked when packing.
    let hash = "0".repeat(64);
    check(drop(&format!("b==1.0 --hash=sha256:{hash}\n")), &["b 1.0"]);
    check(drop("# nothing is said\n"), &["a 2.0", "b 1.0", "c 1.0"]);
    check(drop("a; sys_platform == 'win32'\n"), &[]);
}

/// Returns the number of bytes that packing reads of a wheel with a native library that does not
/// compress.
fn pressed(body: usize, is_checked: bool) -> u64 {
    const HEADERS: usize = 4096;
    // The dynamic section follows the noise.
    let mut library = elf().needs("libc.so.6").padding(HEADERS + body).bytes();
    library[HEADERS..HEADERS + body].copy_from_slice(&noise(body));
    let native = wheel("a", "1.0", "cp313-cp313-manylinux_2_17_x86_64").file("a/b.so", library);
    let mut drop = dropped("function.py", "import a\n\ndef handler(event, context):\n    pass\n")
        .and(native.filename(), native.bytes());
    let items = drop.items();
    drop.store.read.clear();
    let (target, options) = (target("python3.13"), drop.options.clone());
    let context = &mut PlanContext {
        items: &items,
        target: &target,
        cache: &mut ReadCache::default(),
        store: &mut drop.store,
    };
    if is_checked {
        let pressed = single_thread::press(&options, Compression::Fast, context, io::sink()).unwrap();
        assert!(pressed.plan.entries.iter().any(|entry| entry.path == "a/b.so"));
    } else {
        let made = single_thread::attempt(context, |context| plan::make(context, &options));
        single_thread::pack(&made.unwrap(), Compression::Fast, context.store, io::sink()).unwrap();
    }
    drop.store.read[&1]
}

#[test]
fn checks_read_natives_in_passing() {
    // More than is kept of a file that is read in pieces.
    const LARGE: usize = 5 << 20;
    let (with, without) = (pressed(LARGE, true), pressed(LARGE, false));
    assert!((LARGE..LARGE * 3 / 2).contains(&(without as usize)), "verified and copied: {without}");
    // Apart from that, only METADATA is read, in windows.
    assert!(with - without < MAX_HEAP, "{} more", with - without);
}

#[test]
fn what_is_too_large_for_memory_is_read_twice() {
    const LARGE: usize = 17 << 20;
    let read = pressed(LARGE, false) as usize;
    assert!((2 * LARGE..LARGE * 5 / 2).contains(&read), "verified and copied: {read}");
}

/// A writer that records whether it was flushed.
struct Flushed<'a>(&'a Cell<bool>);

impl io::Write for Flushed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(!self.0.get(), "more is written");
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.set(true);
        Ok(())
    }
}

#[test]
fn all_is_written_before_it_is_verified() {
    let one = large("a", "1.0", "py3-none-any");
    let mut drop = dropped(one.filename(), one.bytes());
    let (items, target, options) = (drop.items(), target("python3.13"), drop.options.clone());
    let plan =
        single_thread::plan(&items, &target, &options, &mut ReadCache::default(), &mut drop.store).unwrap();
    let jobs = Jobs::new(&plan, Compression::Fast).write;
    assert!(!jobs.is_empty());
    for job in jobs {
        let flushed = Cell::new(false);
        let mut verified = 0;
        let progress = |bytes| {
            assert!(flushed.get() || bytes < MAX_HEAP, "verified before all was written");
            verified += bytes;
        };
        let sink = Some(&mut Flushed(&flushed));
        write(&job, &ShardEntries::new(), &mut drop.store, None, sink, progress).unwrap();
        assert!(verified > BODY as u64 / 2 && flushed.get());
    }
}

/// A host that refuses the first read of a block, and has the block at the next attempt, as in WebKit on
/// file://, where the page reads for the workers. It keeps few blocks, as the page's worker does.
struct Refusing {
    inner: support::Memory,
    blocks: VecDeque<(u32, u64)>,
    asked: Vec<(u32, u64)>,
    read: u64,
}

impl Store for Refusing {
    fn size(&mut self, file: u32) -> io::Result<u64> {
        self.inner.size(file)
    }

    fn read_at(&mut self, file: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        const BLOCK: u64 = 512 << 10;
        let blocks = offset / BLOCK..=(offset + buffer.len() as u64 - 1) / BLOCK;
        let lacks = |block: &u64| !self.blocks.contains(&(file, *block));
        let lacked: Vec<(u32, u64)> = blocks.filter(lacks).map(|block| (file, block)).collect();
        if !lacked.is_empty() {
            self.asked.extend(lacked);
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let length = self.inner.read_at(file, offset, buffer)?;
        self.read += length as u64;
        Ok(length)
    }
}

/// Plans until the host has everything that is requested. Also returns the number of bytes that were
/// read.
#[track_caller]
fn planned_where_refused(drop: &mut Dropped) -> (Plan, u64) {
    let items = drop.items();
    let mut store =
        Refusing { inner: drop.store.clone(), blocks: Default::default(), asked: Vec::new(), read: 0 };
    let mut cache = ReadCache::default();
    let target = target("python3.13");
    for _ in 0..30 {
        let context =
            &mut PlanContext { items: &items, target: &target, cache: &mut cache, store: &mut store };
        let checked = Checking::begin(&drop.options, context)
            .and_then(|mut checking| checking.run(context, true).map(|()| checking.finish()));
        if let Ok(plan) = checked {
            return (plan, store.read);
        }
        assert!(!store.asked.is_empty(), "it waits for nothing");
        // The host reads each block once, even if it is requested several times.
        let asked: BTreeSet<_> = std::mem::take(&mut store.asked).into_iter().collect();
        store.blocks.extend(asked);
        while store.blocks.len() > 16 {
            store.blocks.pop_front();
        }
    }
    panic!("it never ends");
}

/// The scripts of a wheel are read at different places of the wheel. Waiting for one does not discard another.
#[test]
fn scripts_are_there_where_the_host_had_no_more() {
    let script = |name: &str| (format!("a-1.0.data/scripts/{name}"), "#!python\nprint(1)\n");
    let wheel = ["one", "two", "three"].iter().fold(wheel("a", "1.0", "py3-none-any"), |wheel, name| {
        let (path, text) = script(name);
        wheel.file(&format!("a/{name}.bin"), &noise(BODY)[..]).file(&path, text)
    });
    let mut drop = dropped(wheel.filename(), wheel.bytes());
    let (plan, _) = planned_where_refused(&mut drop);
    let expected = drop.plan();
    let lines = |plan: &Plan| -> Vec<(String, u64)> {
        plan.entries.iter().map(|entry| (entry.path.clone(), entry.size)).collect()
    };
    assert_eq!(lines(&plan), lines(&expected));
    let scripts: Vec<&str> =
        plan.entries.iter().map(|entry| &*entry.path).filter(|path| path.starts_with("bin/")).collect();
    assert_eq!(scripts, ["bin/one", "bin/three", "bin/two"]);
}

/// A library that is larger than everything the host keeps is read completely, and no byte is read
/// twice.
#[test]
fn goes_on_where_the_host_had_no_more() {
    let mut library = elf().padding(6 << 20).strings(Strings::Last).needs("libGL.so.1").bytes();
    let padding = noise(12 << 20);
    // Both gaps in the layout of the file.
    library[4096..6 << 20].copy_from_slice(&padding[..(6 << 20) - 4096]);
    let end = library.len() - 4096;
    library[end - (5 << 20)..end].copy_from_slice(&padding[..5 << 20]);
    let mut drop = dropped("f.zip", zip(&[entry("m.so", library)]));
    let size = drop.store.files[0].len() as u64;
    assert!(size > 10 << 20, "{size}");
    let (plan, read) = planned_where_refused(&mut drop);
    let codes: Vec<&str> = plan.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["native-missing-library"]);
    assert!(read < size + (1 << 20), "{read} of {size} bytes");
}
