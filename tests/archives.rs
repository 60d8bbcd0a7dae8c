//! Zips as other programs write them, correct and incorrect, and hosts that fetch only a few blocks at a
//! time.

use crate::support;

use crate::support::wheel::wheel;
use crate::support::zips::{entry, rename, symlink, zip};
use crate::support::{Memory, codes, dropped, paths, target};
use std::collections::VecDeque;
use std::io;
use wheelpress::check::Checking;
use wheelpress::plan::Options;
use wheelpress::plan::PlanContext;
use wheelpress::single_thread;
use wheelpress::source::{FileId, ReadCache, Store, WantsRead};
use wheelpress::target::PackageKind;

#[test]
fn layers_with_something_beside_python() {
    let check = |names: &[&str], function: &[&str], layer: &[&str]| {
        let bytes = zip(&names.iter().map(|name| entry(name, *name)).collect::<Vec<_>>());
        let plan = dropped("layer.zip", bytes.clone()).plan();
        assert_eq!(paths(&plan), function, "{:?}", plan.findings);
        let mut to_layer = target("python3.13");
        to_layer.kind = PackageKind::Layer;
        let plan = dropped("layer.zip", bytes).plan_for(&to_layer);
        assert_eq!(paths(&plan), layer, "{:?}", plan.findings);
    };
    check(&["python/lib.py"], &["lib.py"], &["python/lib.py"]);
    check(
        &["python/lib.py", "__MACOSX/._python", "python/.DS_Store", "python/._lib.py"],
        &["lib.py"],
        &["python/lib.py"],
    );
    check(
        &["python/lib.py", "bin/tool.txt", "lib/x.txt"],
        &["bin/tool.txt", "lib.py", "lib/x.txt"],
        &["bin/tool.txt", "lib/x.txt", "python/lib.py"],
    );
    check(
        &["python/lib/python3.13/site-packages/a.py", "python/b.py"],
        &["a.py", "b.py"],
        &["python/a.py", "python/b.py"],
    );
    // A function that contains a package with this name.
    check(
        &["python/lib.py", "app.py"],
        &["app.py", "python/lib.py"],
        &["python/app.py", "python/python/lib.py"],
    );
}

#[test]
fn links_through_links() {
    let check = |links: &[(&str, &str)], kept: &[&str]| {
        let mut entries: Vec<_> = links.iter().map(|(name, target)| symlink(name, target)).collect();
        entries.push(entry("good.py", "x = 1\n"));
        let plan = dropped("old.zip", zip(&entries)).plan();
        assert_eq!(paths(&plan), kept, "{:?}", plan.findings);
        let refused = links.len() + 1 - kept.len();
        assert_eq!(codes(&plan.findings), vec!["error path-unsafe old.zip"; refused]);
    };
    check(&[("a/b/c", "../.."), ("e", "a/b/c/../../etc/passwd")], &["a/b/c", "good.py"]);
    check(&[("a/b/c", "../.."), ("e", "a/b/c/good.py")], &["a/b/c", "e", "good.py"]);
    check(&[("a", "b"), ("b", "a")], &["good.py"]);
}

/// A zip whose central directory states wrong sizes for an entry (APPNOTE 4.5.3: sizes of 64 bits).
fn claiming(name: &str, size: u64, compressed: u64) -> Vec<u8> {
    let honest = zip(&[entry(name, "x = 1\n"), entry("good.py", "x = 2\n")]);
    let start = honest.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let end = honest.windows(4).position(|at| at == b"PK\x05\x06").unwrap();
    let mut central = honest[start..end].to_vec();
    let mut extra: Vec<u8> = [1u16, 16].iter().flat_map(|half| half.to_le_bytes()).collect();
    extra.extend([size, compressed].iter().flat_map(|size| size.to_le_bytes()));
    central[20..28].copy_from_slice(&[0xff; 8]);
    let old = u16::from_le_bytes([central[30], central[31]]) as usize;
    central[30..32].copy_from_slice(&(extra.len() as u16).to_le_bytes());
    central.splice(46 + name.len()..46 + name.len() + old, extra);
    let mut tail = honest[end..].to_vec();
    tail[12..16].copy_from_slice(&(central.len() as u32).to_le_bytes());
    [honest[..start].to_vec(), central, tail].concat()
}

#[test]
fn sizes_beyond_all_measure() {
    for (size, compressed) in [(1 << 53, 8), (u64::MAX, 8), (6, u64::MAX - 3), (u64::MAX, u64::MAX)] {
        let packed = dropped("old.zip", claiming("evil.py", size, compressed)).pack();
        let found = codes(&packed.plan.findings);
        assert_eq!(found, ["error entry-corrupt old.zip", "info zip-feature old.zip"], "{size} {compressed}");
        assert_eq!(paths(&packed.plan), ["good.py"]);
        assert_eq!(codes(&packed.found), Vec::<String>::new());
    }
    // Sizes that are within the limit but wrong are found during packing, because the local header states
    // other sizes.
    let packed = dropped("old.zip", claiming("evil.py", 7 << 30, 8)).pack();
    assert_eq!(codes(&packed.found), ["error entry-header old.zip"]);
}

#[test]
fn bytes_behind_the_end_of_deflate() {
    let honest = zip(&[entry("a.py", "x = 1\n".repeat(50))]);
    let start = honest.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let compressed = u32::from_le_bytes(honest[18..22].try_into().unwrap());
    let mut bytes = honest[..start].to_vec();
    bytes.extend(b"smuggled");
    let mut rest = honest[start..].to_vec();
    let longer = (compressed + 8).to_le_bytes();
    bytes[18..22].copy_from_slice(&longer);
    rest[20..24].copy_from_slice(&longer);
    let end = rest.windows(4).position(|at| at == b"PK\x05\x06").unwrap();
    rest[end + 16..end + 20].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
    bytes.extend(rest);
    let packed = dropped("old.zip", bytes).pack();
    assert_eq!(codes(&packed.found), ["error entry-corrupt old.zip"]);
}

#[test]
fn scripts_of_any_method() {
    use zip::CompressionMethod::{Bzip2, Deflated, Stored, Xz};
    for method in [Stored, Deflated, Bzip2, Xz] {
        let script = entry("lib-1.0.data/scripts/tool", "#!python\nprint()\n").method(method);
        let lib = wheel("lib", "1.0", "py3-none-any").entry(script);
        let packed = dropped(lib.filename(), lib.bytes()).pack();
        let mut archive = zip::ZipArchive::new(io::Cursor::new(packed.zip)).unwrap();
        let text = io::read_to_string(archive.by_name("bin/tool").unwrap()).unwrap();
        assert_eq!(text, "#!/var/lang/bin/python3.13\nprint()\n", "{method:?}");
    }
}

#[test]
fn wheels_of_old_tools() {
    let honest = || wheel("my_pkg", "1.0", "py3-none-any").file("my_pkg.py", "x = 1\n");
    let dashed = rename(&honest().bytes(), b"my_pkg-1.0.dist-info/", b"my-pkg-1.0.dist-info/");
    // RECORD is compressed, so `rename` does not change the name in its rows.
    let plan = dropped(honest().filename(), dashed).plan();
    assert!(
        !codes(&plan.findings).contains(&"error wheel-dist-info my_pkg-1.0-py3-none-any.whl".to_string())
    );
    assert!(paths(&plan).contains(&"my-pkg-1.0.dist-info/METADATA"));
    let listed = honest().file("pkg/a.py", "x = 1\n").record_line("pkg/,,");
    let packed = dropped(listed.filename(), listed.bytes()).pack();
    assert_eq!(codes(&packed.plan.findings), Vec::<String>::new());
    let data = honest().file("My-Pkg-1.0.data/purelib/extra.py", "x = 1\n");
    assert!(paths(&dropped(data.filename(), data.bytes()).plan()).contains(&"extra.py"));
}

#[test]
fn unreadable_wheels_in_folders() {
    let mut drop = dropped("app/function.py", "x = 1\n").and("app/wheels/lib-1.0-py3-none-any.whl", "");
    let mut items = drop.items();
    items[1].unreadable = Some("it is gone".into());
    let plan = single_thread::plan(
        &items,
        &target("python3.13"),
        &Options::default(),
        &mut ReadCache::default(),
        &mut drop.store,
    );
    let findings = plan.unwrap().findings;
    assert_eq!(codes(&findings), ["error file-unreadable app/wheels/lib-1.0-py3-none-any.whl"]);
    assert!(findings[0].message.contains("it is gone"), "{findings:?}");
}

/// A host that cannot wait. It keeps the most recently used blocks, and records the blocks that are
/// missing.
struct Blocks {
    memory: Memory,
    kept: VecDeque<(FileId, u64)>,
    missing: Vec<(FileId, u64)>,
}

const BLOCK: u64 = 512 << 10;
const KEPT: usize = 16;

impl Blocks {
    fn fetch(&mut self) {
        for block in std::mem::take(&mut self.missing) {
            if !self.kept.contains(&block) {
                self.kept.push_back(block);
            }
            if self.kept.len() > KEPT {
                self.kept.pop_front();
            }
        }
    }
}

impl Store for Blocks {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        self.memory.size(file)
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let block = (file, offset / BLOCK);
        let Some(at) = self.kept.iter().position(|kept| *kept == block) else {
            self.missing.push(block);
            return Err(io::ErrorKind::WouldBlock.into());
        };
        self.kept.remove(at);
        self.kept.push_back(block);
        let length = buffer.len().min(((block.1 + 1) * BLOCK - offset) as usize);
        self.memory.read_at(file, offset, &mut buffer[..length])
    }
}

/// Plans until no block is missing. Returns the number of passes.
fn passes(mut drop: support::Dropped) -> (usize, wheelpress::plan::Plan) {
    let items = drop.items();
    let mut store = Blocks { memory: drop.store, kept: VecDeque::new(), missing: Vec::new() };
    let mut cache = ReadCache::default();
    for pass in 1..200 {
        let target = target("python3.13");
        let context =
            &mut PlanContext { items: &items, target: &target, cache: &mut cache, store: &mut store };
        let checked = Checking::begin(&Options::default(), context)
            .and_then(|mut checking| checking.run(context, true).map(|()| checking.finish()));
        match checked {
            Ok(plan) => return (pass, plan),
            Err(WantsRead) => store.fetch(),
        }
    }
    panic!("planning does not end");
}

#[test]
fn planning_ends_where_few_blocks_are_kept() {
    // Thirty distributions with one link each, all of them in separate blocks.
    let filler: Vec<u8> = (0..600_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let stored = zip::CompressionMethod::Stored;
    let entries: Vec<_> = (0..30)
        .flat_map(|n| {
            let info = format!("lib{n}-1.0.dist-info");
            [
                entry(&format!("lib{n}/data.bin"), filler.clone()).method(stored),
                entry(&format!("{info}/METADATA"), format!("Name: lib{n}\nVersion: 1.0\n")),
                entry(&format!("{info}/RECORD"), format!("lib{n}/data.bin,,\n")),
                entry(&format!("lib{n}/LICENSE"), "free"),
                symlink(&format!("lib{n}/link"), "data.bin"),
            ]
        })
        .collect();
    let (count, plan) = passes(dropped("old.zip", zip(&entries)));
    assert_eq!(plan.distributions.len(), 30);
    assert_eq!(plan.entries.len(), 150);
    assert!(count <= 20, "{count} passes");
}

/// Returns the contents of the package file with this path.
fn content(packed: &support::Packed, path: &str) -> String {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(&packed.zip)).unwrap();
    io::read_to_string(archive.by_name(path).unwrap()).unwrap()
}

#[test]
fn streamed_and_large_zips() {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let write = |large: bool| {
        let options = SimpleFileOptions::default().large_file(large);
        let mut writer = zip::ZipWriter::new_stream(Vec::new());
        for (name, text) in [("a.py", "a = 1\n"), ("b.py", "b = 1\n")] {
            writer.start_file(name, options).unwrap();
            writer.write_all(text.repeat(100).as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    for large in [false, true] {
        let bytes = write(large);
        // Bit 3 (APPNOTE 4.4.4): the sizes follow the data.
        assert_eq!(bytes[6] & 8, 8);
        let packed = dropped("old.zip", bytes).pack();
        assert_eq!(codes(&packed.found), Vec::<String>::new());
        assert_eq!(content(&packed, "a.py"), "a = 1\n".repeat(100));
        assert_eq!(content(&packed, "b.py"), "b = 1\n".repeat(100));
        assert_eq!(packed.zip[6] & 8, 0, "the package does without");
    }
}

#[test]
fn records_with_longer_hashes() {
    use base64::Engine;
    use sha2::{Digest, Sha384, Sha512};
    let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let hashes = |text: &[u8]| {
        [
            format!("sha384={}", base64.encode(Sha384::digest(text))),
            format!("sha512={}", base64.encode(Sha512::digest(text))),
        ]
    };
    let text = b"x = 1\n";
    let lib = || wheel("lib", "1.0", "py3-none-any").file("lib.py", *text);
    for (right, wrong) in hashes(text).into_iter().zip(hashes(b"x = 2\n")) {
        let honest = lib().record_line(&format!("lib.py,{right},6"));
        let packed = dropped(honest.filename(), honest.bytes()).pack();
        assert_eq!(codes(&packed.plan.findings), Vec::<String>::new());
        assert_eq!(codes(&packed.found), Vec::<String>::new());
        assert!(content(&packed, "lib-1.0.dist-info/RECORD").contains(&right));
        let lying = lib().record_line(&format!("lib.py,{wrong},6"));
        let packed = dropped(lying.filename(), lying.bytes()).pack();
        assert_eq!(codes(&packed.found), ["error record-mismatch lib-1.0-py3-none-any.whl"]);
    }
}

#[test]
fn two_entries_of_one_name() {
    let twins = |one: &str, other: &str| {
        rename(&zip(&[entry("aaa.py", one), entry("bbb.py", other)]), b"bbb.py", b"aaa.py")
    };
    let same = dropped("old.zip", twins("x = 1\n", "x = 1\n")).pack();
    assert_eq!(codes(&same.plan.findings), Vec::<String>::new());
    assert_eq!(paths(&same.plan), ["aaa.py"]);
    let differing = dropped("old.zip", twins("x = 1\n", "x = 2\n")).pack();
    assert_eq!(codes(&differing.plan.findings), ["error path-conflict aaa.py"]);
    assert_eq!(paths(&differing.plan), ["aaa.py"]);
    // For a wheel, the file that RECORD describes ships.
    let lib =
        wheel("lib", "1.0", "py3-none-any").file("lib.py", "x = 1\n").unlisted(entry("bad.py", "x = 2\n"));
    let packed = dropped(lib.filename(), rename(&lib.bytes(), b"bad.py", b"lib.py")).pack();
    assert_eq!(paths(&packed.plan).iter().filter(|path| **path == "lib.py").count(), 1);
    assert_eq!(content(&packed, "lib.py"), "x = 1\n");
    assert_eq!(codes(&packed.found), Vec::<String>::new());
}

#[test]
fn names_in_the_old_code_page() {
    // APPNOTE appendix D: without bit 11, names are in code page 437.
    let bytes = rename(&zip(&[entry("x.py", "x = 1\n")]), b"x.py", b"\x81.py");
    let packed = dropped("old.zip", bytes).pack();
    assert_eq!(paths(&packed.plan), ["ü.py"]);
    assert_eq!(content(&packed, "ü.py"), "x = 1\n");
    assert_eq!(packed.zip[7] & 8, 8, "bit 11: the name is UTF-8");
}

#[test]
fn zips_by_any_name_when_dropped_alone() {
    let old = zip(&[entry("function.py", "x = 1\n")]);
    for name in ["function.zip.1", "function.jar", "function", "function.ZIP"] {
        assert_eq!(paths(&dropped(name, old.clone()).plan()), ["function.py"], "{name}");
    }
    let beside = dropped("app.py", "x = 1\n").and("data.jar", old);
    assert_eq!(paths(&beside.plan()), ["app.py", "data.jar"]);
}
