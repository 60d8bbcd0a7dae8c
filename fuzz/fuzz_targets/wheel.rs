//! A wheel with arbitrary dist-info files is planned and packed without a panic.
#![no_main]

mod support;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use support::{Entry, Memory, target, zip};
use wheelpress::pack::Compression;
use wheelpress::plan::Options;
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::target::PackageKind;

#[derive(Arbitrary, Debug)]
struct Wheel<'a> {
    metadata: &'a str,
    wheel: &'a str,
    record: &'a str,
    entry_points: Option<&'a str>,
    /// Name and content of a file in the data directory.
    data: Option<(&'a str, &'a str)>,
    /// Whether METADATA and WHEEL are only the fuzzed text, without a valid beginning.
    is_bare: bool,
}

fuzz_target!(|given: Wheel| {
    let begun = |start: &str, rest: &str| if given.is_bare { rest.to_string() } else { format!("{start}{rest}") };
    let metadata = begun("Metadata-Version: 2.1\nName: a\nVersion: 1.0\n", given.metadata);
    let wheel = begun("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n", given.wheel);
    let mut files = vec![
        ("a.py".to_string(), "x = 1\n"),
        ("a-1.0.dist-info/METADATA".to_string(), &metadata),
        ("a-1.0.dist-info/WHEEL".to_string(), &wheel),
        ("a-1.0.dist-info/RECORD".to_string(), given.record),
    ];
    files.extend(given.entry_points.map(|text| ("a-1.0.dist-info/entry_points.txt".to_string(), text)));
    files.extend(given.data.map(|(name, text)| (format!("a-1.0.data/{name}"), text)));
    let entries: Vec<Entry> =
        files.iter().map(|(name, text)| Entry::honest(name.as_bytes(), text.as_bytes())).collect();
    let bytes = zip(&entries, entries.len() as u16, &[]);
    let mut store = Memory(vec![&bytes]);
    let items = [single_thread::item("a-1.0-py3-none-any.whl", 0, &mut store)];
    let mut cache = ReadCache::default();
    let target = target(PackageKind::Function);
    let Ok(plan) = single_thread::plan(&items, &target, &Options::default(), &mut cache, &mut store) else { return };
    for entry in plan.entries.iter() {
        assert!(entry.path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{:?}", entry.path);
    }
    let _ = single_thread::pack(&plan, Compression::Fast, &mut store, Vec::new());
});
