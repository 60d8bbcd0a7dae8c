//! Any drop is planned and packed without a panic, and a second run makes the same bytes.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use support::Memory;
use wheelpress::pack::Compression;
use wheelpress::plan::Options;
use wheelpress::single_thread;
use wheelpress::source::{FileId, ReadCache};
use wheelpress::target::PackageKind;

/// Paths of files that are read in different ways.
const PATHS: &[&str] = &[
    "app.py",
    "app/.lambdaignore",
    "app/requirements.txt",
    "app/pyproject.toml",
    "app/poetry.lock",
    "app/uv.lock",
    "app/pylock.toml",
    "app/Pipfile.lock",
    "app/job.py",
    "app/lib/native.so",
    "function.zip",
    "six-1.0-py3-none-any.whl",
    "wheels/six-2.0-cp313-cp313-manylinux_2_17_x86_64.whl",
    "venv/pyvenv.cfg",
    "venv/lib/python3.13/site-packages/a.pth",
    "venv/lib/python3.13/site-packages/six-1.0.dist-info/METADATA",
    "venv/lib/python3.13/site-packages/six-1.0.dist-info/RECORD",
    "venv/lib/python3.13/site-packages/six-1.0.dist-info/entry_points.txt",
    "venv/lib/python3.13/site-packages/six.py",
    "venv/lib/python3.13/site-packages/__pycache__/six.cpython-313.pyc",
];

fuzz_target!(init: support::seeds::write(&support::seeds::drops(PATHS)), |input: &[u8]| {
    let (switches, files) = support::pieces(input);
    let [bytecode, split, layer] = [1, 2, 4].map(|bit| switches & bit != 0);
    let mut files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (PATHS[usize::from(*path) % PATHS.len()], *bytes)).collect();
    files.sort();
    files.dedup_by_key(|(path, _)| *path);
    let kind = if layer { PackageKind::Layer } else { PackageKind::Function };
    let mut target = support::target(kind);
    target.handler = (!layer).then(|| "app.handler".to_string());
    let options = Options { bytecode, split, ..Options::default() };
    let press = || {
        let mut store = Memory(files.iter().map(|(_, bytes)| *bytes).collect());
        let items: Vec<_> = files
            .iter()
            .enumerate()
            .map(|(file, (path, _))| single_thread::item(*path, file as FileId, &mut store))
            .collect();
        let plan = single_thread::plan(&items, &target, &options, &mut ReadCache::default(), &mut store).ok()?;
        single_thread::pack(&plan, Compression::Fast, &mut store, Vec::new()).ok()
    };
    let first = press();
    // Only half of the inputs are pressed a second time: differences between runs are found with many inputs anyway.
    if switches & 8 != 0 {
        assert_eq!(first.map(|packed| packed.2), press().map(|packed| packed.2));
    }
});
